#pragma once
// What a run shows to be weak although nothing failed.

#include <vector>

#include "measures/results/weakness.h"
#include "properties/judge.h"
#include "scenarios/scenario.h"

namespace keycell::measures {

/// Violations that the scenario expects or that are known of its profile, and exposures of documented steps that open
/// backups to whoever steals what stands in `needs`. `scrambled` is nothing where the run told nothing of it.
std::vector<WeaknessTold> weaknesses_of(const scenarios::Scenario& scenario, const properties::Verdicts& verdicts,
                                        const std::optional<ScrambledData>& scrambled);

}  // namespace keycell::measures
