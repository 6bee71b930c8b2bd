// Several MediaAgents that reach one library: who moves what, and what happens when one of them goes.

#include <gmock/gmock.h>

#include "scenarios/actions.h"
#include "scenarios/fault_kinds.h"
#include "sim/fork_server.h"
#include "tests/sim/job_histories.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::JobCause;
using scenarios::DataPathUse;
using scenarios::Scenario;
using test::History;
using test::live;
using test::Night;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint64_t chunk = 1'000'000'000;

/// Two clients, two MediaAgents at one library; a backup of ten chunks takes 1,000 s of a client's network.
Scenario two_at_one_library() {
  Scenario s;
  s.title = "two MediaAgents at one library";
  s.data_path = {.chunk_bytes = chunk, .record_bytes = 64};
  s.kms = {{.name = "kms1"}};
  s.libraries = {{.name = "disk"}};
  s.media_agents = {{.name = "ma1", .library = "disk"}, {.name = "ma2", .library = "disk"}};
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .alternates = {"ma2"}, .kms = "kms1"}};
  s.clients = {
      {.name = "fs", .count = 2, .pool = "pool-a", .front_end_bytes = 10 * chunk, .network_bytes_per_s = 10'000'000}};
  s.backups = {{.at = 1h, .clients = "fs"}};
  s.restores = {{.at = 5h, .clients = "fs"}};
  return s;
}

scenarios::Fault off(const std::string& host, model::Nanos at, model::Nanos lasts) {
  return {.kind = "host-restart", .values = {{"target", host}, {"at", at}, {"lasts", lasts}}};
}

std::vector<std::string> ends_of(const std::vector<History>& jobs) {
  std::vector<std::string> ends;
  for (const History& job : jobs) ends.push_back(job.end());
  return ends;
}

/// What crossed to or from a host, bytes.
std::uint64_t moved_by(const Night& night, const std::string& host) {
  std::uint64_t bytes = 0;
  for (const test::Flow& flow : night.flows)
    if (flow.from == host || flow.to == host) bytes += flow.bytes;
  return bytes;
}

TEST(SharedLibrary, ThePreferredMediaAgentMovesAllWhileItCan) {
  const Night night = live(two_at_one_library());
  EXPECT_THAT(ends_of(night.of("backup")), ElementsAre("Completed", "Completed"));
  EXPECT_THAT(ends_of(night.of("restore")), ElementsAre("Completed", "Completed"));
  EXPECT_EQ(moved_by(night, "ma1"), 40 * chunk);
  EXPECT_EQ(moved_by(night, "ma2"), 0U);
}

// The twin of a pool with one MediaAgent, whose jobs would be Pending for 20 minutes.
TEST(SharedLibrary, AJobWhoseMediaAgentGoesDownGoesOnByTheOther) {
  Scenario s = two_at_one_library();
  s.faults = {off("ma1", 1h + 450s, 1h)};
  const Night night = live(s);
  for (const History& job : night.of("backup")) {
    EXPECT_THAT(job.words(), ElementsAre("Running", "Running", "Completed"));
    EXPECT_EQ(job.states.at(1).cause, JobCause::otherMediaAgent);
    EXPECT_THAT(job.states.at(1).reason, HasSubstr("goes on by another MediaAgent"));
    EXPECT_GE(job.ended(), 3600.0 + 1000);
    EXPECT_LT(job.ended(), 3600.0 + 1000 + 150) << "what was acknowledged is not sent again";
  }
  EXPECT_LE(night.bytes_moved("fs"), 2 * (10 + 4) * chunk);
  EXPECT_GT(moved_by(night, "ma2"), 8 * chunk);
  EXPECT_THAT(ends_of(night.of("restore")), Each("Completed")) << "what the first had written is there";
}

