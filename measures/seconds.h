#pragma once
// Times as JSON has them.

#include "model/events.h"

namespace keycell::measures {

constexpr double seconds(model::Nanos time) { return static_cast<double>(time.count()) / 1e9; }

}  // namespace keycell::measures
