#pragma once
// Makes a scenario's faults happen.

#include "scenarios/scenario.h"
#include "sim/cell.h"
#include "sim/simulate.h"

namespace keycell::sim {

/// Arms every fault of the scenario and the caller's own hook. Everything outlives the run.
void arm_faults(Fabric& fabric, const Cell& cell, const scenarios::Scenario& scenario, const SimulateOptions& options);

}  // namespace keycell::sim
