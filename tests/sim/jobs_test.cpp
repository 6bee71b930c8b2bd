// Nights in a cell: queues, phases, restarts, outages, operators, and what is restored from what.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/sim/job_histories.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::JobCause;
using scenarios::BackupLevel;
using scenarios::JobKind;
using scenarios::Scenario;
using test::History;
using test::live;
using test::Night;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::uint64_t chunk = 1'000'000'000;

/// Two pools, each with its KMS and its MediaAgent; six clients on each, which need 1000 s for a backup of ten chunks.
Scenario two_pools() {
  Scenario s;
  s.title = "two pools";
  s.data_path = {.chunk_bytes = chunk, .record_bytes = 64};
  s.kms = {{.name = "kms1"}, {.name = "kms2"}};
  s.media_agents = {{.name = "ma1"}, {.name = "ma2"}};
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"},
             {.name = "pool-b", .media_agent = "ma2", .kms = "kms2"}};
  s.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a"},
              {.policy = "Gold", .name = "Secondary", .pool = "pool-b", .source = "Primary"}};
  s.clients = {
      {.name = "fs", .count = 6, .policy = "Gold", .front_end_bytes = 10 * chunk, .network_bytes_per_s = 10'000'000},
      {.name = "db", .count = 6, .pool = "pool-b", .front_end_bytes = 10 * chunk, .network_bytes_per_s = 10'000'000}};
  s.backups = {{.at = 1h, .clients = "fs"}, {.at = 1h, .clients = "db"}};
  return s;
}

/// The same without the second group.
Scenario one_pool() {
  Scenario s = two_pools();
  s.clients.pop_back();
  s.backups.pop_back();
  return s;
}

std::vector<std::string> ends_of(const std::vector<History>& jobs) {
  std::vector<std::string> ends;
  for (const History& job : jobs) ends.push_back(job.end());
  return ends;
}

/// The largest number of jobs that ran at one moment.
std::size_t most_at_once(const std::vector<History>& jobs) {
  std::size_t most = 0;
  for (const History& one : jobs)
    most = std::max(most, static_cast<std::size_t>(std::ranges::count_if(jobs, [&](const History& other) {
                      return other.started() <= one.started() && one.started() < other.ended();
                    })));
  return most;
}

// --- queues ----------------------------------------------------------------------------------------------------------

TEST(Night, JobsWaitForAStreamOfTheirMediaAgent) {
  Scenario s = two_pools();
  s.media_agents[0].streams = 2;
  const Night night = live(s);
  const auto waiting = night.of("backup", "fs");
  EXPECT_THAT(ends_of(waiting), Each("Completed"));
  EXPECT_EQ(most_at_once(waiting), 2u);
  EXPECT_THAT(waiting[0].words(), ElementsAre("Running", "Completed"));
  EXPECT_THAT(waiting[5].words(), ElementsAre("Waiting", "Running", "Completed"));
  EXPECT_EQ(waiting[5].states[0].reason, "all 2 streams of ma1 are taken");
  EXPECT_EQ(most_at_once(night.of("backup", "db")), 6u) << "the other MediaAgent has streams enough";
}

TEST(Night, TheCellHasAHighWaterMarkOfStreams) {
  Scenario s = two_pools();
  s.jobs.streams = 5;
  const auto jobs = live(s).of("backup");
  EXPECT_THAT(ends_of(jobs), Each("Completed"));
  EXPECT_EQ(most_at_once(jobs), 5u);
  const auto waiting = std::ranges::find(jobs, "Waiting", [](const History& job) { return job.words()[0]; });
  ASSERT_NE(waiting, jobs.end());
  EXPECT_EQ(waiting->states[0].reason, "all 5 streams of the CommCell are taken");
}

TEST(Night, RestoresGoBeforeBackupsThatWait) {
  Scenario s = one_pool();
  s.media_agents[0].streams = 1;
  s.backups.push_back({.at = 3h, .clients = "fs"});
  s.restores = {{.at = 3h + 1min, .clients = "fs"}};
  const Night night = live(s);
  const auto restores = night.of("restore");
  const auto backups = night.of("backup");
  ASSERT_EQ(backups.size(), 12u);
  EXPECT_THAT(ends_of(restores), Each("Completed"));
  // One backup of the second night runs already; the other five come after all restores.
  for (const History& restore : restores) EXPECT_LT(restore.started(), backups[7].started());
}

