// A cell that does not keep up is a result: how far each copy is behind, and whether it ever catches up.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "measures/backlog.h"
#include "measures/backlog_meter.h"
#include "measures/judged_folds.h"
#include "measures/results/json.h"
#include "measures/summary.h"
#include "properties/judge.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;

constexpr std::uint64_t gb = 1'000'000'000;

/// One client, 100 GB a night for `nights` nights, from ma1 to ma2; the copy is made at `copied_bytes_per_s`.
scenarios::Scenario nights_of_copies(std::uint32_t nights, std::uint64_t copied_bytes_per_s) {
  auto s = test::small_scenario();
  s.data_path.chunk_bytes = 10 * gb;
  s.media_agents.push_back({.name = "ma2", .library_write_bytes_per_s = copied_bytes_per_s});
  s.pools.push_back({.name = "pool-b", .media_agent = "ma2", .kms = "kms1"});
  s.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a"},
              {.policy = "Gold", .name = "Secondary", .pool = "pool-b", .source = "Primary"}};
  s.clients = {{.name = "fs", .policy = "Gold", .front_end_bytes = 100 * gb}};
  s.backups.clear();
  s.restores.clear();
  s.schedules = {{.clients = "fs", .at = 22h, .nights = nights, .aux_copies = {"Secondary"}}};
  s.jobs.aux_copy_streams = 1;
  s.horizon = 22h + nights * 24h;
  return s;
}

struct Lived {
  sim::Run run;
  Backlog backlog;
  RunSummary summary;
};

Lived live(const scenarios::Scenario& scenario) {
  Lived lived{.run = sim::run_forked(scenario, sim::Seed{1}, judged_folds(scenario), {}), .backlog = {}, .summary = {}};
  if (lived.run.result_of("backlog").empty()) return lived;
  lived.backlog = told_by<Backlog>("backlog", lived.run).value();
  lived.summary = summarize({.name = "cell", .scenario = &scenario, .seed = {}, .wall_seconds = 0, .replay = ""},
                            lived.run, properties::judge(lived.run, scenario));
  return lived;
}

TEST(Backlog, ACellThatDoesNotKeepUpEndsWithWhatItLeavesBehind) {
  // 100 GB come a night, and 1 MB a second for 24 h is 86.4 GB: 13.6 GB are left each night.
  const Lived lived = live(nights_of_copies(6, 1'000'000));
  EXPECT_EQ(lived.run.ending, sim::Ending::ended) << lived.run.detail;
  EXPECT_TRUE(lived.run.has_backlog);
  EXPECT_EQ(lived.summary.exit_code, 0);
  EXPECT_THAT(lived.summary.warnings, Contains(Field(&Warning::text, HasSubstr("jobs were in work at the horizon"))));
  EXPECT_GT(lived.backlog.jobs_in_work, 0u);
  ASSERT_EQ(lived.backlog.copies.size(), 2u);
  const CopyBacklog& primary = lived.backlog.copies[0];
  EXPECT_EQ(primary.copy, "Gold/Primary");
  EXPECT_EQ(primary.at_the_end, 0u) << "backups keep up";
  EXPECT_FALSE(primary.never_catches_up);
  const CopyBacklog& secondary = lived.backlog.copies[1];
  EXPECT_EQ(secondary.copy, "Gold/Secondary");
  EXPECT_EQ(secondary.source, "Gold/Primary");
  EXPECT_EQ(secondary.nights, 6u);
  EXPECT_TRUE(secondary.never_catches_up);
  ASSERT_TRUE(secondary.growth_a_night);
  EXPECT_NEAR(*secondary.growth_a_night, 13.6e9, 5e9) << "in chunks of 10 GB";
  EXPECT_THAT(backlog_text(secondary), HasSubstr("more each night: it never catches up"));
}

// How long the cell is looked at makes no difference: once the nights end, everything is caught up with.
TEST(Backlog, AHorizonThatLiesFurtherOffHidesNothing) {
  auto s = nights_of_copies(6, 1'000'000);
  s.horizon = 24h * 30;
  const Lived lived = live(s);
  EXPECT_FALSE(lived.run.has_backlog);
  ASSERT_EQ(lived.backlog.copies.size(), 2u);
  const CopyBacklog& secondary = lived.backlog.copies[1];
  EXPECT_EQ(secondary.at_the_end, 0u);
  EXPECT_TRUE(secondary.never_catches_up);
  EXPECT_NEAR(*secondary.growth_a_night, 13.6e9, 5e9) << "in chunks of 10 GB";
  EXPECT_THAT(backlog_text(secondary), HasSubstr("it catches up only because the nights end"));
}

// Everything was over long before the horizon, and only nobody had looked: that is the end, and no backlog.
TEST(Backlog, WhatIsOverBeforeTheHorizonIsNone) {
  auto s = test::small_scenario();
  s.backups[0].at = 660h;
  s.restores.clear();
  s.horizon = 661h;
  const Lived lived = live(s);
  EXPECT_EQ(lived.run.ending, sim::Ending::ended) << lived.run.detail;
  EXPECT_FALSE(lived.run.has_backlog);
  EXPECT_EQ(lived.backlog.jobs_in_work, 0u);
  EXPECT_TRUE(lived.summary.warnings.empty());
}

