// What every documented profile does over a key's life: a new KEK, a data key in a new place, another KMS, the end. And
// what each tells of its steps.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/crypto/damage.h"
#include "tests/crypto/profile_cell.h"

namespace keycell::crypto {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::KmsCalls;

const KeyAttributes owner{.commcell_id = "F00D", .policy = "Gold", .copy = "Primary"};
const KeyAttributes otherOwner{.commcell_id = "F00D", .policy = "Silver", .copy = "Primary"};

struct Profile {
  const char* name;
  Unwrap unwrap;
};

class KeyRotationTest : public ::testing::TestWithParam<Profile> {
 protected:
  bool is_rsa() const { return cell.hierarchy->draws_rsa_pairs(); }
  bool is_remote() const { return GetParam().unwrap == Unwrap::remote; }

  testing::ProfileCell cell{GetParam().name, GetParam().unwrap};
};

INSTANTIATE_TEST_SUITE_P(Of, KeyRotationTest,
                         ::testing::Values(Profile{"pool-kek", Unwrap::fetch}, Profile{"pool-kek", Unwrap::remote},
                                           Profile{"per-copy-rsa", Unwrap::fetch},
                                           Profile{"pool-rsa-kek", Unwrap::fetch}),
                         [](const auto& profile) {
                           std::string name = profile.param.name;
                           std::ranges::replace(name, '-', '_');
                           return name + (profile.param.unwrap == Unwrap::remote ? "_remote" : "");
                         });

// --- a new KEK -------------------------------------------------------------------------------------------------------

TEST_P(KeyRotationTest, ARewrappedDataKeyOpensUnderTheNewKek) {
  const ProtectionRow old_row = cell.create(owner);
  const NewDataKey made = cell.new_data_key(old_row);
  const ProtectionRow new_row = cell.rotate_kek(old_row);
  const DataKeyRow rewrapped = cell.rewrap_data_key(made.row, old_row, new_row);
  EXPECT_TRUE(cell.opens(new_row, rewrapped, made.key));
  EXPECT_TRUE(cell.opens(new_row, cell.new_data_key(new_row)));
}

// A crash between two rewraps leaves some rows here and some there: each says under which protection it is.
TEST_P(KeyRotationTest, WhatIsNotYetRewrappedOpensUnderTheOldRowOnly) {
  const ProtectionRow old_row = cell.create(owner);
  const NewDataKey made = cell.new_data_key(old_row);
  const ProtectionRow new_row = cell.rotate_kek(old_row);
  EXPECT_TRUE(cell.opens(old_row, made));
  EXPECT_NE(cell.complaint(new_row, made.row), "");
  const DataKeyRow rewrapped = cell.rewrap_data_key(made.row, old_row, new_row);
  EXPECT_NE(cell.complaint(old_row, rewrapped), "");
  EXPECT_TRUE(cell.opens(old_row, made)) << "the old row stays as good as it was";
}

TEST_P(KeyRotationTest, TheNewKekIsUnderTheSameMasterKey) {
  const ProtectionRow old_row = cell.create(owner);
  const NewDataKey made = cell.new_data_key(old_row);
  cell.kms.forget_calls();
  const ProtectionRow new_row = cell.rotate_kek(old_row);
  EXPECT_NE(new_row, old_row);
  EXPECT_EQ(cell.hierarchy->master_keys(new_row), cell.hierarchy->master_keys(old_row));
  EXPECT_EQ(cell.kms.calls(), (is_rsa() ? KmsCalls{.fetch = 1} : KmsCalls{.wrap = 1})) << "the old KEK stays shut";
  cell.retire(old_row);
  EXPECT_THROW(cell.rotate_kek(new_row), KmsRefused) << "why the old row is forgotten and not retired";
}

TEST_P(KeyRotationTest, AnOutageWhileAKekIsRotatedCostsNoKey) {
  const ProtectionRow old_row = cell.create(owner);
  const NewDataKey made = cell.new_data_key(old_row);
  cell.kms.become_unavailable();
  EXPECT_THROW(cell.rotate_kek(old_row), KmsUnavailable);
  cell.kms.become_available();
  const ProtectionRow new_row = cell.rotate_kek(old_row);
  cell.kms.become_unavailable();
  EXPECT_THROW(cell.rewrap_data_key(made.row, old_row, new_row), KmsUnavailable);
  cell.kms.become_available();
  EXPECT_TRUE(cell.opens(new_row, cell.rewrap_data_key(made.row, old_row, new_row), made.key));
}

TEST_P(KeyRotationTest, NoDamagedRowIsRewrapped) {
  const ProtectionRow old_row = cell.create(owner);
  const NewDataKey made = cell.new_data_key(old_row);
  const ProtectionRow new_row = cell.rotate_kek(old_row);
  const std::size_t every = is_rsa() ? 101 : 1;  // each costs an RSA operation
  for (std::size_t bit = 0; bit < made.row.bytes.size() * 8; bit += every)
    EXPECT_THROW(cell.rewrap_data_key({testing::flipped(made.row.bytes, bit)}, old_row, new_row), KeyUnrecoverable);
  for (const Bytes& cut : testing::every_truncation(made.row.bytes))
    EXPECT_THROW(cell.rewrap_data_key({cut}, old_row, new_row), KeyUnrecoverable);
}

TEST_P(KeyRotationTest, ACutProtectionRowIsNeitherRotatedNorATarget) {
  const ProtectionRow row = cell.create(owner);
  const NewDataKey made = cell.new_data_key(row);
  for (const Bytes& cut : testing::every_truncation(row.bytes)) {
    EXPECT_THROW(cell.rotate_kek({cut}), KeyUnrecoverable);
    EXPECT_THROW(cell.rewrap_data_key(made.row, {cut}, row), KeyUnrecoverable);
    EXPECT_THROW(cell.rewrap_data_key(made.row, row, {cut}), KeyUnrecoverable);
    EXPECT_THROW(cell.hierarchy->master_keys({cut}), KeyUnrecoverable);
  }
}

TEST_P(KeyRotationTest, NothingIsHeldAfterwards) {
  const ProtectionRow old_row = cell.create(owner);
  const NewDataKey made = cell.new_data_key(old_row);
  const ProtectionRow new_row = cell.rotate_kek(old_row);
  cell.rewrap_data_key(made.row, old_row, new_row);
  for (const SecretId id : cell.witness.ids_of(is_rsa() ? KeyClass::rsaPrivate : KeyClass::kek))
    EXPECT_EQ(cell.witness.holders_of(id), 0);
  EXPECT_EQ(cell.witness.holders_of(made.key.id()), 1) << "the one of this test";
}

TEST_P(KeyRotationTest, ADataKeyCanMoveToAnotherOwner) {
  const ProtectionRow here = cell.create(owner);
  const ProtectionRow there = cell.create(otherOwner);
  const NewDataKey made = cell.new_data_key(here);
  EXPECT_TRUE(cell.opens(there, cell.rewrap_data_key(made.row, here, there), made.key));
}

// --- another KMS -----------------------------------------------------------------------------------------------------

TEST_P(KeyRotationTest, KeysMoveToAnotherKms) {
  const ProtectionRow old_row = cell.create(owner);
  const NewDataKey made = cell.new_data_key(old_row);
  const ProtectionRow new_row = cell.rewrap(old_row, owner, "other");
  EXPECT_THAT(cell.hierarchy->master_keys(old_row), ElementsAre(MasterKeyId{"mk-1"}));
  EXPECT_THAT(cell.hierarchy->master_keys(new_row), ElementsAre(MasterKeyId{"other-1"}));
  EXPECT_THAT(cell.other_kms.attributes(), ElementsAre(owner));
  EXPECT_TRUE(cell.opens(old_row, made)) << "the new row may not be durable yet";

  cell.retire(old_row);
  EXPECT_THROW(cell.open(new_row, made.row), KmsRefused) << "asked at the old KMS";
  cell.move_to("other");
  EXPECT_TRUE(cell.opens(new_row, made));
}

TEST_P(KeyRotationTest, AKmsThatIsNotThereLeavesEverythingAsItWas) {
  const ProtectionRow row = cell.create(owner);
  const NewDataKey made = cell.new_data_key(row);
  cell.other_kms.become_unavailable();
  EXPECT_THROW(cell.rewrap(row, owner, "other"), KmsUnavailable);
  EXPECT_THROW(cell.rewrap(row, owner, "nobody"), KmsUnavailable);
  EXPECT_TRUE(cell.opens(row, made));
}

// --- the end of a data key -------------------------------------------------------------------------------------------

// All that is left of a data key is its row: whoever kept a copy of it can open it, and that is the documented weakness
// of deleting rows.
TEST_P(KeyRotationTest, AForgottenDataKeyOpensFromACopyOfItsRow) {
  const ProtectionRow row = cell.create(owner);
  const NewDataKey made = cell.new_data_key(row);
  const NewDataKey other = cell.new_data_key(row);
  cell.kms.forget_calls();
  cell.forget(row, made.row);
  cell.forget(row, made.row);
  cell.forget(row, {Bytes{1, 2, 3}});
  EXPECT_EQ(cell.kms.calls(), KmsCalls{});
  EXPECT_TRUE(cell.opens(row, made));
  EXPECT_TRUE(cell.opens(row, other));
}

// --- steps -----------------------------------------------------------------------------------------------------------

TEST_P(KeyRotationTest, StepsAreToldAsTheyAreDone) {
  using enum KeyStep;
  const auto opening = [&](KeyStep then) {
    return is_remote() ? std::vector{kekOpened, then} : std::vector{masterKeyFetched, kekOpened, then};
  };
  const ProtectionRow row = cell.create(owner);
  EXPECT_EQ(cell.steps.take(), (is_rsa() ? std::vector{kekMade, masterKeyMade, masterKeyFetched, kekWrapped}
                                         : std::vector{kekMade, masterKeyMade, kekWrapped}));
  const NewDataKey made = cell.new_data_key(row);
  auto making = is_rsa() ? std::vector{dataKeyMade} : opening(dataKeyMade);
  making.push_back(dataKeyWrapped);
  EXPECT_EQ(cell.steps.take(), making);
  cell.open(row, made.row);
  EXPECT_EQ(cell.steps.take(), opening(dataKeyOpened));
  cell.forget(row, made.row);
  cell.retire(row);
  EXPECT_THAT(cell.steps.take(), ElementsAre(dataKeyForgotten, masterKeyDestroyed));
}

TEST_P(KeyRotationTest, AStepThatFailsIsNotTold) {
  cell.kms.become_unavailable();
  EXPECT_THROW(cell.create(owner), KmsUnavailable);
  EXPECT_THAT(cell.steps.take(), ElementsAre(KeyStep::kekMade));
  cell.kms.become_available();
  const ProtectionRow row = cell.create(owner);
  const NewDataKey made = cell.new_data_key(row);
  cell.steps.take();
  cell.kms.become_unavailable();
  EXPECT_THROW(cell.open(row, made.row), KmsUnavailable);
  EXPECT_THAT(cell.steps.take(), IsEmpty());
}

}  // namespace
}  // namespace keycell::crypto
