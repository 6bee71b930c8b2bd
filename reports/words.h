#pragma once
// Small words that every screen needs.

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "measures/quantity_text.h"

namespace keycell::reports {

inline constexpr const char* warningPaint = "33";

inline std::string_view plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return count == 1 ? one : many;
}

inline std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

inline std::string percent(double share) {
  return share > 0 && share < 0.01 ? "< 1 %" : fmt::format("{:.0f} %", share * 100);
}

inline std::string rate(double bytes_per_s) { return measures::bytes_text(bytes_per_s) + "/s"; }

}  // namespace keycell::reports
