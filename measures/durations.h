#pragma once
// Times as a result.

#include <optional>
#include <vector>

#include "measures/results/durations.h"

namespace keycell::measures {

/// Of seconds; nothing of none.
std::optional<Durations> durations_of(const std::vector<double>& seconds);

}  // namespace keycell::measures
