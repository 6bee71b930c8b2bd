#include "sim/faults/arm.h"

#include <stdexcept>

#include "sim/faults/power_cut.h"

namespace keycell::sim {

void arm_faults(Fabric& fabric, Cell& cell, const scenarios::Scenario& scenario, const SimulateOptions& options) {
  std::uint32_t number = 0;
  for (const scenarios::Fault& fault : scenario.faults) {
    const auto act = options.parts.fault_acts.find(fault.kind);
    if (act == options.parts.fault_acts.end()) throw std::logic_error("nothing acts as a fault of kind " + fault.kind);
    act->second({.fabric = fabric, .cell = cell, .number = ++number}, fault);
  }
  if (!options.cut_power_before) return;
  ++number;  // as if the scenario had one fault more
  for (const std::string& name : cell.durable_hosts()) {
    SimHost& host = fabric.host(name);
    cut_power_before(fabric, host, number, [&options, &host](std::uint64_t ordinal) {
      return options.cut_power_before(host.self(), ordinal);
    });
  }
}

}  // namespace keycell::sim
