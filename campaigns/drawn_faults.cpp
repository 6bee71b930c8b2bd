#include "campaigns/drawn_faults.h"

#include <rapidcheck.h>

#include <algorithm>

#include "scenarios/cell_draws.h"
#include "scenarios/fault_kinds.h"
#include "scenarios/validate.h"

namespace keycell::campaigns {
namespace {

using namespace std::chrono_literals;
using scenarios::Fault;
using scenarios::FaultKind;
using scenarios::Nanos;
using scenarios::Scenario;

/// How many faults, and of which kinds: places among fault_kinds().
struct Mix {
  std::vector<std::uint64_t> counts;
  std::vector<std::uint64_t> kinds;
};

Mix mix_of(FaultMix mix) {
  Mix of;
  const auto& kinds = scenarios::fault_kinds();
  for (std::uint64_t kind = 0; kind < kinds.size(); ++kind)
    if (mix != FaultMix::light || kinds[kind].heals != scenarios::Heals::never) of.kinds.push_back(kind);
  switch (mix) {
    case FaultMix::none: of.counts = {0}; break;
    case FaultMix::light: of.counts = {0, 1}; break;
    case FaultMix::heavy: of.counts = {1, 2, 3}; break;
    case FaultMix::swarm: of.counts = {0, 1, 2, 3, 4}; break;
  }
  return of;
}

/// Moments at which a scenario does something, for kinds of faults to draw from.
class ScenarioDraws final : public scenarios::CellDraws {
 public:
  ScenarioDraws(const Scenario& scenario, std::uint64_t seed) : random_(seed) {
    for (const auto& backup : scenario.backups) backups_.push_back(backup.at);
    for (const auto& schedule : scenario.schedules) {
      constexpr std::uint32_t nights = 30;
      for (std::uint32_t run = 0; run < std::min(runs_of(scenario, schedule), nights); ++run)
        backups_.push_back(time_of(scenario, schedule, run));
    }
    for (const auto& copy : scenario.aux_copies) others_.push_back(copy.at);
    for (const auto& rotation : scenario.rotations) others_.push_back(rotation.at);
    for (const auto& restore : scenario.restores) restores_.push_back(restore.at);
  }

  std::uint64_t below(std::uint64_t bound) override { return random_.next() % bound; }

  Nanos instant_of_work() override {
    static constexpr std::array<Nanos, 9> after{0ns, 1ms, 200ms, 1s, 5s, 20s, 1min, 10min, 1h};
    std::vector<Nanos> all = backups_;
    all.insert(all.end(), others_.begin(), others_.end());
    all.insert(all.end(), restores_.begin(), restores_.end());
    if (all.empty()) return 1min * static_cast<std::int64_t>(below(120));
    return one_of(all) + one_of(after);
  }
  Nanos instant_of_work_or_set_up() override {
    return below(8) == 0 ? 1ms * static_cast<std::int64_t>(below(3000)) : instant_of_work();
  }
  Nanos instant_between_backups_and_restores() override {
    if (backups_.empty() || restores_.empty()) return instant_of_work();
    const Nanos first = std::ranges::min(backups_);
    const Nanos last = std::ranges::max(restores_);
    if (last <= first) return instant_of_work();
    const auto minutes = static_cast<std::uint64_t>((last - first) / 1min);
    return first + 1min * static_cast<std::int64_t>(minutes == 0 ? 0 : below(minutes));
  }
  Nanos lasting() override {
    static constexpr std::array<Nanos, 4> all{10s, 5min, 30min, 1h};
    return one_of(all);
  }

 private:
  rc::Random random_;
  std::vector<Nanos> backups_;
  std::vector<Nanos> others_;
  std::vector<Nanos> restores_;
};

}  // namespace

Space with_faults(Space space, FaultMix mix) {
  Mix of = mix_of(mix);
  space.dimensions[Dimension::faults] = std::move(of.counts);
  space.dimensions[Dimension::faultKind] = std::move(of.kinds);
  space.draws_every_fault = true;
  space.switches_kinds_off = mix == FaultMix::swarm;
  return space;
}

Scenario with_faults(Scenario scenario, FaultMix mix, std::uint64_t seed) {
  Mix of = mix_of(mix);
  ScenarioDraws draws(scenario, seed);
  if (mix == FaultMix::swarm) std::erase_if(of.kinds, [&](std::uint64_t) { return draws.below(2) == 0; });
  const std::uint64_t count = draws.one_of(of.counts);
  for (std::uint64_t i = 0; i < count && !of.kinds.empty(); ++i) {
    auto fault = scenarios::fault_kinds()[draws.one_of(of.kinds)].draw(scenario, draws);
    if (!fault) continue;
    fault->optional = true;
    scenario.faults.push_back(std::move(*fault));
    try {
      scenarios::validate(scenario, {.property_ids = scenario.expect.violated.value_or(std::vector<std::string>{})});
    } catch (const scenarios::InvalidScenario&) {  // as drawn it cannot be in this cell
      scenario.faults.pop_back();
    }
  }
  return scenario;
}

}  // namespace keycell::campaigns
