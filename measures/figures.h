#pragma once
// The figures of a run: what statistics and comparisons are made of, read from the run's summary.
//
// A figure's id is stable ("backup.window_s") and its value is a function of scenario and seed: nothing here is wall
// time.

#include <string>
#include <string_view>
#include <vector>

#include "measures/results/run.h"

namespace keycell::measures {

/// A moment is a time since the start, in seconds.
enum class Unit { count, seconds, bytes, moment };

constexpr std::string_view name_of(Unit unit) {
  switch (unit) {
    case Unit::count: return "";
    case Unit::seconds: return "s";
    case Unit::bytes: return "B";
    case Unit::moment: return "s since start";
  }
  return "unknown";
}

struct Figure {
  std::string id;
  std::string label;  ///< for a reader
  Unit unit;
  double value;
};

/// In a fixed order. What a summary does not have (a run that crashed has no `cell`) is left out.
std::vector<Figure> figures_of(const RunSummary& summary);

/// Whether a run without the figure has none of it: nothing was counted, as against a duration of what never was.
constexpr bool absent_is_zero(Unit unit) { return unit == Unit::count || unit == Unit::bytes; }

/// Whether the figure tells of trouble or of what backups are for: shown to a reader even if it is the same in all
/// runs.
bool matters(std::string_view figure_id);

}  // namespace keycell::measures
