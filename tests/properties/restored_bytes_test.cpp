#include "properties/restored_bytes.h"

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
