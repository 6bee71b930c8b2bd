// Instants of schedules, against days that were counted by hand.

#include "model/recurrence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

namespace keycell::model {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using ::testing::ElementsAre;

constexpr nanoseconds day = std::chrono::days(1);

Date date(int year, unsigned month, unsigned of_month) {
  return {std::chrono::year(year), std::chrono::month(month), std::chrono::day(of_month)};
}

// Each can be looked up: the first day of the Gregorian calendar in Rome, a leap day of a century that has one, the day
// after a 28th of February of a century that has none, the day on which the Unix clock begins.
TEST(Calendar, KnowsTheDayOfTheWeekOfADate) {
  EXPECT_EQ(weekday_of(date(1582, 10, 15)), Weekday::fri);
  EXPECT_EQ(weekday_of(date(2000, 2, 29)), Weekday::tue);
  EXPECT_EQ(weekday_of(date(1900, 3, 1)), Weekday::thu);
  EXPECT_EQ(weekday_of(date(1970, 1, 1)), Weekday::thu);
  EXPECT_EQ(weekday_of(date(2026, 6, 3)), Weekday::wed);
  EXPECT_EQ(later(date(2026, 6, 28), 5), date(2026, 7, 3));
  EXPECT_EQ(date_text(date(2026, 6, 3)), "2026-06-03");
  EXPECT_EQ(date_text(date(7, 12, 31)), "0007-12-31");
}

RC_GTEST_PROP(Calendar, EveryDayIsTheDayAfterTheOneBefore, ()) {
  const Date first = later(date(1970, 1, 1), *rc::gen::inRange(-700'000, 2'000'000));
  const Weekday next = weekday_of(later(first, 1));
  RC_ASSERT(next == later(weekday_of(first), 1));
  RC_ASSERT(later(weekday_of(first), -7) == weekday_of(first));
}

Weekdays some(std::initializer_list<Weekday> days) {
  Weekdays set;
  for (const Weekday weekday : days) set.add(weekday);
  return set;
}

std::vector<nanoseconds> instants_of(const DueTimes& due) {
  std::vector<nanoseconds> all;
  for (std::uint32_t run = 0; run < runs_of(due); ++run) all.push_back(instant_of(due, run));
  return all;
}

TEST(DueTimes, OnceADayAreADayApart) {
  EXPECT_THAT(instants_of({.days = 3, .at_ns = nanoseconds(22h).count()}), ElementsAre(22h, day + 22h, 2 * day + 22h));
}

// Day 1 is a Wednesday: Saturdays are days 4, 11 and 18, which are 3, 10 and 17 days after it.
TEST(DueTimes, OnSaturdaysOfAWeekThatBeginsOnAWednesday) {
  EXPECT_THAT(
      instants_of({.days = 3, .at_ns = nanoseconds(20h).count(), .on = some({Weekday::sat}), .of_day_0 = Weekday::wed}),
      ElementsAre(3 * day + 20h, 10 * day + 20h, 17 * day + 20h));
}

// From a Wednesday on, without its weekend: Wed, Thu, Fri, Mon, Tue, Wed.
TEST(DueTimes, OnWorkingDaysLeaveTheWeekendOut) {
  const Weekdays working = some({Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu, Weekday::fri});
  EXPECT_THAT(instants_of({.days = 6, .on = working, .of_day_0 = Weekday::wed}),
              ElementsAre(0 * day, 1 * day, 2 * day, 5 * day, 6 * day, 7 * day));
}

TEST(DueTimes, AgainAndAgainBeginAtMidnightOfEachOfTheDays) {
  EXPECT_THAT(
      instants_of(
          {.days = 2, .every_ns = nanoseconds(7h).count(), .on = some({Weekday::sun}), .of_day_0 = Weekday::sat}),
      ElementsAre(day, day + 7h, day + 14h, day + 21h, 8 * day, 8 * day + 7h, 8 * day + 14h, 8 * day + 21h));
  EXPECT_EQ(runs_a_day({.every_ns = nanoseconds(15min).count()}), 96u);
}

RC_GTEST_PROP(DueTimes, AreInOrderOnTheDaysOfTheWeekAndFoundAgain, ()) {
  const DueTimes due{.first_day = *rc::gen::inRange(0u, 20u),
                     .days = *rc::gen::inRange(1u, 30u),
                     .at_ns = *rc::gen::inRange<std::int64_t>(0, nanoseconds(day).count()),
                     .every_ns = *rc::gen::element<std::int64_t>(0, nanoseconds(1h).count(), nanoseconds(7min).count()),
                     .on = {.bits = *rc::gen::inRange<std::uint8_t>(0, 128)},
                     .of_day_0 = static_cast<Weekday>(*rc::gen::inRange(0, 7))};
  const auto all = instants_of(due);
  RC_ASSERT(!last_instant_before(due, all.front()));
  for (std::size_t run = 0; run < all.size(); ++run) {
    const std::int64_t number = all[run] / day;
    RC_ASSERT(number >= due.first_day);
    RC_ASSERT(due.on.empty() || due.on.has(later(due.of_day_0, number)));
    if (run > 0) RC_ASSERT(all[run] > all[run - 1]);  // RC_ASSERT evaluates both sides of ||
    RC_ASSERT(*last_instant_before(due, all[run] + 1ns) == all[run]);
  }
  // Nothing is left out: as many days as there are of the week until the last.
  std::uint32_t days = 0;
  for (std::int64_t number = due.first_day; number <= all.back() / day; ++number)
    days += due.on.empty() || due.on.has(later(due.of_day_0, number)) ? 1 : 0;
  RC_ASSERT(days == due.days);
}

}  // namespace
}  // namespace keycell::model