// Another host that goes down takes nothing of what is on its way elsewhere.
TEST(Backlog, AHostThatGoesDownElsewhereLosesNothing) {
  const scenarios::Scenario s = nights_of_copies(1, 1'000'000'000);
  BacklogMeter meter(s);
  std::uint64_t ordinal = 0;
  const auto tell = [&](const char* host, const model::EventBody& body) { meter.on({ordinal++, 1h, host, body}); };
  const auto job = [&](model::JobKind kind, const char* copy, std::uint64_t id) {
    tell("commserve", model::JobState{id, kind, "fs", model::JobStatus::running, {}, {}, copy, id});
  };
  job(model::JobKind::backup, "Gold/Primary", 1);
  job(model::JobKind::auxCopy, "Gold/Secondary", 2);
  for (const std::uint64_t copy : {std::uint64_t{1}, std::uint64_t{2}}) {
    const model::CallId call{copy};
    tell("fs", model::DataMoved{"fs", model::DataEnd::clientRead, "ma1", model::DataEnd::libraryWrite, 9, 9, 1s, call});
    tell("kms9", model::HostDown{"test"});
    tell("ma1", model::ChunkAcknowledged{call, "fs", 7, copy, 0});
  }
  EXPECT_EQ(meter.backlog().copies.at(1).most, 9u);
  EXPECT_EQ(meter.backlog().copies.at(1).at_the_end, 0u);
}

// A first full backup that takes days to be copied is no growth: each later night is caught up with, and a little more.
TEST(Backlog, ABacklogThatShrinksIsNoCellThatDoesNotKeepUp) {
  auto s = nights_of_copies(8, 2'000'000);
  s.clients[0].front_end_bytes = 1000 * gb;
  s.clients[0].daily_change_ppm = 100'000;
  s.schedules[0].level = scenarios::BackupLevel::incremental;
  const Lived lived = live(s);
  ASSERT_EQ(lived.backlog.copies.size(), 2u);
  EXPECT_GT(lived.backlog.copies[1].at_the_end, 0u);
  EXPECT_FALSE(lived.backlog.copies[1].never_catches_up);
}

// A copy that is filled from a copy is behind the primary one, which has what there is to be copied.
TEST(Backlog, ACopyOfACopyIsComparedWithThePrimaryOne) {
  auto s = nights_of_copies(6, 1'000'000);
  s.copies.push_back({.policy = "Gold", .name = "Tertiary", .pool = "pool-a", .source = "Secondary"});
  s.schedules[0].aux_copies.emplace_back("Tertiary");
  const Lived lived = live(s);
  ASSERT_EQ(lived.backlog.copies.size(), 3u);
  EXPECT_EQ(lived.backlog.copies[2].source, "Gold/Primary");
  EXPECT_EQ(lived.backlog.copies[2].nights, 6u)
      << "nights bring data to the primary copy, not days on which others lag";
  EXPECT_TRUE(lived.backlog.copies[2].never_catches_up);
}

// The twin: twice as fast, each night's copy is done before the next night.
TEST(Backlog, ACellThatKeepsUpHasNone) {
  const Lived lived = live(nights_of_copies(6, 2'000'000));
  EXPECT_EQ(lived.run.ending, sim::Ending::ended);
  EXPECT_FALSE(lived.run.has_backlog);
  EXPECT_EQ(lived.backlog.jobs_in_work, 0u);
  for (const CopyBacklog& copy : lived.backlog.copies) {
    EXPECT_EQ(copy.at_the_end, 0u) << copy.copy;
    EXPECT_FALSE(copy.never_catches_up) << copy.copy;
  }
}

TEST(Backlog, BackupsThatDoNotKeepUpAreCounted) {
  auto s = nights_of_copies(8, 1'000'000'000);
  s.schedules[0].aux_copies.clear();
  s.media_agents[0].library_write_bytes_per_s = 1'000'000;
  s.jobs.backup_total_running_time = scenarios::unlimitedTime;
  const Lived lived = live(s);
  EXPECT_EQ(lived.run.ending, sim::Ending::ended) << lived.run.detail;
  EXPECT_TRUE(lived.run.has_backlog);
  ASSERT_EQ(lived.backlog.copies.size(), 1u) << "nobody asks for the other";
  EXPECT_TRUE(lived.backlog.copies[0].never_catches_up);
  EXPECT_GT(lived.backlog.copies[0].at_the_end, 1u);
}

TEST(Backlog, WhatIsSuspendedIsNoBrokenRun) {
  auto s = nights_of_copies(1, 1'000'000'000);
  s.jobs.backup_total_running_time = scenarios::unlimitedTime;
  s.operators = {{.at = 22h + 1s, .action = "suspend", .values = {{"jobs", "backup"}}}};
  s.horizon = 24h * 30;
  const Lived lived = live(s);
  EXPECT_EQ(lived.run.ending, sim::Ending::ended) << lived.run.detail;
  EXPECT_EQ(lived.backlog.jobs_in_work, 1u);
}

// The twin: a KMS that never comes back keeps the cell from being set up. Nothing was asked for, and that is no result.
TEST(Backlog, WhatWasNeverAskedForIsABrokenRun) {
  auto s = nights_of_copies(1, 1'000'000'000);
  s.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 0s}, {"lasts", 24h * 365}}}};
  EXPECT_EQ(live(s).run.ending, sim::Ending::horizonPassed);
}

TEST(Backlog, IsASentenceForEachCopy) {
  const Backlog backlog{.jobs_in_work = 3,
                        .copies = {{.copy = "Gold/Primary", .source = "", .at_the_end = 2, .most = 4, .nights = 1},
                                   {.copy = "Gold/Far away",
                                    .source = "Gold/Primary",
                                    .at_the_end = 12 * gb,
                                    .most = 12 * gb,
                                    .nights = 3,
                                    .growth_a_night = 4e9,
                                    .never_catches_up = true}}};
  EXPECT_EQ(backlog_text(backlog.copies[0]), "Gold/Primary: 2 backups not over at the end, at most 4 backups");
  EXPECT_EQ(backlog_text(backlog.copies[1]),
            "Gold/Far away: 12 GB of Gold/Primary not copied at the end, 4 GB more each night: it never catches up");
}

}  // namespace
}  // namespace keycell::measures
