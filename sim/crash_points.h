#pragma once
// Crashes at every durable disk operation of a scenario, one at a time. Two engines that must agree: one forks the
// running simulation inside the operation, the other simulates from the start again for each point.

#include "sim/fork_server.h"

namespace keycell::sim {

struct CrashPoint {
  std::string host;
  std::uint64_t ordinal;  ///< the host's power is cut in its ordinal-th durable operation
  Run run;
};

struct CrashPoints {
  Run undisturbed;
  std::vector<CrashPoint> points;
};

enum class CrashEngine { branch, replay };

/// Points in the order in which the undisturbed run reaches them (branch), or by host and ordinal (replay). `limits`
/// are those of one run.
CrashPoints crash_everywhere(const scenarios::Scenario& scenario, Seed seed, const FoldFactory& folds,
                             const Limits& limits, CrashEngine engine, const Parts& parts = {});

}  // namespace keycell::sim
