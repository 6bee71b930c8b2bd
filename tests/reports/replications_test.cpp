// What is told of many runs, from summaries made by hand: each number of the report can be checked by eye.

#include "campaigns/replications.h"
#include "reports/replications_report.h"

#include <gmock/gmock.h>

#include "measures/exit_order.h"
#include "reports/scaled.h"

namespace keycell::reports {
namespace {

using namespace campaigns;
using namespace measures;

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

RunSummary summary(std::uint64_t seed, double backup_ends_s) {
  return {.seed = seed,
          .ending = sim::Ending::ended,
          .event_hash = "00000000000000aa",
          .events = 100,
          .simulated_s = 7200.5,
          .jobs = Jobs{.kinds = {{"backup",
                                  {.count = 2,
                                   .completed = 1,
                                   .failed = 1,
                                   .restarts = 2,
                                   .first_start_s = 3600,
                                   .last_end_s = backup_ends_s,
                                   .window_s = backup_ends_s - 3600}}}},
          .cell = CellCounts{.data = {.chunks_backed_up = 2, .front_end_bytes = 6'000'000'000},
                             .keys = {{crypto::KeyClass::masterKey, 1}},
                             .kms_requests = {{"fetch", {.count = 3, .failed = 1, .longest_s = 0.0025}}},
                             .crossings = {{model::Place::wire, {.count = 4, .bytes = 1024}}}},
          .verdicts = {{.id = "FID-1", .verdict = properties::Verdict::held}},
          .not_applicable = {"FID-2"},
          .replay = "keycell run x --seed " + std::to_string(seed)};
}

RunSummary violated(std::uint64_t seed, double backup_ends_s) {
  RunSummary run = summary(seed, backup_ends_s);
  run.verdicts[0].verdict = properties::Verdict::violated;
  run.unexpected = {"FID-1"};
  run.exit_code = 11;
  return run;
}

RunSummary crashed(std::uint64_t seed) {
  RunSummary run = summary(seed, 0);
  run.ending = sim::Ending::crashed;
  run.ending_detail = "signal 11";
  run.cell.reset();
  run.jobs.reset();
  run.verdicts.clear();
  run.not_applicable.clear();
  run.not_judged = {"FID-1", "FID-2"};
  run.exit_code = 14;
  return run;
}

StudySummary study_of(const std::vector<RunSummary>& summaries, std::uint64_t wanted = 0) {
  scenarios::Scenario scenario;
  scenario.title = "By hand";
  std::vector<Replication> runs;
  for (const RunSummary& one : summaries) runs.push_back(replication_of(one));
  return summarize({.name = "x",
                    .scenario = &scenario,
                    .first = runs.front().seed,
                    .wanted = wanted == 0 ? runs.size() : wanted,
                    .replay = "keycell run x --reps 3"},
                   runs);
}

const StudyFigure& figure(const StudySummary& study, const std::string& id) {
  for (const StudyFigure& one : study.figures)
    if (one.id == id) return one;
  throw std::out_of_range(id);
}

double value_of(const std::vector<Figure>& figures, const std::string& id) {
  const auto found = std::ranges::find(figures, id, &Figure::id);
  if (found == figures.end()) throw std::out_of_range(id);
  return found->value;
}

TEST(Figures, AreReadFromASummary) {
  const auto figures = figures_of(summary(1, 4200));
  EXPECT_EQ(value_of(figures, "backup.jobs"), 2);
  EXPECT_EQ(value_of(figures, "backup.completed"), 1);
  EXPECT_EQ(value_of(figures, "backup.failed"), 1);
  EXPECT_EQ(value_of(figures, "backup.unfinished"), 0);
  EXPECT_EQ(value_of(figures, "backup.restarts"), 2);
  EXPECT_EQ(value_of(figures, "backup.first_start_s"), 3600);
  EXPECT_EQ(value_of(figures, "backup.last_end_s"), 4200);
  EXPECT_EQ(value_of(figures, "backup.window_s"), 600);
  EXPECT_EQ(value_of(figures, "data.front_end_bytes"), 6e9);
  EXPECT_EQ(value_of(figures, "keys.master-key"), 1);
  EXPECT_EQ(value_of(figures, "kms.fetch.failed"), 1);
  EXPECT_EQ(value_of(figures, "kms.fetch.longest_s"), 0.0025);
  EXPECT_EQ(value_of(figures, "crossed.wire.bytes"), 1024);
  EXPECT_EQ(value_of(figures, "simulated_s"), 7200.5);
}

TEST(Figures, OfWhatIsAbsentThereAreNone) {
  const auto figures = figures_of(RunSummary{.events = 3});
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures.front().id, "simulated_s");
  EXPECT_EQ(figures.back().id, "events");
}

TEST(Figures, HaveIdsOfTheirOwnAndLabelsThatFit) {
  std::set<std::string> ids;
  for (const Figure& one : figures_of(summary(1, 4200))) {
    EXPECT_TRUE(ids.insert(one.id).second) << one.id;
    EXPECT_LE(one.label.size(), 28U) << one.label;
  }
}

TEST(Replications, StatisticsAreOverTheRuns) {
  const StudySummary study = study_of({summary(1, 3700), summary(2, 3800), summary(3, 3900)});
  const StudyFigure& window = figure(study, "backup.window_s");
  EXPECT_EQ(window.n, 3u);
  EXPECT_EQ(window.mean, 200);
  EXPECT_EQ(window.minimum, 100);
  EXPECT_EQ(window.maximum, 300);
  EXPECT_NEAR(window.mean_interval.value().high, 200 + 4.3027 * 100 / std::sqrt(3.0), 0.01);
  EXPECT_FALSE(window.p95_interval.has_value()) << "three runs bound no 95th percentile";
  EXPECT_EQ(study.exit_code, 0);
}

TEST(Replications, ACountThatOneRunLacksIsZeroThere) {
  RunSummary without = summary(2, 3700);
  without.cell->kms_requests.clear();
  const StudySummary study = study_of({without, summary(3, 3700)});
  EXPECT_EQ(figure(study, "kms.fetch.count").mean, 1.5);
  EXPECT_EQ(figure(study, "kms.fetch.longest_s").n, 1u);
}

TEST(Replications, ABrokenRunIsNamedAndKeptOutOfTheFigures) {
  const StudySummary study = study_of({summary(1, 3700), crashed(2), violated(3, 3700)});
  EXPECT_EQ(figure(study, "backup.window_s").n, 2u);
  EXPECT_TRUE(study.runs.at(1).figures.empty());
  EXPECT_EQ(study.exit_code, 14);
  EXPECT_EQ(study.first_bad.value().seed, 2u);
  const std::string screen = replications_screen(study, Colour::off, 80);
  EXPECT_THAT(screen,
              AllOf(HasSubstr("1 crashed, 2 ended"), HasSubstr("FAILED     first with seed 2: crashed: signal 11"),
                    HasSubstr("keycell run x --seed 2"), HasSubstr("held in 1 of 3 runs"),
                    HasSubstr("violated in 1: seed 3"), HasSubstr("not judged in 1")));
}

TEST(Replications, AnExpectedViolationThatAlwaysHappensIsGood) {
  scenarios::Scenario scenario;
  scenario.expect.violated = std::vector<std::string>{"FID-1"};
  RunSummary one = violated(1, 3700);
  one.unexpected.clear();
  one.exit_code = 0;
  const StudySummary study =
      summarize({.name = "x", .scenario = &scenario, .first = {1}, .wanted = 1, .replay = ""}, {replication_of(one)});
  EXPECT_THAT(replications_screen(study, Colour::off, 80),
              AllOf(HasSubstr("violated in every run, as known or expected: FID-1"), Not(HasSubstr("FAILED"))));
}

TEST(Replications, TheScreenFitsIn80Columns) {
  const std::string screen = replications_screen(study_of({summary(1, 3700), summary(2, 98765.4321)}), Colour::off, 80);
  for (std::size_t start = 0; start < screen.size();) {
    const std::size_t end = screen.find('\n', start);
    EXPECT_LE(end - start, 80U) << screen.substr(start, end - start);
    start = end + 1;
  }
  EXPECT_THAT(screen, Not(HasSubstr("\033")));
  EXPECT_THAT(screen, AllOf(HasSubstr("backup window"), HasSubstr("data backed up 6 GB")));
}

TEST(Replications, AnInterruptedStudySaysSo) {
  EXPECT_THAT(replications_screen(study_of({summary(4, 3700)}, 10), Colour::off, 80),
              AllOf(HasSubstr("seeds 4 to 13"), HasSubstr("interrupted: 1 of 10 runs"), HasSubstr("n/a")));
}

TEST(Replications, OneRunThatSaysAllIsNotInterrupted) {
  scenarios::Scenario scenario;
  Replication run = replication_of(summary(4, 3700));
  run.drawn_by_chance = false;
  const auto study = summarize({.name = "x", .scenario = &scenario, .first = {4}, .wanted = 10, .replay = ""}, {run});
  EXPECT_FALSE(study.varies_with_seed);
  EXPECT_THAT(replications_screen(study, Colour::off, 80),
              AllOf(HasSubstr("no figure varies with the seed"), Not(HasSubstr("interrupted"))));
  // The twin: the same run, had it drawn something.
  run.drawn_by_chance = true;
  EXPECT_TRUE(summarize({.name = "x", .scenario = &scenario, .first = {4}, .wanted = 10, .replay = ""}, {run})
                  .varies_with_seed);
}

TEST(Replications, TheTableForOtherProgramsHasARowARun) {
  const std::string csv = replications_csv(study_of({summary(1, 3700), crashed(2)}));
  EXPECT_EQ(std::ranges::count(csv, '\n'), 3);
  EXPECT_THAT(csv, AllOf(HasSubstr("seed,ending,event_hash,exit_code,backup.jobs,"),
                         HasSubstr("\n1,ended,00000000000000aa,0,2,1,0,1,0,0,2,3600,3700,100,"),
                         HasSubstr("\n2,crashed,00000000000000aa,14,,,")));
}

TEST(Scaled, OneUnitForARowAndDigitsThatShowADifference) {
  EXPECT_THAT(scaled(Unit::seconds, {7200, 7201}, 1).numbers, ElementsAre("2.000000", "2.000278"));
  EXPECT_EQ(scaled(Unit::seconds, {7200, 7201}, 1).unit, "h");
  EXPECT_THAT(scaled(Unit::seconds, {0.0025}, 0).numbers, ElementsAre("2.50"));
  EXPECT_EQ(scaled(Unit::seconds, {0.0025}, 0).unit, "ms");
  EXPECT_THAT(scaled(Unit::bytes, {160e9}, 0).numbers, ElementsAre("160"));
  EXPECT_EQ(scaled(Unit::bytes, {160e9}, 0).unit, "GB");
  EXPECT_THAT(scaled(Unit::count, {40, 41, 40.5}, 1).numbers, ElementsAre("40.00", "41.00", "40.50"));
  EXPECT_THAT(scaled(Unit::count, {1000000, 3}, 1).numbers, ElementsAre("1000000", "3"));
  EXPECT_THAT(scaled(Unit::seconds, {0}, 0).numbers, ElementsAre("0"));
}

TEST(ExitOrder, TheWorstOfSeveralCounts) {
  constexpr std::array order{1, 3, 14, 11, 10, 12, 13, 4, 0};
  for (std::size_t worse = 0; worse < order.size(); ++worse)
    for (std::size_t other = worse; other < order.size(); ++other) {
      EXPECT_EQ(worse_exit_code(order.at(worse), order.at(other)), order.at(worse));
      EXPECT_EQ(worse_exit_code(order.at(other), order.at(worse)), order.at(worse));
    }
}

}  // namespace
}  // namespace keycell::reports
