// The scan of crossings: each form in which a secret can leak is found, and only by the part that is there for it.

#include "properties/scanner.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>

#include "crypto/rsa.h"
#include "crypto/scramble.h"
#include "properties/watch/checksum.h"
#include "tests/crypto/rsa_keys.h"
#include "tests/properties/events.h"

namespace keycell::properties {
namespace {

using crypto::Arrival;
using crypto::KeyClass;
using crypto::SecretId;
using crypto::WrapForm;
using model::Crossing;
using model::Place;
using testing::Contains;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

constexpr SecretId dataKey{1};
constexpr SecretId kek{2};

/// A scanner that heard of some secrets.
class Watch {
 public:
  explicit Watch(Forms forms = Forms::all()) : scanner(forms) {}

  void hold(SecretId id, KeyClass key_class, View key) {
    tell(model::SecretHeld{id, key_class, Arrival::generated, {key}});
  }
  void wrap(SecretId what, View result) { tell(model::KeyWrapped{what, kek, WrapForm::aesKeyWrapCrc32, result}); }
  std::vector<Find> cross(View bytes, Place place = Place::logLine) {
    return tell(Crossing{place, "fs1", "fs1", "debug", bytes, {}});
  }
  std::vector<Find> cross(std::string_view text) { return cross(view_of(text)); }

  Scanner scanner;

 private:
  std::vector<Find> tell(const model::EventBody& body) {
    return scanner.finds({next_++, model::Nanos(0), "fs1", body});
  }
  std::uint64_t next_ = 0;
};

Bytes join(std::initializer_list<View> parts) {
  Bytes all;
  for (const View part : parts) append(all, part);
  return all;
}

std::string hex(View bytes, const char* each, std::string_view between = "") {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    if (!text.empty()) text += between;
    text += fmt::format(fmt::runtime(each), byte);
  }
  return text;
}

std::string base64(View bytes, std::string_view last_two, std::size_t line = 0) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + std::string(last_two);
  std::string text;
  std::size_t written = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (i + k < bytes.size() ? bytes[i + k] : 0U);
    for (std::size_t k = 0; k < 4; ++k) {
      text += i + k > bytes.size() ? '=' : letters[group >> (18 - 6 * k) & 63];
      if (line != 0 && ++written % line == 0) text += "\r\n";
    }
  }
  return text;
}

Bytes widened(View bytes, bool zero_first) {
  Bytes wide;
  for (const std::uint8_t byte : bytes) append(wide, zero_first ? Bytes{0, byte} : Bytes{byte, 0});
  return wide;
}

Bytes under_pad(View bytes, View pad) {
  Bytes masked = bytes_of(bytes);
  for (std::size_t i = 0; i < masked.size(); ++i) masked[i] ^= pad[i % pad.size()];
  return masked;
}

/// Unlike test::test_key it has no pattern whose differences are a pattern too.
Bytes unpatterned_key(std::uint32_t number) {
  Bytes key(32);
  std::uint64_t state = 0x243f6a8885a308d3U + number;
  for (std::uint8_t& byte : key) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    byte = static_cast<std::uint8_t>(state >> 56);
  }
  return key;
}

/// A pad that no shorter one explains.
Bytes pad_of(std::size_t period) {
  Bytes pad(period);
  for (std::size_t i = 0; i < period; ++i) pad[i] = static_cast<std::uint8_t>(0xa7 + 61 * i + 13 * i * i);
  return pad;
}

// --- as they are -------------------------------------------------------------------------------------------------

TEST(Scanner, FindsAnyEightBytesOfAKeyAndSaysWhere) {
  Watch watch;
  const Bytes key = test::test_key(1);
  watch.hold(dataKey, KeyClass::dataKey, key);
  const auto finds = watch.cross(join({Bytes(5, 'x'), View(key).subspan(11, 9), Bytes(5, 'x')}));
  ASSERT_THAT(finds, SizeIs(1));
  EXPECT_EQ(finds[0].secret, dataKey);
  EXPECT_EQ(finds[0].key_class, KeyClass::dataKey);
  EXPECT_EQ(finds[0].shown, Shown::key);
  EXPECT_TRUE(finds[0].forms.are_the_bytes_themselves());
  EXPECT_EQ(finds[0].offset, 5U);
  EXPECT_EQ(finds[0].length, 9U);
}

