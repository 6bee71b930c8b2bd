#include "model/recurrence.h"

namespace keycell::model {
namespace {

using std::chrono::nanoseconds;

constexpr std::int64_t aDay = nanoseconds(std::chrono::days(1)).count();

/// The day of the `number`-th day (from 0) on which something falls due.
std::uint32_t day_of(const DueTimes& due, std::uint32_t number) {
  if (due.on.empty()) return due.first_day + number;
  const auto each_week = static_cast<std::uint32_t>(due.on.count());
  std::uint32_t left = number % each_week;
  for (std::uint32_t day = due.first_day + 7 * (number / each_week);; ++day)
    if (due.on.has(later(due.of_day_0, day)) && left-- == 0) return day;
}

}  // namespace

std::uint32_t runs_a_day(const DueTimes& due) {
  return due.every_ns == 0 ? 1 : static_cast<std::uint32_t>((aDay - 1 - due.at_ns) / due.every_ns + 1);
}

std::uint32_t runs_of(const DueTimes& due) { return due.days * runs_a_day(due); }

nanoseconds instant_of(const DueTimes& due, std::uint32_t run) {
  const std::uint32_t a_day = runs_a_day(due);
  return std::chrono::days(day_of(due, run / a_day)) + nanoseconds(due.at_ns + due.every_ns * (run % a_day));
}

std::optional<nanoseconds> last_instant_before(const DueTimes& due, nanoseconds when) {
  std::uint32_t earlier = 0;  // so many are
  for (std::uint32_t not_earlier = runs_of(due); earlier < not_earlier;) {
    const std::uint32_t middle = earlier + (not_earlier - earlier) / 2;
    (instant_of(due, middle) < when ? earlier = middle + 1 : not_earlier = middle);
  }
  return earlier == 0 ? std::nullopt : std::optional(instant_of(due, earlier - 1));
}

}  // namespace keycell::model
