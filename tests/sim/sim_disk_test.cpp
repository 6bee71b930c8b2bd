#include "sim/sim_disk.h"

#include <gtest/gtest.h>

#include <bit>
#include <utility>
#include <vector>

namespace keycell::sim {
namespace {

using model::DiskAction;
using model::DiskStatus;
using model::ObjectKind;
using model::StoredObject;

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

// --- disks that do not do what they are asked ------------------------------------------------------------------------

/// Behaves so whenever this is asked, and works otherwise.
auto when(SimDisk::Asked asked, SimDisk::Behaviour behaviour) {
  return [=](SimDisk::Asked what, std::string_view) { return what == asked ? behaviour : SimDisk::Behaviour::works; };
}

// As on Linux since fsyncgate: a failed sync leaves pages that count as written, so only writing again helps.
TEST_F(SimDiskTest, ALaterSyncDoesNotMakeUpForOneThatFailed) {
  for (const bool is_written_again : {false, true}) {
    disk.write("a", 0, view_of("old"));
    disk.sync("a");
    disk.write("a", 0, view_of("new"));
    disk.behaves = when(SimDisk::Asked::sync, SimDisk::Behaviour::fails);
    EXPECT_EQ(disk.sync("a"), DiskStatus::failed);
    EXPECT_EQ(content("a"), "new") << "programs see what they wrote";
    disk.behaves = {};
    if (is_written_again) disk.write("a", 0, view_of("new"));
    EXPECT_EQ(disk.sync("a"), DiskStatus::ok);
    lose_power();
    EXPECT_EQ(content("a"), is_written_again ? "new" : "old");
  }
}

TEST_F(SimDiskTest, ADiskThatLiesAboutSyncsLosesWhatTheyCovered) {
  disk.write("a", 0, view_of("old"));
  disk.sync("a");
  disk.behaves = when(SimDisk::Asked::sync, SimDisk::Behaviour::lies);
  disk.write("a", 0, view_of("new"));
  disk.write("b", 0, view_of("x"));
  EXPECT_EQ(disk.sync("a"), DiskStatus::ok);
  EXPECT_EQ(disk.sync("b"), DiskStatus::ok);
  lose_power();
  EXPECT_EQ(content("a"), "old");
  EXPECT_FALSE(disk.exists("b"));
}

TEST_F(SimDiskTest, AFullDiskTakesWhatNeedsNoRoom) {
  disk.write("a", 0, view_of("four"));
  disk.behaves = when(SimDisk::Asked::grow, SimDisk::Behaviour::isFull);
  EXPECT_EQ(disk.write("a", 0, view_of("FOUR")), DiskStatus::ok);
  EXPECT_EQ(disk.write("a", 1, view_of("four")), DiskStatus::full);
  EXPECT_EQ(disk.write("b", 0, view_of("x")), DiskStatus::full);
  EXPECT_EQ(content("a"), "FOUR");
  EXPECT_FALSE(disk.exists("b"));
}

TEST_F(SimDiskTest, ATornWriteIsHalfNewAndHalfAsItWas) {
  disk.write("a", 0, Bytes(2048, 'o'));
  disk.sync("a");
  disk.behaves = [this](SimDisk::Asked, std::string_view) {
    disk.power_off();  // as a host does that loses power
    return SimDisk::Behaviour::isTorn;
  };
  EXPECT_EQ(disk.write("a", 0, Bytes(2048, 'n')), DiskStatus::failed);
  disk.behaves = {};
  disk.power_up();
  EXPECT_EQ(content("a"), std::string(1024, 'n') + std::string(1024, 'o'));
}

TEST_F(SimDiskTest, ASnapshotIsWhatWasDurableAndCanBePutBack) {
  disk.label("a", {.kind = ObjectKind::chunk, .stored_bytes = 7});
  disk.write("a", 0, view_of("kept"));
  disk.sync("a");
  disk.write("b", 0, view_of("not synced"));
  const SimDisk::Snapshot snapshot = disk.snapshot();
  disk.write("a", 0, view_of("later"));
  disk.sync("a");
  disk.write("c", 0, view_of("x"));
  disk.sync("c");
  disk.put_back(snapshot);
  EXPECT_EQ(content("a"), "kept");
  EXPECT_FALSE(disk.exists("b"));
  EXPECT_FALSE(disk.exists("c"));
  EXPECT_EQ(disk.stored_bytes(), 7U);
}

TEST_F(SimDiskTest, WhatIsPutInPlaceOfAFileIsDurable) {
  disk.write("a", 0, view_of("old"));
  disk.sync("a");
  disk.write("a", 0, view_of("new"));
  disk.replace("a", Bytes{'!'});
  lose_power();
  EXPECT_EQ(content("a"), "!");
  disk.take_away("a");
  lose_power();
  EXPECT_FALSE(disk.exists("a"));
}

TEST_F(SimDiskTest, WhatIsForTheNextPowerUpHappensOnce) {
  int times = 0;
  disk.at_next_power_up([&] { ++times; });
  EXPECT_EQ(times, 0);
  lose_power();
  lose_power();
  EXPECT_EQ(times, 1);
}

// --- a volume that two hosts reach -----------------------------------------------------------------------------------

class VolumeTest : public testing::Test {
 protected:
  VolumeTest() {
    one.mount("library/", volume);
    other.mount("library/", volume);
  }
  static std::string content(const SimDisk& disk, const std::string& file) {
    Bytes bytes(disk.size(file));
    const_cast<SimDisk&>(disk).read(file, 0, bytes);
    return std::string(text_of(bytes));
  }

