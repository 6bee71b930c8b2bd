#include "reports/scaled.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/screen.h"

namespace keycell::reports {
namespace {

using namespace measures;

struct Step {
  double size;
  const char* name;
};

Step step_of(Unit unit, double largest) {
  static const std::vector<Step> none{{1, ""}};
  static const std::vector<Step> times{{1e-6, "us"}, {1e-3, "ms"}, {1, "s"}, {60, "min"}, {3600, "h"}};
  static const std::vector<Step> sizes{{1, "B"}, {1e3, "kB"}, {1e6, "MB"}, {1e9, "GB"}, {1e12, "TB"}, {1e15, "PB"}};
  const auto& steps = unit == Unit::seconds ? times : unit == Unit::bytes ? sizes : none;
  if (largest == 0) return unit == Unit::seconds ? Step{1, "s"} : steps.front();
  Step best = steps.front();
  for (const Step& step : steps)
    if (largest >= step.size) best = step;
  return best;
}

/// Digits after the point, so that `step` shows with three of its digits.
int digits_for(double step) { return step > 0 ? 2 - static_cast<int>(std::floor(std::log10(step))) : 0; }

}  // namespace

Scaled scaled(Unit unit, const std::vector<double>& values, double difference) {
  if (unit == Unit::moment) {
    Scaled moments;
    for (const double value : values) moments.numbers.push_back(moment_text(value));
    return moments;
  }
  constexpr int columns = 9;
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  const Step step = step_of(unit, largest);
  largest /= step.size;
  const bool whole =
      std::ranges::all_of(values, [&](double value) { return std::floor(value / step.size) * step.size == value; });
  const int before_point = largest < 10 ? 1 : static_cast<int>(std::floor(std::log10(largest))) + 1;
  int digits = std::max(digits_for(difference / step.size), 3 - before_point);
  if (whole) digits = 0;
  digits = std::clamp(digits, 0, std::max(0, columns - 2 - before_point));
  Scaled result{.numbers = {}, .unit = step.name};
  for (const double value : values) result.numbers.push_back(fmt::format("{:.{}f}", value / step.size, digits));
  return result;
}

}  // namespace keycell::reports
