#pragma once
// One simulation, one process: runs simulations in children forked from this small, warm, single-threaded process. A
// crash, a hang or an out-of-memory child is how a run ended, never the end of a campaign.

#include <chrono>
#include <functional>

#include "sim/simulate.h"

namespace keycell::sim {

/// Of each child.
struct Limits {
  std::chrono::milliseconds deadline = std::chrono::minutes(10);  ///< wall time
  std::uint64_t memory_bytes = std::uint64_t{8} << 30;
  /// Called in the parent now and then while it waits for news; may be empty.
  std::function<void()> while_waiting = {};
};

/// Runs `body` in a child and returns its run, or how the child died. The child ends with _exit.
Run in_child(const std::function<Run()>& body, const Limits& limits);

/// Many runs, several of them at once; the parent stays one thread.
struct Batch {
  std::size_t count;    ///< runs, numbered from 0 and started in this order
  std::size_t at_once;  ///< at most so many children live; fewer when the system has no more processes
  /// Hears in the parent of each run when it ends, in whatever order that is.
  std::function<void(std::size_t number, Run run)> ended;
  /// Asked at least every fifth of a second; true: those under way are killed, and nothing more is heard. May be empty.
  std::function<bool()> stop = {};
};

/// Runs `body`, given its number, in a child for each run of the batch. Children ignore SIGINT and die with this
/// process.
void in_children(const std::function<Run(std::size_t number)>& body, const Batch& batch, const Limits& limits);

/// simulate() with the seeds first, first + 1, ... of a batch. `folds` is called in each child.
void run_forked(const scenarios::Scenario& scenario, Seed first, const FoldFactory& folds, const Batch& batch,
                const Limits& limits, const SimulateOptions& options = {});

/// simulate() in a child. `folds` is called there.
Run run_forked(const scenarios::Scenario& scenario, Seed seed, const FoldFactory& folds, const Limits& limits,
               const SimulateOptions& options = {});

/// For a simulation under way in a child: forks it. In the branch this returns true, and the branch's run is reported
/// to the other side, which waits for it here and gets false.
bool branch(const Limits& limits, Run& run_of_branch);

}  // namespace keycell::sim
