#include "properties/kill_table.h"

#include "sim/determinism.h"

namespace keycell::properties {
namespace {

constexpr std::string_view determinism = "determinism";

/// Runs each cell twice and compares event by event.
Kill kill_by_comparing(const PlantedFault& fault, const CampaignOptions& options, const CellSource& source,
                       const sim::Limits& limits, const std::function<bool()>& stop) {
  fault.plant();  // in this process: both runs of a pair inherit it
  Kill result;
  for (std::uint64_t i = 0; i < options.seeds && !stop(); ++i) {
    ++result.seeds;
    const sim::Seed seed{options.first.value + i};
    const auto compared = sim::check_determinism(source(seed), seed, limits);
    if (!compared.difference) continue;
    result.by = {{.property = std::string(determinism), .about = ""}};
    result.evidence =
        "event " + std::to_string(compared.difference->event) + " differs: " + compared.difference->first_run;
    break;
  }
  fault.heal();
  return result;
}

}  // namespace

Kill kill(const PlantedFault& fault, const CampaignOptions& options, const CellSource& source,
          const sim::Limits& limits, const std::function<bool()>& stop) {
  if (fault.is_nondeterminism) return kill_by_comparing(fault, options, source, limits, stop);
  CampaignOptions until_found = options;
  until_found.stop_at = StopAt::firstFailure;
  const CampaignResult result =
      run_campaign(until_found, source, limits, {.in_child = fault.plant, .ended = {}, .stop = stop});
  Kill found{.by = {}, .seeds = result.done, .evidence = {}};
  std::optional<std::uint64_t> lowest;
  for (const auto& [failure, group] : result.failures)
    if (!group.seeds.empty() && (!lowest || group.seeds.front() < *lowest)) lowest = group.seeds.front();
  if (!lowest) return found;
  found.seeds = *lowest - options.first.value + 1;
  for (const auto& [failure, group] : result.failures) {
    if (group.seeds.empty() || group.seeds.front() != *lowest) continue;
    if (found.by.empty()) found.evidence = group.evidence;
    found.by.push_back(failure);
  }
  return found;
}

}  // namespace keycell::properties
