#pragma once
// Whether what a part says by key is what its row lets it say.

#include "scenarios/names.h"
#include "scenarios/rows.h"

namespace keycell::scenarios {

/// `where` is the key that says which row it is. Throws InvalidScenario at the key that is wrong.
void check_values(const Where& where, const Row& row, const Values& values, const Scenario& scenario,
                  const Names& names);

}  // namespace keycell::scenarios
