// "Storage pool creation".

#include <gtest/gtest.h>

#include "model/flows/flows.h"
#include "tests/model/small_cell.h"

namespace keycell::model {
namespace {

using crypto::KeyClass;
using testing::HeardSecret;
using testing::Reach;
using testing::SmallCell;
using testing::UsualCell;
using namespace std::chrono_literals;

using Operations = std::vector<std::string>;

TEST(CreateStoragePool, TheKmsMakesAMasterKeyAndThenWrapsTheKek) {
  UsualCell cell;
  cell.create_pool("pool-a");
  EXPECT_EQ(cell.heard().kms_operations(), (Operations{"create", "wrap"}));
  EXPECT_EQ(cell.heard().steps_of("create-storage-pool"), (std::vector<int>{1, 2, 3, 4}));
  ASSERT_TRUE(cell.commserve().csdb().pool("pool-a"));
  EXPECT_EQ(cell.commserve().csdb().pool("pool-a")->paths, LibraryPaths{{"ma1"}});
  EXPECT_EQ(cell.commserve().csdb().pool("pool-a")->kms, "kms1");
}

TEST(CreateStoragePool, AskedTwiceItDoesNothingTwice) {
  UsualCell cell;
  cell.create_pool("pool-a");
  const crypto::ProtectionRow row = cell.protection_of("pool-a");
  cell.create_pool("pool-a");
  EXPECT_EQ(cell.heard().kms_operations(), (Operations{"create", "wrap"}));
  EXPECT_EQ(cell.protection_of("pool-a"), row);
}

// The console asks again, because it does not know that the CommServe did it.
TEST(CreateStoragePool, AnAnswerThatIsLostMakesNoSecondPool) {
  UsualCell cell;
  cell.let_be("commserve", Reach::answersLost, 1min);
  cell.create_pool("pool-a");
  EXPECT_GE(cell.heard().payloads("create_storage_pool").size(), 2u);
  EXPECT_EQ(cell.heard().kms_operations(), (Operations{"create", "wrap"}));
}

TEST(CreateStoragePool, TwoPoolsHaveKeysOfTheirOwn) {
  UsualCell cell;
  cell.create_pool("pool-a");
  cell.create_pool("pool-b");
  EXPECT_NE(cell.protection_of("pool-a"), cell.protection_of("pool-b"));
  EXPECT_EQ(cell.heard().secrets_of(KeyClass::masterKey).size(), 2u);
  EXPECT_EQ(cell.heard().secrets_of(KeyClass::kek).size(), 2u);
}

TEST(CreateStoragePool, NoPoolWithoutItsKms) {
  UsualCell cell;
  cell.host("kms1").reach = Reach::down;
  EXPECT_THROW(create_storage_pool(cell.commserve(), {.name = "pool-a", .paths = {{"ma1"}}, .kms = "kms1"}),
               crypto::KmsUnavailable);
  EXPECT_FALSE(cell.commserve().csdb().pool("pool-a"));
  EXPECT_EQ(cell.heard().steps_of("create-storage-pool"), std::vector<int>{1}) << "a KEK is made, and goes";
}

// The twin: the console does not give up, and the pool is there once the KMS is.
TEST(CreateStoragePool, TheConsoleAsksUntilTheKmsIsBack) {
  UsualCell cell;
  cell.let_be("kms1", Reach::silent, 10min);
  cell.create_pool("pool-a");
  EXPECT_TRUE(cell.commserve().csdb().pool("pool-a"));
}

TEST(CreateStoragePool, TheKekIsSeenOnceOnItsWayToTheKmsAndNeverOnAWireOrADisk) {
  UsualCell cell;
  cell.create_pool("pool-a");
  EXPECT_EQ(cell.heard().disclosures, std::vector<crypto::Disclosure>{crypto::Disclosure::kekToBeWrappedByKms});
  const std::vector<HeardSecret> keks = cell.heard().secrets_of(KeyClass::kek);
  ASSERT_EQ(keks.size(), 1u);
  std::vector<std::string> seen_in;
  for (const auto& crossing : cell.heard().crossings) {
    if (testing::contains(crossing.bytes, keks[0].bytes))
      seen_in.push_back(std::string(name_of(crossing.place)) + " " + crossing.what);
  }
  EXPECT_EQ(seen_in, Operations{"payload kms_wrap"});
}

// The twin: without protection on the wire, the tap has the KEK.
TEST(CreateStoragePool, OnAPlainChannelTheTapHasTheKek) {
  SmallCell cell(crypto::Unwrap::fetch, ChannelKind::plain);
  cell.create_pool("pool-a");
  EXPECT_TRUE(cell.heard().seen_at(Place::wire, cell.heard().secrets_of(KeyClass::kek).at(0).bytes));
}

TEST(CreateStoragePool, NobodyKeepsAKey) {
  UsualCell cell;
  cell.create_pool("pool-a");
  EXPECT_EQ(cell.heard().holders_of(KeyClass::kek), 0);
  EXPECT_EQ(cell.heard().holders_of(KeyClass::masterKey), 0);
}

TEST(CreateStoragePool, ThePoolSurvivesAPowerCutOfTheCommServe) {
  UsualCell cell;
  cell.create_pool("pool-a");
  const crypto::ProtectionRow row = cell.protection_of("pool-a");
  cell.page.restart("commserve");
  ASSERT_TRUE(cell.commserve().csdb().pool("pool-a"));
  EXPECT_EQ(cell.protection_of("pool-a"), row);
}

}  // namespace
}  // namespace keycell::model
