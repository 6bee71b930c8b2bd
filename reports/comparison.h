#pragma once
// Two runs, or two studies of many runs, side by side: what differs in the scenario, the figures and the verdicts.
//
// Of studies with the same seeds the difference of a figure is taken seed by seed (common random numbers), so that what
// both have in common drops out; it is distinguishable when the 95 % interval of its mean does not hold 0. Each figure
// is looked at by itself: of a hundred that do not differ, about five are marked by chance.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "reports/screen.h"

namespace keycell::reports {

inline constexpr int comparisonSchema = 1;

struct Side {
  std::string name;                          ///< as on the command line
  nlohmann::ordered_json report;             ///< a run's summary or a study
  std::optional<std::string> scenario_toml;  ///< the effective scenario, as scenarios::to_toml writes it
};

/// Whether a report tells of many runs.
bool is_study(const nlohmann::ordered_json& report);

/// Both sides are single runs or both are studies, or std::invalid_argument. nlohmann::json::exception for a report
/// that is none.
nlohmann::ordered_json compare(const Side& a, const Side& b);

std::string comparison_screen(const nlohmann::ordered_json& comparison, Colour colour, std::size_t columns);

}  // namespace keycell::reports
