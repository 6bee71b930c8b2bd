// Side by side: what differs is shown, what does not is counted, and chance is told from change.

#include "reports/comparison.h"

#include <gmock/gmock.h>

#include "campaigns/replications.h"
#include "measures/summary.h"
#include "reports/scenario_difference.h"
#include "scenarios/write.h"
#include "tests/sim/small_scenario.h"

namespace keycell::reports {
namespace {

using namespace campaigns;
using namespace measures;

using Json = nlohmann::ordered_json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Json run_with(std::uint64_t seed, double window_s, const std::string& hash = "00000000000000aa") {
  return Json{
      {"schema", summarySchema},
      {"scenario", {{"name", "x"}, {"title", "By hand"}}},
      {"seed", seed},
      {"ending", "ended"},
      {"ending_detail", ""},
      {"event_hash", hash},
      {"events", 100},
      {"simulated_s", 7200},
      {"jobs", {{"kinds", {{"backup", {{"count", 1}, {"completed", 1}, {"restarts", 0}, {"window_s", window_s}}}}}}},
      {"verdicts", {{{"id", "FID-1"}, {"verdict", "held"}}}},
      {"not_applicable", Json::array()},
      {"not_judged", Json::array()},
      {"unexpected", Json::array()},
      {"expected_but_not_violated", Json::array()},
      {"replay", "keycell run x --seed " + std::to_string(seed)},
      {"exit_code", 0}};
}

Side run_side(const Json& report) { return {.name = "side", .report = report, .scenario_toml = {}}; }

/// Windows of the seeds `first`, `first` + 1, ...
Side study_side(std::uint64_t first, const std::vector<double>& windows) {
  scenarios::Scenario scenario;
  std::vector<Replication> runs;
  for (std::size_t i = 0; i < windows.size(); ++i) runs.push_back(replication_of(run_with(first + i, windows[i])));
  return run_side(
      summarize({.name = "x", .scenario = &scenario, .first = {first}, .wanted = runs.size(), .replay = ""}, runs));
}

const Json& window_in(const Json& comparison) {
  for (const Json& figure : comparison.at("figures"))
    if (figure.at("id") == "backup.window_s") return figure;
  throw std::out_of_range("backup.window_s");
}

TEST(Compare, EqualRunsAreOneLine) {
  const Json comparison = compare(run_side(run_with(1, 100)), run_side(run_with(1, 100)));
  EXPECT_EQ(comparison.at("equal"), true);
  const std::string screen = comparison_screen(comparison, Colour::off, 80);
  EXPECT_THAT(screen, StartsWith("equal: the same events (hash 00000000000000aa)"));
  EXPECT_EQ(std::ranges::count(screen, '\n'), 1);
}

TEST(Compare, OtherEventsAreADifferenceEvenOfEqualFigures) {
  const Json comparison = compare(run_side(run_with(1, 100)), run_side(run_with(1, 100, "00000000000000bb")));
  EXPECT_EQ(comparison.at("equal"), false);
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80),
              HasSubstr("different: hash 00000000000000aa and 00000000000000bb"));
}

TEST(Compare, AFigureHasItsChangeAbsoluteAndInPercent) {
  const Json comparison = compare(run_side(run_with(1, 100)), run_side(run_with(1, 125)));
  EXPECT_EQ(window_in(comparison).at("change"), 25);
  EXPECT_EQ(window_in(comparison).at("change_percent"), 25);
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80), AllOf(HasSubstr("backup window"), HasSubstr("+25.0 %")));
}

TEST(Compare, VerdictsThatDifferAreShownAndTheWorseExitCodeCounts) {
  Json bad = run_with(1, 100);
  bad["verdicts"][0]["verdict"] = "violated";
  bad["exit_code"] = 11;
  const Json comparison = compare(run_side(run_with(1, 100)), run_side(bad));
  EXPECT_EQ(comparison.at("exit_code"), 11);
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80), HasSubstr("FID-1      A held; B violated"));
}

TEST(Compare, EachSideHasItsReplayCommand) {
  const Json comparison = compare(run_side(run_with(1, 100)), run_side(run_with(7, 125)));
  EXPECT_EQ(comparison.at("b").at("replay"), "keycell run x --seed 7");
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80), AllOf(HasSubstr("replay A   keycell run x --seed 1\n"),
                                                                    HasSubstr("replay B   keycell run x --seed 7\n")));
}

TEST(Compare, AMomentReadsAsOnTheScreenOfANightAndItsChangeAsATime) {
  Json a = run_with(1, 100);
  Json b = run_with(1, 100);
  a["jobs"]["kinds"]["backup"]["last_end_s"] = 22 * 3600;
  b["jobs"]["kinds"]["backup"]["last_end_s"] = 25 * 3600;
  const Json comparison = compare(run_side(a), run_side(b));
  ASSERT_EQ(comparison.at("figures").size(), 1U);
  EXPECT_EQ(comparison.at("figures")[0].at("unit"), "s since start");
  EXPECT_TRUE(comparison.at("figures")[0].at("change_percent").is_null()) << "of what?";
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80),
              HasSubstr("backup last end           day 1 22:00  day 2 01:00         +3 h\n"));
}

