#include "scenarios/units.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace keycell::scenarios {
namespace {

using namespace std::chrono_literals;

template <class Parse>
std::string why_refused(Parse parse, std::string_view text) {
  try {
    parse(text);
  } catch (const UnitError& error) {
    return error.what();
  }
  return {};
}

// Each unit by its factor: bytes, bytes a second, nanoseconds.
TEST(Units, EachHasItsFactor) {
  const std::vector<std::pair<const char*, std::uint64_t>> sizes{{"3 B", 3},
                                                                 {"3 kB", 3'000},
                                                                 {"3 MB", 3'000'000},
                                                                 {"3 GB", 3'000'000'000},
                                                                 {"3 TB", 3'000'000'000'000},
                                                                 {"3 PB", 3'000'000'000'000'000},
                                                                 {"3 KiB", 3'072},
                                                                 {"3 MiB", 3'145'728},
                                                                 {"3 GiB", 3'221'225'472},
                                                                 {"3 TiB", 3'298'534'883'328},
                                                                 {"3 PiB", 3'377'699'720'527'872}};
  for (const auto& [text, bytes] : sizes) EXPECT_EQ(parse_size(text), bytes) << text;
  const std::vector<std::pair<const char*, std::uint64_t>> rates{{"24 bit/s", 3},
                                                                 {"24 kbit/s", 3'000},
                                                                 {"24 Mbit/s", 3'000'000},
                                                                 {"24 Gbit/s", 3'000'000'000},
                                                                 {"24 Tbit/s", 3'000'000'000'000},
                                                                 {"3 B/s", 3},
                                                                 {"3 kB/s", 3'000},
                                                                 {"3 MB/s", 3'000'000},
                                                                 {"3 GB/s", 3'000'000'000},
                                                                 {"3 KiB/s", 3'072},
                                                                 {"3 MiB/s", 3'145'728},
                                                                 {"3 GiB/s", 3'221'225'472}};
  for (const auto& [text, bytes] : rates) EXPECT_EQ(parse_rate(text), bytes) << text;
  const std::vector<std::pair<const char*, std::chrono::nanoseconds>> durations{
      {"3 ns", 3ns},   {"3 us", 3us}, {"3 ms", 3ms},  {"3 s", 3s},
      {"3 min", 3min}, {"3 h", 3h},   {"1 day", 24h}, {"3 days", 72h}};
  for (const auto& [text, time] : durations) EXPECT_EQ(parse_duration(text), time) << text;
}

TEST(Units, SizesInDecimalAndBinary) {
  EXPECT_EQ(parse_size("600 GB"), 600'000'000'000U);
  EXPECT_EQ(parse_size("4 TiB"), 4ULL << 40U);
  EXPECT_EQ(parse_size("1 KiB"), 1024U);
  EXPECT_EQ(parse_size("256 B"), 256U);
  EXPECT_EQ(parse_size("600GB"), parse_size("600 GB"));
}

TEST(Units, RatesInBitsAndBytes) {
  EXPECT_EQ(parse_rate("10 Gbit/s"), 1'250'000'000U);
  EXPECT_EQ(parse_rate("200 MB/s"), 200'000'000U);
  EXPECT_EQ(parse_rate("8 bit/s"), 1U);
}

TEST(Units, Durations) {
  EXPECT_EQ(parse_duration("10 min"), 10min);
  EXPECT_EQ(parse_duration("8 h"), 8h);
  EXPECT_EQ(parse_duration("200 us"), 200us);
  EXPECT_EQ(parse_duration("2 ms"), 2ms);
  EXPECT_EQ(parse_duration("30 s"), 30s);
  EXPECT_EQ(parse_duration("1 day"), 24h);
  EXPECT_EQ(parse_duration("7 days"), 168h);
  EXPECT_EQ(parse_duration("1 h 30 min"), 90min);
  EXPECT_EQ(parse_duration("2 days 3 h 4 min 5.5 s"), 51h + 4min + 5500ms);
  EXPECT_EQ(parse_duration("1h 30min"), 90min);
}

TEST(Units, InstantsAsDurationOrAsDayAndTime) {
  EXPECT_EQ(parse_instant("1 h"), 1h);
  EXPECT_EQ(parse_instant("day 1 00:00"), 0ns);  // the start
  EXPECT_EQ(parse_instant("day 2 22:15"), 46h + 15min);
  EXPECT_EQ(parse_instant("day 1 00:00:07"), 7s);
}

TEST(Units, ADayOrTimeThatNoClockShowsIsRefused) {
  for (const char* text : {"day 0 10:00", "day 1 24:00", "day 1 10:60", "day 1 1:00", "day 1", "day 1 10:00 ", "day x",
                           "day 106752 23:59", "day 9999999 00:00", "day 1 10:00:60", "day 01 10:00"}) {
    EXPECT_NE(why_refused(parse_instant, text).find("is no instant"), std::string::npos) << text;
  }
}

TEST(Units, DecimalsMustComeOutWhole) {
  EXPECT_EQ(parse_size("1.5 GB"), 1'500'000'000U);
  EXPECT_EQ(parse_size("0.5 KiB"), 512U);
  EXPECT_EQ(parse_size("1.50000000000000000000000000 KiB"), 1536U);  // zeros at the end cost no digits
}

TEST(Units, NoFloatingPointIsInvolved) {
  EXPECT_EQ(parse_duration("0.3 s"), 300ms);                            // 0.3 is no double
  EXPECT_EQ(parse_size("9007199254740993 B"), 9'007'199'254'740'993U);  // nor is 2^53 + 1
}

TEST(Units, WhatIsRefusedAndWhy) {
  EXPECT_EQ(why_refused(parse_size, "600"), R"("600" has no unit; write for example "600 GB")");
  EXPECT_EQ(why_refused(parse_rate, "10 GB"), R"("10 GB" is a size, not a rate; write for example "10 Gbit/s")");
  EXPECT_EQ(why_refused(parse_size, "8 h"), R"("8 h" is a duration, not a size; write for example "600 GB")");
  EXPECT_EQ(why_refused(parse_duration, "1 B/s"), R"("1 B/s" is a rate, not a duration; write for example "10 min")");
  EXPECT_EQ(why_refused(parse_size, "-5 GB"), R"("-5 GB" is negative; write for example "600 GB")");
  EXPECT_EQ(why_refused(parse_size, "1.5 B"), R"("1.5 B" is not a whole number of bytes; write for example "600 GB")");
  EXPECT_EQ(why_refused(parse_rate, "9 bit/s"),
            R"("9 bit/s" is not a whole number of bytes per second; write for example "10 Gbit/s")");
  EXPECT_EQ(why_refused(parse_duration, "1 h 60 min"),
            R"("1 h 60 min": "60 min" is not less than a "h"; write for example "10 min")");
  EXPECT_EQ(why_refused(parse_duration, "30 min 1 h"),
            R"("30 min 1 h": "1 h" is not less than a "min"; write for example "10 min")");
  EXPECT_EQ(why_refused(parse_duration, "1 h 30"), R"("30" has no unit; write for example "10 min")");
  EXPECT_EQ(why_refused(parse_duration, "106751 days 23 h 59 min"),
            R"("106751 days 23 h 59 min" is more than 106751 days; write for example "10 min")");
  EXPECT_EQ(why_refused(parse_duration, "0.5 ns"),
            R"("0.5 ns" is not a whole number of nanoseconds; write for example "10 min")");
  EXPECT_EQ(why_refused(parse_instant, "soon"), R"("soon" is no duration; write for example "1 h" or "day 2 22:15")");
}

TEST(Units, AMistypedUnitGetsTheNearestOne) {
  EXPECT_TRUE(why_refused(parse_size, "600 gb").ends_with(R"(nearest: "GB")")) << why_refused(parse_size, "600 gb");
  EXPECT_TRUE(why_refused(parse_rate, "1 Gbits/s").ends_with(R"(nearest: "Gbit/s")"));
  EXPECT_TRUE(why_refused(parse_duration, "5 mins").ends_with(R"(nearest: "min")"));
}

TEST(Units, AUnitFromElsewhereGetsTheOneThatItIsHere) {
  EXPECT_TRUE(why_refused(parse_rate, "10 Mbps").ends_with(R"(nearest: "Mbit/s")"))
      << why_refused(parse_rate, "10 Mbps");
  EXPECT_TRUE(why_refused(parse_duration, "2 hours").ends_with(R"(nearest: "h")"));
  EXPECT_FALSE(why_refused(parse_size, "2 Mbps").ends_with(R"(nearest: "Mbit/s")"));
}

TEST(Units, ATimeWithoutItsDayGetsTheFirst) {
  EXPECT_EQ(why_refused(parse_instant, "01:00"), R"("01:00" has no day; write for example "day 1 01:00")");
  EXPECT_EQ(why_refused(parse_instant, "9:30"), R"("9:30" has no day; write for example "day 1 09:30")");
  EXPECT_EQ(why_refused(parse_instant, "25:00").find("has no day"), std::string::npos);
}

TEST(Units, OverflowIsRefusedAtTheFirstValueThatDoesNotFit) {
  EXPECT_EQ(parse_size("9223372036854775807 B"), largestQuantity);
  for (const char* text : {"9223372036854775808 B", "8192 PiB", "9.3 PB0", "99999999999999999999 PiB"}) {
    EXPECT_FALSE(why_refused(parse_size, text).empty()) << text;
  }
  EXPECT_NE(why_refused(parse_size, "8192 PiB").find("is more than 9223 PB"), std::string::npos);
  EXPECT_NE(why_refused(parse_size, "100000000000000000000 B").find("too many digits"), std::string::npos);
  EXPECT_NE(why_refused(parse_duration, "106752 days").find("is more than"), std::string::npos);
}

TEST(Units, OddSpellingsAreRefused) {
  for (const char* text : {"", " ", "GB", " 1 GB", "1 GB ", "1  GB", "1. GB", ".5 GB", "1e3 GB", "+1 GB", "1,5 GB",
                           "1 GB GB", "0x10 B", "1\nGB"}) {
    EXPECT_FALSE(why_refused(parse_size, text).empty()) << text;
    EXPECT_EQ(why_refused(parse_size, text).find('\n'), std::string::npos);
  }
}

TEST(Units, AreWrittenAsAPersonWould) {
  EXPECT_EQ(size_text(600'000'000'000), "600 GB");
  EXPECT_EQ(size_text(65536), "64 KiB");
  EXPECT_EQ(size_text(0), "0 B");
  EXPECT_EQ(rate_text(1'250'000'000, RateStyle::bits), "10 Gbit/s");
  EXPECT_EQ(rate_text(500'000'000, RateStyle::bytes), "500 MB/s");
  EXPECT_EQ(duration_text(200us), "200 us");
  EXPECT_EQ(duration_text(24h), "1 day");
  EXPECT_EQ(duration_text(168h), "7 days");
  EXPECT_EQ(instant_text(12h), "day 1 12:00");
  EXPECT_EQ(instant_text(0h), "day 1 00:00");
  EXPECT_EQ(instant_text(26h + 30s), "day 2 02:00:30");
  EXPECT_EQ(instant_text(1500ms), "1500 ms") << "no clock shows it";
  EXPECT_EQ(instant_text(46h + 15min), "day 2 22:15");
}

std::uint64_t any_quantity() {
  // Round values and edges as well as arbitrary ones: the choice of the unit depends on the factors.
  const auto digits = *rc::gen::inRange<std::uint64_t>(0, 1000);
  const auto factor = *rc::gen::element<std::uint64_t>(1, 125, 1000, 1024, 60'000'000'000, 1'000'000'000'000'000);
  return *rc::gen::oneOf(rc::gen::just(digits * factor), rc::gen::just(largestQuantity - digits),
                         rc::gen::inRange<std::uint64_t>(0, largestQuantity));
}

RC_GTEST_PROP(Units, WhatIsWrittenReadsBackTheSame, ()) {
  const std::uint64_t value = any_quantity();
  const std::chrono::nanoseconds time(static_cast<std::int64_t>(value));
  RC_ASSERT(parse_size(size_text(value)) == value);
  RC_ASSERT(parse_rate(rate_text(value, RateStyle::bits)) == value);
  RC_ASSERT(parse_rate(rate_text(value, RateStyle::bytes)) == value);
  RC_ASSERT(parse_duration(duration_text(time)) == time);
  RC_ASSERT(parse_instant(instant_text(time)) == time);
}

TEST(Units, SharesRatiosAndTimesOfDay) {
  EXPECT_EQ(parse_share("3 %"), 30'000u);
  EXPECT_EQ(parse_share("0.0001 %"), 1u);
  EXPECT_EQ(parse_share("100 %"), 1'000'000u);
  EXPECT_EQ(parse_ratio("2:1"), 2000u);
  EXPECT_EQ(parse_ratio("1.333:1"), 1333u);
  EXPECT_EQ(parse_time_of_day("00:00"), 0s);
  EXPECT_EQ(parse_time_of_day("23:59:59"), 24h - 1s);
  for (const char* wrong : {"3", "101 %", "-1 %", "0.00001 %", "3 GB", ""})
    EXPECT_THROW(parse_share(wrong), UnitError) << wrong;
  for (const char* wrong : {"2", "0.5:1", "2:2", "2.:1", ":1", "1001:1", "1.0001:1", "-2:1"})
    EXPECT_THROW(parse_ratio(wrong), UnitError) << wrong;
  for (const char* wrong : {"24:00", "7:00", "22:60", "22:00:60", "22", "22:00 ", "day 1 22:00"})
    EXPECT_THROW(parse_time_of_day(wrong), UnitError) << wrong;
}

TEST(Units, RetentionSaysDaysAndCycles) {
  EXPECT_EQ(parse_retention("30 days, 2 cycles"), (model::Retention{30, 2}));
  EXPECT_EQ(parse_retention("1 day, 1 cycle"), (model::Retention{1, 1}));
  EXPECT_EQ(parse_retention("0 days, 1 cycle"), (model::Retention{0, 1}));
  EXPECT_EQ(parse_retention("36525 days, 1000 cycles"), (model::Retention{36'525, 1000}));
  EXPECT_EQ(retention_text({1, 2}), "1 day, 2 cycles");
  for (const char* wrong : {"", "30", "30 days", "30 days, ", "2 cycles", "30 days 2 cycles", "30 days, 2 cycles ",
                            "30 days,2 cycles", "30days, 2 cycles", "-1 days, 2 cycles", "1.5 days, 2 cycles",
                            "36526 days, 2 cycles", "30 days, 1001 cycles", "30 days, 99999999999999999999999 cycles",
                            "2 cycles, 30 days", "30 weeks, 2 cycles", "30 days, 2 cycles, 1 month"})
    EXPECT_THROW(parse_retention(wrong), UnitError) << wrong;
}

TEST(Units, RetentionThatIsNoneSaysWhatWouldBeRight) {
  const auto objection = [](const char* text) -> std::string {
    try {
      parse_retention(text);
    } catch (const UnitError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(objection("30 days, 0 cycles"),
            R"("30 days, 0 cycles" would let the latest backup go; expected at least "1 cycle")");
  EXPECT_EQ(objection("30 dyas, 2 cycles"),
            R"("30 dyas, 2 cycles": "dyas" is no word of a retention there; expected "day", "days"; nearest: "days")");
  EXPECT_EQ(objection("30 days"), R"("30 days" says no number of cycles; write for example "30 days, 2 cycles")");
}

RC_GTEST_PROP(Units, RetentionReadsBackTheSame, ()) {
  const model::Retention retention{*rc::gen::inRange<std::uint32_t>(0, model::mostRetentionDays + 1),
                                   *rc::gen::inRange<std::uint32_t>(1, model::mostRetentionCycles + 1)};
  RC_ASSERT(parse_retention(retention_text(retention)) == retention);
}

RC_GTEST_PROP(Units, SharesRatiosAndTimesOfDayReadBackTheSame, ()) {
  const auto share = *rc::gen::inRange<std::uint64_t>(0, 1'000'001);
  const auto ratio = *rc::gen::inRange<std::uint64_t>(1000, 1'000'001);
  const std::chrono::seconds time(*rc::gen::inRange(0, 24 * 3600));
  RC_ASSERT(parse_share(share_text(share)) == share);
  RC_ASSERT(parse_ratio(ratio_text(ratio)) == ratio);
  RC_ASSERT(parse_time_of_day(time_of_day_text(time)) == time);
}

}  // namespace
}  // namespace keycell::scenarios
