// A host does nothing for a while, keeps what it has in memory, and then goes on as if no time had passed: a virtual
// machine that is stopped and resumed. What is sent to it waits, its timers fire late.

#include "scenarios/units.h"
#include "sim/cell.h"
#include "sim/faults/moment.h"

namespace keycell::sim {

void arm_host_paused(const FaultSite& site, const scenarios::Fault& fault) {
  at_its_moment(site, fault, [site, &host = site.host(fault), &fault] {
    const model::Nanos lasts = *fault.values.time("lasts");
    const std::uint32_t epoch = host.boot_epoch();
    const bool is_up = host.is_up_in(epoch);
    site.fabric.post(host.self(), model::FaultActed{fault.kind,
                                                    is_up ? "stands still for " + scenarios::duration_text(lasts)
                                                          : std::string("it is off"),
                                                    site.number, is_up});
    if (!is_up) return;
    site.fabric.post(host.self(),
                     model::StandsStill{site.number, model::StandsStill::What::host, model::StandsStill::Now::stops});
    host.pause();
    site.fabric.at(site.fabric.now() + lasts, [site, &host, epoch] {
      if (!host.is_up_in(epoch)) return;  // a host that lost power has forgotten that it was stopped
      site.fabric.post(host.self(), model::StandsStill{site.number, model::StandsStill::What::host,
                                                       model::StandsStill::Now::goesOn});
      site.fabric.post(host.self(), model::FaultActed{"host-goes-on", "with what it had in memory", site.number});
      host.go_on();
    });
  });
}

}  // namespace keycell::sim
