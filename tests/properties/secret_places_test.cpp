#include "properties/checks/secret_places.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "properties/watch/checksum.h"
#include "tests/crypto/rsa_keys.h"
#include "tests/properties/events.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using crypto::Arrival;
using crypto::KeyClass;
using crypto::SecretId;
using model::Crossing;
using model::Place;
using testing::HasSubstr;
using testing::Not;

class SecretPlacesTest : public testing::Test {
 protected:
  void hold(SecretId id, KeyClass key_class, const Bytes& key) {
    feeder.feed(model::SecretHeld{id, key_class, Arrival::generated, {key}});
  }
  void cross(Place place, std::string_view from, std::string_view to, View bytes) {
    feeder.feed(Crossing{place, from, to, "kms_wrap", bytes, {}});
  }

  const Bytes data_key = test::test_key(1);
  const Bytes kek = test::test_key(77);
  SecretPlaces property{test::small_scenario()};
  test::Feeder feeder{property};
};

TEST_F(SecretPlacesTest, HoldsWhenNothingCrossesInClear) {
  hold({1}, KeyClass::dataKey, data_key);
  cross(Place::wire, "commserve", "fs1", test::test_key(200));
  EXPECT_EQ(test::judgement(property).verdict, Verdict::held);
}

TEST_F(SecretPlacesTest, IsVacuousWithoutACrossing) {
  hold({1}, KeyClass::dataKey, data_key);
  EXPECT_EQ(test::judgement(property).verdict, Verdict::vacuous);
}

TEST_F(SecretPlacesTest, IsViolatedAtEveryPlace) {
  for (const Place place : model::allPlaces) {
    SecretPlaces fresh(test::small_scenario());
    test::Feeder feed(fresh);
    feed.feed(model::SecretHeld{{1}, KeyClass::dataKey, Arrival::generated, {data_key}});
    feed.feed(Crossing{place, "commserve", "fs1", "message", data_key, {}});
    const Judgement judgement = test::judgement(fresh);
    EXPECT_EQ(judgement.verdict, Verdict::violated) << name_of(place);
    ASSERT_EQ(judgement.evidence.size(), 1U);
    EXPECT_THAT(judgement.evidence[0].text(), HasSubstr(std::string(name_of(place))));
    EXPECT_THAT(judgement.evidence[0].text(), HasSubstr("data-key #1"));
  }
}

TEST_F(SecretPlacesTest, SeesPartOfAKey) {
  hold({1}, KeyClass::dataKey, data_key);
  cross(Place::logLine, "fs1", "fs1", View(data_key).subspan(11, 9));
  EXPECT_THAT(test::judgement(property).evidence.at(0).text(), HasSubstr("9 bytes of data-key"));
}

// The private numbers count, in both byte orders; the modulus is public and the framing is in every key.
TEST_F(SecretPlacesTest, SeesThePrivateNumbersOfAnRsaKeyAndNothingElseOfIt) {
  const Bytes key = crypto::testing::published_rsa_key(3072);
  hold({1}, KeyClass::rsaPrivate, key);
  cross(Place::csdbPage, "commserve", "csdb.db", crypto::public_half_of(View(key)).bytes);
  EXPECT_EQ(test::judgement(property).verdict, Verdict::held);
  std::uint64_t seen = 0;
  for (const crypto::WipedBuffer& field : crypto::rsa_private_fields(View(key))) {
    Bytes bytes = bytes_of(field.view());
    cross(Place::logLine, "commserve", "commserve", View(bytes).subspan(20, 12));
    std::ranges::reverse(bytes);
    cross(Place::logLine, "commserve", "commserve", View(bytes).subspan(20, 12));
    seen += 2;
    EXPECT_GE(test::judgement(property).violations, seen);
  }
  EXPECT_EQ(seen, 12u);
  EXPECT_THAT(test::judgement(property).evidence.at(0).text(), HasSubstr("rsa-private-key #1"));
}

TEST_F(SecretPlacesTest, CountsADeclaredExposureAndNoViolation) {
  hold({1}, KeyClass::kek, kek);
  cross(Place::payload, "commserve", "kms1", kek);
  const Judgement judgement = test::judgement(property);
  EXPECT_EQ(judgement.verdict, Verdict::held);
  const auto made = what_crossed(judgement).declared;
  ASSERT_EQ(made.size(), 2U);
  EXPECT_EQ(made[0].key_class, "kek");
  EXPECT_EQ(made[0].count, 1U);
  EXPECT_EQ(made[1].count, 0U);
}

