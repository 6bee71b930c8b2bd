#pragma once
// What watches every run that a summary is made of: the scenario's properties and the meter.

#include "scenarios/scenario.h"
#include "sim/run.h"

namespace keycell::cli {

/// Keeps a reference to `scenario`.
sim::FoldFactory judged_folds(const scenarios::Scenario& scenario);

}  // namespace keycell::cli
