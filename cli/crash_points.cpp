#include "cli/crash_points.h"

#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/ending.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/replay_command.h"
#include "cli/terminal.h"
#include "measures/cut_meter.h"
#include "measures/exit_order.h"
#include "measures/judged_folds.h"
#include "measures/quantity_text.h"
#include "measures/results/json.h"
#include "measures/summary.h"
#include "reports/check_screens.h"

namespace keycell::cli {
namespace {

using scenarios::Scenario;

/// Made anew in each run's process: what is judged, what the cell was about at the cut, and a count of the runs.
sim::FoldFactory folds_with(const Progress& progress, const sim::FoldFactory& judged) {
  return [&progress, judged] {
    sim::Folds folds = judged();
    folds.push_back(std::make_unique<measures::CutMeter>());
    folds.push_back(progress.fold());
    return folds;
  };
}

/// How many points there are: the durable operations of the run without a cut.
std::uint64_t points_of(const Scenario& scenario, sim::Seed seed, const sim::Limits& limits) {
  std::uint64_t points = 0;
  for (const sim::HostDisk& disk : sim::run_forked(
                                       scenario, seed, [] { return sim::Folds(); }, limits)
                                       .disks)
    points += disk.operations;
  return points;
}

sim::CrashPoints all_points(const CheckedRun& run, sim::CrashEngine engine, const Scenario& scenario,
                            const properties::PolicyFile& policy) {
  const std::string what =
      fmt::format("crashing {} at every durable disk operation, seed {}", run.scenario, run.seed.value);
  StatusLine status(what);
  const std::uint64_t wanted = points_of(scenario, run.seed, run.limits);
  const Progress progress;
  const NoteInterrupt interrupt;
  const auto started = std::chrono::steady_clock::now();
  sim::Limits limits = run.limits;
  limits.while_waiting = [&] {
    if (interrupt.interrupted()) throw Interrupted();
    const std::uint64_t runs = progress.page().runs.load();
    if (runs == 0 || wanted == 0) return;
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    const double share = std::min(1.0, static_cast<double>(runs) / static_cast<double>(wanted));
    status.update(fmt::format("{}: {} of {}, {} to go", what, std::min(runs, wanted), wanted,
                              measures::time_text(spent * (1 - share) / share)));
  };
  return sim::crash_everywhere(scenario, run.seed, folds_with(progress, measures::judged_folds(scenario, policy)),
                               limits, engine);
}

std::string why_not_recovered(const sim::Run& run, const properties::Verdicts& verdicts, const sim::Limits& limits) {
  if (!verdicts.unexpected.empty()) return fmt::format("{} violated", fmt::join(verdicts.unexpected, ", "));
  if (!verdicts.missing.empty()) return fmt::format("{} held against expectation", fmt::join(verdicts.missing, ", "));
  const std::string detail = ending_detail(run, limits);
  return detail.empty() ? std::string(name_of(run.ending)) : fmt::format("{}: {}", name_of(run.ending), detail);
}

}  // namespace

int crash_everywhere(const CheckedRun& run, sim::CrashEngine engine, const Scenario& scenario,
                     const properties::PolicyFile& policy) {
  const sim::CrashPoints all = all_points(run, engine, scenario, policy);
  const properties::Verdicts undisturbed = properties::judge(all.undisturbed, scenario);
  const std::string word = engine == sim::CrashEngine::branch ? "branch" : "replay";
  measures::CrashPointsTold told{
      .made_by = measures::made_by_this(),
      .scenario = measures::checked_scenario(run.scenario, scenario),
      .seed = run.seed.value,
      .engine = word,
      .undisturbed_ending = all.undisturbed.ending,
      .undisturbed_surprises = undisturbed.unexpected,
      .scope = measures::scope_of(scenario),
      .replay = fmt::format("{} --crash-points all{}{}", replay_command(run.scenario, run.seed, ""),
                            engine == sim::CrashEngine::branch ? "" : " --engine replay", run.options),
      .exit_code = static_cast<int>(undisturbed.outcome)};
  told.undisturbed_surprises.insert(told.undisturbed_surprises.end(), undisturbed.missing.begin(),
                                    undisturbed.missing.end());
  for (const sim::CrashPoint& point : all.points) {
    const properties::Verdicts verdicts = properties::judge(point.run, scenario);
    const bool recovered = verdicts.outcome == undisturbed.outcome && verdicts.unexpected == undisturbed.unexpected &&
                           verdicts.missing == undisturbed.missing;
    if (!recovered) {
      ++told.not_recovered;
      told.exit_code = measures::worse_exit_code(told.exit_code, static_cast<int>(verdicts.outcome));
    }
    told.points.push_back({.host = point.host,
                           .operation = point.ordinal,
                           .during = std::string(point.run.result_of(measures::CutMeter().name())),
                           .ending = point.run.ending,
                           .event_hash = measures::hash_text(point.run.event_hash),
                           .recovered = recovered,
                           .why_not = recovered ? "" : why_not_recovered(point.run, verdicts, run.limits)});
  }
  std::cout << (run.json ? measures::json_text(to_json(told))
                         : reports::crash_points_screen(told, screen_colour(), screen_columns()));
  return told.exit_code;
}

}  // namespace keycell::cli
