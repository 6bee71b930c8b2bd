#pragma once
// Runs a scenario twice, the second time in a process whose heap looks different and with the folds on a thread of
// their own, and compares event by event, and what every fold tells.

#include <optional>

#include "sim/fork_server.h"

namespace keycell::sim {

struct FirstDifference {
  std::uint64_t event;
  std::string first_run;  ///< the event in words, "no event" when the run had ended
  std::string second_run;
};

struct Determinism {
  Run first;
  Run second;
  std::optional<FirstDifference> difference;
  std::vector<std::string> folds_that_differ;  ///< by name, where the events are the same
};

/// The runs have the results of `folds`.
Determinism check_determinism(const scenarios::Scenario& scenario, Seed seed, const FoldFactory& folds,
                              const Limits& limits, const Parts& parts = {});

/// The same for two ways to run: for tests of this check.
Determinism compare_runs(const std::function<Run(const FoldFactory&)>& first,
                         const std::function<Run(const FoldFactory&)>& second, const FoldFactory& folds = {});

}  // namespace keycell::sim
