// A fault acts at a time or after a step of a flow, and a flow is held there until another one has come to a step.

#include <gmock/gmock.h>

#include "scenarios/cell_draws.h"
#include "scenarios/fault_kinds.h"
#include "scenarios/validate.h"
#include "tests/sim/job_histories.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::Nanos;
using scenarios::Scenario;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;

/// Steps, faults and power, a line each: "10800001 restore 4 fs1" (milliseconds).
class Told final : public model::Fold {
 public:
  std::string_view name() const override { return "told"; }
  void on(const model::Event& event) override {
    if (const auto* step = std::get_if<model::FlowStep>(&event.body)) {
      note(event, std::string(name_of(step->what->flow)) + " " + std::to_string(step->what->number));
    } else if (const auto* fault = std::get_if<model::FaultActed>(&event.body)) {
      note(event, std::string(fault->kind) + " " + std::string(event.host) + (fault->has_hit ? "" : ", hit nothing"));
    } else if (std::holds_alternative<model::HostDown>(event.body)) {
      note(event, "down " + std::string(event.host));
    }
  }
  std::string result() const override { return text_; }

 private:
  void note(const model::Event& event, const std::string& what) {
    text_ += std::to_string(event.time / 1ms) + " " + what + "\n";
  }
  std::string text_;
};

struct Line {
  std::int64_t at_ms;
  std::string what;
};

std::vector<Line> lines_of(const Scenario& scenario) {
  validate(scenario, {.property_ids = {}});
  const Run run = run_forked(scenario, Seed{1},
                             [] {
                               Folds folds;
                               folds.push_back(std::make_unique<Told>());
                               return folds;
                             },
                             {});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  std::vector<Line> lines;
  std::istringstream text(std::string(run.result_of("told")));
  for (std::string line; std::getline(text, line);) {
    const auto blank = line.find(' ');
    lines.push_back({std::stoll(line.substr(0, blank)), line.substr(blank + 1)});
  }
  return lines;
}

/// The places of the lines with this text.
std::vector<std::size_t> places(const std::vector<Line>& lines, const std::string& what) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].what == what) found.push_back(i);
  return found;
}

// ---- after a step

TEST(Moments, AFaultActsWhenAStepIsToldForTheNthTime) {
  Scenario s = test::small_scenario();
  for (const std::uint64_t nth : {1U, 2U}) {
    s.faults = {
        {.kind = "host-restart",
         .values = {{"target", "ma1"}, {"after_flow", "restore"}, {"after_step", std::uint64_t{4}}, {"nth", nth}}}};
    const auto lines = lines_of(s);
    const auto steps = places(lines, "restore 4");
    const auto acted = places(lines, "host-restart ma1");
    ASSERT_GE(steps.size(), 2u);
    ASSERT_EQ(acted.size(), 1u);
    EXPECT_EQ(lines[acted[0]].at_ms, lines[steps[nth - 1]].at_ms);
    EXPECT_GT(acted[0], steps[nth - 1]);
  }
}

/// Draws the first of everything.
class FirstOfAll final : public scenarios::CellDraws {
 public:
  std::uint64_t below(std::uint64_t) override { return 0; }
  Nanos instant_of_work() override { return 1h; }
  Nanos instant_of_work_or_set_up() override { return 1h; }
  Nanos instant_between_backups_and_restores() override { return 2h; }
  Nanos lasting() override { return 10min; }
};

TEST(Moments, EveryKindThatHasATimeActsAfterAStepToo) {
  for (const scenarios::FaultKind& kind : scenarios::fault_kinds()) {
    if (kind.find("at") == nullptr || kind.word == "power-cut") continue;  // which has a test of its own
    if (kind.find("after_flow") == nullptr) continue;                      // rows_test says which
    if (kind.word == "site-cut-off") continue;                             // there is no site here
    SCOPED_TRACE(kind.word);
    Scenario s = test::small_scenario();
    s.rotations = {{.at = 90min, .of = "pool-a"}};  // somebody asks the KMS again
    FirstOfAll draws;
    auto fault = kind.draw(s, draws);
    ASSERT_TRUE(fault.has_value());
    fault->values.unsay("at");
    if (fault->values.has("until")) fault->values.say("until", Nanos(5h));  // or nobody is ever answered
    if (kind.word == "write-lost") fault->values.say("until", Nanos(2h));   // when the power goes, which tells it
    fault->values.say("after_flow", "backup");
    fault->values.say("after_step", std::uint64_t{6});
    if (kind.word == "kms-slow" || kind.word == "kms-throttled" || kind.word == "kms-refusing-some")
      fault->values.say("lasts", Nanos(5h));
    s.faults = {*fault};
    s.horizon = std::chrono::days(3);
    const auto lines = lines_of(s);
    const auto steps = places(lines, "backup 6");
    ASSERT_FALSE(steps.empty());
    bool has_acted = false;
    for (std::size_t i = steps[0]; i < lines.size(); ++i)
      has_acted |= lines[i].what.starts_with(kind.word) && !lines[i].what.ends_with("hit nothing");
    EXPECT_TRUE(has_acted);
    for (std::size_t i = 0; i < steps[0]; ++i) EXPECT_FALSE(lines[i].what.starts_with(kind.word)) << "too early";
  }
}

