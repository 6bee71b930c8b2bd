#include "cli/determinism.h"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/exit_codes.h"
#include "cli/replay_command.h"
#include "cli/terminal.h"
#include "measures/judged_folds.h"
#include "measures/results/json.h"
#include "measures/summary.h"
#include "reports/check_screens.h"
#include "sim/determinism.h"

namespace keycell::cli {

int check_determinism(const CheckedRun& run, const scenarios::Scenario& scenario,
                      const properties::PolicyFile& policy) {
  const sim::Determinism result = [&] {
    const StatusLine status(fmt::format("simulating {} twice with seed {}", run.scenario, run.seed.value));
    return sim::check_determinism(scenario, run.seed, measures::judged_folds(scenario, policy), run.limits);
  }();
  const auto summary_of = [&](const sim::Run& one) {
    return measures::summarize(
        {.name = run.scenario, .scenario = &scenario, .seed = run.seed, .wall_seconds = 0, .replay = ""}, one,
        properties::judge(one, scenario));
  };
  const measures::RunSummary summary = summary_of(result.first);
  measures::DeterminismTold told{
      .made_by = measures::made_by_this(),
      .scenario = measures::checked_scenario(run.scenario, scenario),
      .seed = run.seed.value,
      .event_hash = measures::hash_text(result.first.event_hash),
      .events = result.first.events,
      .folds_that_differ = result.folds_that_differ,
      .summary_differs = summary != summary_of(result.second),
      .scope = summary.scope,
      .replay = fmt::format("{} --check-determinism{}", replay_command(run.scenario, run.seed, ""), run.options),
      .exit_code = summary.exit_code};
  if (summary.ending != sim::Ending::ended) told.unexpected.emplace_back(name_of(summary.ending));
  for (const auto* ids : {&summary.unexpected, &summary.expected_but_not_violated, &summary.faults_that_never_acted})
    told.unexpected.insert(told.unexpected.end(), ids->begin(), ids->end());
  for (const measures::VerdictTold& verdict : summary.verdicts)
    if (verdict.verdict == properties::Verdict::vacuous) told.unexpected.push_back(verdict.id);
  if (const auto& difference = result.difference)
    told.first_difference = {
        .event = difference->event, .first_run = difference->first_run, .second_run = difference->second_run};
  told.deterministic = !told.first_difference && told.folds_that_differ.empty() && !told.summary_differs;
  if (!told.deterministic) told.exit_code = exitInternal;
  std::cout << (run.json ? measures::json_text(to_json(told))
                         : reports::determinism_screen(told, screen_colour(), screen_columns()));
  return told.exit_code;
}

}  // namespace keycell::cli
