#pragma once
// Makes a scenario's faults happen.

#include "sim/cell.h"
#include "sim/simulate.h"

namespace keycell::sim {

/// Arms every fault of the scenario, in its order, and then the caller's own hook. Everything outlives the run.
void arm_faults(Fabric& fabric, Cell& cell, const scenarios::Scenario& scenario, const SimulateOptions& options);

}  // namespace keycell::sim