TEST(Scanner, LooksAtAnEventOnceHoweverManyPropertiesAsk) {
  Watch watch;
  watch.hold(dataKey, KeyClass::dataKey, test::test_key(1));
  const Bytes key = test::test_key(1);
  const model::Event crossing{99, model::Nanos(0), "fs1", Crossing{Place::wire, "fs1", "ma1", "data", key, {}}};
  EXPECT_THAT(watch.scanner.finds(crossing), SizeIs(1));
  EXPECT_THAT(watch.scanner.finds(crossing), SizeIs(1));
  EXPECT_EQ(watch.scanner.looked_at(Place::wire).crossings, 1U);
  EXPECT_EQ(watch.scanner.looked_at(Place::wire).bytes, key.size());
  EXPECT_EQ(watch.scanner.looked_at(Place::media).bytes, 0U);
}

TEST(Scanner, MatchesAPasswordOfLessThanEightBytesWholeAlsoInHexAndBase64) {
  Watch watch;
  watch.hold(dataKey, KeyClass::networkPassword, view_of("s3cr+t"));
  EXPECT_THAT(watch.cross("login s3cr+t!"), SizeIs(1));
  EXPECT_THAT(watch.cross("login s3cr+"), IsEmpty());
  EXPECT_THAT(watch.cross("login " + hex(view_of("s3cr+t"), "{:02x}")), SizeIs(1));
  EXPECT_THAT(watch.cross("login " + base64(view_of("xs3cr+t"), "+/")), SizeIs(1));
}

// --- each encoding: a leak that only it finds --------------------------------------------------------------------

struct Leak {
  std::string name;
  Form found_by;
  std::function<Bytes(View key)> text;
};

Bytes ascii(const std::string& text) { return bytes_of(view_of(text)); }

std::vector<Leak> leaks() {
  std::vector<Leak> all{
      {"Backwards", Form::reversed, [](View key) { return Bytes(key.rbegin(), key.rend()); }},
      {"HexLower", Form::hex, [](View key) { return ascii("key=" + hex(key, "{:02x}") + ";"); }},
      {"HexUpper", Form::hex, [](View key) { return ascii("key=" + hex(key, "{:02X}")); }},
      {"HexBehindADigit", Form::hex, [](View key) { return ascii("7" + hex(key, "{:02x}")); }},
      {"HexColons", Form::hex, [](View key) { return ascii(hex(key, "{:02x}", ":")); }},
      {"HexBlanks", Form::hex, [](View key) { return ascii(hex(key, "{:02X}", " ")); }},
      {"HexHyphens", Form::hex, [](View key) { return ascii(hex(key, "{:02X}", "-")); }},
      {"HexEscaped", Form::hex, [](View key) { return ascii("\"" + hex(key, "\\x{:02x}") + "\""); }},
      {"HexArray", Form::hex, [](View key) { return ascii("{" + hex(key, "0x{:02x}", ", ") + "}"); }},
      {"HexArrayTight", Form::hex, [](View key) { return ascii("{" + hex(key, "0X{:02X}", ",") + "}"); }},
      {"Base64Standard", Form::base64, [](View key) { return ascii("key: " + base64(key, "+/")); }},
      {"Base64Url", Form::base64, [](View key) { return ascii("key: " + base64(key, "-_")); }},
      {"Base64Folded", Form::base64, [](View key) { return ascii(base64(key, "+/", 6)); }},
      {"Utf16Little", Form::utf16, [](View key) { return widened(key, false); }},
      {"Utf16Big", Form::utf16, [](View key) { return widened(key, true); }},
  };
  for (std::size_t before = 1; before <= 4; ++before)
    all.push_back({"Base64Behind" + std::to_string(before), Form::base64, [before](View key) {
                     return ascii(base64(join({Bytes(before, '!'), key}), "+/"));
                   }});
  // Letters of something else directly before it: where the key's own four begin, nobody knows.
  for (std::size_t before = 1; before <= 4; ++before)
    all.push_back({"Base64BehindLetters" + std::to_string(before), Form::base64,
                   [before](View key) { return ascii(std::string(before, 'Q') + base64(key, "+/")); }});
  for (const bool zero_first : {false, true}) {
    const std::string order = zero_first ? "Big" : "Little";
    all.push_back({"HexInUtf16" + order, Form::utf16,
                   [zero_first](View key) { return widened(ascii(hex(key, "{:02x}")), zero_first); }});
    all.push_back({"Base64InUtf16" + order, Form::utf16,
                   [zero_first](View key) { return widened(ascii(base64(key, "+/")), zero_first); }});
    all.push_back({"HexInUtf16NeedsHex" + order, Form::hex,
                   [zero_first](View key) { return widened(ascii(hex(key, "{:02x}")), zero_first); }});
    all.push_back({"Base64InUtf16NeedsBase64" + order, Form::base64,
                   [zero_first](View key) { return widened(ascii(base64(key, "+/")), zero_first); }});
  }
  return all;
}

