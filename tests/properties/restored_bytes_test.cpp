#include "properties/checks/restored_bytes.h"

#include <gmock/gmock.h>

#include "tests/properties/events.h"

namespace keycell::properties {
namespace {

using model::ChunkRead;
using model::ChunkRestored;

class RestoredBytesTest : public testing::Test {
 protected:
  void back_up(std::uint64_t file, std::uint32_t chunk, std::string_view plain) {
    feeder.feed(ChunkRead{file, chunk, 1000, view_of(plain)});
  }
  void restore(std::uint64_t file, std::uint32_t chunk, std::string_view plain) {
    feeder.feed(ChunkRestored{file, chunk, true, view_of(plain)});
  }
  void job(std::uint64_t number, std::string_view state, std::string_view reason = {}) {
    feeder.feed(model::JobState{number, "restore", "fs1", state, reason}, "commserve");
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
  job(5, "Running");
  restore_at_fs1(1, 0, "one");
  restore_at_fs1(1, 1, "two");
  job(5, "Completed");
  job(6, "Running");
  restore_at_fs1(1, 0, "one");
  EXPECT_EQ(test::judgement(property).violations, 0U);
  job(6, "Completed");
  ASSERT_EQ(test::judgement(property).violations, 1U);
  EXPECT_EQ(test::judgement(property).evidence.at(0),
            "event 8 on commserve: restore job 6 of fs1 completed with 1 of 2 chunks of archive file 1");
}

TEST_F(RestoredBytesTest, ARestoreMayTakeSeveralAttemptsAndBeToldOfTwice) {
  back_up(1, 0, "one");
  back_up(1, 1, "two");
  job(5, "Running");
  restore_at_fs1(1, 0, "one");
  job(5, "Pending", "ma1: is down");
  job(5, "Running");
  restore_at_fs1(1, 1, "two");
  job(5, "Completed");
  job(5, "Completed");
  EXPECT_EQ(verdict(), Verdict::held);
}

TEST_F(RestoredBytesTest, SeesARestoreThatCompletesAndBringsNothing) {
  back_up(1, 0, "one");
  job(5, "Running");
  job(5, "Completed");
  EXPECT_EQ(verdict(), Verdict::violated);
}

TEST_F(RestoredBytesTest, ARestoreThatRanOutOfTimeDidNotComeBackAndOneThatAnOperatorKilledIsHis) {
  back_up(1, 0, "one");
  job(5, "Running");
  job(5, "Killed", "killed by an operator");
  EXPECT_EQ(test::judgement(property).violations, 0U);
  job(6, "Running");
  job(6, "Killed", "not done in its total running time of 6 h");
  EXPECT_EQ(verdict(), Verdict::violated);
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
