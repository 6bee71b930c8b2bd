#pragma once
// One simulation, one process: runs simulations in children forked from this small, warm, single-threaded process. A
// crash, a hang or an out-of-memory child is how a run ended, never the end of a campaign.

#include <chrono>
#include <functional>

#include "sim/simulate.h"

namespace keycell::sim {

struct Limits {
  std::chrono::milliseconds deadline = std::chrono::minutes(10);  ///< wall time
  std::uint64_t memory_bytes = std::uint64_t{8} << 30;
  /// Called in the parent now and then while it waits; may be empty.
  std::function<void()> while_waiting = {};
};

/// Runs `body` in a child and returns its run, or how the child died. The child ends with _exit.
Run in_child(const std::function<Run()>& body, const Limits& limits);

/// simulate() in a child. `folds` is called there.
Run run_forked(const scenarios::Scenario& scenario, Seed seed, const FoldFactory& folds, const Limits& limits,
               const SimulateOptions& options = {});

/// For a simulation under way in a child: forks it. In the branch this returns true, and the branch's run is reported
/// to the other side, which waits for it here and gets false.
bool branch(const Limits& limits, Run& run_of_branch);

}  // namespace keycell::sim
