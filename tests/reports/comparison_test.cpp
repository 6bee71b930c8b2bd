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

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

RunSummary run_with(std::uint64_t seed, double window_s, const std::string& hash = "00000000000000aa") {
  return {.scenario = {.name = "x", .title = "By hand"},
          .seed = seed,
          .ending = sim::Ending::ended,
          .event_hash = hash,
          .events = 100,
          .simulated_s = 7200,
          .jobs = Jobs{.kinds = {{"backup", {.count = 1, .completed = 1, .window_s = window_s}}}},
          .verdicts = {{.id = "FID-1", .verdict = properties::Verdict::held}},
          .replay = "keycell run x --seed " + std::to_string(seed)};
}

Side run_side(const RunSummary& run) { return {.name = "side", .report = run, .scenario_toml = {}}; }

/// Windows of the seeds `first`, `first` + 1, ...
StudySummary study_with(std::uint64_t first, const std::vector<double>& windows) {
  scenarios::Scenario scenario;
  std::vector<Replication> runs;
  for (std::size_t i = 0; i < windows.size(); ++i) runs.push_back(replication_of(run_with(first + i, windows[i])));
  return summarize({.name = "x", .scenario = &scenario, .first = {first}, .wanted = runs.size(), .replay = ""}, runs);
}

Side study_side(std::uint64_t first, const std::vector<double>& windows) {
  return {.name = "side", .report = study_with(first, windows), .scenario_toml = {}};
}

const ComparedFigure& window_in(const Comparison& comparison) {
  for (const ComparedFigure& figure : comparison.figures)
    if (figure.id == "backup.window_s") return figure;
  throw std::out_of_range("backup.window_s");
}

PairedDifference pairs_of_windows(const Comparison& comparison) { return window_in(comparison).paired.value().value(); }

TEST(Compare, EqualRunsAreOneLine) {
  const Comparison comparison = compare(run_side(run_with(1, 100)), run_side(run_with(1, 100)));
  EXPECT_TRUE(comparison.equal);
  const std::string screen = comparison_screen(comparison, Colour::off, 80);
  EXPECT_THAT(screen, StartsWith("equal: the same events (hash 00000000000000aa)"));
  EXPECT_EQ(std::ranges::count(screen, '\n'), 1);
}

TEST(Compare, OtherEventsAreADifferenceEvenOfEqualFigures) {
  const Comparison comparison = compare(run_side(run_with(1, 100)), run_side(run_with(1, 100, "00000000000000bb")));
  EXPECT_FALSE(comparison.equal);
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80),
              HasSubstr("different: hash 00000000000000aa and 00000000000000bb"));
}

TEST(Compare, AFigureHasItsChangeAbsoluteAndInPercent) {
  const Comparison comparison = compare(run_side(run_with(1, 100)), run_side(run_with(1, 125)));
  EXPECT_EQ(window_in(comparison).change, 25);
  EXPECT_EQ(window_in(comparison).change_percent, 25);
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80), AllOf(HasSubstr("backup window"), HasSubstr("+25.0 %")));
}

TEST(Compare, VerdictsThatDifferAreShownAndTheWorseExitCodeCounts) {
  RunSummary bad = run_with(1, 100);
  bad.verdicts[0].verdict = properties::Verdict::violated;
  bad.exit_code = 11;
  const Comparison comparison = compare(run_side(run_with(1, 100)), run_side(bad));
  EXPECT_EQ(comparison.exit_code, 11);
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80), HasSubstr("FID-1      A held; B violated"));
}

TEST(Compare, EachSideHasItsReplayCommand) {
  const Comparison comparison = compare(run_side(run_with(1, 100)), run_side(run_with(7, 125)));
  EXPECT_EQ(comparison.b.replay, "keycell run x --seed 7");
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80), AllOf(HasSubstr("replay A   keycell run x --seed 1\n"),
                                                                    HasSubstr("replay B   keycell run x --seed 7\n")));
}

