// A power cut at every durable operation of pool creation, backup and restore, by both engines.

#include "sim/crash_points.h"

#include <gtest/gtest.h>

#include <map>

#include "properties/catalogue.h"
#include "sim/sanitizers.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;

FoldFactory all_properties(const scenarios::Scenario& scenario) {
  return [&scenario] {
    Folds folds;
    for (auto& property : properties::properties_of(scenario)) folds.push_back(std::move(property));
    return folds;
  };
}

class CrashPointsTest : public testing::TestWithParam<crypto::Unwrap> {
 protected:
  CrashPoints crash(CrashEngine engine) const {
    return crash_everywhere(scenario, Seed{1}, all_properties(scenario), {.deadline = 60s}, engine);
  }
  const scenarios::Scenario scenario = test::small_scenario(GetParam());
};

TEST_P(CrashPointsTest, EveryPointRecovers) {
  const CrashPoints all = crash(CrashEngine::replay);
  std::map<std::string, int> points;
  for (const CrashPoint& point : all.points) {
    ++points[point.host];
    const std::string where = point.host + " at " + std::to_string(point.ordinal);
    EXPECT_EQ(point.run.ending, Ending::ended) << where << ": " << point.run.detail;
    EXPECT_EQ(point.run.detail, "") << where;
    for (const auto& judgement : properties::judgements_of(point.run)) {
      const auto expected =
          judgement.id == "SEC-7" ? properties::Verdict::violated : properties::Verdict::held;  // no wrap has context
      EXPECT_EQ(judgement.verdict, expected) << where << ": " << judgement.id;
    }
  }
  // Crashing nowhere would recover everywhere.
  EXPECT_GT(points["commserve"], 30);
  EXPECT_GT(points["kms1"], 5);
  EXPECT_GT(points["ma1"], 10);
}

TEST_P(CrashPointsTest, BothEnginesSeeTheSameEvents) {
  if (addressSanitizer) GTEST_SKIP() << "a fork inside an actor needs contexts that AddressSanitizer does not follow";
  const CrashPoints branched = crash(CrashEngine::branch);
  const CrashPoints replayed = crash(CrashEngine::replay);
  EXPECT_EQ(branched.undisturbed.event_hash, replayed.undisturbed.event_hash);
  std::map<std::pair<std::string, std::uint64_t>, std::uint64_t> hashes;
  for (const CrashPoint& point : branched.points) hashes[{point.host, point.ordinal}] = point.run.event_hash;
  ASSERT_EQ(hashes.size(), replayed.points.size());
  for (const CrashPoint& point : replayed.points)
    EXPECT_EQ((hashes[{point.host, point.ordinal}]), point.run.event_hash) << point.host << " at " << point.ordinal;
}

/// Schedules are rows, and what was before is made at set-up: whenever the power goes, everything is started and made.
TEST(CrashPointsOfSetUp, EveryPointRecovers) {
  scenarios::Scenario scenario = test::small_scenario();
  scenario.clients[0].count = 1;
  scenario.clients[0].before = scenarios::Before{.full_days = 2, .incremental_days = 1};
  scenario.backups.clear();
  scenario.schedules = {{.clients = "fs", .every = 12h, .level = scenarios::BackupLevel::incremental}};
  scenario.restores = {{.at = 1h, .clients = "fs", .as_of = 0s}, {.at = 20h, .clients = "fs", .count = 2}};
  const CrashPoints all =
      crash_everywhere(scenario, Seed{1}, all_properties(scenario), {.deadline = 60s}, CrashEngine::replay);
  std::map<std::string, int> points;
  for (const CrashPoint& point : all.points) {
    ++points[point.host];
    const std::string where = point.host + " at " + std::to_string(point.ordinal);
    EXPECT_EQ(point.run.ending, Ending::ended) << where << ": " << point.run.detail;
    EXPECT_EQ(point.run.detail, "") << where;
    for (const auto& judgement : properties::judgements_of(point.run)) {
      EXPECT_NE(judgement.verdict, properties::Verdict::vacuous) << where << ": " << judgement.id;
      if (judgement.id == "SEC-7") continue;
      EXPECT_EQ(judgement.verdict, properties::Verdict::held) << where << judgement.id;
    }
  }
  EXPECT_GT(points["commserve"], 60);
}

INSTANTIATE_TEST_SUITE_P(BothWaysToUnwrap, CrashPointsTest,
                         testing::Values(crypto::Unwrap::fetch, crypto::Unwrap::remote),
                         [](const auto& chosen) { return chosen.param == crypto::Unwrap::fetch ? "fetch" : "remote"; });

}  // namespace
}  // namespace keycell::sim
