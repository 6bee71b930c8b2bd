#pragma once
// Quantities with their units: sizes ("600 GB", "4 TiB"), rates ("10 Gbit/s", "200 MB/s"), durations ("8 h", "200 us")
// and instants ("1 h" since the start, or "day 2 22:15", where day 1 00:00 is the start). Shares, ratios and what a
// copy keeps are written alike.
//
// All arithmetic is in integers. Decimals are allowed ("1.5 GB") if they come out as whole bytes or nanoseconds. What
// is negative, has no unit or another kind's, or is above largestQuantity is refused: UnitError, whose text ends with
// what to write instead. What the *_text functions write is read back as the same value.

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "model/calendar.h"
#include "model/retention.h"

namespace keycell::scenarios {

/// Of bytes, bytes per second and nanoseconds alike; signed 64-bit arithmetic holds it.
inline constexpr std::uint64_t largestQuantity = std::numeric_limits<std::int64_t>::max();

class UnitError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

std::uint64_t parse_size(std::string_view text);  ///< bytes
std::uint64_t parse_rate(std::string_view text);  ///< bytes per second
std::chrono::nanoseconds parse_duration(std::string_view text);
std::chrono::nanoseconds parse_instant(std::string_view text);      ///< since the start
std::chrono::nanoseconds parse_time_of_day(std::string_view text);  ///< "22:15" or "22:15:30", since midnight
std::uint64_t parse_share(std::string_view text);                   ///< "3 %", at most "100 %": millionths
std::uint32_t parse_days_ago(std::string_view text);                ///< "6 days ago", from 1
model::Date parse_date(std::string_view text);                      ///< "2026-06-01", of the years 1 to 9899
std::uint64_t parse_ratio(std::string_view text);                   ///< "2:1", from "1:1" to "1000:1": thousandths

/// "30 days, 2 cycles", at least 1 cycle.
model::Retention parse_retention(std::string_view text);

/// Whether a rate is written in bits (a network) or in bytes (a disk, a cipher).
enum class RateStyle { bits, bytes };

std::string size_text(std::uint64_t bytes);
std::string rate_text(std::uint64_t bytes_per_s, RateStyle style);
std::string duration_text(std::chrono::nanoseconds duration);
/// "day 2 22:15"; what no clock shows, because it is no whole second, as a duration.
std::string instant_text(std::chrono::nanoseconds since_start);
/// "day 2 22:15 (Sat)" where day 1 has a date.
std::string instant_text(std::chrono::nanoseconds since_start, const std::optional<model::Date>& start);
/// " (Sat)", or nothing where day 1 has no date.
std::string weekday_behind(std::chrono::nanoseconds since_start, const std::optional<model::Date>& start);
/// "day 1 is Wed 2026-06-03".
std::string first_day_text(model::Date start);
std::string time_of_day_text(std::chrono::nanoseconds since_midnight);
std::string days_ago_text(std::uint32_t days);
std::string share_text(std::uint64_t millionths);
std::string ratio_text(std::uint64_t thousandths);
std::string retention_text(const model::Retention& retention);

/// Names of units, in the order of the reference page.
std::vector<std::string> size_units();
std::vector<std::string> rate_units();
std::vector<std::string> duration_units();

/// What to write, for messages about values that are no text at all; e.g. `write for example "600 GB"`.
inline constexpr std::string_view sizeExample = "write for example \"600 GB\"";
inline constexpr std::string_view rateExample = "write for example \"10 Gbit/s\"";
inline constexpr std::string_view durationExample = "write for example \"10 min\"";
inline constexpr std::string_view timeOfDayExample = "write for example \"22:00\"";
inline constexpr std::string_view shareExample = "write for example \"3 %\"";
inline constexpr std::string_view daysAgoExample = "write for example \"6 days ago\"";
inline constexpr std::string_view dateExample = "write for example \"2026-06-01\"";
inline constexpr std::string_view ratioExample = "write for example \"2:1\"";
inline constexpr std::string_view retentionExample = "write for example \"30 days, 2 cycles\"";
inline constexpr std::string_view instantExample = "write for example \"1 h\" or \"day 2 22:15\"";

}  // namespace keycell::scenarios
