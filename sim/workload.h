#pragma once
// Who asks for what and when: the scenario's pools, backups and restores, submitted from the console.

#include "model/installation.h"
#include "scenarios/scenario.h"
#include "sim/fabric.h"

namespace keycell::sim {

/// Starts the console's actors, which ask from its world. When all have their answers, the fabric is closed. All
/// references outlive the run.
void start_workload(Fabric& fabric, const scenarios::Scenario& scenario, const model::Installation& installation,
                    model::World& console);

}  // namespace keycell::sim