// --- phases and levels -----------------------------------------------------------------------------------------------

TEST(Night, ABackupHasThreePhasesAndTheOthersOne) {
  Scenario s = one_pool();
  s.clients[0].count = 1;
  s.costs.scan = 5min;
  s.costs.archive_index = 2min;
  s.restores = {{.at = 3h, .clients = "fs"}};
  s.aux_copies = {{.at = 5h, .policy = "Gold", .copy = "Secondary"}};
  const Night night = live(s);
  EXPECT_THAT(night.phases, ElementsAre("1 Scan", "1 Backup", "1 Archive Index", "2 Restore", "3 Copy"));
  const History backup = night.of("backup")[0];
  EXPECT_NEAR(backup.ended() - backup.started(), 1000 + 420, 10);
}

TEST(Night, AnIncrementalBackupReadsWhatChanged) {
  Scenario s = one_pool();
  s.clients[0].daily_change_ppm = 200'000;
  s.clients[0].compression_permille = 2000;
  s.backups.clear();
  s.schedules = {{.clients = "fs", .at = 1h, .nights = 4, .level = BackupLevel::incremental, .full_every = 3}};
  const Night night = live(s);
  EXPECT_EQ(night.of("backup").size(), 24u);
  // Full, a fifth, a fifth, full; half of it after compression.
  EXPECT_EQ(night.bytes_moved("fs1"), (10 + 2 + 2 + 10) * chunk / 2);
}

TEST(Night, AnIncrementalBackupWithNothingToBuildOnIsFull) {
  Scenario s = one_pool();
  s.clients[0].count = 1;
  s.backups = {{.at = 1h, .clients = "fs", .level = BackupLevel::incremental}};
  EXPECT_EQ(live(s).bytes_moved("fs"), 10 * chunk);
}

TEST(Night, ARestoreReadsTheFullBackupAndTheIncrementalOnesOrThoseUntilAMoment) {
  Scenario s = one_pool();
  s.clients[0].count = 1;
  s.clients[0].daily_change_ppm = 100'000;
  s.backups.clear();
  s.schedules = {
      {.clients = "fs", .at = 1h, .nights = 3, .level = BackupLevel::incremental, .aux_copies = {"Secondary"}}};
  s.restores = {{.at = 80h, .clients = "fs"},
                {.at = 90h, .clients = "fs", .copy = "Secondary"},
                {.at = 100h, .clients = "fs", .copy = "Secondary", .as_of = 30h}};
  const Night night = live(s);
  EXPECT_THAT(ends_of(night.of("restore")), ElementsAre("Completed", "Completed", "Completed"));
  std::vector<std::uint64_t> restored;
  for (const auto& flow : night.flows)
    if (flow.to == "fs") restored.push_back(flow.bytes);
  // 10 + 1 + 1 chunks from each copy, then 10 + 1: the third night is younger than the moment.
  EXPECT_EQ(restored.size(), 12u + 12u + 11u);
  EXPECT_EQ(night.bytes_moved("ma2"), (12 + 11) * chunk) << "from the secondary copy";
}

TEST(Night, AnAuxCopyFollowsTheLastBackupOfTheNight) {
  Scenario s = one_pool();
  s.media_agents[0].streams = 2;
  s.backups.clear();
  s.schedules = {{.clients = "fs", .at = 1h, .aux_copies = {"Secondary"}}};
  const Night night = live(s);
  const auto copies = night.of("aux-copy");
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(copies[0].end(), "Completed");
  for (const History& backup : night.of("backup")) EXPECT_LE(backup.ended(), copies[0].started());
  EXPECT_EQ(night.bytes_moved("ma1"), 60 * chunk);
}

/// Gold/Tertiary is filled from Gold/Secondary, and named before it.
Scenario a_chain() {
  Scenario s = one_pool();
  s.pools.push_back({.name = "pool-c", .media_agent = "ma2", .kms = "kms2"});
  s.copies.push_back({.policy = "Gold", .name = "Tertiary", .pool = "pool-c", .source = "Secondary"});
  s.clients[0].daily_change_ppm = 100'000;
  s.backups.clear();
  s.schedules = {{.clients = "fs",
                  .at = 1h,
                  .nights = 2,
                  .level = BackupLevel::incremental,
                  .aux_copies = {"Tertiary", "Secondary"}}};
  return s;
}

