#pragma once
// When something falls due that does so again and again: once a day at a time of day, or again and again through the
// day, on every day or on some days of the week.

#include <optional>

#include "model/calendar.h"

namespace keycell::model {

struct DueTimes {
  std::uint32_t first_day = 0;  ///< from 0; none before it counts
  std::uint32_t days = 1;       ///< so many, of those that `on` has
  std::int64_t at_ns = 0;       ///< of the first instant of a day, since midnight
  std::int64_t every_ns = 0;    ///< and again after so long, to the end of the day; 0: once a day
  Weekdays on{};                ///< empty: every day
  Weekday of_day_0{};           ///< what day of the week it is; of no account where `on` is empty
  std::int64_t jitter_ns = 0;   ///< each instant is up to so much later, drawn by the name of its run
  bool operator==(const DueTimes&) const = default;
};

/// How many instants there are, and how many of them a day has.
std::uint32_t runs_of(const DueTimes& due);
std::uint32_t runs_a_day(const DueTimes& due);
/// The instant of a run (from 0), without its jitter. Later runs are later.
std::chrono::nanoseconds instant_of(const DueTimes& due, std::uint32_t run);
/// The last instant that is earlier; nothing when there is none.
std::optional<std::chrono::nanoseconds> last_instant_before(const DueTimes& due, std::chrono::nanoseconds when);

}  // namespace keycell::model