  Volume volume;
  PhiloxStream random{Seed{1}, 0, "disk"};
  SimDisk one{random};
  SimDisk other{random};
};

TEST_F(VolumeTest, BothSeeWhatLiesThereAndNothingElseOfEachOther) {
  one.write("library/1", 0, view_of("record"));
  one.sync("library/1");
  one.write("own", 0, view_of("own"));
  EXPECT_EQ(content(other, "library/1"), "record");
  EXPECT_FALSE(other.exists("own"));
  other.remove("library/1");
  EXPECT_FALSE(one.exists("library/1"));
}

TEST_F(VolumeTest, ItStaysWhenOneHostIsOff) {
  one.write("library/1", 0, view_of("record"));
  one.sync("library/1");
  one.power_off();
  EXPECT_EQ(content(other, "library/1"), "record");
  EXPECT_EQ(other.write("library/2", 0, view_of("x")), DiskStatus::ok);
  EXPECT_EQ(one.write("library/2", 0, view_of("x")), DiskStatus::failed);
  one.power_up();
  EXPECT_EQ(content(one, "library/2"), "x");
}

// What one has not synced is in its memory; what the other has not is not touched by it.
TEST_F(VolumeTest, APowerCutTakesWhatItsOwnHostHasNotSynced) {
  int lost = 0;
  for (int i = 0; i < 60; ++i) {
    const std::string mine = "library/mine" + std::to_string(i);
    const std::string theirs = "library/theirs" + std::to_string(i);
    one.write(mine, 0, view_of("x"));
    other.write(theirs, 0, view_of("y"));
    one.power_off();
    lost += other.size(mine) == 0 ? 1 : 0;
    EXPECT_EQ(content(other, theirs), "y");
    one.power_up();
    EXPECT_EQ(one.size(mine), other.size(mine));
  }
  EXPECT_GT(lost, 0);
  EXPECT_LT(lost, 60);
}

TEST_F(VolumeTest, BothCountWhatItHolds) {
  one.label("library/1", {.kind = ObjectKind::chunk, .stored_bytes = 7});
  one.write("library/1", 0, view_of("record"));
  one.sync("library/1");
  other.label("library/2", {.kind = ObjectKind::chunk, .stored_bytes = 5});
  other.write("library/2", 0, view_of("record"));
  other.sync("library/2");
  EXPECT_EQ(one.stored_bytes(), 12U);
  EXPECT_EQ(other.stored_bytes(), 12U);
  one.label("library/2", {.kind = ObjectKind::chunk, .stored_bytes = 6});
  EXPECT_EQ(other.stored_bytes(), 13U);
  one.remove("library/1");
  EXPECT_EQ(other.stored_bytes(), 6U);
}

// --- what files stand for
// ---------------------------------------------------------------------------------------------

class LabelsTest : public SimDiskTest {
 protected:
  LabelsTest() {
    disk.done = [this](const model::DiskOperation& operation) {
      told.emplace_back(operation.operation, operation.object);
    };
  }
  /// What was told since this was asked last.
  std::vector<std::pair<DiskAction, StoredObject>> take_told() { return std::exchange(told, {}); }

