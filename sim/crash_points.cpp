#include "sim/crash_points.h"

#include <algorithm>
#include <iterator>

#include "scenarios/fault_kinds.h"
#include "sim/process.h"
#include "sim/sanitizers.h"

namespace keycell::sim {
namespace {

constexpr std::string_view pointPrefix = "crash-point ";

CrashPoints by_branching(const scenarios::Scenario& scenario, Seed seed, const FoldFactory& folds, const Limits& limits,
                         const Parts& parts) {
  process();
  // All branches together may take as long as they need; each has its own deadline.
  Limits whole = limits;
  whole.deadline = std::chrono::hours(24);
  Run run = in_child(
      [&] {
        bool in_branch = false;
        std::vector<FoldResult> reports;
        const SimulateOptions options{
            .cut_power_before =
                [&](std::string_view host, std::uint64_t ordinal) {
                  if (in_branch) return false;
                  Run report;
                  in_branch = branch(limits, report);
                  if (!in_branch)
                    reports.push_back(
                        {std::string(pointPrefix) + std::string(host) + " " + std::to_string(ordinal), encode(report)});
                  return in_branch;
                },
            .parts = parts};
        const Folds made = folds();
        Run result = simulate(scenario, seed, made, options);
        if (!in_branch) std::ranges::move(reports, std::back_inserter(result.results));
        return result;
      },
      whole);
  CrashPoints all;
  for (FoldResult& result : run.results) {
    if (!result.name.starts_with(pointPrefix)) {
      all.undisturbed.results.push_back(std::move(result));
      continue;
    }
    const auto space = result.name.rfind(' ');
    all.points.push_back({.host = result.name.substr(pointPrefix.size(), space - pointPrefix.size()),
                          .ordinal = std::stoull(result.name.substr(space + 1)),
                          .run = decode(result.json)});
  }
  std::swap(run.results, all.undisturbed.results);
  all.undisturbed = std::move(run);
  return all;
}

CrashPoints by_replay(const scenarios::Scenario& scenario, Seed seed, const FoldFactory& folds, const Limits& limits,
                      const Parts& parts) {
  const SimulateOptions options{.parts = parts};
  CrashPoints all{.undisturbed = run_forked(scenario, seed, folds, limits, options), .points = {}};
  for (const HostDisk& disk : all.undisturbed.disks) {
    for (std::uint64_t ordinal = 1; ordinal <= disk.operations; ++ordinal) {
      scenarios::Scenario disturbed = scenario;
      disturbed.faults.push_back(scenarios::power_cut(disk.host, ordinal));
      all.points.push_back(
          {.host = disk.host, .ordinal = ordinal, .run = run_forked(disturbed, seed, folds, limits, options)});
    }
  }
  return all;
}

}  // namespace

CrashPoints crash_everywhere(const scenarios::Scenario& scenario, Seed seed, const FoldFactory& folds,
                             const Limits& limits, CrashEngine engine, const Parts& parts) {
  switch (engine) {
    case CrashEngine::branch:
      // Under AddressSanitizer actors are threads, and a fork inside one of them would hang.
      return addressSanitizer ? by_replay(scenario, seed, folds, limits, parts)
                              : by_branching(scenario, seed, folds, limits, parts);
    case CrashEngine::replay: return by_replay(scenario, seed, folds, limits, parts);
  }
  throw std::logic_error("no such engine");
}

}  // namespace keycell::sim
