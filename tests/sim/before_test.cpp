// Backups of before day 1 are there when it begins: they can be restored, and what comes after builds on them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "properties/catalogue.h"
#include "properties/documented_weaknesses.h"
#include "properties/judge.h"
#include "tests/sim/job_histories.h"

namespace keycell::test {
namespace {

using namespace std::chrono_literals;
using scenarios::BackupLevel;
using scenarios::Scenario;
using ::testing::Each;
using ::testing::ElementsAre;

constexpr double hour = 3600;

/// Two clients of 10 chunks of 1 GB, of which one changes in a day. A full backup takes 1000 s.
Scenario two_clients() {
  Scenario s;
  s.title = "two clients";
  s.data_path = {.chunk_bytes = 1'000'000'000, .record_bytes = 64};
  s.kms = {{.name = "kms1"}};
  s.media_agents = {{.name = "ma1"}, {.name = "ma2"}};
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"},
             {.name = "pool-b", .media_agent = "ma2", .kms = "kms1"}};
  s.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a"},
              {.policy = "Gold",
               .name = "Secondary",
               .pool = "pool-b",
               .source = "Primary",
               .encryption = scenarios::CopyEncryption::reEncrypt}};
  s.clients = {{.name = "fs",
                .count = 2,
                .policy = "Gold",
                .front_end_bytes = 10'000'000'000,
                .daily_change_ppm = 100'000,
                .network_bytes_per_s = 10'000'000,
                .before = scenarios::Before{.full_days = 6}}};
  return s;
}

/// In GB, of one client's flows of more than a byte, in order.
std::vector<std::uint64_t> backed_up(const Night& night, const std::string& client) {
  std::vector<std::uint64_t> sizes;
  for (const History& job : night.of("backup", client)) {
    std::uint64_t bytes = 0;
    for (const auto& flow : night.flows)
      if (flow.from == client && flow.began_s >= job.started() - 1 && flow.ended_s <= job.ended() + 1)
        bytes += flow.bytes;
    sizes.push_back(bytes / 1'000'000'000);
  }
  return sizes;
}

TEST(Before, TheFirstNightIsAnIncrementalOneOfWhatChangedSince) {
  Scenario s = two_clients();
  s.schedules = {{.clients = "fs", .at = 22h, .nights = 3, .level = BackupLevel::incremental}};
  EXPECT_THAT(backed_up(live(s), "fs1"), ElementsAre(6, 1, 1)) << "six days of change, then one at a time";
  s.clients[0].before->incremental_days = 1;
  EXPECT_THAT(backed_up(live(s), "fs1"), ElementsAre(1, 1, 1)) << "each day was backed up";
  s.clients[0].before.reset();
  EXPECT_THAT(backed_up(live(s), "fs1"), ElementsAre(10, 1, 1)) << "nothing to build on";
}

TEST(Before, NightsCountFromTheFullBackup) {
  Scenario s = two_clients();
  s.clients[0].before->incremental_days = 1;
  s.schedules = {{.clients = "fs", .at = 22h, .nights = 3, .level = BackupLevel::incremental, .full_every = 7}};
  // Six days ago, 5, 4, 3, 2, 1: day 1 is the seventh night, and day 2 the first of the next week.
  EXPECT_THAT(backed_up(live(s), "fs1"), ElementsAre(1, 10, 1));
}

// Of the days before day 1 only those count on which the schedule would have run.
TEST(Before, NightsOfASomeDaysScheduleCountBackwardsFromDayOne) {
  using enum model::Weekday;
  Scenario s = two_clients();
  s.start = model::Date{std::chrono::year(2026), std::chrono::month(6), std::chrono::day(1)};  // a Monday
  scenarios::Schedule schedule{.clients = "fs", .at = 22h, .on = {sun, wed}, .level = BackupLevel::incremental};
  const auto nights = [&](std::uint32_t full_days) {
    s.clients[0].before->full_days = full_days;
    return nights_before(s, schedule);
  };
  EXPECT_EQ(nights(1), 1U) << "Sunday";
  EXPECT_EQ(nights(4), 1U) << "and Saturday, Friday, Thursday";
  EXPECT_EQ(nights(5), 2U) << "and Wednesday";
  EXPECT_EQ(nights(8), 3U);
  schedule.on = {};
  EXPECT_EQ(nights(5), 5U) << "every day";
}

TEST(Before, CostsNoTimeOfDataAndIsNoJob) {
  Scenario s = two_clients();
  s.clients[0].before->incremental_days = 1;
  s.backups = {{.at = 1h, .clients = "fs", .level = BackupLevel::incremental}};
  const Night night = live(s);
  EXPECT_EQ(night.jobs.size(), 2u);
  EXPECT_THAT(night.phases.size(), 6u);
  for (const auto& flow : night.flows)
    if (flow.began_s < hour) {
      EXPECT_EQ(flow.bytes, 1u);
      EXPECT_LT(flow.ended_s, 5) << "set-up takes a second or two";
    }
}

/// Judged by every property: what comes back is what was backed up.
TEST(Before, ARestoreOfTheFirstDayBringsWhatWasBeforeFromEveryCopy) {
  Scenario s = two_clients();
  s.clients[0].before->incremental_days = 5;
  s.restores = {{.at = 10min, .clients = "fs"},
                {.at = 2h, .clients = "fs", .copy = "Secondary"},
                {.at = 4h, .clients = "fs", .as_of = 0h}};
  const Night night = live(s);
  const auto restores = night.of("restore");
  ASSERT_EQ(restores.size(), 6u);
  for (const History& job : restores) {
    EXPECT_EQ(job.end(), "Completed");
    EXPECT_EQ(job.states.back().reason, "");
  }
  EXPECT_EQ(night.bytes_moved("ma2"), 2 * 11'000'000'000U) << "the full one and a day's change, of both clients";
  s.expect.violated = properties::documented_weaknesses(s);
  const sim::Run run = sim::run_forked(s, sim::Seed{1},
                                       [&] {
                                         sim::Folds folds;
                                         for (auto& property : properties::properties_of(s))
                                           folds.push_back(std::move(property));
                                         return folds;
                                       },
                                       {});
  const auto verdicts = properties::judge(run, s);
  EXPECT_EQ(verdicts.outcome, properties::Outcome::held);
  EXPECT_THAT(verdicts.unexpected, ElementsAre());
}

TEST(Before, ACommServeThatGoesDownMeanwhileGoesOn) {
  Scenario s = two_clients();
  s.clients[0].before->incremental_days = 4;
  s.restores = {{.at = 1h, .clients = "fs", .copy = "Secondary"}};
  for (const std::uint64_t operation : {60U, 90U, 120U, 150U, 180U, 210U}) {
    SCOPED_TRACE(operation);
    s.faults = {{.kind = "power-cut", .values = {{"target", "commserve"}, {"io", operation}}}};
    const auto restores = live(s).of("restore");
    ASSERT_EQ(restores.size(), 2u);
    for (const History& job : restores) {
      EXPECT_EQ(job.end(), "Completed");
      EXPECT_EQ(job.states.back().reason, "");
    }
  }
}

}  // namespace
}  // namespace keycell::test
