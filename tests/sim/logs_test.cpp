// What hosts log in whole runs, and from which level on.

#include <gmock/gmock.h>

#include <map>

#include "scenarios/catalogue.h"
#include "scenarios/load.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"
#include "tests/sim/small_world.h"

namespace keycell::sim {
namespace {

using model::LogLevel;
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
