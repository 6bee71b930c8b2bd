// A host loses power at a time and is back after a while: kms-down, media-agent-crash, host-restart.

#include "scenarios/units.h"
#include "sim/cell.h"
#include "sim/faults/moment.h"

namespace keycell::sim {

void arm_outage(const FaultSite& site, const scenarios::Fault& fault) {
  at_its_moment(site, fault, [site, &host = site.host(fault), &fault] {
    const model::Nanos off_for = fault.values.time("lasts").value_or(site.fabric.settings().reboot);
    site.fabric.post(host.self(),
                     model::FaultActed{fault.kind, "off for " + scenarios::duration_text(off_for), site.number});
    host.lose_power(fault.kind, off_for);
  });
}

}  // namespace keycell::sim
