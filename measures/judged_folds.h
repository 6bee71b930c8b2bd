#pragma once
// What watches every run that a summary is made of: the scenario's properties and the meter.

#include "properties/boundaries/policy_file.h"
#include "scenarios/scenario.h"
#include "sim/run.h"

namespace keycell::measures {

/// Those that contradict a run whose sums do not agree (Fold::contradiction): every run has them, also where nobody
/// reads what they tell.
sim::Folds accounts(const scenarios::Scenario& scenario);

/// Keep references to their arguments. Without a policy of the user's, that of the documented steps is in force.
sim::FoldFactory judged_folds(const scenarios::Scenario& scenario);
sim::FoldFactory judged_folds(const scenarios::Scenario& scenario, const properties::PolicyFile& policy);

}  // namespace keycell::measures
