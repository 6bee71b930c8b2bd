#pragma once
// Runs a scenario twice, the second time in a process whose heap looks different, and compares event by event.

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
};

Determinism check_determinism(const scenarios::Scenario& scenario, Seed seed, const Limits& limits,
                              const Parts& parts = {});

/// The same for two ways to run: for tests of this check.
Determinism compare_runs(const std::function<Run(const FoldFactory&)>& first,
                         const std::function<Run(const FoldFactory&)>& second);

}  // namespace keycell::sim
