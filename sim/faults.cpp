#include "sim/faults.h"

#include <algorithm>

#include "scenarios/units.h"
#include "scenarios/words.h"

namespace keycell::sim {
namespace {

using scenarios::Fault;
using scenarios::FaultKind;

void cut_power(Fabric& fabric, SimHost& host, std::uint64_t ordinal) {
  const std::string detail = "at durable operation " + std::to_string(ordinal);
  fabric.post(host.self(), model::FaultActed{"power-cut", detail});
  host.lose_power("power-cut", fabric.settings().reboot);
}

void rot_a_bit(Fabric& fabric, SimHost& host) {
  const std::string where = host.sim_disk().flip_bit("library/");
  fabric.post(host.self(), model::FaultActed{"bit-rot", where.empty() ? "nothing on the media yet" : where});
}

void begin_outage(Fabric& fabric, SimHost& host, const Fault& fault) {
  const std::string kind = text_of<FaultKind>(scenarios::faultWords, fault.kind);
  const model::Nanos off_for = fault.lasts.value_or(fabric.settings().reboot);
  fabric.post(host.self(), model::FaultActed{kind, "off for " + scenarios::duration_text(off_for)});
  host.lose_power(kind, off_for);
}

}  // namespace

void arm_faults(Fabric& fabric, const Cell& cell, const scenarios::Scenario& scenario, const SimulateOptions& options) {
  for (const std::string& name : cell.durable_hosts()) {
    SimHost& host = fabric.host(name);
    std::vector<std::uint64_t> cuts;
    for (const Fault& fault : scenario.faults)
      if (fault.kind == FaultKind::powerCut && fault.target == name) cuts.push_back(fault.io.value_or(0));
    host.sim_disk().cut_power_before = [&fabric, &host, cuts, &options](std::uint64_t ordinal) {
      const bool chosen = std::ranges::find(cuts, ordinal) != cuts.end() ||
                          (options.cut_power_before && options.cut_power_before(host.self(), ordinal));
      if (chosen) cut_power(fabric, host, ordinal);
      return chosen;
    };
  }
  for (const Fault& fault : scenario.faults) {
    const model::Nanos when = fault.at.value_or(model::Nanos::zero());
    if (fault.kind == FaultKind::bitRot) {
      SimHost& host = fabric.host(fault.target);
      fabric.at(when, [&fabric, &host] { rot_a_bit(fabric, host); });
    } else if (is_outage(fault.kind)) {
      SimHost& host = fabric.host(fault.target);
      fabric.at(when, [&fabric, &host, &fault] { begin_outage(fabric, host, fault); });
    }
  }
}

}  // namespace keycell::sim