TEST(Night, CopiesOfOneScheduleAreFilledInTheOrderOfTheirSources) {
  Scenario s = a_chain();
  s.restores = {{.at = 20h, .clients = "fs", .copy = "Tertiary"}};
  const Night night = live(s);
  const auto copies = night.of("aux-copy");
  ASSERT_EQ(copies.size(), 4u) << "two a night";
  EXPECT_THAT(ends_of(copies), Each("Completed"));
  for (const History& copy : copies) EXPECT_EQ(copy.states.back().reason, "") << "each had something to copy";
  EXPECT_LE(copies[0].ended(), copies[1].started()) << "Secondary, then Tertiary";
  EXPECT_LE(copies[2].ended(), copies[3].started());
  for (const History& restore : night.of("restore")) {
    EXPECT_EQ(restore.end(), "Completed");
    EXPECT_EQ(restore.states.back().reason, "");
  }
}

TEST(Night, AChainGoesOnWhereItWasWhenTheCommServeComesBack) {
  Scenario s = a_chain();
  s.schedules[0].nights = 1;
  for (const std::uint64_t operation : {140U, 180U, 220U, 260U, 300U}) {
    SCOPED_TRACE(operation);
    s.faults = {{.kind = "power-cut", .values = {{"target", "commserve"}, {"io", operation}}}};
    const auto copies = live(s).of("aux-copy");
    ASSERT_EQ(copies.size(), 2u);
    EXPECT_THAT(ends_of(copies), Each("Completed"));
    EXPECT_LE(copies[0].ended(), copies[1].started());
    EXPECT_EQ(copies[1].states.back().reason, "");
  }
}

TEST(Night, AnAuxCopyThatFindsNothingSaysWhy) {
  Scenario s = a_chain();
  s.schedules.clear();
  s.backups = {{.at = 1h, .clients = "fs"}, {.at = 5h, .clients = "fs", .level = BackupLevel::incremental}};
  s.aux_copies = {{.at = 2h, .policy = "Gold", .copy = "Tertiary"},
                  {.at = 3h, .policy = "Gold", .copy = "Secondary"},
                  {.at = 4h, .policy = "Gold", .copy = "Secondary"},
                  {.at = 10h, .policy = "Gold", .copy = "Tertiary"},
                  {.at = 11h, .policy = "Gold", .copy = "Tertiary"}};
  std::vector<std::string> reasons;
  for (const History& copy : live(s).of("aux-copy")) {
    EXPECT_EQ(copy.end(), "Completed");
    reasons.push_back(copy.states.back().reason);
    EXPECT_EQ(copy.states.back().cause, reasons.back().empty() ? JobCause::none : JobCause::nothingToCopy);
  }
  EXPECT_THAT(reasons, ElementsAre("nothing to copy: its source Gold/Secondary was not filled", "",
                                   "nothing new in its source Gold/Primary", "",
                                   "nothing new in its source Gold/Secondary, which was not filled: it lacks 6 archive "
                                   "files of Gold/Primary"));
}

TEST(Night, NoArchiveFileIsCopiedByTwoAuxCopiesAtOnce) {
  Scenario s = one_pool();
  s.media_agents[0].library_read_bytes_per_s = 10'000'000;  // 6000 s for all
  s.aux_copies = {{.at = 3h, .policy = "Gold", .copy = "Secondary"},
                  {.at = 3h + 30min, .policy = "Gold", .copy = "Secondary"}};
  const Night night = live(s);
  const auto copies = night.of("aux-copy");
  EXPECT_THAT(ends_of(copies), ElementsAre("Completed", "Completed"));
  EXPECT_NEAR(copies[0].ended() - copies[0].started(), 6000, 60);
  EXPECT_EQ(copies[1].states.back().reason, "nothing left to copy: what it lacks is in the hands of another aux copy");
  EXPECT_EQ(night.bytes_moved("ma1"), 60 * chunk);
}

