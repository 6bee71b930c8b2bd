#include "tests/sabotage/kill_table.h"

#include <algorithm>

#include "sim/determinism.h"
#include "tests/sabotage/planted_faults.h"

namespace keycell::sabotage {
namespace {

using campaigns::CampaignResult;
using campaigns::CellVerdict;

Kill kill_by_comparing(const sim::Parts& parts, const CampaignOptions& options, const CellSource& source,
                       const sim::Limits& limits, const std::function<bool()>& stop) {
  Kill result;
  for (std::uint64_t i = 0; i < options.seeds && !stop(); ++i) {
    ++result.seeds;
    const sim::Seed seed{options.first.value + i};
    const auto compared = sim::check_determinism(source(seed), seed, {}, limits, parts);
    if (!compared.difference) continue;
    result.by = {{.property = std::string(determinism), .about = ""}};
    result.evidence =
        "event " + std::to_string(compared.difference->event) + " differs: " + compared.difference->first_run;
    break;
  }
  return result;
}

std::optional<std::uint64_t> lowest_seed(const CampaignResult& result) {
  std::optional<std::uint64_t> lowest;
  for (const auto& [failure, group] : result.failures)
    if (!group.seeds.empty() && (!lowest || group.seeds.front() < *lowest)) lowest = group.seeds.front();
  return lowest;
}

}  // namespace

Kill kill(const std::optional<sim::Parts>& faulty, Search search, const CampaignOptions& options,
          const CellSource& source, const sim::Limits& limits, const std::function<bool()>& stop) {
  const sim::Parts parts = faulty.value_or(sim::Parts());
  if (search == Search::comparing) return kill_by_comparing(parts, options, source, limits, stop);
  Kill found;
  CampaignOptions rest = options;
  rest.stop_at = campaigns::StopAt::firstFailure;
  while (found.by.empty() && found.seeds < options.seeds && !stop()) {
    rest.first = {options.first.value + found.seeds};
    rest.seeds = options.seeds - found.seeds;
    const CampaignResult result = run_campaign(rest, source, limits, {.parts = parts, .ended = {}, .stop = stop});
    const auto lowest = lowest_seed(result);
    found.seeds += lowest ? *lowest - rest.first.value + 1 : result.done;
    if (!lowest) break;
    // What fails without the fault too has not found it.
    std::vector<CellVerdict::Failed> by_itself;
    if (faulty) by_itself = campaigns::judge_cell(source({*lowest}), {*lowest}, limits, sim::Parts()).failures;
    for (const auto& [failure, group] : result.failures) {
      if (group.seeds.empty() || group.seeds.front() != *lowest) continue;
      if (std::ranges::find(by_itself, failure, &CellVerdict::Failed::what) != by_itself.end()) continue;
      if (found.by.empty()) found.evidence = group.evidence.text();
      found.by.push_back(failure);
    }
  }
  return found;
}

}  // namespace keycell::sabotage
