#include "sim/faults/power_cut.h"

#include "sim/faults/moment.h"

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
  SimHost& host = site.host(fault);
  if (const auto io = fault.values.number("io"))
    return cut_power_before(site.fabric, host, site.number, [io](std::uint64_t ordinal) { return ordinal == io; });
  const auto tell = [site, &host](const std::string& when) {
    site.fabric.post(host.self(), model::FaultActed{"power-cut", when, site.number});
  };
  const auto cut = [site, &host] { host.lose_power("power-cut", site.fabric.settings().reboot); };
  if (fault.values.has("at"))
    return at_its_moment(site, fault, [tell, cut] {
      tell("at its time");
      cut();
    });
  // At the very step: when it is the host that told it, it sends, writes and tells nothing more.
  when_told(site.fabric, step_said(fault, "after_flow", "after_step"), fault.values.number("nth").value_or(1),
            [site, tell, cut](const model::Event& event) {
              site.fabric.at(event.time, [tell] { tell("right after a step"); });
              cut();
            });
}

}  // namespace keycell::sim