TEST(Night, ARestoreThatBringsOlderDataThanAskedForSaysSo) {
  Scenario s = a_chain();
  s.schedules[0].aux_copies.clear();
  s.aux_copies = {{.at = 5h, .policy = "Gold", .copy = "Secondary"}};
  s.restores = {{.at = 6h, .clients = "fs", .copy = "Secondary"},
                {.at = 40h, .clients = "fs", .copy = "Secondary"},
                {.at = 41h, .clients = "fs"},
                {.at = 42h, .clients = "fs", .copy = "Secondary", .as_of = 24h}};
  const auto restores = live(s).of("restore");
  EXPECT_THAT(ends_of(restores), Each("Completed"));
  ASSERT_EQ(restores.size(), 24u);
  for (std::size_t i = 0; i < restores.size(); ++i) {
    const bool is_older = i / 6 == 1;
    EXPECT_EQ(restores[i].states.back().cause, is_older ? JobCause::olderThanAsked : JobCause::none) << i;
    EXPECT_EQ(restores[i].states.back().reason,
              is_older ? "its data is 24 h 0 min older than was asked for: Gold/Secondary lacks the latest backup of "
                         "Gold/Primary"
                       : "");
  }
}

// A thin link takes the days that it takes: nothing is broken off, killed or sent twice.
TEST(Night, AFlowOfDaysIsOneFlow) {
  Scenario s = one_pool();
  s.clients[0].count = 1;
  s.data_path.chunk_bytes = 1000 * chunk;
  s.clients[0].front_end_bytes = 2500 * chunk;  // 69 hours
  s.restores = {{.at = 100h, .clients = "fs"}};
  s.horizon = 24h * 20;
  const Night night = live(s);
  EXPECT_THAT(night.of("backup")[0].words(), ElementsAre("Running", "Completed"));
  EXPECT_THAT(ends_of(night.of("restore")), ElementsAre("Completed"));
  EXPECT_EQ(night.bytes_moved("fs"), 2500 * chunk);
}

// --- outages ---------------------------------------------------------------------------------------------------------

TEST(Night, AKmsOutageDelaysTheJobsThatNeedItAndNoOthers) {
  Scenario s = two_pools();
  const Night quiet = live(s);
  s.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 59min}, {"lasts", 45min}}}};
  const Night night = live(s);
  for (const History& job : night.of("backup", "fs")) {
    EXPECT_THAT(job.words(),
                ElementsAre("Running", "Pending", "Running", "Pending", "Running", "Pending", "Running", "Completed"));
    EXPECT_THAT(job.states[1].reason, HasSubstr("kms1"));
  }
  const auto others = night.of("backup", "db");
  const auto before = quiet.of("backup", "db");
  ASSERT_EQ(others.size(), before.size());
  for (std::size_t i = 0; i < others.size(); ++i) EXPECT_NEAR(others[i].ended(), before[i].ended(), 0.1);
}

// The twin: an outage that is over before anybody asks delays nobody.
TEST(Night, AKmsOutageAtAnotherTimeDelaysNobody) {
  Scenario s = two_pools();
  s.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 10min}, {"lasts", 45min}}}};
  for (const History& job : live(s).of("backup")) EXPECT_THAT(job.words(), ElementsAre("Running", "Completed"));
}

TEST(Night, AMediaAgentThatCrashesCostsItsJobsOneChunk) {
  Scenario s = two_pools();
  s.restores = {{.at = 10h, .clients = "fs"}};
  s.faults = {{.kind = "media-agent-crash", .values = {{"target", "ma1"}, {"at", 1h + 550s}, {"lasts", 10min}}}};
  const Night night = live(s);
  for (const History& job : night.of("backup", "fs")) {
    EXPECT_THAT(job.words(), ElementsAre("Running", "Pending", "Running", "Completed"));
    EXPECT_THAT(job.states[1].reason, HasSubstr("ma1"));
    // Five of ten chunks were complete: 20 minutes later the other five follow.
    EXPECT_NEAR(job.ended(), 3600 + 550 + 1200 + 500, 20);
  }
  for (const History& job : night.of("backup", "db")) EXPECT_THAT(job.words(), ElementsAre("Running", "Completed"));
  EXPECT_THAT(ends_of(night.of("restore")), Each("Completed"));
  // Half of a chunk was on its way, and is sent again.
  EXPECT_NEAR(static_cast<double>(night.bytes_moved("fs1")), 10.5 * chunk, 0.05 * chunk);
}