class LeakTest : public testing::TestWithParam<Leak> {};

INSTANTIATE_TEST_SUITE_P(Of, LeakTest, testing::ValuesIn(leaks()), [](const auto& one) { return one.param.name; });

TEST_P(LeakTest, IsFoundWhereverItLiesInAnythingElse) {
  Watch watch;
  const Bytes key = test::test_key(33);
  watch.hold(dataKey, KeyClass::dataKey, key);
  for (std::size_t before = 0; before < 40; ++before) {
    const auto finds = watch.cross(join({Bytes(before, '#'), GetParam().text(key), Bytes(before % 7, '#')}));
    ASSERT_THAT(finds, SizeIs(1)) << before;
    EXPECT_TRUE(finds[0].forms.has(GetParam().found_by)) << name_of(finds[0].forms);
    EXPECT_EQ(finds[0].length, key.size());
    EXPECT_GE(finds[0].offset, before);
    EXPECT_LE(finds[0].offset, before + 10);
  }
}

TEST_P(LeakTest, EightBytesOfTheKeyAreEnough) {
  Watch watch;
  const Bytes key = test::test_key(33);
  watch.hold(dataKey, KeyClass::dataKey, key);
  for (std::size_t from = 0; from + 8 <= key.size(); ++from) {
    const auto finds = watch.cross(join({ascii("###"), GetParam().text(View(key).subspan(from, 8)), ascii("###")}));
    ASSERT_THAT(finds, SizeIs(1)) << from;
    EXPECT_GE(finds[0].length, 8U);  // what stands beside them may happen to be as the key goes on
  }
}

TEST_P(LeakTest, IsFoundByItsOwnFormOnly) {
  Watch without(Forms::all().without(GetParam().found_by));
  const Bytes key = test::test_key(33);
  without.hold(dataKey, KeyClass::dataKey, key);
  EXPECT_THAT(without.cross(join({ascii("###"), GetParam().text(key), ascii("###")})), IsEmpty());
}

TEST(Scanner, AnEncodingOfOtherBytesIsNoFind) {
  Watch watch;
  watch.hold(dataKey, KeyClass::dataKey, test::test_key(33));
  for (const Leak& leak : leaks())
    EXPECT_THAT(watch.cross(join({ascii("###"), leak.text(test::test_key(34)), ascii("###")})), IsEmpty()) << leak.name;
}

RC_GTEST_PROP(Scanner, FindsAKeyInTextAfterAnyOtherText, (const std::string& before)) {
  Watch watch;
  const Bytes key = test::test_key(33);
  watch.hold(dataKey, KeyClass::dataKey, key);
  const std::string stop = before + "|";
  RC_ASSERT(watch.cross(stop + hex(key, "{:02x}") + stop).size() == 1);
  RC_ASSERT(watch.cross(stop + base64(key, "-_") + stop).size() == 1);
  RC_ASSERT(watch.cross(stop + "0x" + hex(key, "{:02x}", ",0x")).size() == 1);
  RC_ASSERT(watch.cross(stop).empty());
}

// --- RSA ---------------------------------------------------------------------------------------------------------

class RsaScanTest : public testing::Test {
 protected:
  /// A private number of the key as limbs of `word` bytes in memory, the most significant first.
  static Bytes limbs(View number, std::size_t word) {
    Bytes bytes((word - number.size() % word) % word);
    append(bytes, number);
    for (std::size_t at = 0; at < bytes.size(); at += word)
      std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                   bytes.begin() + static_cast<std::ptrdiff_t>(at + word));
    return bytes;
  }

  const Bytes key = crypto::testing::published_rsa_key(3072);
  const std::vector<crypto::WipedBuffer> numbers = crypto::rsa_private_fields(View(key));
};

TEST_F(RsaScanTest, SeesEachPrivateNumberInBothByteOrdersAndAsLimbs) {
  Watch watch;
  watch.hold(dataKey, KeyClass::rsaPrivate, key);
  ASSERT_EQ(numbers.size(), 6U);
  for (const crypto::WipedBuffer& number : numbers) {
    const View big = number.view();
    const Bytes little(big.rbegin(), big.rend());
    EXPECT_FALSE(watch.cross(big.subspan(20, 12)).empty());
    EXPECT_FALSE(watch.cross(View(little).subspan(20, 12)).empty());
    for (const std::size_t word : {4U, 8U}) {
      const Bytes words = limbs(big, word);
      const auto finds = watch.cross(View(words).subspan(21, 12));
      ASSERT_FALSE(finds.empty());
      EXPECT_THAT(finds, Contains(Field(&Find::forms, Forms{Form::limbs})));
    }
  }
}

