#pragma once
// Days of the week and dates: the proleptic Gregorian calendar by integer arithmetic. No clock and no time zone: a cell
// has one time, that of its CommServe.

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace keycell::model {

enum class Weekday { mon, tue, wed, thu, fri, sat, sun };

inline constexpr std::array allWeekdays{Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu,
                                        Weekday::fri, Weekday::sat, Weekday::sun};

constexpr std::string_view name_of(Weekday day) {
  switch (day) {
    case Weekday::mon: return "Mon";
    case Weekday::tue: return "Tue";
    case Weekday::wed: return "Wed";
    case Weekday::thu: return "Thu";
    case Weekday::fri: return "Fri";
    case Weekday::sat: return "Sat";
    case Weekday::sun: return "Sun";
  }
  return "unknown";
}

/// The day of the week so many days after one.
constexpr Weekday later(Weekday day, std::int64_t days) {
  return static_cast<Weekday>((static_cast<std::int64_t>(day) + days % 7 + 7) % 7);
}

/// Some days of the week.
struct Weekdays {
  std::uint8_t bits = 0;  ///< Monday is the lowest

  constexpr bool has(Weekday day) const { return (bits >> static_cast<int>(day) & 1) != 0; }
  constexpr void add(Weekday day) { bits = static_cast<std::uint8_t>(bits | 1 << static_cast<int>(day)); }
  constexpr int count() const { return std::popcount(bits); }
  constexpr bool empty() const { return bits == 0; }
  bool operator==(const Weekdays&) const = default;
};

using Date = std::chrono::year_month_day;

constexpr Weekday weekday_of(Date date) {
  return static_cast<Weekday>(std::chrono::weekday(std::chrono::sys_days(date)).iso_encoding() - 1);
}

constexpr Date later(Date date, std::int64_t days) { return std::chrono::sys_days(date) + std::chrono::days(days); }

/// "2026-06-03". Of years from 0 to 9999.
std::string date_text(Date date);

}  // namespace keycell::model