// ---- a power cut

TEST(Moments, APowerCutComesRightAfterItsStep) {
  Scenario s = test::small_scenario();
  s.rotations = {{.at = 2h, .of = "pool-a"}};
  s.faults = {
      {.kind = "power-cut",
       .values = {{"target", "commserve"}, {"after_flow", "rotate-master-key"}, {"after_step", std::uint64_t{2}}}}};
  const auto lines = lines_of(s);
  const auto down = places(lines, "down commserve");
  ASSERT_EQ(down.size(), 1u);
  const auto made = places(lines, "rotate-master-key 2");
  ASSERT_FALSE(made.empty());
  EXPECT_EQ(lines[down[0]].at_ms, lines[made[0]].at_ms);
  // The new master key was there and no row named it: the rotation is done again, from its first step.
  EXPECT_THAT(places(lines, "rotate-master-key 3"), ::testing::SizeIs(1));
  EXPECT_GT(places(lines, "rotate-master-key 3").front(), down[0]);
  EXPECT_THAT(places(lines, "rotate-master-key 4"), ::testing::SizeIs(1));
}

TEST(Moments, APowerCutComesAtItsTime) {
  Scenario s = test::small_scenario();
  s.faults = {{.kind = "power-cut", .values = {{"target", "ma1"}, {"at", 1h + 5s}}}};
  const auto lines = lines_of(s);
  const auto down = places(lines, "down ma1");
  ASSERT_EQ(down.size(), 1u);
  EXPECT_EQ(lines[down[0]].at_ms, 3'605'000);
  for (const auto& [number, job] : test::live(s).jobs) EXPECT_EQ(job.end(), "Completed");
}

// ---- a flow that is held

/// A restore has opened its data key; before the key is on its way, the master key of its pool is rotated.
Scenario rotation_within_a_restore() {
  Scenario s = test::small_scenario();
  s.clients[0].count = 1;
  s.rotations = {{.at = 3h + 5s, .of = "pool-a"}};
  s.faults = {
      {.kind = "flow-held",
       .values = {{"after_flow", "restore"}, {"after_step", std::uint64_t{4}}, {"until_flow", "rotate-master-key"}}}};
  return s;
}

TEST(Moments, ARotationBetweenTheUnwrapAndTheCommitOfARestore) {
  const Scenario s = rotation_within_a_restore();
  const auto lines = lines_of(s);
  const auto opened = places(lines, "restore 4");
  const auto rotated = places(lines, "rotate-master-key 4");
  const auto delivered = places(lines, "restore 5");
  ASSERT_EQ(opened.size(), 1u);
  ASSERT_EQ(rotated.size(), 1u);
  ASSERT_EQ(delivered.size(), 1u);
  EXPECT_LT(opened[0], rotated[0]);
  EXPECT_LT(rotated[0], delivered[0]);
  EXPECT_EQ(lines[rotated[0]].at_ms, lines[delivered[0]].at_ms) << "it goes on at once";
  const auto restores = test::live(s).of("restore");
  ASSERT_EQ(restores.size(), 1u);
  EXPECT_THAT(restores[0].words(), ElementsAre("Running", "Completed"));
}

TEST(Moments, AHeldFlowGoesOnWhenNobodyComesToTheStep) {
  Scenario s = rotation_within_a_restore();
  s.rotations.clear();
  const auto after = [&s] {
    const auto lines = lines_of(s);
    return lines[places(lines, "restore 5").at(0)].at_ms - lines[places(lines, "restore 4").at(0)].at_ms;
  };
  EXPECT_EQ(after(), 30'000) << "the deadline of a call";
  s.faults[0].values.say("lasts", Nanos(7s));
  EXPECT_EQ(after(), 7'000);
}

TEST(Moments, AHeldFlowDiesWithItsHost) {
  Scenario s = rotation_within_a_restore();
  s.faults.push_back({.kind = "host-restart", .values = {{"target", "commserve"}, {"at", 3h + 2s}, {"lasts", 10s}}});
  const auto lines = lines_of(s);
  EXPECT_THAT(places(lines, "flow-goes-on commserve"), ::testing::IsEmpty());
  EXPECT_THAT(places(lines, "restore 5"), ::testing::SizeIs(1)) << "another try was not held";
}

}  // namespace
}  // namespace keycell::sim
