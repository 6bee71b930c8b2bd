// The library of a MediaAgent: a chunk is durable when `write` returns.

#include "model/library.h"

#include <gtest/gtest.h>

#include "model/forwarding_world.h"
#include "model/messenger.h"
#include "tests/model/page_world.h"
#include "tests/model/unwilling_disk.h"

namespace keycell::model {
namespace {

using testing::PageCell;
using testing::PageDisk;
using testing::PageWorld;
using testing::PowerCut;

const Bytes longRecord(100, 1);
const Bytes shortRecord(40, 2);

class LibraryTest : public ::testing::Test {
 protected:
  PageCell cell;
  PageWorld& host = cell.add("ma1");
  Library library{host, "ma1", std::nullopt};
};

TEST_F(LibraryTest, AChunkComesBackAsItWasWritten) {
  library.write({.copy = 1, .archive_file = 7, .chunk = 0}, longRecord, 0);
  library.write({.copy = 1, .archive_file = 7, .chunk = 1}, shortRecord, 0);
  library.write({.copy = 1, .archive_file = 8, .chunk = 0}, Bytes{}, 0);
  EXPECT_EQ(library.read({.copy = 1, .archive_file = 7, .chunk = 0}), longRecord);
  EXPECT_EQ(library.read({.copy = 1, .archive_file = 7, .chunk = 1}), shortRecord);
  EXPECT_EQ(library.read({.copy = 1, .archive_file = 8, .chunk = 0}), Bytes{});
}

TEST_F(LibraryTest, AChunkThatIsNotThereIsRefused) {
  library.write({.copy = 1, .archive_file = 7, .chunk = 0}, longRecord, 0);
  EXPECT_THROW(library.read({.copy = 1, .archive_file = 7, .chunk = 1}), RequestRefused);
  EXPECT_THROW(library.read({.copy = 1, .archive_file = 70, .chunk = 0}), RequestRefused);
}

// An attempt that is repeated writes the same chunk: nothing of a longer record may stay behind the new one.
TEST_F(LibraryTest, ASecondWriteReplacesTheFirst) {
  library.write({.copy = 1, .archive_file = 7, .chunk = 0}, longRecord, 0);
  library.write({.copy = 1, .archive_file = 7, .chunk = 0}, shortRecord, 0);
  EXPECT_EQ(library.read({.copy = 1, .archive_file = 7, .chunk = 0}), shortRecord);
}

TEST_F(LibraryTest, EveryRecordCrossesAtTheMedia) {
  library.write({.copy = 1, .archive_file = 7, .chunk = 0}, longRecord, 0);
  const auto crossed = cell.heard().crossings_at(Place::media);
  ASSERT_EQ(crossed.size(), 1u);
  EXPECT_EQ(crossed[0].from, "ma1");
  EXPECT_EQ(crossed[0].to, Library::file_of({.copy = 1, .archive_file = 7, .chunk = 0}));
  EXPECT_EQ(crossed[0].bytes, longRecord);
}

// Nobody may hear that a chunk is there which the next power cut takes away.
TEST_F(LibraryTest, AChunkThatIsNotDurableIsNotAcknowledged) {
  const ChunkPlace place{.copy = 1, .archive_file = 7, .chunk = 0};
  for (DiskStatus testing::UnwillingDisk::*what : {&testing::UnwillingDisk::writes, &testing::UnwillingDisk::syncs}) {
    testing::UnwillingDisk disk(host.disk());
    WorldWithDisk with_disk(host, disk);
    Library on_it(with_disk, "ma1", std::nullopt);
    disk.*what = DiskStatus::failed;
    EXPECT_THROW(on_it.write(place, longRecord, 0), StorageFailed);
    disk.*what = DiskStatus::ok;
    on_it.write(place, longRecord, 0);
    EXPECT_EQ(on_it.read(place), longRecord);
    disk.reads = DiskStatus::failed;
    EXPECT_THROW(on_it.read(place), StorageFailed);
    on_it.remove(place);
  }
}

TEST_F(LibraryTest, WhatWasWrittenSurvivesAPowerCut) {
  library.write({.copy = 1, .archive_file = 7, .chunk = 0}, longRecord, 0);
  cell.restart("ma1");
  EXPECT_EQ(library.read({.copy = 1, .archive_file = 7, .chunk = 0}), longRecord);
}

TEST_F(LibraryTest, APowerCutWhileItWritesLeavesTheOldOrTheNewRecord) {
  for (std::uint64_t operation = 1; operation <= 3; ++operation) {
    library.write({.copy = 1, .archive_file = 7, .chunk = 0}, longRecord, 0);
    host.page_disk().cut_power_at(host.page_disk().durable_operations() + operation);
    EXPECT_THROW(library.write({.copy = 1, .archive_file = 7, .chunk = 0}, shortRecord, 0), PowerCut) << operation;
    host.page_disk().power_up(PageDisk::Unsynced::dropped);
    EXPECT_EQ(library.read({.copy = 1, .archive_file = 7, .chunk = 0}), longRecord)
        << "it was not acknowledged, so the old one is still there";
  }
}

TEST_F(LibraryTest, WithoutPowerNothingIsRead) {
  library.write({.copy = 1, .archive_file = 7, .chunk = 0}, longRecord, 0);
  host.page_disk().power_off();
  EXPECT_THROW(library.read({.copy = 1, .archive_file = 7, .chunk = 0}), PowerCut);
}

// --- capacity --------------------------------------------------------------------------------------------------------

constexpr ChunkPlace first{.copy = 1, .archive_file = 7, .chunk = 0};
constexpr ChunkPlace second{.copy = 1, .archive_file = 7, .chunk = 1};

class LimitedLibraryTest : public ::testing::Test {
 protected:
  PageCell cell;
  PageWorld& host = cell.add("ma1");
  Library library{host, "ma1", 100};
};

TEST_F(LimitedLibraryTest, AChunkThatDoesNotFitIsNotWritten) {
  library.write(first, shortRecord, 60);
  EXPECT_THROW(library.write(second, shortRecord, 41), LibraryFull);
  EXPECT_THROW(library.read(second), RequestRefused);
  library.write(second, shortRecord, 40);  // to the last byte
  EXPECT_THROW(library.write({.copy = 1, .archive_file = 8, .chunk = 0}, shortRecord, 1), LibraryFull);
  EXPECT_THROW(library.write({.copy = 1, .archive_file = 9, .chunk = 0}, shortRecord, ~std::uint64_t{0}), LibraryFull);
}

TEST_F(LimitedLibraryTest, WhatIsReplacedMakesRoom) {
  library.write(first, shortRecord, 60);
  library.write(first, longRecord, 90);  // sent again
  EXPECT_EQ(library.read(first), longRecord);
  EXPECT_THROW(library.write(second, shortRecord, 11), LibraryFull);
  library.write(second, shortRecord, 10);
}

TEST_F(LimitedLibraryTest, WhatIsRemovedMakesRoomOnce) {
  library.write(first, shortRecord, 60);
  library.remove(first);
  library.remove(first);  // it is not there
  EXPECT_THROW(library.read(first), RequestRefused);
  EXPECT_THROW(library.write(second, shortRecord, 101), LibraryFull);
  library.write(second, shortRecord, 100);
}

TEST_F(LimitedLibraryTest, ABootForgetsNothing) {
  library.write(first, shortRecord, 60);
  Library after_boot{host, "ma1", 100};
  EXPECT_THROW(after_boot.write(second, shortRecord, 41), LibraryFull);
  after_boot.write(second, shortRecord, 40);
}

}  // namespace
}  // namespace keycell::model
