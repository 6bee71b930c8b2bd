// Schedules are the CommServe's own: what falls due while it is down it starts when it is back, in the order in which
// it fell due, and late by as much as it is late.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "sim/fabric.h"
#include "sim/host.h"
#include "tests/sim/job_histories.h"

namespace keycell::test {
namespace {

using namespace std::chrono_literals;
using model::JobCause;
using model::Nanos;
using scenarios::BackupLevel;
using scenarios::Scenario;
using ::testing::ElementsAre;

constexpr double hour = 3600;
constexpr double minute = 60;

/// Groups g0, g1, ... of one client each, whose full backups of one chunk take 100 s.
Scenario groups(int count) {
  Scenario s;
  s.title = "groups";
  s.data_path = {.chunk_bytes = 1'000'000'000, .record_bytes = 64};
  s.kms = {{.name = "kms1"}};
  s.media_agents = {{.name = "ma1"}};
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  for (int i = 0; i < count; ++i)
    s.clients.push_back({.name = "g" + std::to_string(i),
                         .pool = "pool-a",
                         .front_end_bytes = 1'000'000'000,
                         .network_bytes_per_s = 10'000'000});
  return s;
}

struct Outage {
  Nanos at;
  Nanos lasts;
};

sim::SimulateOptions commserve_down(std::vector<Outage> outages) {
  return {.prepare = [outages](sim::Fabric& fabric) {
    for (const Outage& outage : outages)
      fabric.at(outage.at,
                [&fabric, outage] { fabric.host(scenarios::commserveName).lose_power("a test", outage.lasts); });
  }};
}

/// "g1 20:05" of each backup, in the order of the jobs' numbers.
std::vector<std::string> backups_of(const Night& night) {
  std::vector<std::string> told;
  for (const History& job : night.of("backup")) {
    const auto minutes = static_cast<int>(job.due_s / minute);
    told.push_back(job.client + " " + std::to_string(minutes / 60) + ":" + std::to_string(minutes % 60 / 10) +
                   std::to_string(minutes % 10));
  }
  return told;
}

TEST(Schedules, WhatFellDueWhileTheCommServeWasDownStartsWhenItIsUpInOrder) {
  Scenario s = groups(5);
  s.schedules = {{.clients = "g2", .at = 20h + 5min}, {.clients = "g1", .at = 20h}, {.clients = "g3", .at = 20h}};
  s.backups = {{.at = 20h + 5min, .clients = "g4"}, {.at = 20h + 30min, .clients = "g0"}};
  const Night night = live(s, commserve_down({{19h + 55min, 25min}}));
  // At 20:00 in the order of the scenario; at 20:05 its backups come before its schedules.
  EXPECT_THAT(backups_of(night), ElementsAre("g1 20:00", "g3 20:00", "g4 20:05", "g2 20:05", "g0 20:30"));
  for (const History& job : night.of("backup")) {
    EXPECT_EQ(job.end(), "Completed");
    if (job.client == "g0") continue;
    EXPECT_EQ(job.states[0].cause, JobCause::dueWhileDown);
    EXPECT_EQ(job.states[0].reason, "it fell due while the CommServe was down");
    EXPECT_NEAR(job.started(), 20 * hour + 20 * minute, 2) << "as soon as it is up, not when somebody asks again";
  }
  EXPECT_EQ(night.of("backup", "g0")[0].states[0].cause, JobCause::none);
  EXPECT_TRUE(night.merged.empty());
}

TEST(Schedules, ACommServeThatWasNotDownStartsThemAtTheirInstants) {
  Scenario s = groups(2);
  s.schedules = {{.clients = "g0", .at = 20h, .nights = 2}, {.clients = "g1", .at = 20h + 5min}};
  const Night night = live(s);
  EXPECT_THAT(backups_of(night), ElementsAre("g0 20:00", "g1 20:05", "g0 44:00"));
  for (const History& job : night.of("backup")) {
    EXPECT_NEAR(job.started(), job.due_s, 0.1);
    EXPECT_EQ(job.states[0].cause, JobCause::none);
  }
}

TEST(Schedules, AnAuxCopyThatFellDueStartsToo) {
  Scenario s = groups(1);
  s.pools.push_back({.name = "pool-b", .media_agent = "ma1", .kms = "kms1"});
  s.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a"},
              {.policy = "Gold", .name = "Secondary", .pool = "pool-b", .source = "Primary"}};
  s.clients[0].pool.clear();
  s.clients[0].policy = "Gold";
  s.backups = {{.at = 1h, .clients = "g0"}};
  s.aux_copies = {{.at = 3h, .policy = "Gold", .copy = "Secondary"}};
  const auto copies = live(s, commserve_down({{2h, 2h}})).of("aux-copy");
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(copies[0].end(), "Completed");
  EXPECT_EQ(copies[0].due_s, 3 * hour);
  EXPECT_NEAR(copies[0].started(), 4 * hour, 2);
}

TEST(Schedules, NightsThatWereMissedAreOneBackupAndTheOthersAreToldAsMerged) {
  Scenario s = groups(1);
  s.schedules = {{.clients = "g0", .at = 20h, .nights = 5, .level = BackupLevel::incremental}};
  const Night night = live(s, commserve_down({{30h, 60h}}));  // from 06:00 of day 2 to 18:00 of day 4
  // Nights 2 and 3 were missed: one backup brings what both would have brought.
  EXPECT_THAT(backups_of(night), ElementsAre("g0 20:00", "g0 44:00", "g0 92:00", "g0 116:00"));
  EXPECT_THAT(night.merged, ElementsAre(Merged{"schedule 1 of g0 night 3", 68 * hour, 2}));
}

TEST(Schedules, AMergedInstantIsToldAgainByACommServeThatComesBackTwice) {
  Scenario s = groups(1);
  s.schedules = {{.clients = "g0", .at = 20h, .nights = 4}};
  const Night night = live(s, commserve_down({{30h, 40h}, {70h + 1s, 10min}}));
  EXPECT_THAT(night.merged, ElementsAre(Merged{"schedule 1 of g0 night 3", 68 * hour, 2}));
  EXPECT_EQ(night.of("backup").size(), 3u);
}

TEST(Schedules, JobsThatWereRunningShowARestartWithItsReason) {
  Scenario s = groups(1);
  s.schedules = {{.clients = "g0", .at = 20h}};
  const auto jobs = live(s, commserve_down({{20h + 30s, 10min}})).of("backup");
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_THAT(jobs[0].words(), ElementsAre("Running", "Waiting", "Running", "Completed"));
  EXPECT_EQ(jobs[0].states[1].cause, JobCause::commserveRestarted);
  EXPECT_EQ(jobs[0].due_s, 20 * hour);
}

// --- a law -----------------------------------------------------------------------------------------------------------

/// Whatever the CommServe does meanwhile, every instant leads to exactly one job of its clients, or is told as merged
/// into a job of the same schedule that was due before it.
RC_GTEST_PROP(Schedules, EveryInstantLeadsToOneJobOrIsToldAsMerged, ()) {
  const int count = *rc::gen::inRange(1, 4);
  Scenario s = groups(count);
  s.horizon = std::chrono::days(60);
  for (const auto& group : s.clients) {
    const Nanos at = *rc::gen::inRange(0, 24) * 1h + *rc::gen::inRange(0, 60) * 1min;
    const auto nights = *rc::gen::inRange(1u, 6u);
    const auto jitter = *rc::gen::element<Nanos>(0s, 10min);
    s.schedules.push_back({.clients = group.name, .at = at, .nights = nights, .start_jitter = jitter});
  }
  std::vector<Outage> outages;
  Nanos from = 1min;
  for (int left = *rc::gen::inRange(0, 4); left > 0; --left) {
    from += *rc::gen::inRange(0, 40) * 1h;
    const Nanos lasts = *rc::gen::inRange(1, 50) * 1h;
    outages.push_back({from, lasts});
    from += lasts + 1h;
  }
  const Night night = live(s, commserve_down(outages));
  std::map<std::string, std::vector<double>> due;  // by client
  for (const History& job : night.of("backup")) {
    RC_ASSERT(job.end() == "Completed");
    RC_ASSERT(job.started() + 1e-6 >= job.due_s);
    due[job.client].push_back(job.due_s);
  }
  for (const Merged& merged : night.merged) {
    const History& stands_for_it = night.jobs.at(merged.job);
    RC_ASSERT(merged.run.starts_with("schedule 1 of " + stands_for_it.client + " "));
    RC_ASSERT(merged.due_s > stands_for_it.due_s);
    due[stands_for_it.client].push_back(merged.due_s);
  }
  for (const auto& schedule : s.schedules) {
    auto& told = due[schedule.clients];
    std::ranges::sort(told);
    RC_ASSERT(told.size() == schedule.nights);
    for (std::size_t run = 0; run < told.size(); ++run) {
      const Nanos instant = time_of(schedule, static_cast<std::uint32_t>(run));
      const double early = static_cast<double>(instant.count()) / 1e9;
      // A schedule is made in the first seconds of the run, and what is due before it is made is due then.
      RC_ASSERT(told[run] >= early);
      RC_ASSERT(told[run] <= early + static_cast<double>(schedule.start_jitter.count()) / 1e9 + 60);
    }
  }
}

}  // namespace
}  // namespace keycell::test