TEST(Night, AnAuxCopyGoesOnAfterItsLastCompleteChunk) {
  Scenario s = one_pool();
  s.media_agents[1].library_write_bytes_per_s = 40'000'000;  // four streams of 10 MB/s
  s.aux_copies = {{.at = 3h, .policy = "Gold", .copy = "Secondary"}};
  s.faults = {{.kind = "media-agent-crash", .values = {{"target", "ma2"}, {"at", 3h + 550s}, {"lasts", 10min}}}};
  const Night night = live(s);
  const auto copies = night.of("aux-copy");
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_THAT(copies[0].words(), ElementsAre("Running", "Pending", "Running", "Completed"));
  EXPECT_NEAR(static_cast<double>(night.bytes_moved("ma1")), (60 + 4 * 0.5) * chunk, 0.3 * chunk);
}

// --- time that is up -------------------------------------------------------------------------------------------------

TEST(Night, AJobThatStillWaitsAfterItsTotalRunningTimeIsKilledAndOneThatRunsIsNot) {
  Scenario s = one_pool();
  s.media_agents[0].streams = 2;
  s.jobs.backup_total_running_time = 25min;  // 1500 s: in the second of three waves
  EXPECT_THAT(ends_of(live(s).of("backup")),
              ElementsAre("Completed", "Completed", "Completed", "Completed", "Killed", "Killed"));
}

TEST(Night, APendingJobIsKilledWhenItsTotalRunningTimeIsUp) {
  Scenario s = one_pool();
  s.clients[0].count = 1;
  s.jobs.backup_total_running_time = 30min;
  s.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 30min}, {"lasts", 10h}}}};
  const auto job = live(s).of("backup")[0];
  EXPECT_EQ(job.end(), "Killed");
  EXPECT_NEAR(job.ended(), 3600 + 1800, 1);
  EXPECT_THAT(job.states.back().reason, HasSubstr("total running time of 0 h 30 min"));
}

TEST(Night, RestartsAreLimited) {
  Scenario s = one_pool();
  s.clients[0].count = 1;
  s.jobs.backup_max_restarts = 2;
  s.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 30min}, {"lasts", 10h}}}};
  EXPECT_THAT(live(s).of("backup")[0].words(),
              ElementsAre("Running", "Pending", "Running", "Pending", "Running", "Failed"));
}

// --- pre-emption -----------------------------------------------------------------------------------------------------

Scenario restores_during_an_aux_copy() {
  Scenario s = one_pool();
  s.media_agents[0].streams = 4;
  s.media_agents[1].library_write_bytes_per_s = 10'000'000;  // 6000 s for the copy
  s.aux_copies = {{.at = 3h, .policy = "Gold", .copy = "Secondary"}};
  s.restores = {{.at = 3h + 10min, .clients = "fs"}};
  return s;
}

TEST(Night, ARestoreTakesTheStreamsOfAnAuxCopyWhichGoesOnLater) {
  const Night night = live(restores_during_an_aux_copy());
  const auto copies = night.of("aux-copy");
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_THAT(copies[0].words(), ElementsAre("Running", "Waiting", "Running", "Completed"));
  EXPECT_EQ(copies[0].states[1].reason, "pre-empted");
  for (const History& restore : night.of("restore")) {
    EXPECT_EQ(restore.end(), "Completed");
    EXPECT_LT(restore.ended(), copies[0].ended());
  }
  EXPECT_EQ(night.bytes_moved("ma1"), (60 + 60) * chunk) << "it stops at the end of a chunk: none is copied twice";
}

TEST(Night, WithoutPreemptionTheRestoreWaits) {
  Scenario s = restores_during_an_aux_copy();
  s.jobs.preemption = model::Preemption::off;
  const Night night = live(s);
  // It gives a stream away with each archive file that is done, the last of four too: then it waits itself.
  const auto copies = night.of("aux-copy");
  EXPECT_THAT(copies[0].words(), ElementsAre("Running", "Waiting", "Running", "Completed"));
  EXPECT_EQ(copies[0].states[1].reason, "all 4 streams of ma1 are taken");
  const auto restores = night.of("restore");
  EXPECT_THAT(ends_of(restores), Each("Completed"));
  EXPECT_TRUE(std::ranges::any_of(restores, [](const History& job) { return job.words()[0] == "Waiting"; }));
}

TEST(Night, BackupsDoNotPreemptEachOther) {
  Scenario s = one_pool();
  s.media_agents[0].streams = 2;
  for (const History& job : live(s).of("backup"))
    EXPECT_EQ(std::ranges::count(job.words(), "Running"), 1) << job.client;
}