// It is not asked for a while: jobs do not wait for it one after the other.
TEST(SharedLibrary, WhatDidNotAnswerIsLeftAloneForAWhile) {
  Scenario s = two_at_one_library();
  s.backups.push_back({.at = 1h + 10min, .clients = "fs"});
  s.faults = {off("ma1", 1h - 1s, 30min)};
  const Night night = live(s);
  std::size_t replaced = 0;
  for (const History& job : night.of("backup")) {
    EXPECT_EQ(job.end(), "Completed");
    for (const test::StateTold& told : job.states) replaced += told.cause == JobCause::otherMediaAgent ? 1 : 0;
    EXPECT_THAT(job.words(), Each(testing::Ne("Pending")));
  }
  EXPECT_EQ(replaced, 2U) << "the two that met it; those of ten minutes later knew";
}

TEST(SharedLibrary, WhenNoneAnswersTheJobIsPending) {
  Scenario s = two_at_one_library();
  s.faults = {off("ma1", 1h + 450s, 30min), off("ma2", 1h + 500s, 30min)};
  for (const History& job : live(s).of("backup")) {
    EXPECT_THAT(job.words(), AllOf(Contains("Pending"), Contains("Completed")));
    EXPECT_EQ(job.end(), "Completed");
  }
}

TEST(SharedLibrary, ARestoreReadsByWhoeverIsThere) {
  Scenario s = two_at_one_library();
  s.faults = {off("ma1", 4h, 100h)};
  const Night night = live(s);
  EXPECT_THAT(ends_of(night.of("restore")), Each("Completed"));
  EXPECT_EQ(moved_by(night, "ma2"), 20 * chunk);
}

TEST(SharedLibrary, InTurnBothMoveTheSame) {
  Scenario s = two_at_one_library();
  s.pools[0].data_paths = DataPathUse::roundRobin;
  const Night night = live(s);
  EXPECT_EQ(moved_by(night, "ma1"), 20 * chunk);
  EXPECT_EQ(moved_by(night, "ma2"), 20 * chunk);
}

TEST(SharedLibrary, StreamsBeyondThoseOfOneGoByTheOther) {
  Scenario s = two_at_one_library();
  s.media_agents[0].streams = 1;
  const Night night = live(s);
  EXPECT_EQ(night.of("backup").at(0).started(), night.of("backup").at(1).started());
  EXPECT_EQ(moved_by(night, "ma2"), 20 * chunk);
  s.media_agents[1].streams = 1;
  s.clients[0].count = 3;
  const auto jobs = live(s).of("backup");
  EXPECT_EQ(jobs.at(2).states.at(0).reason, "all 2 streams of ma1, ma2 are taken");
}

// The library is what both share: its rate is not that of two.
TEST(SharedLibrary, ItsRateIsForAllTogether) {
  Scenario s = two_at_one_library();
  s.pools[0].data_paths = DataPathUse::roundRobin;
  s.libraries[0].write_bytes_per_s = 10'000'000;
  for (const History& job : live(s).of("backup")) EXPECT_NEAR(job.ended() - job.started(), 2'000, 25);
}

TEST(SharedLibrary, ItsCapacityIsForAllTogether) {
  Scenario s = two_at_one_library();
  s.pools[0].data_paths = DataPathUse::roundRobin;
  s.libraries[0].capacity_bytes = 15 * chunk;
  s.jobs.backup_max_restarts = 1;
  const auto jobs = live(s).of("backup");
  EXPECT_THAT(ends_of(jobs), Contains("Failed"));
  for (const History& job : jobs) {
    if (job.end() != "Failed") continue;
    EXPECT_EQ(job.states.back().reason, "library disk is full");
  }
}

/// A second pool with MediaAgents and a library of its own, filled by aux copy.
Scenario with_a_secondary_copy(scenarios::CopyEncryption encryption) {
  Scenario s = two_at_one_library();
  s.libraries.push_back({.name = "vault"});
  s.media_agents.push_back({.name = "mb1", .network_bytes_per_s = 10'000'000, .library = "vault"});
  s.media_agents.push_back({.name = "mb2", .network_bytes_per_s = 10'000'000, .library = "vault"});
  s.pools.push_back({.name = "pool-b", .media_agent = "mb1", .alternates = {"mb2"}, .kms = "kms1"});
  s.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a"},
              {.policy = "Gold", .name = "Secondary", .pool = "pool-b", .source = "Primary", .encryption = encryption}};
  s.clients[0].pool = "";
  s.clients[0].policy = "Gold";
  s.aux_copies = {{.at = 2h, .policy = "Gold", .copy = "Secondary"}};
  s.restores = {{.at = 8h, .clients = "fs", .copy = "Secondary"}};
  return s;
}