TEST_F(SecretPlacesTest, AKeyInHexInALogIsAKeyInTheLog) {
  hold({1}, KeyClass::dataKey, data_key);
  std::string text;
  for (const std::uint8_t byte : data_key) text += fmt::format("{:02x}", byte);
  cross(Place::logLine, "fs1", "fs1", view_of("using " + text));
  EXPECT_THAT(test::judgement(property).evidence.at(0).text(), HasSubstr("32 bytes of data-key #1 in clear (hex)"));
  EXPECT_THAT(property.result(), Not(HasSubstr(text.substr(0, 16))));
}

TEST_F(SecretPlacesTest, ADeclarationIsForTheKeyAsItIsAndForNoEncodingOfIt) {
  hold({1}, KeyClass::kek, kek);
  std::string text;
  for (const std::uint8_t byte : kek) text += fmt::format("{:02X}", byte);
  cross(Place::payload, "commserve", "kms1", view_of(text));
  EXPECT_EQ(test::judgement(property).verdict, Verdict::violated);
}

TEST_F(SecretPlacesTest, AWrapMayBeWhereThePolicySaysSoAndNowhereElse) {
  const Bytes wrap = test::test_key(150);
  hold({1}, KeyClass::dataKey, data_key);
  feeder.feed(model::KeyWrapped{{1}, {2}, crypto::WrapForm::aesKeyWrapCrc32, wrap});
  cross(Place::csdbPage, "commserve", "csdb.db", wrap);
  EXPECT_EQ(test::judgement(property).verdict, Verdict::held);
  cross(Place::logLine, "commserve", "commserve", wrap);
  const Judgement judgement = test::judgement(property);
  EXPECT_EQ(judgement.violations, 1u);
  EXPECT_THAT(judgement.evidence.at(0).text(), HasSubstr("a wrap of data-key #1"));
  const auto seen = what_crossed(judgement).crossed;
  const auto csdb = std::ranges::find_if(
      seen, [](const SeenAt& at) { return at.key_class == "data-key" && at.place == "csdb-page"; });
  ASSERT_NE(csdb, seen.end());
  EXPECT_EQ(csdb->wrapped, 1u);
  EXPECT_EQ(csdb->allowed, "wrapped");
}

TEST_F(SecretPlacesTest, TheChecksumOfAKeyBesideItsWrapIsAViolationEvenWhereTheWrapMayBe) {
  const Bytes wrap = test::test_key(150);
  hold({1}, KeyClass::dataKey, data_key);
  feeder.feed(model::KeyWrapped{{1}, {2}, crypto::WrapForm::aesKeyWrapCrc32, wrap});
  Bytes row = wrap;
  const std::uint32_t crc = crc32_of(data_key);
  for (int shift = 24; shift >= 0; shift -= 8) row.push_back(static_cast<std::uint8_t>(crc >> shift));
  cross(Place::csdbPage, "commserve", "csdb.db", row);
  EXPECT_THAT(test::judgement(property).evidence.at(0).text(), HasSubstr("the CRC32 of data-key #1 itself"));
}

TEST_F(SecretPlacesTest, AScrambledMasterKeyInTheCsdbIsDeclaredForTheBuiltInKmsAndForNoOther) {
  // Unlike test_key's, its differences have no pattern.
  const Bytes key = bytes_of(view_of("kX2#pL9!vQ7@zR4$mT1%wY8^bN5&cJ3*"));
  Bytes scrambled = key;
  for (std::size_t i = 0; i < scrambled.size(); ++i) scrambled[i] ^= static_cast<std::uint8_t>(0x91 + 29 * (i % 16));
  for (const bool built_in : {true, false}) {
    auto scenario = test::small_scenario();
    if (built_in) scenario.kms[0].kind = "built-in";
    SecretPlaces judged(scenario);
    test::Feeder feed(judged);
    feed.feed(model::SecretHeld{{1}, KeyClass::masterKey, Arrival::generated, {key}});
    feed.feed(Crossing{Place::csdbPage, "commserve", "csdb.db", "block", scrambled, {}});
    EXPECT_EQ(test::judgement(judged).verdict, built_in ? Verdict::held : Verdict::violated);
    feed.feed(Crossing{Place::csdbPage, "commserve", "csdb.db", "block", key, {}});
    EXPECT_EQ(test::judgement(judged).verdict, Verdict::violated) << "in clear it is never declared";
  }
}

TEST_F(SecretPlacesTest, EvidenceNeverHoldsTheKey) {
  const Bytes readable = bytes_of(view_of("TestKey:abcdefghijklmnopqrstuvwx"));
  hold({1}, KeyClass::dataKey, readable);
  cross(Place::logLine, "fs1", "fs1", readable);
  for (std::size_t at = 0; at + 8 <= readable.size(); ++at)
    EXPECT_EQ(property.result().find(text_of(View(readable).subspan(at, 8))), std::string::npos);
}

}  // namespace
}  // namespace keycell::properties
