// The profile pool-kek against a KMS in memory, in both places where a KEK is opened.

#include "crypto/profiles/pool_kek.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/crypto/damage.h"
#include "tests/crypto/profile_cell.h"

namespace keycell::crypto {
namespace {

using testing::KmsCalls;

using Heard = std::vector<std::string>;

const KeyAttributes poolA{.commcell_id = "F00D", .policy = "pool-a", .copy = ""};
const KeyAttributes poolB{.commcell_id = "F00D", .policy = "pool-b", .copy = ""};

/// The profile of this file.
class PoolKekCell : public testing::ProfileCell {
 public:
  explicit PoolKekCell(Unwrap unwrap) : ProfileCell("pool-kek", unwrap) {}
};

class PoolKekTest : public ::testing::TestWithParam<Unwrap> {
 protected:
  PoolKekCell cell{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(UnwrapAt, PoolKekTest, ::testing::Values(Unwrap::fetch, Unwrap::remote),
                         [](const auto& place) { return place.param == Unwrap::fetch ? "CommServe" : "Kms"; });

TEST_P(PoolKekTest, ADataKeyOpensAgain) {
  const ProtectionRow pool = cell.create(poolA);
  const NewDataKey first = cell.new_data_key(pool);
  const NewDataKey second = cell.new_data_key(pool);
  EXPECT_TRUE(cell.opens(pool, first));
  EXPECT_TRUE(cell.opens(pool, second));
  EXPECT_NE(first.row, second.row);
}

TEST_P(PoolKekTest, CreationAsksTheKmsForAMasterKeyAndAWrap) {
  cell.create(poolA);
  EXPECT_EQ(cell.kms.calls(), (KmsCalls{.create = 1, .wrap = 1}));
  EXPECT_EQ(cell.kms.attributes(), std::vector{poolA});
}

TEST_P(PoolKekTest, TheKekIsOpenedWhereTheProfileSays) {
  const ProtectionRow pool = cell.create(poolA);
  const NewDataKey made = cell.new_data_key(pool);
  cell.open(pool, made.row);
  const ProtectionRow rewrapped = cell.rewrap(pool, poolA);
  cell.open(rewrapped, made.row);
  const int opened = 4;
  const bool fetches = GetParam() == Unwrap::fetch;
  EXPECT_EQ(cell.kms.calls(),
            (KmsCalls{.create = 2, .wrap = 2, .unwrap = fetches ? 0 : opened, .fetch = fetches ? opened : 0}));
}

TEST_P(PoolKekTest, AnOutageOfTheKmsIsPassedOn) {
  const ProtectionRow pool = cell.create(poolA);
  const NewDataKey made = cell.new_data_key(pool);
  cell.kms.become_unavailable();
  EXPECT_THROW(cell.create(poolB), KmsUnavailable);
  EXPECT_THROW(cell.new_data_key(pool), KmsUnavailable);
  EXPECT_THROW(cell.open(pool, made.row), KmsUnavailable);
  EXPECT_THROW(cell.rewrap(pool, poolA), KmsUnavailable);
  EXPECT_THROW(cell.retire(pool), KmsUnavailable);
  cell.kms.become_available();
  EXPECT_TRUE(cell.opens(pool, made));  // an outage costs time, no key
}

TEST_P(PoolKekTest, ADamagedWrapOfTheKekIsUnrecoverableAndNamesTheMasterKey) {
  const ProtectionRow pool = cell.create(poolA);
  const NewDataKey made = cell.new_data_key(pool);
  const std::size_t wrap_begins = 2 + std::string("mk-1").size() + 2;
  for (std::size_t bit = wrap_begins * 8; bit < pool.bytes.size() * 8; ++bit) {
    const ProtectionRow damaged{testing::flipped(pool.bytes, bit)};
    EXPECT_EQ(cell.complaint(damaged, made.row), "the KEK does not open under master key mk-1");
  }
}

TEST_P(PoolKekTest, ACutPoolRowIsUnrecoverable) {
  const ProtectionRow pool = cell.create(poolA);
  const NewDataKey made = cell.new_data_key(pool);
  for (const Bytes& cut : testing::every_truncation(pool.bytes)) {
    EXPECT_NE(cell.complaint(ProtectionRow{cut}, made.row), "");
    EXPECT_THROW(cell.new_data_key(ProtectionRow{cut}), KeyUnrecoverable);
    EXPECT_THROW(cell.rewrap(ProtectionRow{cut}, poolA), KeyUnrecoverable);
    EXPECT_THROW(cell.retire(ProtectionRow{cut}), KeyUnrecoverable);  // never destroys on the word of a damaged row
  }
  const Bytes without_last_byte = bytes_of(View(pool.bytes).first(pool.bytes.size() - 1));
  EXPECT_EQ(cell.complaint(ProtectionRow{without_last_byte}, made.row),
            "the pool's row under master key mk-1 is damaged: the wrapped KEK is cut short");
}

TEST_P(PoolKekTest, EveryDamageOfADataKeyRowIsUnrecoverableAndNamesTheMasterKey) {
  const ProtectionRow pool = cell.create(poolA);
  const NewDataKey made = cell.new_data_key(pool);
  for (const Bytes& damaged : testing::every_damage(made.row.bytes)) {
    EXPECT_NE(cell.complaint(pool, DataKeyRow{damaged}).find("master key mk-1"), std::string::npos);
  }
  EXPECT_EQ(cell.complaint(pool, DataKeyRow{testing::flipped(made.row.bytes, 8 * 20)}),
            "the data key does not open under the KEK of master key mk-1");
}

TEST_P(PoolKekTest, ADataKeyOfOnePoolDoesNotOpenUnderAnother) {
  const ProtectionRow a = cell.create(poolA);
  const ProtectionRow b = cell.create(poolB);
  const NewDataKey of_a = cell.new_data_key(a);
  EXPECT_THROW(cell.open(b, of_a.row), KeyUnrecoverable);
  EXPECT_TRUE(cell.opens(a, of_a));
}

TEST_P(PoolKekTest, ARewrapKeepsTheDataKeysAndTheOldRowUntilItIsRetired) {
  const ProtectionRow old_row = cell.create(poolA);
  const NewDataKey made = cell.new_data_key(old_row);
  const ProtectionRow new_row = cell.rewrap(old_row, poolA);
  EXPECT_NE(new_row, old_row);
  EXPECT_TRUE(cell.opens(old_row, made));  // the new row may not be durable yet
  EXPECT_TRUE(cell.opens(new_row, made));

  cell.retire(old_row);
  EXPECT_THROW(cell.open(old_row, made.row), KmsRefused);
  EXPECT_TRUE(cell.opens(new_row, made));
  EXPECT_TRUE(cell.opens(new_row, cell.new_data_key(new_row)));
}

TEST_P(PoolKekTest, ARetiredPoolIsGone) {
  const ProtectionRow pool = cell.create(poolA);
  const NewDataKey made = cell.new_data_key(pool);
  cell.retire(pool);
  EXPECT_THROW(cell.open(pool, made.row), KmsRefused);
  EXPECT_THROW(cell.rewrap(pool, poolA), KmsRefused);
}

// The row is what the CSDB, its backups and its finder get to see.
TEST_P(PoolKekTest, NoRowHoldsAKeyInClear) {
  const ProtectionRow pool = cell.create(poolA);
  const NewDataKey made = cell.new_data_key(pool);
  const View key = made.key.bytes(SecretAccess::because("a test searches a row for it"));
  EXPECT_TRUE(std::ranges::search(made.row.bytes, key).empty());
  EXPECT_TRUE(std::ranges::search(pool.bytes, key).empty());
}

TEST_P(PoolKekTest, NothingButTheMasterKeysAndTheDataKeyIsHeldAfterwards) {
  const ProtectionRow pool = cell.create(poolA);    // kek#1, master-key#2
  const NewDataKey made = cell.new_data_key(pool);  // data-key#3
  cell.open(pool, made.row);
  const ProtectionRow rewrapped = cell.rewrap(pool, poolA);  // master-key#4
  EXPECT_EQ(cell.witness.holders_of(SecretId{1}), 0);
  EXPECT_EQ(cell.witness.holders_of(SecretId{2}), 1);
  EXPECT_EQ(cell.witness.holders_of(SecretId{3}), 1);
  EXPECT_EQ(cell.witness.holders_of(SecretId{4}), 1);
}

TEST_P(PoolKekTest, CreationIsTheDocumentedSteps) {
  cell.create(poolA);
  EXPECT_EQ(cell.witness.heard(), (Heard{
                                      "held kek#1 generated",              // 1
                                      "held master-key#2 generated",       // 2
                                      "disclosed kek#1 to be wrapped",     // 3
                                      "held kek#1 received",               // 3
                                      "wrapped kek#1 under master-key#2",  // 3
                                      "wiped kek#1",                       // the KMS forgets it
                                      "wiped kek#1",                       // the software forgets it
                                  }));
}

TEST(PoolKekFetch, ARestoreIsTheDocumentedSteps) {
  PoolKekCell cell(Unwrap::fetch);
  const ProtectionRow pool = cell.create(poolA);
  const NewDataKey made = cell.new_data_key(pool);
  cell.witness.forget_what_was_heard();
  const DataKey opened = cell.open(pool, made.row);
  EXPECT_EQ(cell.witness.heard(), (Heard{
                                      "disclosed master-key#2 as fetched",  // 2
                                      "held master-key#2 received",         // 2
                                      "held kek#1 unwrapped",               // 3
                                      "unwrapped kek#1 with master-key#2",  // 3
                                      "wiped master-key#2",                 // not kept longer than needed
                                      "held data-key#3 unwrapped",          // 4
                                      "unwrapped data-key#3 with kek#1",    // 4
                                      "wiped kek#1",
                                  }));
}

TEST(PoolKekRemote, ARestoreNeverHoldsTheMasterKeyOutsideTheKms) {
  PoolKekCell cell(Unwrap::remote);
  const ProtectionRow pool = cell.create(poolA);
  const NewDataKey made = cell.new_data_key(pool);
  cell.witness.forget_what_was_heard();
  const DataKey opened = cell.open(pool, made.row);
  EXPECT_EQ(cell.witness.heard(), (Heard{
                                      "held kek#1 unwrapped",               // at the KMS
                                      "unwrapped kek#1 with master-key#2",  // at the KMS
                                      "disclosed kek#1 as unwrapped",
                                      "held kek#1 received",
                                      "wiped kek#1",  // the KMS forgets it
                                      "held data-key#3 unwrapped",
                                      "unwrapped data-key#3 with kek#1",
                                      "wiped kek#1",
                                  }));
}

TEST(PoolKekFetch, ANewDataKeyIsTheDocumentedSteps) {
  PoolKekCell cell(Unwrap::fetch);
  const ProtectionRow pool = cell.create(poolA);
  cell.witness.forget_what_was_heard();
  const NewDataKey made = cell.new_data_key(pool);
  EXPECT_EQ(cell.witness.heard(), (Heard{
                                      "disclosed master-key#2 as fetched",  // the KEK is opened as in a restore
                                      "held master-key#2 received",
                                      "held kek#1 unwrapped",
                                      "unwrapped kek#1 with master-key#2",
                                      "wiped master-key#2",
                                      "held data-key#3 generated",       // 1
                                      "wrapped data-key#3 under kek#1",  // 2
                                      "wiped kek#1",
                                  }));
}

}  // namespace
}  // namespace keycell::crypto
