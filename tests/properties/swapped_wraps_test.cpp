#include "properties/checks/swapped_wraps.h"

#include <gmock/gmock.h>

#include "crypto/rsa.h"
#include "tests/crypto/rsa_keys.h"
#include "tests/properties/events.h"

namespace keycell::properties {
namespace {

using crypto::Arrival;
using crypto::DataKey;
using crypto::Kek;
using crypto::KeyClass;
using crypto::SecretId;
using crypto::WipedBuffer;
using crypto::WrapForm;
using testing::HasSubstr;

template <class Key>
Key key_of(const Bytes& bytes) {
  return Key::from(WipedBuffer::copy_of(bytes), Arrival::generated, nullptr);
}

class SwappedWrapsTest : public testing::Test {
 protected:
  void hold(SecretId id, KeyClass key_class, View bytes) {
    feeder.feed(model::SecretHeld{id, key_class, Arrival::generated, {bytes}});
  }
  void wrap(SecretId what, SecretId by, WrapForm form, View result) {
    feeder.feed(model::KeyWrapped{what, by, form, result});
  }
  Judgement verdict() const { return test::judgement(property); }

  const Bytes kek = test::test_key(1), dek_a = test::test_key(51), dek_b = test::test_key(101);
  SwappedWraps property;
  test::Feeder feeder{property};
};

// Whoever can write the CSDB gives one client the key of another: nothing in the wrap says whose it is.
TEST_F(SwappedWrapsTest, TwoDataKeysUnderOneKekAreSwappedAndNobodyNotices) {
  hold({1}, KeyClass::kek, kek);
  hold({2}, KeyClass::dataKey, dek_a);
  hold({3}, KeyClass::dataKey, dek_b);
  wrap({2}, {1}, WrapForm::aesKeyWrapCrc32, crypto::wrap(key_of<DataKey>(dek_a), key_of<Kek>(kek)).bytes);
  EXPECT_EQ(verdict().verdict, Verdict::vacuous) << "one wrap has nothing to be swapped with";
  wrap({3}, {1}, WrapForm::aesKeyWrapCrc32, crypto::wrap(key_of<DataKey>(dek_b), key_of<Kek>(kek)).bytes);
  ASSERT_EQ(verdict().verdict, Verdict::violated);
  EXPECT_THAT(verdict().evidence.at(0),
              HasSubstr("data-key #3 opens in the place of that of data-key #2, under kek #1"));
}

// The twin: a wrap that is bound to its place (here: to anything that this place does not have) is refused there.
TEST_F(SwappedWrapsTest, AWrapThatDoesNotOpenInTheOtherPlaceHolds) {
  hold({1}, KeyClass::kek, kek);
  hold({2}, KeyClass::dataKey, dek_a);
  hold({3}, KeyClass::dataKey, dek_b);
  wrap({2}, {1}, WrapForm::aesKeyWrapCrc32, crypto::wrap(key_of<DataKey>(dek_a), key_of<Kek>(kek)).bytes);
  const Bytes bound = crypto::wrap(key_of<DataKey>(dek_b), key_of<Kek>(test::test_key(7))).bytes;
  wrap({3}, {1}, WrapForm::aesKeyWrapCrc32, bound);
  EXPECT_EQ(verdict().verdict, Verdict::held);
}

TEST_F(SwappedWrapsTest, KeysUnderDifferentKeksAreNoPair) {
  hold({1}, KeyClass::kek, kek);
  hold({2}, KeyClass::kek, test::test_key(7));
  wrap({3}, {1}, WrapForm::aesKeyWrapCrc32, crypto::wrap(key_of<DataKey>(dek_a), key_of<Kek>(kek)).bytes);
  wrap({4}, {2}, WrapForm::aesKeyWrapCrc32, crypto::wrap(key_of<DataKey>(dek_b), key_of<Kek>(test::test_key(7))).bytes);
  EXPECT_EQ(verdict().verdict, Verdict::vacuous);
}

TEST_F(SwappedWrapsTest, TheSameKeyWrappedAgainIsNoPair) {
  hold({1}, KeyClass::kek, kek);
  const Bytes wrapped = crypto::wrap(key_of<DataKey>(dek_a), key_of<Kek>(kek)).bytes;
  wrap({2}, {1}, WrapForm::aesKeyWrapCrc32, wrapped);
  wrap({2}, {1}, WrapForm::aesKeyWrapCrc32, wrapped);
  EXPECT_EQ(verdict().verdict, Verdict::vacuous);
}

TEST_F(SwappedWrapsTest, UnderAnRsaPairToo) {
  const Bytes pair = crypto::testing::published_rsa_key(3072);
  const crypto::RsaPublic half = crypto::public_half_of(View(pair));
  hold({1}, KeyClass::rsaPrivate, pair);
  wrap({2}, {1}, WrapForm::rsaOaep, crypto::wrap_rsa(key_of<DataKey>(dek_a), half).bytes);
  wrap({3}, {1}, WrapForm::rsaOaep, crypto::wrap_rsa(key_of<DataKey>(dek_b), half).bytes);
  EXPECT_EQ(verdict().verdict, Verdict::violated);
}

}  // namespace
}  // namespace keycell::properties
