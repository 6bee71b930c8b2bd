#pragma once
// Small words that every screen needs.

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "measures/quantity_text.h"

namespace keycell::reports {

inline constexpr const char* failurePaint = "31";
inline constexpr const char* successPaint = "32";
inline constexpr const char* warningPaint = "33";

inline std::string_view plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return count == 1 ? one : many;
}

/// "15,201".
std::string counted(std::uint64_t count);

/// "once", "101 times".
inline std::string times_seen(std::uint64_t count) { return count == 1 ? "once" : counted(count) + " times"; }

/// A class of keys as a person says it: "master key", "KEK".
std::string plain_key(std::string_view key_class);
/// Whether keys of this class stand between somebody and backup data.
bool is_key_of_data(std::string_view key_class);

inline std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

/// The first five, and how many there are beside.
std::string five_of(const std::vector<std::string>& parts, std::string_view separator);

enum class Rounded { down, up };

/// A share in per cent with two digits, rounded to the side on which what is said of a bound stays true: "0.28 %".
std::string share_text(double share, Rounded towards);

inline std::string percent(double share) {
  return share > 0 && share < 0.01 ? "< 1 %" : fmt::format("{:.0f} %", share * 100);
}

inline std::string rate(double bytes_per_s) { return measures::bytes_text(bytes_per_s) + "/s"; }

}  // namespace keycell::reports