// Source or target, or both one after the other.
TEST(SharedLibrary, AnAuxCopyOutlivesItsMediaAgents) {
  for (const auto encryption : {scenarios::CopyEncryption::preserve, scenarios::CopyEncryption::reEncrypt}) {
    for (const std::vector<std::string>& gone : {std::vector<std::string>{"ma1"}, {"mb1"}, {"ma1", "mb1"}}) {
      SCOPED_TRACE(gone.front() + (gone.size() > 1 ? " and " + gone.back() : ""));
      Scenario s = with_a_secondary_copy(encryption);
      for (const std::string& host : gone) s.faults.push_back(off(host, 2h + 250s + 100s * s.faults.size(), 100h));
      const Night night = live(s);
      const auto jobs = night.of("aux-copy");
      ASSERT_EQ(jobs.size(), 1U);
      EXPECT_EQ(jobs[0].end(), "Completed");
      EXPECT_THAT(jobs[0].words(), Each(testing::Ne("Pending")));
      EXPECT_THAT(ends_of(night.of("restore")), Each("Completed"));
    }
  }
}

// What a power cut at any durable operation of the preferred one leaves is a library that the other goes on with.
TEST(SharedLibrary, AChunkThatWasCutShortIsWrittenAgain) {
  Scenario s = two_at_one_library();
  s.clients[0].front_end_bytes = 2 * chunk;
  s.restores = {{.at = 2h, .clients = "fs"}};
  for (std::uint64_t io = 1; io <= 12; ++io) {
    SCOPED_TRACE(io);
    s.faults = {scenarios::power_cut("ma1", io)};
    const Night night = live(s);
    EXPECT_THAT(ends_of(night.of("backup")), Each("Completed"));
    EXPECT_THAT(ends_of(night.of("restore")), Each("Completed"));
  }
}

// A synthetic full is put together where both its keys and its data can be had.
TEST(SharedLibrary, ASyntheticFullGoesOnByTheOther) {
  Scenario s = two_at_one_library();
  s.backups.push_back({.at = 3h, .clients = "fs", .level = scenarios::BackupLevel::syntheticFull});
  s.costs.encrypt_bytes_per_s = s.costs.decrypt_bytes_per_s = 20'000'000;
  s.faults = {off("ma1", 3h + 500s, 100h)};
  const Night night = live(s);
  const auto jobs = night.of("backup");
  ASSERT_EQ(jobs.size(), 4U);
  EXPECT_THAT(ends_of(jobs), Each("Completed"));
  for (std::size_t i = 2; i < 4; ++i) EXPECT_THAT(jobs[i].words(), ElementsAre("Running", "Running", "Completed"));
  EXPECT_THAT(ends_of(night.of("restore")), Each("Completed"));
}

// --- what a failover does not do -------------------------------------------------------------------------------------

// However short the interval: a restart is counted when each MediaAgent was tried.
TEST(SharedLibrary, EachMediaAgentIsTriedOnceBetweenRestarts) {
  for (const model::Nanos interval : {model::Nanos(0), model::Nanos(30s), model::Nanos(20min)}) {
    Scenario s = two_at_one_library();
    s.clients[0].count = 1;
    s.jobs.restart_interval = interval;
    s.jobs.backup_max_restarts = 2;
    s.restores.clear();
    s.faults = {off("ma1", 1h - 1min, 100h), off("ma2", 1h - 1min, 100h)};
    const auto jobs = live(s).of("backup");
    ASSERT_EQ(jobs.size(), 1U);
    EXPECT_EQ(jobs[0].end(), "Failed");
    EXPECT_EQ(std::ranges::count(jobs[0].words(), "Pending"), 2);
    EXPECT_EQ(std::ranges::count(jobs[0].states, JobCause::otherMediaAgent, &test::StateTold::cause), 3);
  }
}

