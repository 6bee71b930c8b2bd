#include "properties/checks/key_roles.h"

#include <gmock/gmock.h>

#include "crypto/key_delivery.h"
#include "tests/crypto/counter_rng.h"
#include "tests/properties/events.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using crypto::KeyClass;
using crypto::SecretId;
using testing::HasSubstr;

class KeyRolesTest : public testing::Test {
 protected:
  SecretId hold(KeyClass key_class, std::uint8_t start) {
    const SecretId id{++held};
    feeder.feed(model::SecretHeld{id, key_class, crypto::Arrival::generated, {test::test_key(start)}});
    return id;
  }
  void wrap(SecretId what, SecretId by, const Bytes& result = Bytes(44, 5)) {
    feeder.feed(model::KeyWrapped{what, by, crypto::WrapForm::aesKeyWrapCrc32, result});
  }
  void seal(SecretId key, std::string_view host) {
    feeder.feed(model::DataSealed{key, Bytes(16, 1), Bytes(32, 1)}, host);
  }
  Judgement verdict() const { return test::judgement(property); }

  std::uint32_t held = 0;
  KeyRoles property{test::small_scenario(), BoundaryPolicy(test::small_scenario())};
  test::Feeder feeder{property};
};

/// A hierarchy of another shape: master keys wrap data keys, there is no KEK.
class FlatKeyRolesTest : public KeyRolesTest {
 protected:
  static BoundaryPolicy flat() {
    return {read_policy("flat.toml", R"(title = "no KEK"
[[wraps]]
by = "master-key"
what = ["data-key"]
why = "the KMS wraps data keys itself"
)"),
            test::small_scenario()};
  }
  KeyRoles flat_property{test::small_scenario(), flat()};
  test::Feeder flat_feeder{flat_property};

  void wrap_both(KeyClass what, KeyClass by) {
    for (test::Feeder* to : {&feeder, &flat_feeder}) {
      to->feed(model::SecretHeld{{1}, by, crypto::Arrival::generated, {test::test_key(1)}});
      to->feed(model::SecretHeld{{2}, what, crypto::Arrival::generated, {test::test_key(2)}});
      to->feed(model::KeyWrapped{{2}, {1}, crypto::WrapForm::aesKeyWrapCrc32, Bytes(44, 5)});
    }
  }
};

// What wraps what is the policy's to say: a shape that it allows is no violation, and the documented one is then none
// of its.
TEST_F(FlatKeyRolesTest, AnotherShapeHoldsUnderItsOwnPolicy) {
  wrap_both(KeyClass::dataKey, KeyClass::masterKey);
  EXPECT_EQ(test::judgement(flat_property).verdict, Verdict::held);
  EXPECT_EQ(verdict().verdict, Verdict::violated);
}

TEST_F(FlatKeyRolesTest, AnotherShapeHoldsUnderItsOwnPolicy_twin) {
  wrap_both(KeyClass::dataKey, KeyClass::kek);
  EXPECT_EQ(test::judgement(flat_property).verdict, Verdict::violated);
  EXPECT_EQ(verdict().verdict, Verdict::held);
}

TEST_F(KeyRolesTest, HoldsForTheHierarchyAsDocumented) {
  const SecretId root = hold(KeyClass::kmsRoot, 1), master = hold(KeyClass::masterKey, 2), kek = hold(KeyClass::kek, 3),
                 pair = hold(KeyClass::rsaPrivate, 4), dek = hold(KeyClass::dataKey, 5);
  wrap(master, root);
  wrap(kek, master);
  wrap(pair, master);
  wrap(dek, kek);
  wrap(dek, pair);
  seal(dek, "fs1");
  seal(dek, "fs1");
  seal(dek, "ma1");  // an aux copy that encrypts again
  feeder.feed(model::DataOpened{dek, Bytes(16, 1), Bytes(32, 1)}, "fs1");
  feeder.feed(model::SecretDisclosed{kek, crypto::Disclosure::kekToBeWrappedByKms});
  EXPECT_EQ(verdict().verdict, Verdict::held);
}

TEST_F(KeyRolesTest, IsVacuousWhenNoKeyIsUsed) {
  hold(KeyClass::dataKey, 1);
  EXPECT_EQ(verdict().verdict, Verdict::vacuous);
}

