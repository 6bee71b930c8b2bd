#include "sim/faults/arm.h"

#include <stdexcept>

#include "sim/faults/power_cut.h"

namespace keycell::sim {

void arm_faults(Fabric& fabric, Cell& cell, const scenarios::Scenario& scenario, const SimulateOptions& options) {
  const FaultSite site{.fabric = fabric, .cell = cell};
  for (const scenarios::Fault& fault : scenario.faults) {
    const auto act = options.parts.fault_acts.find(fault.kind);
    if (act == options.parts.fault_acts.end()) throw std::logic_error("nothing acts as a fault of kind " + fault.kind);
    act->second(site, fault);
  }
  if (!options.cut_power_before) return;
  for (const std::string& name : cell.durable_hosts()) {
    SimHost& host = fabric.host(name);
    cut_power_before(fabric, host, [&options, &host](std::uint64_t ordinal) {
      return options.cut_power_before(host.self(), ordinal);
    });
  }
}

}  // namespace keycell::sim