TEST(SharedLibrary, WithoutOthersNothingIsReplaced) {
  Scenario s = two_at_one_library();
  s.pools[0].alternates.clear();
  s.jobs.restart_interval = 0s;
  s.jobs.backup_max_restarts = 2;
  s.restores.clear();
  s.faults = {off("ma1", 1h - 1min, 100h)};
  for (const History& job : live(s).of("backup")) {
    EXPECT_EQ(job.end(), "Failed");
    EXPECT_EQ(std::ranges::count(job.states, JobCause::otherMediaAgent, &test::StateTold::cause), 0);
  }
}

// The first is back when the second goes: what was complete meanwhile makes it worth asking again, at once.
TEST(SharedLibrary, AJobGoesBackToTheFirst) {
  Scenario s = two_at_one_library();
  s.restores.clear();
  s.faults = {off("ma1", 1h + 150s, 1min), off("ma2", 1h + 550s, 10h)};
  for (const History& job : live(s).of("backup")) {
    EXPECT_THAT(job.words(), Each(testing::Ne("Pending")));
    EXPECT_LT(job.ended(), 3600.0 + 1000 + 2 * 110);
  }
}

// ma2's one stream is taken for an hour; ma1, which was gone for a minute, is asked again after the restart interval.
TEST(SharedLibrary, AJobThatWaitsGetsTheOneThatIsBack) {
  Scenario s = two_at_one_library();
  for (scenarios::MediaAgent& ma : s.media_agents) ma.streams = 1;
  s.restores.clear();
  s.clients[0].front_end_bytes = 40 * chunk;
  s.clients[0].network_bytes_per_s = 10'000'000;
  s.faults = {off("ma1", 1h + 250s, 1min)};
  const auto jobs = live(s).of("backup");
  EXPECT_THAT(jobs.at(0).words(), ElementsAre("Running", "Running", "Waiting", "Running", "Completed"));
  EXPECT_NEAR(jobs.at(0).states.at(3).at_s, 3600.0 + 250 + 20 * 60, 5);
}

// It is killed unless it runs, and one that lost its MediaAgent does not.
TEST(SharedLibrary, AJobThatIsOverdueDoesNotGoOn) {
  Scenario s = two_at_one_library();
  s.jobs.backup_total_running_time = 200s;
  s.restores.clear();
  s.faults = {off("ma1", 1h + 250s, 10h)};
  for (const History& job : live(s).of("backup")) EXPECT_EQ(job.end(), "Killed");
}

TEST(SharedLibrary, AJobThatIsBeingKilledDoesNotGoOn) {
  Scenario s = two_at_one_library();
  s.restores.clear();
  s.operators = {scenarios::on_jobs(1h + 250s, "kill", scenarios::JobKind::backup, "")};
  s.faults = {off("ma1", 1h + 250s, 10h)};
  for (const History& job : live(s).of("backup")) EXPECT_THAT(job.words(), ElementsAre("Running", "Killed"));
}

// A stream of the alternate would do: it is taken from the aux copy.
TEST(SharedLibrary, ABackupPreEmptsAnAuxCopyAtAnAlternate) {
  Scenario s = with_a_secondary_copy(scenarios::CopyEncryption::preserve);
  for (scenarios::MediaAgent& ma : s.media_agents) ma.streams = 1;
  s.jobs.aux_copy_streams = 1;
  s.clients.push_back(
      {.name = "long", .pool = "pool-a", .front_end_bytes = 100 * chunk, .network_bytes_per_s = 10'000'000});
  s.clients.push_back({.name = "late", .pool = "pool-a", .front_end_bytes = chunk});
  s.backups.push_back({.at = 2h - 1s, .clients = "long"});
  s.backups.push_back({.at = 2h + 5min, .clients = "late"});
  s.restores.clear();
  const Night night = live(s);
  const auto late = night.of("backup", "late");
  ASSERT_EQ(late.size(), 1U);
  EXPECT_LT(late[0].started(), 7200.0 + 300 + 120) << "after a chunk of the aux copy";
}

}  // namespace
}  // namespace keycell::sim