  static constexpr StoredObject chunk{.kind = ObjectKind::chunk, .copy = 1, .archive_file = 7, .chunk = 2};
  static constexpr StoredObject other_chunk{.kind = ObjectKind::chunk, .copy = 1, .archive_file = 7, .chunk = 3};
  std::vector<std::pair<DiskAction, StoredObject>> told;
};
using Told = std::vector<std::pair<DiskAction, StoredObject>>;

TEST_F(LabelsTest, EveryOperationTellsWhatItsFileStandsFor) {
  disk.label("a", chunk);
  disk.write("a", 0, view_of("x"));
  disk.truncate("a", 1);
  disk.sync("a");
  disk.write("unlabelled", 0, view_of("x"));
  disk.remove("a");
  EXPECT_EQ(take_told(), (Told{{DiskAction::write, chunk},
                               {DiskAction::truncate, chunk},
                               {DiskAction::sync, chunk},
                               {DiskAction::write, StoredObject{}},
                               {DiskAction::remove, chunk}}));
}

// Whether a chunk is there is asked by its file: a label must not make one, nor cost an operation.
TEST_F(LabelsTest, ALabelMakesNoFile) {
  disk.label("a", chunk);
  EXPECT_FALSE(disk.exists("a"));
  Bytes out(1);
  EXPECT_EQ(disk.read("a", 0, out), DiskStatus::notFound);
  EXPECT_EQ(disk.remove("a"), DiskStatus::notFound);
  EXPECT_TRUE(disk.images().empty());
  EXPECT_TRUE(take_told().empty());
}

TEST_F(LabelsTest, ALabelOfAnotherFileIsNotTaken) {
  disk.label("a", chunk);
  disk.write("b", 0, view_of("x"));
  disk.write("a", 0, view_of("x"));
  EXPECT_EQ(take_told(), (Told{{DiskAction::write, StoredObject{}}, {DiskAction::write, chunk}}));
}

TEST_F(LabelsTest, AFileThatIsThereMayBeLabelledAnew) {
  disk.write("a", 0, view_of("x"));
  disk.label("a", chunk);
  disk.write("a", 0, view_of("y"));
  disk.label("a", other_chunk);
  disk.sync("a");
  EXPECT_EQ(take_told(),
            (Told{{DiskAction::write, StoredObject{}}, {DiskAction::write, chunk}, {DiskAction::sync, other_chunk}}));
}

TEST_F(LabelsTest, AFileThatIsRemovedAndMadeAgainStandsForNothingUntilItIsLabelledAgain) {
  disk.label("a", chunk);
  disk.write("a", 0, view_of("x"));
  disk.remove("a");
  take_told();
  disk.write("a", 0, view_of("y"));
  EXPECT_EQ(take_told(), (Told{{DiskAction::write, StoredObject{}}}));
  disk.remove("a");
  disk.label("a", other_chunk);
  disk.write("a", 0, view_of("z"));
  EXPECT_EQ(take_told(), (Told{{DiskAction::remove, StoredObject{}}, {DiskAction::write, other_chunk}}));
}

TEST_F(LabelsTest, AFileThatSurvivesAPowerCutStandsForWhatItDid) {
  disk.label("a", chunk);
  disk.write("a", 0, view_of("x"));
  disk.sync("a");
  lose_power();
  take_told();
  disk.sync("a");
  EXPECT_EQ(take_told(), (Told{{DiskAction::sync, chunk}}));
}

}  // namespace
}  // namespace keycell::sim
