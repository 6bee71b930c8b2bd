#pragma once
// Two runs, or two studies of many runs, side by side: what differs in the scenario, the figures and the verdicts.
//
// Of studies with the same seeds the difference of a figure is taken seed by seed (common random numbers), so that what
// both have in common drops out; it is distinguishable when the 95 % interval of its mean does not hold 0. Each figure
// is looked at by itself: of a hundred that do not differ, about five are marked by chance.

#include <optional>
#include <string>
#include <variant>

#include "measures/results/comparison.h"
#include "measures/results/run.h"
#include "measures/results/study.h"
#include "reports/screen.h"

namespace keycell::reports {

/// What one run came to, or many.
using Report = std::variant<measures::RunSummary, measures::StudySummary>;

struct Side {
  std::string name;  ///< as on the command line
  Report report;
  std::optional<std::string> scenario_toml;  ///< the effective scenario, as scenarios::to_toml writes it
};

/// Both sides are single runs or both are studies of at least one run, or std::invalid_argument.
measures::Comparison compare(const Side& a, const Side& b);

std::string comparison_screen(const measures::Comparison& comparison, Colour colour, std::size_t columns);

}  // namespace keycell::reports