TEST(Compare, ALongLabelIsWhole) {
  Json a = run_with(1, 100);
  Json b = run_with(1, 100);
  a["jobs"]["kinds"]["backup"]["completed_with_errors"] = 1;
  b["jobs"]["kinds"]["backup"]["completed_with_errors"] = 2;
  const std::string screen = comparison_screen(compare(run_side(a), run_side(b)), Colour::off, 80);
  EXPECT_THAT(screen, HasSubstr("backup completed with errors\n                                    1            2"));
}

TEST(Compare, CommonRandomNumbersShowASmallChange) {
  // Seeds spread the windows over hundreds of seconds, the change is 2 s in each: no unpaired test would see it.
  const Json comparison = compare(study_side(1, {100, 400, 250, 700}), study_side(1, {102, 402, 252.5, 701.5}));
  const Json& paired = window_in(comparison).at("paired");
  EXPECT_EQ(paired.at("n"), 4);
  EXPECT_DOUBLE_EQ(paired.at("mean"), 2);
  EXPECT_EQ(paired.at("distinguishable"), true);
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80), HasSubstr("distinguishable from 0"));
}

TEST(Compare, AChangeThatComesAndGoesIsNotDistinguishable) {
  const Json comparison = compare(study_side(1, {100, 400, 250, 700}), study_side(1, {120, 380, 275, 680}));
  EXPECT_EQ(window_in(comparison).at("paired").at("distinguishable"), false);
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80), Not(HasSubstr("distinguishable")));
}

TEST(Compare, ASeedThatBrokeOnOneSideIsLeftOutOfThePairs) {
  const Side whole = study_side(1, {100, 500, 200});
  Side broken = study_side(1, {101, 500, 202});
  broken.report["runs"][1]["ending"] = "crashed";
  for (const Json& comparison : {compare(whole, broken), compare(broken, whole)}) {
    EXPECT_EQ(comparison.at("paired"), true);
    EXPECT_EQ(window_in(comparison).at("paired").at("n"), 2);
    EXPECT_DOUBLE_EQ(std::abs(window_in(comparison).at("paired").at("mean").get<double>()), 1.5);
  }
}

TEST(Compare, OtherSeedsAreNotPaired) {
  const Json comparison = compare(study_side(1, {100, 400}), study_side(2, {102, 402}));
  EXPECT_EQ(comparison.at("paired"), false);
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80), HasSubstr("the seeds differ"));
}

TEST(Compare, OneRunAndManyAreNoPair) {
  EXPECT_THROW(compare(run_side(run_with(1, 100)), study_side(1, {100, 200})), std::invalid_argument);
}

TEST(Compare, ASchemaOfAnotherVersionIsRefused) {
  Json other = run_with(1, 100);
  other["schema"] = 999;
  EXPECT_THROW(compare(run_side(run_with(1, 100)), run_side(other)), std::invalid_argument);
}

TEST(Compare, TheScreenFitsIn80Columns) {
  const std::string screen = comparison_screen(
      compare(study_side(1, {100, 400, 9.87654321}), study_side(1, {99999.123, 380, 1e-6})), Colour::off, 80);
  for (std::size_t start = 0; start < screen.size();) {
    const std::size_t end = screen.find('\n', start);
    EXPECT_LE(end - start, 80U) << screen.substr(start, end - start);
    start = end + 1;
  }
}

TEST(ScenarioDifference, SettingsAreNamedByTheirPart) {
  const scenarios::Scenario a = test::small_scenario();
  scenarios::Scenario b = a;
  b.network.latency = std::chrono::milliseconds(3);
  b.clients.front().count = 8;
  b.expect.violated = {"FID-1", "SEC-1"};
  b.kms.push_back({.name = "kms2"});
  const auto differences = scenario_difference(scenarios::to_toml(a), scenarios::to_toml(b));
  ASSERT_EQ(differences.size(), 4U);
  EXPECT_EQ(differences[0].setting, "network.latency");
  EXPECT_EQ(differences[0].a, "\"200 us\"");
  EXPECT_EQ(differences[0].b, "\"3 ms\"");
  EXPECT_EQ(differences[1].setting, "client fs.count");
  EXPECT_EQ(differences[1].b, "8");
  EXPECT_EQ(differences[2].setting, "expect.violated");
  EXPECT_EQ(differences[2].b, "[\"FID-1\", \"SEC-1\"]");
  EXPECT_EQ(differences[3].setting, "kms kms2");
  EXPECT_FALSE(differences[3].a.has_value());
}

TEST(ScenarioDifference, OfAScenarioAndItselfThereIsNone) {
  const std::string toml = scenarios::to_toml(test::small_scenario());
  EXPECT_TRUE(scenario_difference(toml, toml).empty());
}

}  // namespace
}  // namespace keycell::reports
