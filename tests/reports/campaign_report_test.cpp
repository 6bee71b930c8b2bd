// A campaign as data and as JUnit: each number is the one that its name says, of results whose numbers are all unequal.

#include "reports/campaign_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace keycell::reports {
namespace {

using measures::CampaignSummary;
using ::testing::HasSubstr;
using ::testing::Not;

/// 23 of 100 runs from seed 7 on, three of them failed.
campaigns::CampaignResult result_of_unequal_numbers() {
  campaigns::CampaignResult result{};
  result.options = {.first = {7}, .seeds = 100, .jobs = 2, .stop_at = {}};
  result.done = 23;
  result.failed = 3;
  result.events = 4567;
  result.properties["AVL-2"] = {.statement = "held", .applied = 22, .exercised = 21, .violated = 0, .sums = {{"a", 5}}};
  result.properties["SEC-1"] = {.statement = "seen", .applied = 20, .exercised = 19, .violated = 2, .sums = {{"b", 6}}};
  result.properties["SEC-7"] = {.statement = "never", .applied = 18, .exercised = 0, .violated = 0, .sums = {}};
  result.faults["fault 1"] = {.cells = 17, .acted = 16};
  result.faults["fault 2"] = {.cells = 15, .acted = 0};
  result.failures[{"SEC-1", "data-key"}] = {
      .count = 2, .seeds = {8, 11}, .evidence = {.event = 9, .host = "fs1", .what = "seen there"}};
  result.failures[{"", "crashed"}] = {.count = 1, .seeds = {13}, .evidence = {}};
  return result;
}

CampaignSubject subject(bool interrupted) {
  return {.name = "cell.toml",
          .is_space = false,
          .policy = "documented steps",
          .wall_seconds = 46,
          .interrupted = interrupted,
          .replay = "keycell check cell.toml",
          .failures = {{.what = {"SEC-1", "data-key"}, .replay = "keycell run cell.toml --seed 8"}}};
}

TEST(CampaignReport, EachFigureIsTheOneThatItsNameSays) {
  const campaigns::CampaignResult result = result_of_unequal_numbers();
  const CampaignSummary told = summarize(subject(true), result);
  EXPECT_EQ(told.scenario, "cell.toml");
  EXPECT_EQ(told.space, std::nullopt);
  EXPECT_EQ(told.policy, "documented steps");
  EXPECT_EQ(told.first_seed, 7u);
  EXPECT_EQ(told.seeds, 100u);
  EXPECT_EQ(told.done, 23u);
  EXPECT_TRUE(told.interrupted);
  EXPECT_EQ(told.failed, 3u);
  EXPECT_EQ(told.events, 4567u);
  EXPECT_EQ(told.wall_s, 46);
  EXPECT_EQ(told.runs_per_hour, 1800);
  EXPECT_EQ(told.replay, "keycell check cell.toml");
  ASSERT_EQ(told.properties.size(), 3u);
  EXPECT_EQ(
      told.properties[1],
      (measures::CampaignProperty{
          .id = "SEC-1", .statement = "seen", .applied = 20, .exercised = 19, .violated = 2, .sums = {{"b", 6}}}));
  EXPECT_EQ(told.faults.at("fault 1"), (measures::CampaignFault{.cells = 17, .acted = 16}));
  EXPECT_THAT(told.vacuous, ::testing::UnorderedElementsAre("SEC-7", "fault 2"));
  ASSERT_EQ(told.failures.size(), 2u);
  EXPECT_EQ(told.failures[1].property, "SEC-1");
  EXPECT_EQ(told.failures[1].about, "data-key");
  EXPECT_EQ(told.failures[1].count, 2u);
  EXPECT_EQ(told.failures[1].seeds, (std::vector<std::uint64_t>{8, 11}));
  EXPECT_THAT(told.failures[1].evidence, HasSubstr("seen there"));
  EXPECT_EQ(told.failures[1].replay, "keycell run cell.toml --seed 8");
  // Clopper and Pearson of 3 of 23, as any table has it.
  EXPECT_NEAR(told.probability_of_failure_95->low, 0.0278, 1e-4);
  EXPECT_NEAR(told.probability_of_failure_95->high, 0.3359, 1e-4);
}

// What was not run says nothing.
TEST(CampaignReport, TheBoundIsThatOfTheRunsThatWereDone) {
  campaigns::CampaignResult result = result_of_unequal_numbers();
  result.failed = 0;
  result.failures.clear();
  const auto bound = summarize(subject(true), result).probability_of_failure_95;
  EXPECT_EQ(bound->low, 0);
  EXPECT_NEAR(bound->high, 1 - std::pow(0.05, 1.0 / 23), 1e-12);
  result.done = 0;
  EXPECT_EQ(summarize(subject(true), result).probability_of_failure_95, std::nullopt);
}

TEST(CampaignReport, JunitCountsItsCasesFailuresAndErrors) {
  const std::string whole = campaign_junit(summarize(subject(false), result_of_unequal_numbers()));
  // Runs that end, two faults, three properties; a crash, a fault that never acted, a violation, nothing exercised.
  EXPECT_THAT(
      whole,
      HasSubstr(R"(<testsuite name="keycell check cell.toml" tests="6" failures="4" errors="0" time="46.000">)"));
  const auto times = [&](std::string_view what) {
    std::size_t count = 0;
    for (std::size_t at = whole.find(what); at != std::string::npos; at = whole.find(what, at + 1)) ++count;
    return count;
  };
  EXPECT_EQ(times("<testcase "), 6u);
  EXPECT_EQ(times("<failure "), 4u);
  EXPECT_THAT(whole, HasSubstr(R"(<property name="runs" value="23"/>)"));
  EXPECT_THAT(whole, HasSubstr(R"(name="fault 1 acts"/>)"));
  EXPECT_THAT(whole, HasSubstr("name=\"fault 2 acts\">\n      <failure message=\"vacuous: it acted in no cell\"/>"));
  EXPECT_THAT(whole, HasSubstr(R"(name="AVL-2: held"/>)"));
  EXPECT_THAT(whole, HasSubstr("name=\"SEC-1: seen\">\n      <failure message=\"data-key\">"));
  EXPECT_THAT(whole, Not(HasSubstr("every seed is run")));
  const std::string interrupted = campaign_junit(summarize(subject(true), result_of_unequal_numbers()));
  EXPECT_THAT(interrupted, HasSubstr(R"(tests="7" failures="4" errors="1")"));
  EXPECT_THAT(interrupted, HasSubstr("interrupted after 23 of 100 runs"));
}

}  // namespace
}  // namespace keycell::reports
