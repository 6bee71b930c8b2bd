#pragma once
// How keycell calibrate takes its figures: short takings of everything in turn, so that a busy spell of the machine
// hits all of it, in processor time, which other programs disturb least, and of each the median.

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace keycell::cli {

/// One thing whose cost is measured.
struct Probe {
  std::string table;    ///< of a calibration's file
  std::string key;      ///< in that table
  std::uint64_t bytes;  ///< that one piece of work takes in; 0 where a time is asked for, not a rate
  std::function<void()> work;
};

/// What one piece of work took.
struct Figure {
  double median_s;
  double spread;  ///< within what share of the median the middle half of the takings lies; 0.02 are 2 %
};

struct Takings {
  std::vector<Figure> figures;  ///< one a probe, in their order
  double share_of_core;         ///< processor time in all elapsed time; 1 on an idle machine
};

/// As many takings of each probe.
inline constexpr int takingsOfEach = 9;

/// Of at least one taking.
Figure figure_of(std::vector<double> takings_s);

/// Takes about `budget` of elapsed time, and one piece of each work a taking even if that is longer. `before_round` is
/// told how many rounds are done.
Takings take(const std::vector<Probe>& probes, std::chrono::nanoseconds budget,
             const std::function<void(int)>& before_round);

}  // namespace keycell::cli
