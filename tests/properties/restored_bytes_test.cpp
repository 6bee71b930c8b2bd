#include "properties/checks/restored_bytes.h"

#include <gmock/gmock.h>

#include "tests/properties/events.h"

namespace keycell::properties {
namespace {

using model::ChunkRead;
using model::ChunkRestored;
using model::JobCause;
using model::JobStatus;

class RestoredBytesTest : public testing::Test {
 protected:
  void back_up(std::uint64_t file, std::uint32_t chunk, std::string_view plain) {
    feeder.feed(ChunkRead{file, chunk, 1000, view_of(plain)});
  }
  void restore(std::uint64_t file, std::uint32_t chunk, std::string_view plain) {
    feeder.feed(ChunkRestored{file, chunk, true, view_of(plain)});
  }
  void job(std::uint64_t number, JobStatus state, JobCause cause = JobCause::none, std::string_view reason = {}) {
    feeder.feed(model::JobState{number, model::JobKind::restore, "fs1", state, cause, reason}, "commserve");
  }
  void restore_at_fs1(std::uint64_t file, std::uint32_t chunk, std::string_view plain) {
    feeder.feed(ChunkRestored{file, chunk, true, view_of(plain)}, "fs1");
  }
  Verdict verdict() {
    feeder.feed(model::WorkloadEnded{true});
    return test::judgement(property).verdict;
  }

