#include "sim/sim_disk.h"

#include <gtest/gtest.h>

#include <bit>

namespace keycell::sim {
namespace {

using model::DiskStatus;

class SimDiskTest : public testing::Test {
 protected:
  std::string content(const std::string& file) {
    Bytes bytes(disk.size(file));
    disk.read(file, 0, bytes);
    return std::string(text_of(bytes));
  }
  void lose_power() {
    disk.power_off();
    disk.power_up();
  }

  PhiloxStream random{Seed{1}, 0, "disk"};
  SimDisk disk{random};
};

TEST_F(SimDiskTest, WhatWasSyncedSurvivesAPowerCut) {
  disk.write("a", 0, view_of("kept"));
  disk.sync("a");
  lose_power();
  EXPECT_EQ(content("a"), "kept");
}

TEST_F(SimDiskTest, WhatWasNotSyncedIsLostInSomeRunsAndSurvivesInOthers) {
  int lost = 0;
  int survived = 0;
  for (int i = 0; i < 60; ++i) {
    const std::string file = "f" + std::to_string(i);
    disk.write(file, 0, view_of("x"));
    lose_power();
    (disk.size(file) > 0 ? survived : lost) += 1;
  }
  EXPECT_GT(lost, 0);
  EXPECT_GT(survived, 0);
}

TEST_F(SimDiskTest, ALongUnsyncedWriteIsTornAtASectorInSomeRuns) {
  const Bytes long_write(4096, 7);
  bool torn = false;
  for (int i = 0; i < 60; ++i) {
    const std::string file = "f" + std::to_string(i);
    disk.write(file, 0, long_write);
    lose_power();
    const auto size = disk.size(file);
    EXPECT_EQ(size % 512, 0U);
    torn = torn || (size > 0 && size < 4096);
  }
  EXPECT_TRUE(torn);
}

TEST_F(SimDiskTest, TheChosenOperationDoesNotHappenAndNothingAfterIt) {
  disk.cut_power_before = [](std::uint64_t ordinal) { return ordinal == 3; };
  EXPECT_EQ(disk.write("a", 0, view_of("one")), DiskStatus::ok);
  EXPECT_EQ(disk.sync("a"), DiskStatus::ok);
  EXPECT_EQ(disk.write("a", 0, view_of("two")), DiskStatus::failed);
  EXPECT_EQ(disk.sync("a"), DiskStatus::failed);
  EXPECT_EQ(disk.remove("a"), DiskStatus::failed);
  disk.power_up();
  EXPECT_EQ(content("a"), "one");
}

TEST_F(SimDiskTest, ReadingBeyondTheEndIsShortAndZeroFilled) {
  disk.write("a", 0, view_of("ab"));
  Bytes out(4, 9);
  EXPECT_EQ(disk.read("a", 0, out), DiskStatus::shortRead);
  EXPECT_EQ(out, (Bytes{'a', 'b', 0, 0}));
  EXPECT_EQ(disk.read("none", 0, out), DiskStatus::notFound);
}

TEST_F(SimDiskTest, BitRotFlipsExactlyOneBitOfTheChosenFiles) {
  disk.write("library/1", 0, view_of("record"));
  disk.sync("library/1");
  disk.write("other", 0, view_of("other"));
  EXPECT_FALSE(disk.flip_bit("library/").empty());
  EXPECT_EQ(content("other"), "other");
  int flipped = 0;
  const std::string before = "record";
  const std::string after = content("library/1");
  for (std::size_t i = 0; i < before.size(); ++i)
    flipped += std::popcount(static_cast<unsigned char>(before[i] ^ after[i]));
  EXPECT_EQ(flipped, 1);
  EXPECT_TRUE(disk.flip_bit("nothing/").empty());
}

TEST_F(SimDiskTest, ChargesWhatWasDoneOnce) {
  disk.write("a", 0, view_of("x"));
  disk.sync("a");
  const auto charge = disk.take_charge();
  EXPECT_EQ(charge.operations, 2U);
  EXPECT_EQ(charge.syncs, 1U);
  EXPECT_EQ(disk.take_charge().operations, 0U);
}

}  // namespace
}  // namespace keycell::sim