// Of 36 pairs of these classes six are in the hierarchy; each of the others is a shortcut that opens more than it
// should.
TEST_F(KeyRolesTest, EveryOtherPairIsAViolation) {
  const std::array classes{KeyClass::kmsRoot,    KeyClass::masterKey, KeyClass::kek,
                           KeyClass::rsaPrivate, KeyClass::dataKey,   KeyClass::networkPassword};
  std::vector<SecretId> wrapping, wrapped;
  std::uint8_t start = 1;
  for (const KeyClass key_class : classes) wrapping.push_back(hold(key_class, start++));
  for (const KeyClass key_class : classes) wrapped.push_back(hold(key_class, start++));
  for (const SecretId by : wrapping)
    for (const SecretId what : wrapped) wrap(what, by);
  EXPECT_EQ(verdict().violations, 36U - 6U);
}

TEST_F(KeyRolesTest, OnlyADataKeySealsAndOpensData) {
  const SecretId kek = hold(KeyClass::kek, 1);
  seal(kek, "fs1");
  feeder.feed(model::DataOpened{kek, Bytes(16, 1), Bytes(32, 1)}, "fs1");
  EXPECT_EQ(verdict().violations, 2U);
  EXPECT_THAT(verdict().evidence.at(0).text(), HasSubstr("kek #1 seals data"));
}

TEST_F(KeyRolesTest, ADataKeyIsNeverDisclosed) {
  feeder.feed(model::SecretDisclosed{hold(KeyClass::dataKey, 1), crypto::Disclosure::kekUnwrappedByKms});
  EXPECT_EQ(verdict().violations, 1U);
}

// Whoever takes one client's key has the other one's backups.
TEST_F(KeyRolesTest, NoDataKeySealsForTwoClients) {
  const SecretId dek = hold(KeyClass::dataKey, 1);
  seal(dek, "fs1");
  seal(dek, "fs2");
  ASSERT_EQ(verdict().violations, 1U);
  EXPECT_THAT(verdict().evidence.at(0).text(), HasSubstr("data-key #1 seals data of fs2 and of fs1"));
}

// Nor one after the other: that the first is done with it makes no second key of it.
TEST_F(KeyRolesTest, NoDataKeySealsForAnotherClientAfterItWasWiped) {
  const SecretId dek = hold(KeyClass::dataKey, 1);
  seal(dek, "fs1");
  feeder.feed(model::SecretWiped{dek, false}, "fs1");
  feeder.feed(model::SecretWiped{dek, true}, "commserve");
  seal(dek, "fs2");
  EXPECT_EQ(verdict().violations, 1U);
}

TEST_F(KeyRolesTest, TheSameBytesAreNotTwoKinds) {
  const SecretId key = hold(KeyClass::kek, 1);
  feeder.feed(model::SecretHeld{key, KeyClass::dataKey, crypto::Arrival::unwrapped, {test::test_key(1)}});
  ASSERT_EQ(verdict().violations, 1U);
  EXPECT_THAT(verdict().evidence.at(0).text(), HasSubstr("serve as data-key too"));
}

TEST_F(KeyRolesTest, ADeliveryMustNotOpenUnderThePasswordItself) {
  const SecretId password = hold(KeyClass::networkPassword, 1), dek = hold(KeyClass::dataKey, 2);
  const auto plain_password = crypto::NetworkPassword::from(crypto::WipedBuffer::copy_of(test::test_key(1)),
                                                            crypto::Arrival::installed, nullptr);
  const auto key =
      crypto::DataKey::from(crypto::WipedBuffer::copy_of(test::test_key(2)), crypto::Arrival::generated, nullptr);
  crypto::testing::CounterRng rng("deliveries");
  wrap(dek, password, crypto::NetworkPasswordDelivery().seal(key, plain_password, rng).bytes);
  EXPECT_EQ(verdict().verdict, Verdict::held);
  wrap(dek, password, crypto::aes_key_wrap(test::test_key(1), test::test_key(2)));
  ASSERT_EQ(verdict().violations, 1U);
  EXPECT_THAT(verdict().evidence.at(0).text(), HasSubstr("network-password #1 is itself the key"));
}

}  // namespace
}  // namespace keycell::properties
