// A cell that does not keep up is a result: how far each copy is behind, and whether it ever catches up.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "measures/backlog_meter.h"
#include "measures/judged_folds.h"
#include "measures/summary.h"
#include "properties/judge.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
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
  nlohmann::ordered_json summary;
};

Lived live(const scenarios::Scenario& scenario) {
  Lived lived{.run = sim::run_forked(scenario, sim::Seed{1}, judged_folds(scenario), {}), .backlog = {}, .summary = {}};
  if (lived.run.result_of("backlog").empty()) return lived;
  lived.backlog = backlog_in(nlohmann::ordered_json::parse(lived.run.result_of("backlog")));
  lived.summary = summarize({.name = "cell", .scenario = &scenario, .seed = {}, .wall_seconds = 0, .replay = ""},
                            lived.run, properties::judge(lived.run, scenario));
  return lived;
}

TEST(Backlog, ACellThatDoesNotKeepUpEndsWithWhatItLeavesBehind) {
  // 100 GB come a night, and 1 MB a second for 24 h is 86.4 GB: 13.6 GB are left each night.
  const Lived lived = live(nights_of_copies(6, 1'000'000));
  EXPECT_EQ(lived.run.ending, sim::Ending::ended) << lived.run.detail;
  EXPECT_TRUE(lived.run.has_backlog);
  EXPECT_EQ(lived.summary.at("exit_code"), 0);
  EXPECT_THAT(lived.summary.at("warnings").get<std::vector<std::string>>(),
              Contains(HasSubstr("the cell does not keep up")));
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

TEST(Backlog, IsReadAsItWasWritten) {
  const Backlog backlog{.jobs_in_work = 3,
                        .copies = {{.copy = "Gold/Primary", .source = "", .at_the_end = 2, .most = 4, .nights = 1},
                                   {.copy = "Gold/Far away",
                                    .source = "Gold/Primary",
                                    .at_the_end = 12 * gb,
                                    .most = 12 * gb,
                                    .nights = 3,
                                    .growth_a_night = 4e9,
                                    .never_catches_up = true}}};
  EXPECT_EQ(backlog_in(to_json(backlog)), backlog);
  EXPECT_EQ(backlog_text(backlog.copies[0]), "Gold/Primary: 2 backups not over at the end, at most 4 backups");
  EXPECT_EQ(backlog_text(backlog.copies[1]),
            "Gold/Far away: 12 GB of Gold/Primary not copied at the end, 4 GB more each night: it never catches up");
}

}  // namespace
}  // namespace keycell::measures
