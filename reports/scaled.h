#pragma once
// Figures in a column: one unit for all numbers of a row, and as many digits as it takes to see them differ.

#include <string>
#include <vector>

#include "measures/figures.h"

namespace keycell::reports {

struct Scaled {
  std::vector<std::string> numbers;
  std::string unit;  ///< "h", "GB"; empty for a count and for moments, which read "day 1 22:00"
};

/// `values` of one figure, finite. The largest picks the unit; `difference` is the smallest step that must show, which
/// gets three digits where nine characters allow.
Scaled scaled(measures::Unit unit, const std::vector<double>& values, double difference);

}  // namespace keycell::reports
