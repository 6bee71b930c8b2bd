// "Restore": the order of its steps, byte for byte what was backed up, and what is refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/model/small_cell.h"

namespace keycell::model {
namespace {

using crypto::KeyClass;
using testing::HeardStep;
using testing::SmallCell;
using testing::UsualCell;
using namespace std::chrono_literals;

/// fs1 has a completed backup; what that showed is forgotten, except what was read.
struct BackedUpCell : SmallCell {
  explicit BackedUpCell(crypto::Unwrap unwrap) : SmallCell(unwrap, ChannelKind::sealed) {
    create_pool("pool-a");
    EXPECT_EQ(back_up("monday", "fs1"), "Completed");
    const auto read = heard().chunks_read;
    heard().forget();
    heard().chunks_read = read;
    archive_file = static_cast<std::uint64_t>(*latest_archive_file("fs1"));
  }
  std::string reason_of_failure() { return heard().job_states.back().reason; }
  std::uint64_t archive_file;
};

struct UsualBackedUpCell : BackedUpCell {
  UsualBackedUpCell() : BackedUpCell(crypto::Unwrap::fetch) {}
};

TEST(Restore, BringsBackWhatWasRead) {
  for (const crypto::Unwrap unwrap : {crypto::Unwrap::fetch, crypto::Unwrap::remote}) {
    BackedUpCell cell(unwrap);
    EXPECT_EQ(cell.restore("restore", "fs1"), "Completed");
    EXPECT_TRUE(cell.restored_what_was_read());
  }
}

TEST(Restore, StepsComeInTheDocumentedOrder) {
  UsualBackedUpCell cell;
  cell.restore("restore", "fs1");
  EXPECT_EQ(cell.heard().steps_of("restore"), (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 6, 7, 6, 7}));
  for (const HeardStep& step : cell.heard().steps) {
    const char* expected = step.step <= 5 ? "commserve" : step.step == 6 ? "ma1" : "fs1";
    EXPECT_EQ(step.host, expected) << "step " << step.step;
  }
}

// Steps 2 and 3 are the KMS's share: fetched, or unwrapped there.
TEST(Restore, TheKmsIsAskedOnceAsTheProfileSays) {
  struct Case {
    crypto::Unwrap unwrap;
    const char* operation;
    crypto::Disclosure disclosure;
  };
  for (const Case& expected : {Case{crypto::Unwrap::fetch, "fetch", crypto::Disclosure::masterKeyFetched},
                               Case{crypto::Unwrap::remote, "unwrap", crypto::Disclosure::kekUnwrappedByKms}}) {
    BackedUpCell cell(expected.unwrap);
    cell.restore("restore", "fs1");
    EXPECT_EQ(cell.heard().kms_operations(), std::vector<std::string>{expected.operation});
    EXPECT_EQ(cell.heard().disclosures, std::vector<crypto::Disclosure>{expected.disclosure});
  }
}

TEST(Restore, TheLatestBackupIsRestored) {
  UsualBackedUpCell cell;
  ASSERT_EQ(cell.back_up("tuesday", "fs1"), "Completed");
  ASSERT_EQ(cell.restore("restore", "fs1"), "Completed");
  EXPECT_TRUE(cell.restored_what_was_read());
  for (const auto& chunk : cell.heard().chunks_restored) EXPECT_EQ(chunk.archive_file, cell.archive_file + 1);
}

TEST(Restore, AClientThatWasNeverBackedUpHasNothingToRestore) {
  UsualBackedUpCell cell;
  EXPECT_EQ(cell.restore("restore", "fs2"), "Failed");
  EXPECT_EQ(cell.reason_of_failure(), "no completed backup of fs2 in this copy");
}

TEST(Restore, AfterAPowerCutOfEveryHostItStillWorks) {
  UsualBackedUpCell cell;
  for (const char* host : {"commserve", "kms1", "ma1", "fs1"}) cell.page.restart(host);
  EXPECT_EQ(cell.restore("restore", "fs1"), "Completed");
  EXPECT_TRUE(cell.restored_what_was_read());
}

TEST(Restore, TheSameRequestTwiceIsOneRestore) {
  UsualBackedUpCell cell;
  cell.restore("restore", "fs1");
  cell.restore("restore", "fs1");
  cell.page.run_spawned();
  EXPECT_EQ(cell.heard().chunks_restored.size(), testing::chunkCount);
}

// Both restores send for the same archive file, and the one that is over first must not take the key from the other.
TEST(Restore, TwoRestoresOfOneFileAtATimeDoNotDisturbEachOther) {
  UsualBackedUpCell cell;
  const auto first = cell.submit("restore", protocol::RESTORE, "fs1");
  const auto second = cell.submit("restore again", protocol::RESTORE, "fs1");
  EXPECT_EQ(cell.console().wait_for(first), "Completed");
  EXPECT_EQ(cell.console().wait_for(second), "Completed");
  EXPECT_EQ(cell.heard().chunks_restored.size(), 2 * testing::chunkCount);
}

// --- damage ----------------------------------------------------------------------------------------------------------

// One flip a byte of the record: IV, ciphertext, padding and CRC.
TEST(Restore, AFlippedBitInTheLibraryFailsTheJob) {
  UsualBackedUpCell cell;
  const std::string file = Library::file_of({.copy = 1, .archive_file = cell.archive_file, .chunk = 1});
  testing::PageDisk& library = cell.host("ma1").page_disk();
  for (std::size_t byte = 0; byte < library.size(file); ++byte) {
    cell.heard().forget();
    library.flip_bit(file, 8 * byte + byte % 8);
    EXPECT_EQ(cell.restore("restore " + std::to_string(byte), "fs1"), "Failed") << "byte " << byte;
    EXPECT_THAT(cell.reason_of_failure(),
                ::testing::MatchesRegex("pool-a/Primary: chunk [0-9]+ of archive file 1 does not open"));
    ASSERT_EQ(cell.heard().chunks_restored.size(), 2u) << "the chunk before it, and the damaged one";
    EXPECT_TRUE(cell.heard().chunks_restored[0].opened);
    EXPECT_FALSE(cell.heard().chunks_restored[1].opened);
    EXPECT_TRUE(cell.heard().chunks_restored[1].plain.empty());
    library.flip_bit(file, 8 * byte + byte % 8);
  }
  // The twin: with every bit back in its place it restores.
  EXPECT_EQ(cell.restore("restore of what is whole", "fs1"), "Completed");
}

TEST(Restore, AChunkThatIsMissingFailsTheJobAndIsNamed) {
  UsualBackedUpCell cell;
  const std::string file = Library::file_of({.copy = 1, .archive_file = cell.archive_file, .chunk = 2});
  cell.host("ma1").page_disk().remove(file);
  EXPECT_EQ(cell.restore("restore", "fs1"), "Failed");
  EXPECT_NE(cell.reason_of_failure().find(file), std::string::npos) << cell.reason_of_failure();
}

// The record of another client is under another key, and a record names neither client nor file.
TEST(Restore, ARecordOfAnotherClientDoesNotOpen) {
  UsualBackedUpCell cell;
  ASSERT_EQ(cell.back_up("monday too", "fs2"), "Completed");
  const auto media = cell.heard().crossings_at(Place::media);
  ASSERT_EQ(media.size(), testing::chunkCount);
  cell.host("ma1").page_disk().write(Library::file_of({.copy = 1, .archive_file = cell.archive_file, .chunk = 0}), 0,
                                     media[0].bytes);
  EXPECT_EQ(cell.restore("restore", "fs1"), "Failed");
  EXPECT_FALSE(cell.heard().chunks_restored.at(0).opened);
}

// --- keys that are gone ----------------------------------------------------------------------------------------------

TEST(Restore, WithoutItsMasterKeyItFailsAtOnce) {
  UsualBackedUpCell cell;
  cell.commserve().with_keys("kms1", {Flow::rotateMasterKey, "pool-a"}, {"test", {}}, [&](crypto::KeyServices keys) {
    cell.commserve().hierarchy().retire(cell.protection_of("pool-a"), {}, keys);
  });
  const auto job = cell.submit("restore", protocol::RESTORE, "fs1");
  EXPECT_EQ(cell.console().wait_for(job), "Failed");
  EXPECT_EQ(cell.heard().states_of(job), (std::vector<std::string>{"Running", "Failed"})) << "retrying does not help";
  EXPECT_TRUE(cell.heard().chunks_restored.empty());
}

// --- who holds keys afterwards ---------------------------------------------------------------------------------------

TEST(Restore, NobodyKeepsADataKeyAKekOrAMasterKey) {
  for (const crypto::Unwrap unwrap : {crypto::Unwrap::fetch, crypto::Unwrap::remote}) {
    BackedUpCell cell(unwrap);
    cell.restore("restore", "fs1");
    for (const KeyClass key_class : {KeyClass::dataKey, KeyClass::kek, KeyClass::masterKey, KeyClass::networkPassword})
      EXPECT_EQ(cell.heard().holders_of(key_class), 0) << name_of(key_class);
  }
}

// The twin: while a restore runs its client does hold the data key, so the count is not blind.
TEST(Restore, WhileItRunsTheClientHoldsTheDataKey) {
  UsualBackedUpCell cell;
  int held_by_all = 0;
  cell.submit("restore", protocol::RESTORE, "fs1");
  // The job starts at the next sleep, and its first data flow lasts a second.
  cell.page.after(1s, [&] { held_by_all = cell.heard().holders_of(KeyClass::dataKey); });
  cell.page.run_spawned();
  EXPECT_EQ(held_by_all, 1);
  EXPECT_EQ(cell.heard().holders_of(KeyClass::dataKey), 0);
}

TEST(Restore, ARestoreThatFailsKeepsNoKeyEither) {
  UsualBackedUpCell cell;
  cell.host("ma1").page_disk().flip_bit(Library::file_of({.copy = 1, .archive_file = cell.archive_file, .chunk = 0}),
                                        200);
  EXPECT_EQ(cell.restore("restore", "fs1"), "Failed");
  EXPECT_EQ(cell.heard().holders_of(KeyClass::dataKey), 0);
  EXPECT_EQ(cell.heard().holders_of(KeyClass::kek), 0);
}

}  // namespace
}  // namespace keycell::model
