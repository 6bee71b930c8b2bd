#include "properties/checks/swapped_rows.h"

#include <gmock/gmock.h>

#include "model/key_row_made.h"
#include "tests/crypto/profile_cell.h"
#include "tests/properties/binds_context.h"
#include "tests/properties/events.h"

namespace keycell::properties {
namespace {

using crypto::KeyAttributes;
using crypto::KeyClass;
using crypto::KeyContext;
using crypto::NewDataKey;
using crypto::ProtectionRow;
using crypto::SecretAccess;
using crypto::SecretId;
using testing::HasSubstr;

const KeyAttributes poolA{.commcell_id = "F00D", .policy = "pool-a", .copy = ""};
const KeyAttributes poolB{.commcell_id = "F00D", .policy = "pool-b", .copy = ""};

KeyContext of_client(const std::string& client, const KeyAttributes& owner = poolA) {
  return {.owner = owner, .purpose = crypto::KeyPurpose::encryptsData, .client = client};
}

std::unique_ptr<crypto::Hierarchy> key_code_of(const std::string& kind) {
  if (kind != "bound") return crypto::make_profile(kind, {});
  return std::make_unique<test::BindsContext>(crypto::make_profile("pool-kek", {}));
}

/// Key code whose rows are told as a CommServe tells them.
class SwappedRowsTest : public ::testing::TestWithParam<const char*> {
 protected:
  explicit SwappedRowsTest(const std::string& kind)
      : cell("pool-kek"), key_code(key_code_of(kind)), property(key_code_of(kind)) {}
  SwappedRowsTest() : SwappedRowsTest(GetParam()) {}

  ProtectionRow create(const KeyAttributes& owner = poolA) {
    const ProtectionRow row = key_code->create({.owner = owner}, cell.services());
    tell_master_key(key_code->master_keys(row).at(0));
    feeder.feed(model::protection_row_made({.owner = owner}, row));
    return row;
  }
  ProtectionRow rotate(const ProtectionRow& row) {
    const ProtectionRow rotated = key_code->rewrap(row, {.owner = poolA}, "kms", cell.services());
    tell_master_key(key_code->master_keys(rotated).at(0));
    return rotated;
  }
  NewDataKey make(const ProtectionRow& under, const KeyContext& of) {
    NewDataKey made = key_code->new_data_key(under, of, cell.services());
    tell(made, under, of);
    return made;
  }
  void tell(const NewDataKey& made, const ProtectionRow& under, const KeyContext& of) {
    feeder.feed(model::SecretHeld{made.key.id(), KeyClass::dataKey, crypto::Arrival::generated, {{}}});
    feeder.feed(model::data_key_row_made(of, made.key.id(), made.row, under));
  }
  Judgement verdict() const { return test::judgement(property); }

  crypto::testing::ProfileCell cell;
  std::unique_ptr<crypto::Hierarchy> key_code;
  SwappedRows property;
  test::Feeder feeder{property};

