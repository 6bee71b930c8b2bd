#include "sim/faults.h"

#include <algorithm>

namespace keycell::sim {
namespace {

using scenarios::Fault;
using scenarios::FaultKind;

void cut_power(Fabric& fabric, SimHost& host, std::uint64_t ordinal) {
  const std::string detail = "at durable operation " + std::to_string(ordinal);
  fabric.post(host.self(), model::FaultActed{"power-cut", detail});
  host.lose_power("power-cut");
}

void rot_a_bit(Fabric& fabric, SimHost& host) {
  const std::string where = host.sim_disk().flip_bit("library/");
  fabric.post(host.self(), model::FaultActed{"bit-rot", where.empty() ? "nothing on the media yet" : where});
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
    if (fault.kind != FaultKind::bitRot) continue;
    SimHost& host = fabric.host(fault.target);
    fabric.at(fault.at.value_or(model::Nanos::zero()), [&fabric, &host] { rot_a_bit(fabric, host); });
  }
}

}  // namespace keycell::sim