TEST_F(RsaScanTest, LimbsAreFoundByTheirOwnFormOnly) {
  Watch without(Forms::all().without(Form::limbs));
  without.hold(dataKey, KeyClass::rsaPrivate, key);
  EXPECT_THAT(without.cross(limbs(numbers[0].view(), 4)), IsEmpty());
  // A whole word of 8 is a window of the number backwards too; what lies across two of them is not.
  Watch with_neither(Forms::all().without(Form::limbs).without(Form::reversed));
  with_neither.hold(dataKey, KeyClass::rsaPrivate, key);
  EXPECT_THAT(with_neither.cross(limbs(numbers[0].view(), 8)), IsEmpty());
  EXPECT_THAT(without.cross(View(limbs(numbers[0].view(), 8)).subspan(1, 14)), IsEmpty());
}

TEST_F(RsaScanTest, ThePublicHalfIsNoSecretInAnyForm) {
  Watch watch;
  watch.hold(dataKey, KeyClass::rsaPrivate, key);
  const Bytes half = crypto::public_half_of(View(key)).bytes;
  EXPECT_THAT(watch.cross(half, Place::csdbPage), IsEmpty());
  EXPECT_THAT(watch.cross(hex(half, "{:02x}")), IsEmpty());
  EXPECT_THAT(watch.cross(base64(half, "+/", 64)), IsEmpty());
}

TEST_F(RsaScanTest, BytesThatAreNoRsaKeyAreASecretAllTheSame) {
  Watch watch;
  watch.hold(dataKey, KeyClass::rsaPrivate, test::test_key(9));
  EXPECT_THAT(watch.cross(test::test_key(9)), SizeIs(1));
}

// --- pads --------------------------------------------------------------------------------------------------------

TEST(Pads, AKeyIsFoundUnderEveryPeriodUpToSixteenOnDatabaseFiles) {
  Watch watch;
  const Bytes key = unpatterned_key(5);
  watch.hold(dataKey, KeyClass::masterKey, key);
  for (std::size_t period = 1; period <= PadTable::longestPeriod; ++period) {
    const Bytes page = join({Bytes(13, 0x20), under_pad(key, pad_of(period)), Bytes(9, 0x20)});
    for (const Place place : {Place::csdbPage, Place::kmsStore}) {
      const auto finds = watch.cross(page, place);
      ASSERT_THAT(finds, SizeIs(1)) << period;
      EXPECT_EQ(finds[0].forms, Forms{Form::scrambled});
      EXPECT_EQ(finds[0].shown, Shown::key);
    }
    EXPECT_THAT(watch.cross(page, Place::logLine), IsEmpty()) << "pads are looked for where the product has them";
  }
}

TEST(Pads, TheScrambleOfTheBuiltInKmsIsOneAndNobodyToldTheWatch) {
  const Bytes key = unpatterned_key(5);
  const auto secret = crypto::MasterKey::from(crypto::WipedBuffer::copy_of(key), crypto::Arrival::generated, nullptr);
  const Bytes page = join({ascii("row 1|"), crypto::scramble(secret), ascii("|row 2")});
  Watch watch;
  watch.hold(dataKey, KeyClass::masterKey, key);
  EXPECT_THAT(watch.cross(page, Place::csdbPage), SizeIs(1));
  Watch without(Forms::all().without(Form::scrambled));
  without.hold(dataKey, KeyClass::masterKey, key);
  EXPECT_THAT(without.cross(page, Place::csdbPage), IsEmpty());
}

TEST(Pads, AShortSecretIsFoundUnderPeriodsThatLeaveEightBytesToCompare) {
  for (const std::size_t size : {12U, 16U, 20U, 23U, 24U}) {
    Watch watch;
    const Bytes whole = unpatterned_key(5);
    const View key = View(whole).first(size);
    watch.hold(dataKey, KeyClass::networkPassword, key);
    const std::size_t longest = std::min<std::size_t>(PadTable::longestPeriod, size - 8);
    for (std::size_t period = 1; period <= longest; ++period)
      EXPECT_THAT(watch.cross(under_pad(key, pad_of(period)), Place::csdbPage), SizeIs(1)) << size << " " << period;
    EXPECT_THAT(watch.cross(under_pad(key, pad_of(longest + 1)), Place::csdbPage), IsEmpty());
  }
}

TEST(Pads, AKeyInClearIsReportedAsThatAndNotAlsoUnderAPadOfZeros) {
  Watch watch;
  watch.hold(dataKey, KeyClass::masterKey, unpatterned_key(5));
  const auto finds = watch.cross(unpatterned_key(5), Place::csdbPage);
  ASSERT_THAT(finds, SizeIs(1));
  EXPECT_TRUE(finds[0].forms.are_the_bytes_themselves());
}

