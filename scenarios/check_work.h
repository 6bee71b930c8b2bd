#pragma once
// Whether what happens in a scenario can happen: jobs in time, restores of something, operators who meet jobs.

#include "scenarios/scenario.h"

namespace keycell::scenarios {

/// Throws InvalidScenario. The names in the scenario are known to be good.
void check_work(const Scenario& scenario);

}  // namespace keycell::scenarios