 private:
  void tell_master_key(const crypto::MasterKeyId& id) {
    const crypto::MasterKey key = cell.kms.fetch(id);
    const auto access = SecretAccess::because("a test tells what a KMS holds");
    feeder.feed(model::SecretHeld{key.id(), KeyClass::masterKey, crypto::Arrival::generated, {key.bytes(access)}},
                "kms");
    feeder.feed(model::MasterKeyAtKms{"kms", id.value, "F00D", "", "", "Active", key.id()}, "kms");
  }
};

class DocumentedRowsTest : public SwappedRowsTest {};
class BoundRowsTest : public SwappedRowsTest {
 protected:
  BoundRowsTest() : SwappedRowsTest("bound") {}
};

INSTANTIATE_TEST_SUITE_P(Of, DocumentedRowsTest, ::testing::Values("pool-kek", "pool-rsa-kek"), [](const auto& kind) {
  return std::string(kind.param) == "pool-kek" ? "PoolKek" : "PoolRsaKek";
});

// Whoever can write the CSDB gives one client the key of another: nothing in
// the row says whose it is.
TEST_P(DocumentedRowsTest, TwoClientsOfOnePoolAreSwappedAndNobodyNotices) {
  const ProtectionRow pool = create();
  const NewDataKey a = make(pool, of_client("fs1"));
  EXPECT_EQ(verdict().verdict, Verdict::vacuous) << "one row has nothing to be swapped with";
  const NewDataKey b = make(pool, of_client("fs2"));
  ASSERT_EQ(verdict().verdict, Verdict::violated);
  EXPECT_THAT(verdict().evidence.at(0).text(),
              HasSubstr("of client fs2, opens in the place of that of data-key #" + std::to_string(a.key.id().ordinal) +
                        ", of client fs1, under the keys of pool-a"));
}

// The twin: a row that is bound to its context is refused in another one.
TEST_F(BoundRowsTest, ARowThatDoesNotOpenInTheOtherPlaceHolds) {
  const ProtectionRow pool = create();
  make(pool, of_client("fs1"));
  make(pool, of_client("fs2"));
  EXPECT_EQ(verdict().verdict, Verdict::held);
  EXPECT_EQ(verdict().exercised, 1u);
}

TEST_P(DocumentedRowsTest, OneSwapAnOwnerIsEnough) {
  const ProtectionRow a = create();
  const ProtectionRow b = create(poolB);
  for (const char* client : {"fs1", "fs2", "fs3"}) make(a, of_client(client));
  for (const char* client : {"fs1", "fs2", "fs3"}) make(b, of_client(client, poolB));
  EXPECT_EQ(verdict().violations, 2u);
}

TEST_P(DocumentedRowsTest, RowsOfDifferentPoolsAreNoPair) {
  make(create(), of_client("fs1"));
  make(create(poolB), of_client("fs2", poolB));
  EXPECT_EQ(verdict().verdict, Verdict::vacuous);
}

TEST_P(DocumentedRowsTest, TheSameKeyToldAgainIsNoPair) {
  const ProtectionRow pool = create();
  const NewDataKey made = make(pool, of_client("fs1"));
  tell(made, pool, of_client("fs2"));
  EXPECT_EQ(verdict().verdict, Verdict::vacuous);
}

// Two jobs of a client at once may each make a key; either would be honest in
// the other's place.
TEST_P(DocumentedRowsTest, RowsForTheSameThingAreNoPair) {
  const ProtectionRow pool = create();
  make(pool, of_client("fs1"));
  make(pool, of_client("fs1"));
  EXPECT_EQ(verdict().verdict, Verdict::vacuous);
}

TEST_P(DocumentedRowsTest, ARotationLeavesThePlaceWhereItIs) {
  const ProtectionRow pool = create();
  make(pool, of_client("fs1"));
  KeyContext later = of_client("fs1");
  later.version = 1;
  const ProtectionRow rotated = rotate(pool);
  make(rotated, later);
  EXPECT_EQ(verdict().verdict, Verdict::vacuous) << "still the same client";
  later.client = "fs2";
  make(rotated, later);
  EXPECT_EQ(verdict().verdict, Verdict::violated);
}

// That a row opens nowhere is no proof that it is bound to its place.
TEST_P(DocumentedRowsTest, ARowThatDoesNotOpenInItsOwnPlaceProvesNothing) {
  const ProtectionRow pool = create();
  make(pool, of_client("fs1"));
  NewDataKey broken = key_code->new_data_key(pool, of_client("fs2"), cell.services());
  broken.row.bytes.back() ^= 1;
  tell(broken, pool, of_client("fs2"));
  EXPECT_EQ(verdict().verdict, Verdict::vacuous);
  make(pool, of_client("fs3"));
  EXPECT_EQ(verdict().verdict, Verdict::violated);
}

}  // namespace
}  // namespace keycell::properties
