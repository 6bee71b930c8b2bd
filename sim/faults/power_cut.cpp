#include "sim/faults/power_cut.h"

#include "sim/faults/acts.h"

namespace keycell::sim {

void cut_power_before(Fabric& fabric, SimHost& host, std::uint32_t fault,
                      std::function<bool(std::uint64_t ordinal)> chosen) {
  auto& hook = host.sim_disk().cut_power_before;
  hook = [&fabric, &host, fault, before = std::move(hook), chosen = std::move(chosen)](std::uint64_t ordinal) {
    if (before && before(ordinal)) return true;
    if (!chosen(ordinal)) return false;
    const std::string detail = "at durable operation " + std::to_string(ordinal);
    fabric.post(host.self(), model::FaultActed{"power-cut", detail, fault});
    host.lose_power("power-cut", fabric.settings().reboot);
    return true;
  };
}

void arm_power_cut(const FaultSite& site, const scenarios::Fault& fault) {
  cut_power_before(site.fabric, site.host(fault), site.number,
                   [io = fault.values.number("io")](std::uint64_t ordinal) { return ordinal == io; });
}

}  // namespace keycell::sim
