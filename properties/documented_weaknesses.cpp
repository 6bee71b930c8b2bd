#include "properties/documented_weaknesses.h"

namespace keycell::properties {

/// None of the properties so far speaks of a documented weakness.
std::vector<std::string> documented_weaknesses(const scenarios::Scenario&) { return {}; }

}  // namespace keycell::properties
