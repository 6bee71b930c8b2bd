// A host gets an older disk: what was durable on it at one time is what it boots with at a later one.

#include "scenarios/units.h"
#include "sim/cell.h"
#include "sim/faults/acts.h"

namespace keycell::sim {

void arm_disk_rolled_back(const FaultSite& site, const scenarios::Fault& fault) {
  SimHost& host = site.host(fault);
  const auto kept = std::make_shared<SimDisk::Snapshot>();
  const model::Nanos to = *fault.values.time("as_of");
  site.fabric.at(to, [kept, &host] { *kept = host.sim_disk().snapshot(); });
  site.fabric.at(*fault.values.time("at"), [site, &fault, &host, kept, to] {
    const model::Nanos off_for = fault.values.time("lasts").value_or(site.fabric.settings().reboot);
    const std::string detail = "boots with its disk of " + scenarios::instant_text(to);
    site.fabric.post(host.self(), model::FaultActed{fault.kind, detail, site.number});
    host.sim_disk().at_next_power_up([&host, kept] { host.sim_disk().put_back(*kept); });
    host.lose_power(fault.kind, off_for);
  });
}

}  // namespace keycell::sim