TEST(Pads, EmptyPagesAndPagesOfText) {
  Watch watch;
  watch.hold(dataKey, KeyClass::masterKey, unpatterned_key(5));
  EXPECT_THAT(watch.cross(Bytes(4096, 0), Place::csdbPage), IsEmpty());
  EXPECT_THAT(watch.cross(Bytes(4096, ' '), Place::csdbPage), IsEmpty());
}

// --- wraps and checksums -----------------------------------------------------------------------------------------

class WrapTest : public testing::Test {
 protected:
  void SetUp() override {
    watch.hold(dataKey, KeyClass::dataKey, key);
    watch.wrap(dataKey, wrapped);
  }

  const Bytes key = test::test_key(50);
  const Bytes wrapped = join({test::test_key(100), test::test_key(180)});
  Watch watch;
};

TEST_F(WrapTest, FindsAWrapAsThatOfTheKeyInsideIt) {
  const auto finds = watch.cross(join({ascii("row|"), wrapped}));
  ASSERT_THAT(finds, SizeIs(1));
  EXPECT_EQ(finds[0].shown, Shown::wrap);
  EXPECT_EQ(finds[0].secret, dataKey);
  EXPECT_EQ(finds[0].key_class, KeyClass::dataKey);
  EXPECT_EQ(finds[0].offset, 4U);
  EXPECT_EQ(finds[0].length, wrapped.size());
}

TEST_F(WrapTest, FifteenBytesOfAWrapAreEnoughWhereverTheyAre) {
  for (std::size_t from = 0; from + 15 <= wrapped.size(); ++from)
    EXPECT_THAT(watch.cross(View(wrapped).subspan(from, 15)), SizeIs(1)) << from;
}

TEST_F(WrapTest, FindsAWrapInHexToo) { EXPECT_THAT(watch.cross(hex(wrapped, "{:02x}")), SizeIs(1)); }

TEST_F(WrapTest, TheSameWrapMadeAgainIsOne) {
  for (int i = 0; i < 10; ++i) watch.wrap(dataKey, wrapped);
  EXPECT_THAT(watch.cross(wrapped), SizeIs(1));
}

TEST_F(WrapTest, AWrapWhoseBytesAreTheKeyShowsTheKey) {
  watch.wrap(dataKey, key);
  EXPECT_THAT(watch.cross(key), Contains(Field(&Find::shown, Shown::key)));
}

TEST_F(WrapTest, TheChecksumOfTheKeyIsFoundBeforeInAndBehindItsWrapInBothByteOrders) {
  const std::uint32_t crc = crc32_of(key);
  for (const bool little : {false, true}) {
    Bytes four(4);
    for (std::size_t i = 0; i < 4; ++i) four[i] = static_cast<std::uint8_t>(crc >> (little ? 8 * i : 24 - 8 * i));
    const View body = View(wrapped).first(wrapped.size() - 4);
    for (const Bytes& row : {join({ascii("row|"), four, wrapped}), join({ascii("row|"), wrapped, four}),
                             join({ascii("row|"), body, four})}) {
      const auto finds = watch.cross(row);
      ASSERT_THAT(finds, SizeIs(2));
      EXPECT_EQ(finds[1].shown, Shown::checksum);
      EXPECT_EQ(finds[1].forms, Forms{Form::crc32});
      EXPECT_EQ(finds[1].secret, dataKey);
    }
    EXPECT_THAT(watch.cross(four), IsEmpty()) << "four bytes alone are chance";
    Watch without(Forms::all().without(Form::crc32));
    without.hold(dataKey, KeyClass::dataKey, key);
    without.wrap(dataKey, wrapped);
    EXPECT_THAT(without.cross(join({wrapped, four})), SizeIs(1));
  }
}

TEST_F(WrapTest, TheChecksumOfTheWrapIsTheProductsOwnAndNoFind) {
  const std::uint32_t crc = crc32_of(wrapped);
  const Bytes four{static_cast<std::uint8_t>(crc >> 24), static_cast<std::uint8_t>(crc >> 16),
                   static_cast<std::uint8_t>(crc >> 8), static_cast<std::uint8_t>(crc)};
  EXPECT_THAT(watch.cross(join({wrapped, four})), SizeIs(1));
}

TEST(Checksum, IsTheOneOfIeee8023) { EXPECT_EQ(crc32_of(view_of("123456789")), 0xcbf43926U); }

}  // namespace
}  // namespace keycell::properties