// --- operators -------------------------------------------------------------------------------------------------------

TEST(Night, ASuspendedJobStopsAtTheEndOfAChunkAndGoesOnWhereItWas) {
  Scenario s = two_pools();
  s.operators = {{.at = 1h + 550s, .action = "suspend", .values = {{"jobs", "backup"}, {"clients", "fs"}}},
                 {.at = 2h, .action = "resume", .values = {{"jobs", "backup"}, {"clients", "fs"}}}};
  s.restores = {{.at = 10h, .clients = "fs"}};
  const Night night = live(s);
  for (const History& job : night.of("backup", "fs")) {
    EXPECT_THAT(job.words(), ElementsAre("Running", "Suspended", "Waiting", "Running", "Completed"));
    EXPECT_NEAR(job.first("Suspended"), 3600 + 600, 5) << "six chunks are complete";
    EXPECT_NEAR(job.ended(), 7200 + 400, 5);
  }
  for (const History& job : night.of("backup", "db")) EXPECT_THAT(job.words(), ElementsAre("Running", "Completed"));
  EXPECT_EQ(night.bytes_moved("fs1"), 10 * chunk);
  EXPECT_THAT(ends_of(night.of("restore")), Each("Completed"));
}

TEST(Night, AKilledBackupLeavesNothingToRestore) {
  Scenario s = one_pool();
  s.operators = {{.at = 1h + 550s, .action = "kill", .values = {{"jobs", "backup"}}}};
  s.restores = {{.at = 10h, .clients = "fs"}};
  const Night night = live(s);
  for (const History& job : night.of("backup")) {
    EXPECT_THAT(job.words(), ElementsAre("Running", "Killed"));
    EXPECT_EQ(job.states.back().reason, "killed by an operator");
  }
  EXPECT_THAT(ends_of(night.of("restore")), Each("Failed"));
}

TEST(Night, AnOperatorCanKillWhatWaitsIsPendingOrIsSuspended) {
  Scenario s = one_pool();
  s.media_agents[0].streams = 2;
  s.operators = {{.at = 1h + 5min, .action = "suspend", .values = {{"jobs", "backup"}}},
                 {.at = 1h + 20min, .action = "kill", .values = {{"jobs", "backup"}}}};
  EXPECT_THAT(ends_of(live(s).of("backup")), Each("Killed"));
  s.operators = {{.at = 1h + 5min, .action = "kill", .values = {{"jobs", "backup"}}}};
  s.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 30min}, {"lasts", 10h}}}};
  EXPECT_THAT(ends_of(live(s).of("backup")), Each("Killed"));
}

// The question to the KMS cannot be taken back: its failure comes after the kill, and is not why the job ended.
TEST(Night, AJobThatIsKilledWhileItWaitsForAKmsWasKilledByItsOperator) {
  Scenario s = one_pool();
  s.clients[0].count = 1;
  s.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 30min}, {"lasts", 10h}}}};
  s.operators = {{.at = 1h + 1s, .action = "kill", .values = {{"jobs", "backup"}}}};
  const Night night = live(s);
  const History job = night.of("backup").at(0);
  EXPECT_THAT(job.words(), ElementsAre("Running", "Killed"));
  EXPECT_GT(job.ended(), 3600 + 2) << "nothing was awaited";
  EXPECT_EQ(job.states.back().cause, JobCause::operatorKills);
  EXPECT_EQ(job.states.back().reason, "killed by an operator");
}

// Who reads the events goes by the cause; the reason is the same in words.
TEST(Night, StatesSayTheirCause) {
  Scenario s = one_pool();
  s.clients[0].count = 1;
  s.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 30min}, {"lasts", 45min}}}};
  s.operators = {{.at = 1h + 5min, .action = "suspend", .values = {{"jobs", "backup"}}},
                 {.at = 2h, .action = "resume", .values = {{"jobs", "backup"}}}};
  const History job = live(s).of("backup").at(0);
  std::vector<std::pair<std::string, JobCause>> causes;
  for (const test::ToldState& told : job.states) causes.emplace_back(told.state, told.cause);
  EXPECT_THAT(causes, ElementsAre(std::pair("Running", JobCause::none), std::pair("Pending", JobCause::kmsUnavailable),
                                  std::pair("Suspended", JobCause::operatorSuspends),
                                  std::pair("Waiting", JobCause::operatorResumes), std::pair("Running", JobCause::none),
                                  std::pair("Completed", JobCause::none)));
}

