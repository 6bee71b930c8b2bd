// What hosts log in whole runs, and from which level on.

#include <gmock/gmock.h>

#include <map>

#include "scenarios/catalogue.h"
#include "scenarios/load.h"
#include "sim/fork_server.h"
#include "tests/sim/job_histories.h"
#include "tests/sim/small_scenario.h"
#include "tests/sim/small_world.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::LogLevel;
using model::Nanos;
using scenarios::Scenario;

/// "host level" and how many lines, one a text line.
class Lines final : public model::Fold {
 public:
  std::string_view name() const override { return "lines"; }
  void on(const model::Event& event) override {
    const auto* crossing = std::get_if<model::Crossing>(&event.body);
    if (crossing != nullptr && crossing->place == model::Place::logLine)
      ++count_[std::string(event.host) + " " + std::string(crossing->what)];
  }
  std::string result() const override {
    std::string text;
    for (const auto& [what, count] : count_) text += what + " " + std::to_string(count) + "\n";
    return text;
  }

 private:
  std::map<std::string, int> count_;
};

std::map<std::string, int> lines_of(const Scenario& scenario) {
  const Run run = run_forked(scenario, Seed{1},
                             [] {
                               Folds folds;
                               folds.push_back(std::make_unique<Lines>());
                               return folds;
                             },
                             {});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  std::map<std::string, int> lines;
  std::istringstream text(std::string(run.result_of("lines")));
  for (std::string host, level, count; text >> host >> level >> count;) lines[host + " " + level] = std::stoi(count);
  return lines;
}

TEST(Logs, BelowTheLevelOfTheCellHaveNoLines) {
  Scenario scenario = test::small_scenario();
  const auto usual = lines_of(scenario);
  EXPECT_GT(usual.at("commserve info"), 0);
  EXPECT_GT(usual.at("fs1 info"), 0);
  EXPECT_GT(usual.at("kms1 info"), 0);
  EXPECT_GT(usual.at("ma1 info"), 0);
  EXPECT_FALSE(usual.contains("commserve debug"));

  scenario.log_level = LogLevel::debug;
  const auto all = lines_of(scenario);
  EXPECT_EQ(all.at("commserve info"), usual.at("commserve info"));
  EXPECT_GT(all.at("commserve debug"), 0);
  EXPECT_GT(all.at("console debug"), 0);

  scenario.log_level = LogLevel::error;
  EXPECT_THAT(lines_of(scenario), ::testing::IsEmpty()) << "nothing is refused in this cell";
}

TEST(Logs, OfAHostHaveTheLevelThatItsPartSays) {
  Scenario scenario = test::small_scenario();
  scenario.log_level = LogLevel::warning;
  scenario.commserve.log_level = LogLevel::info;
  scenario.media_agents[0].log_level = LogLevel::debug;
  scenario.kms[0].log_level = LogLevel::debug;
  auto lines = lines_of(scenario);
  EXPECT_GT(lines["commserve info"], 0);
  EXPECT_EQ(lines["commserve debug"], 0);
  EXPECT_GT(lines["ma1 debug"], 0);
  EXPECT_GT(lines["kms1 debug"], 0);
  EXPECT_EQ(lines["fs1 info"], 0) << "it has the cell's";
  scenario.clients[0].log_level = LogLevel::info;
  EXPECT_GT(lines_of(scenario)["fs2 info"], 0) << "and so has every client of the group";
}

// What support asks for on the telephone: more for an hour, on one host, while it is up.
TEST(Logs, OfAHostCanHaveAnotherLevelFromAMomentOn) {
  const auto told = test::tell([](test::Story& story) {
    story.main("a", [&story](model::World& world) {
      const auto note = [&] {
        for (const LogLevel level : model::allLogLevels)
          if (world.logs(level)) return story.note(std::string(name_of(level)));
      };
      note();
      story.host("a").set_log_level(LogLevel::debug);
      note();
      story.host("a").set_log_level(LogLevel::error);
      note();
    });
  });
  EXPECT_THAT(told.notes, ::testing::ElementsAre("info", "debug", "error"));
}

