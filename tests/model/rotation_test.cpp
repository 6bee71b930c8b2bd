// Rotation of the master key: the row of a pool under a new one, once a request.

#include <gtest/gtest.h>

#include "tests/model/small_cell.h"

namespace keycell::model {
namespace {

using namespace std::chrono_literals;
using testing::Reach;

class RotationTest : public ::testing::Test {
 protected:
  RotationTest() { cell.create_pool("pool-a"); }
  std::size_t master_keys() { return cell.heard().secrets_of(crypto::KeyClass::masterKey).size(); }

  testing::UsualCell cell;
};

TEST_F(RotationTest, ReplacesTheRowAndLeavesDataKeysReadable) {
  EXPECT_EQ(cell.back_up("monday", "fs1"), "Completed");
  const crypto::ProtectionRow before = cell.protection_of("pool-a");
  const auto data_key = cell.data_key_of("fs1")->row;
  cell.console().rotate_master_key("rotation1", "pool-a");
  EXPECT_EQ(cell.heard().steps_of("rotate-master-key"), (std::vector<int>{1, 2, 3, 4}));
  EXPECT_EQ(cell.commserve().csdb().protection("pool-a")->version, 1u);
  EXPECT_NE(cell.protection_of("pool-a"), before);
  EXPECT_EQ(cell.data_key_of("fs1")->row, data_key);
  EXPECT_EQ(cell.restore("tuesday", "fs1"), "Completed");
  EXPECT_TRUE(cell.restored_what_was_read());
}

TEST_F(RotationTest, AskedAgainAfterALostAnswerRotatesOnce) {
  cell.let_be("commserve", Reach::answersLost, 5min);
  cell.console().rotate_master_key("rotation1", "pool-a");
  EXPECT_EQ(master_keys(), 2u);
  cell.console().rotate_master_key("rotation1", "pool-a");
  EXPECT_EQ(master_keys(), 2u);
  cell.console().rotate_master_key("rotation2", "pool-a");
  EXPECT_EQ(master_keys(), 3u);
}

// The console asks until the KMS is back; what was tried before has left nothing.
TEST_F(RotationTest, WaitsForTheKms) {
  const crypto::ProtectionRow before = cell.protection_of("pool-a");
  cell.let_be("kms1", Reach::down, 10min);
  cell.console().rotate_master_key("rotation1", "pool-a");  // asks until the KMS is back
  EXPECT_NE(cell.protection_of("pool-a"), before);
  EXPECT_EQ(master_keys(), 2u);
}

TEST_F(RotationTest, WhatHasNoMasterKeyOfItsOwnIsRefusedByName) {
  try {
    cell.console().rotate_master_key("rotation1", "pool-a/Primary");
    ADD_FAILURE() << "a copy on a pool has the pool's master key";
  } catch (const RemoteError& refusal) {
    EXPECT_NE(std::string(refusal.what()).find("pool-a/Primary"), std::string::npos);
  }
}

}  // namespace
}  // namespace keycell::model