TEST(Night, ASuspensionThatIsTakenBackInTimeIsNone) {
  Scenario s = one_pool();
  s.operators = {{.at = 1h + 520s, .action = "suspend", .values = {{"jobs", "backup"}}},
                 {.at = 1h + 540s, .action = "resume", .values = {{"jobs", "backup"}}}};
  const Night night = live(s);
  for (const History& job : night.of("backup")) {
    EXPECT_THAT(job.words(), ElementsAre("Running", "Completed"));
    EXPECT_NEAR(job.ended(), 3600 + 1000, 5) << "it went on at the end of the chunk";
  }
}

TEST(Night, ToSuspendTwiceIsToSuspendOnce) {
  Scenario s = one_pool();
  s.media_agents[0].streams = 2;
  for (const model::Nanos at : {1h + 5min, 1h + 5min, 1h + 6min})
    s.operators.push_back({.at = at, .action = "suspend", .values = {{"jobs", "backup"}}});
  s.operators.push_back({.at = 2h, .action = "resume", .values = {{"jobs", "backup"}}});
  EXPECT_THAT(ends_of(live(s).of("backup")), Each("Completed"));
}

TEST(Night, AResumedJobStaysResumedWhenTheCommServeComesBack) {
  Scenario s = one_pool();
  s.jobs.backup_total_running_time = scenarios::unlimitedTime;
  s.operators = {{.at = 1h + 150s, .action = "suspend", .values = {{"jobs", "backup"}}},
                 {.at = 1h + 300s, .action = "resume", .values = {{"jobs", "backup"}}}};
  for (const std::uint64_t operation : {80U, 100U, 120U, 140U}) {
    SCOPED_TRACE(operation);
    s.faults = {{.kind = "power-cut", .values = {{"target", "commserve"}, {"io", operation}}}};
    EXPECT_THAT(ends_of(live(s).of("backup")), Each("Completed"));
  }
}

TEST(Night, AResumeDoesNotOvertakeItsSuspendWhileTheCommServeIsDown) {
  Scenario s = one_pool();
  s.jobs.backup_total_running_time = scenarios::unlimitedTime;
  s.costs.reboot = 30min;
  s.faults = {{.kind = "power-cut", .values = {{"target", "commserve"}, {"io", 100U}}}};
  for (const model::Nanos resume : {1h + 15min, 1h + 20min, 1h + 25min, 1h + 29min}) {
    SCOPED_TRACE(resume.count());
    s.operators = {{.at = resume, .action = "resume", .values = {{"jobs", "backup"}}},
                   {.at = 1h + 8min, .action = "suspend", .values = {{"jobs", "backup"}}}};
    EXPECT_THAT(ends_of(live(s).of("backup")), Each("Completed"));
  }
}

TEST(Night, APendingJobThatIsSuspendedIsNotDone) {
  Scenario s = one_pool();
  s.clients[0].count = 1;
  s.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 30min}, {"lasts", 45min}}}};
  s.operators = {{.at = 1h + 5min, .action = "suspend", .values = {{"jobs", "backup"}}},
                 {.at = 2h, .action = "resume", .values = {{"jobs", "backup"}}}};
  s.restores = {{.at = 10h, .clients = "fs"}};
  const Night night = live(s);
  EXPECT_THAT(night.of("backup")[0].words(),
              ElementsAre("Running", "Pending", "Suspended", "Waiting", "Running", "Completed"));
  EXPECT_THAT(ends_of(night.of("restore")), ElementsAre("Completed"));
}

TEST(Night, AKillJustAfterTheStartIsNotLost) {
  Scenario s = one_pool();
  s.costs.kms_service = 5s;  // the attempt waits for its key
  s.operators = {{.at = 1h + 1s, .action = "kill", .values = {{"jobs", "backup"}}}};
  const Night night = live(s);
  EXPECT_THAT(ends_of(night.of("backup")), Each("Killed"));
  EXPECT_EQ(night.bytes_moved("fs"), 0u);
}

// --- what the queue owes

