#pragma once
// What run --check-determinism and run --crash-points say, as text.

#include <string>

#include "measures/results/checks.h"
#include "reports/screen.h"

namespace keycell::reports {

std::string determinism_screen(const measures::DeterminismTold& told, Colour colour, std::size_t columns);
/// Bounded, however many points there are.
std::string crash_points_screen(const measures::CrashPointsTold& told, Colour colour, std::size_t columns);

}  // namespace keycell::reports