TEST(Compare, AMomentReadsAsOnTheScreenOfANightAndItsChangeAsATime) {
  RunSummary a = run_with(1, 100);
  RunSummary b = run_with(1, 100);
  a.jobs->kinds["backup"].last_end_s = 22 * 3600;
  b.jobs->kinds["backup"].last_end_s = 25 * 3600;
  const Comparison comparison = compare(run_side(a), run_side(b));
  ASSERT_EQ(comparison.figures.size(), 1U);
  EXPECT_EQ(comparison.figures[0].unit, Unit::moment);
  EXPECT_FALSE(comparison.figures[0].change_percent.has_value()) << "of what?";
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80),
              HasSubstr("backup last end           day 1 22:00  day 2 01:00         +3 h\n"));
}

TEST(Compare, ALongLabelIsWhole) {
  RunSummary a = run_with(1, 100);
  RunSummary b = run_with(1, 100);
  a.jobs->kinds["backup"].completed_with_errors = 1;
  b.jobs->kinds["backup"].completed_with_errors = 2;
  const std::string screen = comparison_screen(compare(run_side(a), run_side(b)), Colour::off, 80);
  EXPECT_THAT(screen, HasSubstr("backup completed with errors\n                                    1            2"));
}

TEST(Compare, CommonRandomNumbersShowASmallChange) {
  // Seeds spread the windows over hundreds of seconds, the change is 2 s in each: no unpaired test would see it.
  const Comparison comparison = compare(study_side(1, {100, 400, 250, 700}), study_side(1, {102, 402, 252.5, 701.5}));
  const PairedDifference paired = pairs_of_windows(comparison);
  EXPECT_EQ(paired.n, 4u);
  EXPECT_DOUBLE_EQ(paired.mean, 2);
  EXPECT_EQ(paired.distinguishable, true);
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80), HasSubstr("distinguishable from 0"));
}

TEST(Compare, AChangeThatComesAndGoesIsNotDistinguishable) {
  const Comparison comparison = compare(study_side(1, {100, 400, 250, 700}), study_side(1, {120, 380, 275, 680}));
  EXPECT_EQ(pairs_of_windows(comparison).distinguishable, false);
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80), Not(HasSubstr("distinguishable")));
}

TEST(Compare, ASeedThatBrokeOnOneSideIsLeftOutOfThePairs) {
  const Side whole = study_side(1, {100, 500, 200});
  StudySummary with_a_crash = study_with(1, {101, 500, 202});
  with_a_crash.runs[1].ending = sim::Ending::crashed;
  const Side broken{.name = "side", .report = with_a_crash, .scenario_toml = {}};
  for (const Comparison& comparison : {compare(whole, broken), compare(broken, whole)}) {
    EXPECT_TRUE(comparison.paired);
    EXPECT_EQ(pairs_of_windows(comparison).n, 2u);
    EXPECT_DOUBLE_EQ(std::abs(pairs_of_windows(comparison).mean), 1.5);
  }
}

TEST(Compare, OtherSeedsAreNotPaired) {
  const Comparison comparison = compare(study_side(1, {100, 400}), study_side(2, {102, 402}));
  EXPECT_FALSE(comparison.paired);
  EXPECT_THAT(comparison_screen(comparison, Colour::off, 80), HasSubstr("the seeds differ"));
}

TEST(Compare, OneRunAndManyAreNoPair) {
  EXPECT_THROW(compare(run_side(run_with(1, 100)), study_side(1, {100, 200})), std::invalid_argument);
}

TEST(Compare, AStudyWithoutRunsIsRefused) {
  StudySummary none = study_with(1, {100});
  none.runs.clear();
  EXPECT_THROW(compare(study_side(1, {100}), {.name = "side", .report = none, .scenario_toml = {}}),
               std::invalid_argument);
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
  b.expect.violated = std::vector<std::string>{"FID-1", "SEC-1"};
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