TEST(Night, AStreamOfAnAuxCopyThatIsDoneTakesTheNextArchiveFile) {
  Scenario s = one_pool();
  s.clients[0].front_end_bytes = 50 * chunk;
  s.clients[0].count = 1;
  s.clients.push_back(s.clients[0]);
  s.clients.back().name = "small";
  s.clients.back().count = 4;
  s.clients.back().front_end_bytes = 5 * chunk;
  s.backups.push_back({.at = 1h, .clients = "small"});
  s.media_agents[0].library_read_bytes_per_s = 20'000'000;
  s.jobs.aux_copy_streams = 2;
  s.aux_copies = {{.at = 10h, .policy = "Gold", .copy = "Secondary"}};
  const auto copy = live(s).of("aux-copy")[0];
  // 70 GB over two streams of 10 MB/s each, until the small ones are done; the rest alone at 20 MB/s.
  EXPECT_NEAR(copy.ended() - copy.started(), 70'000 / 20.0, 20);
}

TEST(Night, TheFirstSubmittedGoesFirstWhicheverItsMediaAgent) {
  Scenario s = two_pools();
  s.jobs.streams = 1;
  s.clients[0].count = s.clients[1].count = 2;
  s.backups = {{.at = 1h, .clients = "db"}, {.at = 1h + 1min, .clients = "fs"}};
  const Night night = live(s);
  for (const History& first : night.of("backup", "db"))
    for (const History& second : night.of("backup", "fs")) EXPECT_LT(first.started(), second.started());
}

// An attempt that is broken off goes on as what it was, whatever has been backed up in the meantime.
TEST(Night, AFullBackupStaysFullInItsNextAttempt) {
  Scenario s = one_pool();
  s.clients[0].count = 1;
  s.clients[0].daily_change_ppm = 100'000;
  s.backups = {{.at = 1h, .clients = "fs"}, {.at = 1h + 5min, .clients = "fs", .level = BackupLevel::incremental}};
  s.restores = {{.at = 20h, .clients = "fs"}};
  // Both share the client's 10 MB/s: the first ends after about 1700 s, the second is in the middle of its full one.
  s.faults = {{.kind = "media-agent-crash", .values = {{"target", "ma1"}, {"at", 1h + 1900s}, {"lasts", 5min}}}};
  const Night night = live(s);
  EXPECT_THAT(ends_of(night.of("backup")), ElementsAre("Completed", "Completed"));
  EXPECT_THAT(ends_of(night.of("restore")), ElementsAre("Completed"));
}

// --- parts that fail -------------------------------------------------------------------------------------------------

TEST(Night, ARestoreOfWhichOneArchiveFileIsDamagedCompletesWithErrors) {
  Scenario s = one_pool();
  s.clients[0].count = 1;
  s.clients[0].daily_change_ppm = 1'000'000;
  s.backups = {{.at = 1h, .clients = "fs"}, {.at = 5h, .clients = "fs", .level = BackupLevel::incremental}};
  s.restores = {{.at = 10h, .clients = "fs"}};
  s.faults = {{.kind = "bit-rot", .values = {{"target", "ma1"}, {"at", 8h}}}};
  const auto restore = live(s).of("restore")[0];
  EXPECT_EQ(restore.end(), "Completed with errors");
  EXPECT_FALSE(restore.states.back().reason.empty());
}

// --- the CommServe ---------------------------------------------------------------------------------------------------

// A power cut in the middle of the night: what was not finished goes on, and the aux copy follows all the same.
TEST(Night, ACommServeThatComesBackFinishesTheNight) {
  Scenario s = one_pool();
  s.media_agents[0].streams = 2;
  s.backups.clear();
  s.schedules = {{.clients = "fs", .at = 1h, .aux_copies = {"Secondary"}}};
  s.restores = {{.at = 20h, .clients = "fs", .copy = "Secondary"}};
  for (const std::uint64_t operation : {60U, 100U, 140U, 180U}) {
    SCOPED_TRACE(operation);
    s.faults = {{.kind = "power-cut", .values = {{"target", "commserve"}, {"io", operation}}}};
    const Night night = live(s);
    EXPECT_EQ(night.of("backup").size(), 6u);
    EXPECT_THAT(ends_of(night.of("backup")), Each("Completed"));
    EXPECT_THAT(ends_of(night.of("aux-copy")), ElementsAre("Completed"));
    EXPECT_THAT(ends_of(night.of("restore")), Each("Completed"));
  }
}

}  // namespace
}  // namespace keycell::sim
