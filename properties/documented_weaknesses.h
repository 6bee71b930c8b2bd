#pragma once
// Which properties a cell violates because the documented profile is as it is: what an honest scenario expects.

#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace keycell::properties {

/// Ids, in the order of property_ids(). Generated cells expect exactly these.
std::vector<std::string> documented_weaknesses(const scenarios::Scenario& scenario);

}  // namespace keycell::properties
