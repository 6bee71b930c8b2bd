// Jobs: outages make them wait, refusals end them, and a CommServe that comes back goes on where it was.

#include <gtest/gtest.h>

#include "tests/model/small_cell.h"

namespace keycell::model {
namespace {

using testing::HeardJobState;
using testing::Reach;
using testing::UsualCell;
using namespace std::chrono_literals;

using States = std::vector<std::string>;

struct CellWithPool : UsualCell {
  CellWithPool() { create_pool("pool-a"); }
  std::uint32_t restarts_of(std::uint64_t job) {
    return commserve().csdb().job(static_cast<std::int64_t>(job))->is.restarts;
  }
};

TEST(Jobs, AJobThatSucceedsRunsOnce) {
  CellWithPool cell;
  const auto job = cell.submit("monday", protocol::BACKUP, "fs1");
  EXPECT_EQ(cell.console().wait_for(job), "Completed");
  EXPECT_EQ(cell.heard().states_of(job), (States{"Running", "Completed"}));
  EXPECT_EQ(cell.restarts_of(job), 0u);
}

// --- outages ---------------------------------------------------------------------------------------------------------

TEST(Jobs, ASilentKmsMakesTheJobWaitAndThenItCompletes) {
  CellWithPool cell;
  cell.let_be("kms1", Reach::silent, 10min);
  const auto job = cell.submit("monday", protocol::BACKUP, "fs1");
  EXPECT_EQ(cell.console().wait_for(job), "Completed");
  EXPECT_EQ(cell.heard().states_of(job), (States{"Running", "Pending", "Running", "Completed"}));
  EXPECT_EQ(cell.restarts_of(job), 1u);
  EXPECT_EQ(cell.heard().job_states[1].reason, "pool-a/Primary: kms1: gave no answer in time");
}

// The twin: an outage that outlasts every restart.
TEST(Jobs, AnOutageThatDoesNotEndFailsTheJobAfterItsLastRestart) {
  CellWithPool cell;
  cell.host("kms1").reach = Reach::silent;
  const auto job = cell.submit("monday", protocol::BACKUP, "fs1");
  EXPECT_EQ(cell.console().wait_for(job), "Failed");
  EXPECT_EQ(cell.heard().states_of(job),
            (States{"Running", "Pending", "Running", "Pending", "Running", "Pending", "Running", "Failed"}));
  EXPECT_EQ(cell.restarts_of(job), testing::backupMaxRestarts);
  EXPECT_FALSE(cell.heard().job_states.back().reason.empty());
}

TEST(Jobs, RestoresHaveALimitOfTheirOwn) {
  CellWithPool cell;
  ASSERT_EQ(cell.back_up("monday", "fs1"), "Completed");
  cell.host("kms1").reach = Reach::down;
  const auto job = cell.submit("restore", protocol::RESTORE, "fs1");
  EXPECT_EQ(cell.console().wait_for(job), "Failed");
  EXPECT_EQ(cell.restarts_of(job), testing::restoreMaxRestarts);
}

TEST(Jobs, AnyHostOfTheJobMayBeAwayForAWhile) {
  for (const char* away : {"fs1", "ma1", "kms1"}) {
    for (const Reach reach : {Reach::down, Reach::silent, Reach::answersLost}) {
      SCOPED_TRACE(away);
      CellWithPool cell;
      cell.let_be(away, reach, 10min);
      EXPECT_EQ(cell.back_up("monday", "fs1"), "Completed");
      cell.let_be(away, reach, 10min);
      EXPECT_EQ(cell.restore("restore", "fs1"), "Completed");
    }
  }
}

TEST(Jobs, APendingJobWaitsForItsInterval) {
  CellWithPool cell;
  cell.let_be("kms1", Reach::down, 1min);
  cell.submit("monday", protocol::BACKUP, "fs1");
  const Nanos started = cell.host("commserve").now();
  cell.page.run_spawned();
  const Nanos took = cell.host("commserve").now() - started;
  EXPECT_GE(took, testing::restartInterval);
  EXPECT_LT(took, testing::restartInterval + 1min);
}

TEST(Jobs, WhileOneJobWaitsTheOthersRun) {
  CellWithPool cell;
  cell.let_be("fs1", Reach::down, 10min);
  const auto blocked = cell.submit("monday", protocol::BACKUP, "fs1");
  const auto free = cell.submit("monday too", protocol::BACKUP, "fs2");
  cell.console().wait_for(blocked);
  std::vector<std::uint64_t> completed;
  for (const HeardJobState& state : cell.heard().job_states)
    if (state.state == "Completed") completed.push_back(state.job);
  EXPECT_EQ(completed, (std::vector<std::uint64_t>{free, blocked}));
}

// --- restarts of the CommServe ---------------------------------------------------------------------------------------

TEST(Jobs, ACommServeThatComesBackResumesWhatWasNotFinished) {
  CellWithPool cell;
  const auto job = cell.submit("monday", protocol::BACKUP, "fs1");
  EXPECT_TRUE(cell.heard().states_of(job).empty()) << "it is cut off before the job begins";
  cell.page.restart("commserve");
  EXPECT_EQ(cell.heard().states_of(job), States{"Waiting"});
  EXPECT_EQ(cell.heard().job_states.back().cause, JobCause::commserveRestarted);
  EXPECT_EQ(cell.console().wait_for(job), "Completed");
}

// The twin: what is finished stays finished, and is told as it was.
TEST(Jobs, ACommServeThatComesBackDoesNotRunAFinishedJobAgain) {
  CellWithPool cell;
  ASSERT_EQ(cell.back_up("monday", "fs1"), "Completed");
  ASSERT_EQ(cell.restore("restore", "fs2"), "Failed");
  const std::string why = cell.heard().job_states.back().reason;
  EXPECT_FALSE(why.empty());
  cell.heard().forget();
  cell.page.restart("commserve");
  cell.page.run_spawned();
  ASSERT_EQ(cell.heard().job_states.size(), 2u);
  EXPECT_EQ(cell.heard().job_states[0].state, "Completed");
  EXPECT_EQ(cell.heard().job_states[1].state, "Failed");
  EXPECT_EQ(cell.heard().job_states[1].reason, why);
  EXPECT_EQ(cell.heard().job_states[1].cause, JobCause::noBackup);
  EXPECT_TRUE(cell.heard().chunks_read.empty());
}

TEST(Jobs, RestartsAreCountedAcrossBoots) {
  CellWithPool cell;
  cell.let_be("kms1", Reach::down, 10min);
  const auto job = cell.submit("monday", protocol::BACKUP, "fs1");
  cell.page.after(1min, [&] { cell.host("commserve").page_disk().power_off(); });  // while the job is Pending
  EXPECT_EQ(cell.console().wait_for(job), "Completed");
  EXPECT_EQ(cell.restarts_of(job), 1u);
}

// AVL-1 in small: whatever durable operation of the CommServe the power is cut at, the backup completes after the
// reboot, in one archive file, and restores byte for byte.
TEST(Jobs, APowerCutAtAnyDurableOperationOfTheCommServeCostsNothing) {
  std::uint64_t k = 1;
  for (bool was_cut = true; was_cut; ++k) {
    SCOPED_TRACE("power cut at durable operation " + std::to_string(k) + " of the job");
    CellWithPool cell;
    testing::PageDisk& disk = cell.host("commserve").page_disk();
    const std::uint64_t boot = disk.durable_operations();
    disk.cut_power_at(boot + k);
    const auto job = cell.submit("monday", protocol::BACKUP, "fs1");
    EXPECT_EQ(cell.console().wait_for(job), "Completed");
    was_cut = cell.host("console").now() >= testing::PageCell::reboot;
    ASSERT_EQ(cell.restore("restore", "fs1"), "Completed");
    EXPECT_TRUE(cell.restored_what_was_read());
    EXPECT_EQ(cell.latest_archive_file("fs1"), 1) << "attempts share an archive file";
  }
  EXPECT_GT(k, 12u) << "so few durable operations cannot be a whole backup";
}

// --- what the CommServe refuses --------------------------------------------------------------------------------------

TEST(CommServe, RequestsThatMakeNoSenseAreRefused) {
  CellWithPool cell;
  Messenger& anybody = cell.commserve().messenger();
  const auto status_of = [&](const protocol::Request& request) {
    try {
      return anybody.call("commserve", request, 1min).reply.status();
    } catch (const RemoteError& error) {
      return error.status();
    }
  };
  protocol::Request job_of_no_pool;
  job_of_no_pool.mutable_submit_job()->set_kind(protocol::BACKUP);
  job_of_no_pool.mutable_submit_job()->set_policy("pool-z");
  EXPECT_EQ(status_of(job_of_no_pool), protocol::REFUSED);

  protocol::Request job_of_no_kind;
  job_of_no_kind.mutable_submit_job()->set_policy("pool-a");
  job_of_no_kind.mutable_submit_job()->set_copy("Primary");
  EXPECT_EQ(status_of(job_of_no_kind), protocol::REFUSED);

  protocol::Request status_of_no_job;
  status_of_no_job.mutable_job_status()->set_job(4711);
  EXPECT_EQ(status_of(status_of_no_job), protocol::REFUSED);

  protocol::Request not_for_a_commserve;
  not_for_a_commserve.mutable_kms_fetch();
  EXPECT_EQ(status_of(not_for_a_commserve), protocol::REFUSED);

  EXPECT_EQ(status_of({}), protocol::REFUSED) << "a request without a body";
}

}  // namespace
}  // namespace keycell::model
