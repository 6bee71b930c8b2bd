#include "measures/quantity_text.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>

#include "scenarios/units.h"

namespace keycell::measures {

std::string bytes_text(double bytes) {
  constexpr std::array<const char*, 6> units{"B", "kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  for (; bytes >= 1000 && unit + 1 < units.size(); ++unit) bytes /= 1000;
  return unit == 0 ? fmt::format("{:.0f} B", bytes) : fmt::format("{:.3g} {}", bytes, units[unit]);
}

std::string time_text(double seconds) {
  if (seconds <= 0) return "0 s";
  if (seconds < 1e-3) return fmt::format("{:.3g} us", seconds * 1e6);
  if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1e3);
  if (seconds < 60) return fmt::format("{:.3g} s", seconds);
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  std::string text;
  const auto add = [&](std::uint64_t count, const char* unit) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : " ", count, unit);
  };
  add(whole / 3600, "h");
  add(whole % 3600 / 60, "min");
  add(whole % 60, "s");
  return text;
}

std::string moment_text(double seconds) {
  const std::chrono::minutes minutes(static_cast<std::int64_t>(std::floor(seconds / 60)));
  return fmt::format("day {} {}", minutes / std::chrono::days(1) + 1,
                     scenarios::time_of_day_text(minutes % std::chrono::days(1)));
}

std::string moment_text(double seconds, const std::optional<model::Date>& start) {
  const std::chrono::seconds whole(static_cast<std::int64_t>(std::floor(seconds)));
  return moment_text(seconds) + scenarios::weekday_behind(whole, start);
}

}  // namespace keycell::measures
