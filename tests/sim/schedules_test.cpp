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

// --- days of the week, and again and again
// -----------------------------------------------------------------------------

model::Date a_wednesday() { return {std::chrono::year(2026), std::chrono::month(6), std::chrono::day(3)}; }

// Day 1 is Wednesday, 2026-06-03: the first two Saturdays are days 4 and 11.
TEST(Schedules, AFullBackupOnSaturdaysOfAWeekThatBeginsOnAWednesday) {
  using enum model::Weekday;
  Scenario s = groups(1);
  s.start = a_wednesday();
  s.horizon = std::chrono::days(20);
  s.clients[0].daily_change_ppm = 100'000;
  s.schedules = {{.clients = "g0", .at = 22h, .on = {sat}, .nights = 2},
                 {.clients = "g0",
                  .at = 22h,
                  .on = {sun, mon, tue, wed, thu, fri},
                  .nights = 11,
                  .level = BackupLevel::incremental}};
  const Night night = live(s);
  std::vector<double> days;
  std::vector<std::uint64_t> bytes;
  for (const History& job : night.of("backup")) days.push_back((job.due_s - 22 * hour) / (24 * hour) + 1);
  for (const auto& flow : night.flows) bytes.push_back(flow.bytes / 1'000'000);
  EXPECT_THAT(days, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
  // The very first has nothing to build on. Sunday's reads a day's change: it knows of Saturday's.
  EXPECT_THAT(bytes, ElementsAre(1000, 100, 100, 1000, 100, 100, 100, 100, 100, 100, 1000, 100, 100));
}

TEST(Schedules, OnWorkingDaysMondaysReadWhatChangedOverTheWeekend) {
  using enum model::Weekday;
  Scenario s = groups(1);
  s.start = a_wednesday();
  s.clients[0].daily_change_ppm = 100'000;
  s.schedules = {
      {.clients = "g0", .at = 22h, .on = {mon, tue, wed, thu, fri}, .nights = 5, .level = BackupLevel::incremental}};
  std::vector<std::uint64_t> bytes;
  for (const auto& flow : live(s).flows) bytes.push_back(flow.bytes / 1'000'000);
  EXPECT_THAT(bytes, ElementsAre(1000, 100, 100, 300, 100));  // Wed, Thu, Fri, Mon, Tue
}

TEST(Schedules, AgainAndAgainEachReadsWhatChangedSinceTheLastOne) {
  Scenario s = groups(1);
  s.clients[0].daily_change_ppm = 240'000;  // 10 MB an hour
  s.schedules = {{.clients = "g0", .every = 6h, .nights = 2, .level = BackupLevel::incremental}};
  const Night night = live(s);
  std::vector<std::uint64_t> bytes;
  for (const auto& flow : night.flows) bytes.push_back(flow.bytes / 1'000'000);
  EXPECT_THAT(bytes, ElementsAre(1000, 60, 60, 60, 60, 60, 60, 60));
  EXPECT_THAT(backups_of(night), ElementsAre("g0 0:00", "g0 6:00", "g0 12:00", "g0 18:00", "g0 24:00", "g0 30:00",
                                             "g0 36:00", "g0 42:00"));
}

/// The CommServe is down from 19:55 to 20:20: of 20:00 and 20:15 one backup is left, which was due at 20:00 and goes
/// before what was due at 20:05, and brings what changed until 20:15.
TEST(Schedules, OfWhatIsDueAgainAndAgainOneRunCatchesUp) {
  Scenario s = groups(3);
  s.clients[2].daily_change_ppm = 960'000;  // 10 MB a quarter of an hour
  s.schedules = {{.clients = "g0", .at = 20h},
                 {.clients = "g1", .at = 20h + 5min},
                 {.clients = "g2", .every = 15min, .level = BackupLevel::incremental}};
  const Night night = live(s, commserve_down({{19h + 55min, 25min}}));
  std::vector<std::string> around;
  std::vector<std::uint64_t> numbers;
  for (const auto& [number, job] : night.jobs)
    if (job.due_s >= 19.7 * hour && job.due_s < 20.6 * hour) {
      around.push_back(job.client + " " + std::to_string(static_cast<int>((job.due_s - 19 * hour) / minute)));
      numbers.push_back(number);
    }
  EXPECT_THAT(around, ElementsAre("g2 45", "g0 60", "g2 60", "g1 65", "g2 90"));
  ASSERT_EQ(night.merged.size(), 1u);
  EXPECT_EQ(night.merged.begin()->run, "schedule 1 of g2 run 82");
  EXPECT_EQ(night.merged.begin()->due_s, 20.25 * hour);
  EXPECT_EQ(night.merged.begin()->job, numbers[2]);
  std::vector<std::uint64_t> bytes;
  for (const auto& flow : night.flows)
    if (flow.from == "g2") bytes.push_back(flow.bytes / 1'000'000);
  ASSERT_EQ(bytes.size(), 95u);
  EXPECT_THAT(std::vector(bytes.begin() + 79, bytes.begin() + 82), ElementsAre(10, 20, 10));
}

// --- a law -----------------------------------------------------------------------------------------------------------

/// Whatever the CommServe does meanwhile, every instant leads to exactly one job of its clients, or is told as merged
/// into a job of the same schedule that was due before it.
RC_GTEST_PROP(Schedules, EveryInstantLeadsToOneJobOrIsToldAsMerged, ()) {
  const int count = *rc::gen::inRange(1, 4);
  Scenario s = groups(count);
  s.start = a_wednesday();
  s.horizon = std::chrono::days(100);
  s.jobs.backup_total_running_time = scenarios::unlimitedTime;  // an outage may begin while a job runs
  for (const auto& group : s.clients) {
    scenarios::Schedule schedule{.clients = group.name};
    if (*rc::gen::arbitrary<bool>()) {
      schedule.every = *rc::gen::inRange(3, 13) * 1h;
    } else {
      schedule.at = *rc::gen::inRange(0, 24) * 1h + *rc::gen::inRange(0, 60) * 1min;
    }
    for (const model::Weekday day : model::allWeekdays)
      if (*rc::gen::inRange(0, 3) == 0) schedule.on.push_back(day);
    schedule.nights = *rc::gen::inRange(1u, 6u);
    schedule.start_jitter = *rc::gen::element<Nanos>(0s, 10min);
    s.schedules.push_back(schedule);
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
    RC_ASSERT(told.size() == runs_of(s, schedule));
    for (std::size_t run = 0; run < told.size(); ++run) {
      const Nanos instant = time_of(s, schedule, static_cast<std::uint32_t>(run));
      const double early = static_cast<double>(instant.count()) / 1e9;
      // A schedule is made in the first seconds of the run, and what is due before it is made is due then.
      RC_ASSERT(told[run] >= early);
      RC_ASSERT(told[run] <= early + static_cast<double>(schedule.start_jitter.count()) / 1e9 + 60);
    }
  }
}

}  // namespace
}  // namespace keycell::test