/// When lines of the level debug were logged, on which host: "fs1 3661".
class DebugLines final : public model::Fold {
 public:
  std::string_view name() const override { return "debug"; }
  void on(const model::Event& event) override {
    const auto* crossing = std::get_if<model::Crossing>(&event.body);
    if (crossing == nullptr || crossing->place != model::Place::logLine) return;
    if (crossing->what == name_of(LogLevel::debug))
      text_ += std::string(event.host) + " " + std::to_string(event.time / 1s) + "\n";
  }
  std::string result() const override { return text_; }

 private:
  std::string text_;
};

/// The seconds at which each host logged at debug.
std::map<std::string, std::vector<int>> debugged(const Scenario& scenario) {
  const Run run = run_forked(scenario, Seed{1},
                             [] {
                               Folds folds;
                               folds.push_back(std::make_unique<DebugLines>());
                               return folds;
                             },
                             {});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  std::map<std::string, std::vector<int>> seconds;
  std::istringstream text(std::string(run.result_of("debug")));
  for (std::string host, second; text >> host >> second;) seconds[host].push_back(std::stoi(second));
  return seconds;
}

scenarios::Fault more_logs(Nanos at, Nanos lasts) {
  return {.kind = "debug-log", .values = {{"at", at}, {"lasts", lasts}}};
}

// Backups at 1 h, restores at 3 h: only the backups are logged, also by what boots meanwhile.
TEST(Logs, HaveMoreLinesForAsLongAsTheFaultLasts) {
  Scenario scenario = test::small_scenario();
  scenario.faults = {more_logs(50min, 1h),
                     {.kind = "host-restart", .values = {{"target", "ma1"}, {"at", 52min}, {"lasts", 1min}}}};
  const auto all = debugged(scenario);
  EXPECT_THAT(all, ::testing::AllOf(
                       ::testing::Contains(::testing::Key("commserve")), ::testing::Contains(::testing::Key("kms1")),
                       ::testing::Contains(::testing::Key("ma1")), ::testing::Contains(::testing::Key("fs2"))));
  for (const auto& [host, seconds] : all)
    for (const int second : seconds) EXPECT_TRUE(second >= 50 * 60 && second < 110 * 60) << host << " " << second;

  scenario.faults.resize(1);
  scenario.faults[0].values.say("target", "commserve");
  const auto of_one = debugged(scenario);
  EXPECT_EQ(of_one.size(), 1u);
  EXPECT_EQ(of_one.count("commserve"), 1u);
}

TEST(Logs, GoOnHavingMoreLinesWhileOneOfTwoFaultsLasts) {
  Scenario scenario = test::small_scenario();
  scenario.faults = {more_logs(50min, 1h), more_logs(55min, 3h)};
  const auto seconds = debugged(scenario).at("commserve");
  EXPECT_TRUE(std::ranges::any_of(seconds, [](int second) { return second >= 3 * 3600; })) << "of the restores";
  scenario.faults[0] = more_logs(55min, 10h);
  scenario.faults[1] = more_logs(50min, 1h);
  EXPECT_EQ(debugged(scenario).at("commserve"), seconds) << "in whatever order they end";
}

TEST(Logs, OfMoreLinesMoveNothingElse) {
  const auto end_of_jobs = [](const Scenario& scenario) {
    std::vector<std::pair<double, std::string>> ends;
    for (const auto& [number, job] : test::live(scenario).jobs) ends.emplace_back(job.ended(), job.end());
    return ends;
  };
  Scenario scenario = test::small_scenario();
  const auto usual = end_of_jobs(scenario);
  scenario.faults = {more_logs(1s, 5h)};
  EXPECT_EQ(end_of_jobs(scenario), usual);
}

// SEC-1 holds over nothing where nothing is logged.
TEST(Logs, HaveLinesInEveryScenarioOfTheCatalogueThatHasJobs) {
  for (const auto& entry : scenarios::catalogue()) {
    SCOPED_TRACE(entry.name);
    Scenario scenario = scenarios::load_text(std::string(entry.name), entry.text, {.property_ids = {"FID-1", "SEC-7"}});
    // One of each group does: a thousand clients log nothing else.
    for (auto& group : scenario.clients) group.count = std::min<std::uint32_t>(group.count, 2);
    const auto lines = lines_of(scenario);
    int of_commserve = 0;
    for (const auto& [what, count] : lines) of_commserve += what.starts_with("commserve ") ? count : 0;
    EXPECT_GT(of_commserve, 0);
  }
}

}  // namespace
}  // namespace keycell::sim