  RestoredBytes property;
  test::Feeder feeder{property};
};

// Nothing is lost that never was there; but what was reported as done must be found.
TEST_F(RestoredBytesTest, ARestoreThatFoundNoBackupIsAViolationOnlyAfterOneWasDone) {
  const auto backup = [&](std::uint64_t number, std::string_view client, JobStatus state) {
    feeder.feed(model::JobState{number, model::JobKind::backup, client, state, JobCause::none, {}}, "commserve");
  };
  backup(1, "fs1", JobStatus::failed);
  backup(2, "another", JobStatus::completed);
  job(3, JobStatus::running);
  job(3, JobStatus::failed, JobCause::noBackup);
  EXPECT_EQ(test::judgement(property).violations, 0U);
  backup(4, "fs1", JobStatus::completed);
  job(5, JobStatus::running);
  job(5, JobStatus::failed, JobCause::noBackup);
  EXPECT_EQ(test::judgement(property).violations, 1U);
}

// The whole chunk counts, not its beginning, and its length too.
TEST_F(RestoredBytesTest, EveryByteOfALongChunkIsCompared) {
  const std::string plain(5000, 'x');
  std::uint64_t violations = 0;
  std::uint32_t chunk = 0;
  const auto restored_as = [&](const std::string& text) {
    back_up(1, ++chunk, plain);
    restore(1, chunk, text);
    return test::judgement(property).violations;
  };
  EXPECT_EQ(restored_as(plain), violations);
  for (const std::size_t at : {0U, 63U, 511U, 512U, 1023U, 2048U, 4999U}) {
    std::string other = plain;
    other[at] = 'y';
    EXPECT_EQ(restored_as(other), ++violations) << at;
  }
  for (const std::size_t size : {0U, 512U, 4999U}) EXPECT_EQ(restored_as(plain.substr(0, size)), ++violations) << size;
  EXPECT_EQ(restored_as(plain + "x"), ++violations);
}

// A CommServe that says so of what retention has not let go hides a loss.
TEST_F(RestoredBytesTest, WhatIsSaidToHaveAgedIsExcusedOnlyWhereSomethingDid) {
  const auto refused = [&](std::uint64_t number, std::string_view client, std::string_view copy) {
    for (const auto& [state, cause] :
         {std::pair(JobStatus::running, JobCause::none), std::pair(JobStatus::failed, JobCause::dataAged)})
      feeder.feed(model::JobState{number, model::JobKind::restore, client, state, cause, {}, copy}, "commserve");
    return test::judgement(property).violations;
  };
  EXPECT_EQ(refused(1, "fs1", "Gold/Primary"), 1U);
  feeder.feed(model::ArchiveFileAged{1, 1, "Gold/Primary", "fs1", model::BackupLevel::full, 1000, true}, "commserve");
  EXPECT_EQ(refused(2, "fs1", "Gold/Primary"), 1U) << "excused";
  EXPECT_EQ(refused(3, "fs1", "Gold/Secondary"), 2U) << "of another copy";
  EXPECT_EQ(refused(4, "fs2", "Gold/Primary"), 3U) << "of another client";
}

// Of a backup of before day 1 no job is told, only that its chunks were read.
TEST_F(RestoredBytesTest, ABackupOfBeforeMustBeFoundToo) {
  feeder.feed(ChunkRead{1, 0, 0, view_of("old")}, "fs1");
  job(5, JobStatus::running);
  job(5, JobStatus::failed, JobCause::noBackup);
  EXPECT_EQ(verdict(), Verdict::violated);
}

TEST_F(RestoredBytesTest, HoldsWhenEveryChunkComesBackEqual) {
  back_up(1, 0, "one");
  back_up(1, 1, "two");
  restore(1, 0, "one");
  restore(1, 1, "two");
  EXPECT_EQ(verdict(), Verdict::held);
}

TEST_F(RestoredBytesTest, IsVacuousWithoutARestore) {
  back_up(1, 0, "one");
  EXPECT_EQ(verdict(), Verdict::vacuous);
}

TEST_F(RestoredBytesTest, SeesAByteThatDiffers) {
  back_up(1, 0, "one");
  restore(1, 0, "onf");
  EXPECT_EQ(verdict(), Verdict::violated);
}

TEST_F(RestoredBytesTest, SeesAChunkThatDoesNotOpen) {
  back_up(1, 0, "one");
  feeder.feed(ChunkRestored{1, 0, false, {}});
  EXPECT_EQ(verdict(), Verdict::violated);
}

TEST_F(RestoredBytesTest, SeesASecondRestoreThatBringsAPartOnly) {
  back_up(1, 0, "one");
  back_up(1, 1, "two");
  job(5, JobStatus::running);
  restore_at_fs1(1, 0, "one");
  restore_at_fs1(1, 1, "two");
  job(5, JobStatus::completed);
  job(6, JobStatus::running);
  restore_at_fs1(1, 0, "one");
  EXPECT_EQ(test::judgement(property).violations, 0U);
  job(6, JobStatus::completed);
  ASSERT_EQ(test::judgement(property).violations, 1U);
  EXPECT_EQ(test::judgement(property).evidence.at(0).text(),
            "event 8 on commserve: restore job 6 of fs1 completed with 1 of 2 chunks of archive file 1");
}

TEST_F(RestoredBytesTest, ARestoreMayTakeSeveralAttemptsAndBeToldOfTwice) {
  back_up(1, 0, "one");
  back_up(1, 1, "two");
  job(5, JobStatus::running);
  restore_at_fs1(1, 0, "one");
  job(5, JobStatus::pending, JobCause::hostUnreachable, "ma1: is down");
  job(5, JobStatus::running);
  restore_at_fs1(1, 1, "two");
  job(5, JobStatus::completed);
  job(5, JobStatus::completed);
  EXPECT_EQ(verdict(), Verdict::held);
}

TEST_F(RestoredBytesTest, SeesARestoreThatCompletesAndBringsNothing) {
  back_up(1, 0, "one");
  job(5, JobStatus::running);
  job(5, JobStatus::completed);
  EXPECT_EQ(verdict(), Verdict::violated);
}

// What an operator breaks off is his to answer for. The cause says that he did; the reason is for a reader, and a text
// that sounds like one or the other decides nothing.
TEST_F(RestoredBytesTest, ARestoreThatAnOperatorKilledIsHisWhateverTheReasonSays) {
  for (const char* reason :
       {"killed by an operator", "not done in its total running time of 6 h", "ma1: is down", ""}) {
    back_up(1, 0, "one");
    job(5, JobStatus::running);
    job(5, JobStatus::killed, JobCause::operatorKills, reason);
    EXPECT_EQ(test::judgement(property).violations, 0U) << reason;
  }
}

// The twin.
TEST_F(RestoredBytesTest, ARestoreThatRanOutOfTimeDidNotComeBackWhateverTheReasonSays) {
  std::uint64_t seen = 0;
  for (const char* reason : {"not done in its total running time of 6 h", "killed by an operator", ""}) {
    back_up(1, 0, "one");
    job(6 + seen, JobStatus::running);
    job(6 + seen, JobStatus::killed, JobCause::overdue, reason);
    EXPECT_EQ(test::judgement(property).violations, ++seen) << reason;
  }
}

TEST_F(RestoredBytesTest, ARestoreWhoseEndIsToldAgainFailedOnce) {
  back_up(1, 0, "one");
  job(6, JobStatus::running);
  for (int boots = 0; boots < 3; ++boots) job(6, JobStatus::failed, JobCause::keyUnrecoverable, "");
  EXPECT_EQ(test::judgement(property).violations, 1U);
}

TEST_F(RestoredBytesTest, SeesAChunkOfAnotherArchiveFile) {
  back_up(1, 0, "one");
  back_up(2, 0, "two");
  restore(1, 0, "two");
  EXPECT_EQ(verdict(), Verdict::violated);
}

TEST_F(RestoredBytesTest, SeesAChunkThatWasNeverBackedUp) {
  restore(1, 0, "one");
  EXPECT_EQ(verdict(), Verdict::violated);
}

TEST_F(RestoredBytesTest, SeesAChunkThatDidNotComeBack) {
  back_up(1, 0, "one");
  back_up(1, 1, "two");
  restore(1, 0, "one");
  EXPECT_EQ(verdict(), Verdict::violated);
}

}  // namespace
}  // namespace keycell::properties
