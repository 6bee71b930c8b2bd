#pragma once
// run --crash-points: the power is cut at every durable disk operation, one at a time.

#include "cli/determinism.h"
#include "sim/crash_points.h"

namespace keycell::cli {

/// Returns the exit code: the worst of all points and of the run without a cut.
int crash_everywhere(const CheckedRun& run, sim::CrashEngine engine, const scenarios::Scenario& scenario,
                     const properties::PolicyFile& policy);

}  // namespace keycell::cli
