// Wraps: the vectors of RFC 3394 and 5649, every damage, the stored forms, and what the types forbid. All vectors are
// in vectors_test.cpp.

#include "crypto/key_wrap.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>

#include "crypto/row_codec.h"
#include "tests/crypto/counter_rng.h"
#include "tests/crypto/damage.h"
#include "tests/crypto/hex.h"
#include "tests/crypto/recording_witness.h"

namespace keycell::crypto {
namespace {

using testing::CounterRng;
using testing::every_damage;
using testing::from_hex;

struct WrapVector {
  const char* section;
  const char* wrapping_key;
  const char* plain;
  const char* wrapped;
};

// RFC 3394, section 4.
constexpr std::array rfc3394{
    WrapVector{"4.1", "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff",
               "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"},
    WrapVector{"4.2", "000102030405060708090a0b0c0d0e0f1011121314151617", "00112233445566778899aabbccddeeff",
               "96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d"},
    WrapVector{"4.3", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
               "00112233445566778899aabbccddeeff", "64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7"},
    WrapVector{"4.4", "000102030405060708090a0b0c0d0e0f1011121314151617",
               "00112233445566778899aabbccddeeff0001020304050607",
               "031d33264e15d33268f24ec260743edce1c6c7ddee725a936ba814915c6762d2"},
    WrapVector{"4.5", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
               "00112233445566778899aabbccddeeff0001020304050607",
               "a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1"},
    WrapVector{"4.6", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
               "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
               "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"},
};

template <class Key>
Key made_from(std::string seed, Witness* witness) {
  CounterRng stream(std::move(seed));
  return Key::generate(keySizeBytes, stream, witness);
}

TEST(AesKeyWrap, AgreesWithTheRfc) {
  for (const WrapVector& vector : rfc3394) {
    SCOPED_TRACE(vector.section);
    const Bytes key = from_hex(vector.wrapping_key);
    EXPECT_EQ(aes_key_wrap(key, from_hex(vector.plain)), from_hex(vector.wrapped));
    EXPECT_EQ(bytes_of(aes_key_unwrap(key, from_hex(vector.wrapped)).view()), from_hex(vector.plain));
  }
}

TEST(AesKeyWrap, EveryDamageIsRefused) {
  for (const WrapVector& vector : rfc3394) {
    SCOPED_TRACE(vector.section);
    for (const Bytes& damaged : every_damage(from_hex(vector.wrapped))) {
      EXPECT_THROW(aes_key_unwrap(from_hex(vector.wrapping_key), damaged), Refused);
    }
  }
}

TEST(AesKeyWrap, SizesThatTheRfcDoesNotKnowAreRefused) {
  const Bytes key(32, 1);
  for (const std::size_t size : {0u, 1u, 7u, 8u, 15u, 17u, 31u, 33u}) {
    EXPECT_THROW(aes_key_wrap(key, Bytes(size, 2)), CryptoFailure) << size;
  }
  for (const std::size_t size : {0u, 1u, 15u, 17u, 31u, 33u, 64u}) {
    EXPECT_THROW(aes_key_wrap(Bytes(size, 1), Bytes(32, 2)), CryptoFailure) << size;
  }
}

// An error left behind would be reported by the next OpenSSL call of somebody else.
TEST(AesKeyWrap, ARefusalLeavesNoErrorInTheQueue) {
  EXPECT_THROW(aes_key_unwrap(Bytes(32, 1), Bytes(40, 2)), Refused);
  EXPECT_EQ(ERR_peek_error(), 0u);
}

RC_GTEST_PROP(AesKeyWrap, OpensWhatItWrapped, ()) {
  const auto key = *rc::gen::container<Bytes>(32, rc::gen::arbitrary<std::uint8_t>());
  const auto size = *rc::gen::inRange<std::size_t>(2, 40) * 8;
  const auto plain = *rc::gen::container<Bytes>(size, rc::gen::arbitrary<std::uint8_t>());
  RC_ASSERT(bytes_of(aes_key_unwrap(key, aes_key_wrap(key, plain)).view()) == plain);
  RC_ASSERT(bytes_of(aes_key_unwrap_crc32(key, aes_key_wrap_crc32(key, plain)).view()) == plain);
}

RC_GTEST_PROP(AesKeyWrap, OpensWhatIsNotRefused, ()) {
  const auto key = *rc::gen::container<Bytes>(32, rc::gen::arbitrary<std::uint8_t>());
  auto wrapped = aes_key_wrap(key, Bytes(8 * *rc::gen::inRange<std::size_t>(2, 6), 7));
  switch (*rc::gen::inRange(0, 4)) {
    case 0: break;  // as it is
    case 1: wrapped[*rc::gen::inRange<std::size_t>(0, wrapped.size())] ^= 1; break;
    case 2: wrapped.resize(*rc::gen::inRange<std::size_t>(0, wrapped.size())); break;
    default: wrapped = *rc::gen::arbitrary<Bytes>();
  }
  bool is_refused = false;
  try {
    aes_key_unwrap(key, wrapped);
  } catch (const Refused&) {
    is_refused = true;
  }
  RC_ASSERT(opens_aes_key_wrap(key, wrapped) != is_refused);
}

/// What OpenSSL's own wrap cipher makes of it.
Bytes wrapped_by_evp(const EVP_CIPHER* cipher, View key, View plain) {
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  Bytes wrapped(plain.size() + 16);
  int size = 0;
  EVP_EncryptInit_ex2(context, cipher, key.data(), nullptr, nullptr);
  EVP_EncryptUpdate(context, wrapped.data(), &size, plain.data(), static_cast<int>(plain.size()));
  EVP_CIPHER_CTX_free(context);
  wrapped.resize(static_cast<std::size_t>(size));
  return wrapped;
}

RC_GTEST_PROP(AesKeyWrap, IsWhatOpenSslsCiphersMake, ()) {
  const auto key = *rc::gen::container<Bytes>(32, rc::gen::arbitrary<std::uint8_t>());
  const auto size = *rc::gen::inRange<std::size_t>(2, 40) * 8;
  const auto plain = *rc::gen::container<Bytes>(size, rc::gen::arbitrary<std::uint8_t>());
  const Bytes cut(plain.begin() + *rc::gen::inRange(0, 15), plain.end());
  RC_ASSERT(aes_key_wrap(key, plain) == wrapped_by_evp(EVP_aes_256_wrap(), key, plain));
  RC_ASSERT(aes_key_wrap_padded(key, cut) == wrapped_by_evp(EVP_aes_256_wrap_pad(), key, cut));
}

// RFC 5649, section 6, both examples.
TEST(AesKeyWrapPadded, AgreesWithTheRfc) {
  const Bytes key = from_hex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
  EXPECT_EQ(aes_key_wrap_padded(key, from_hex("c37b7e6492584340bed12207808941155068f738")),
            from_hex("138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"));
  EXPECT_EQ(aes_key_wrap_padded(key, from_hex("466f7250617369")), from_hex("afbeb0f07dfbf5419200f2ccb50bb24f"));
}

TEST(AesKeyWrapPadded, EveryDamageIsRefused) {
  for (const std::size_t key_size : {16u, 24u, 32u}) {
    const Bytes key(key_size, 1);
    for (const std::size_t size : {1u, 7u, 8u, 9u, 16u, 31u, 40u}) {
      for (const Bytes& damaged : every_damage(aes_key_wrap_padded(key, Bytes(size, 2)))) {
        EXPECT_THROW(aes_key_unwrap_padded(key, damaged), Refused) << size;
      }
    }
  }
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(AesKeyWrapPadded, SizesThatTheRfcDoesNotKnowAreRefused) {
  EXPECT_THROW(aes_key_wrap_padded(Bytes(32, 1), {}), CryptoFailure);
  for (const std::size_t size : {0u, 1u, 15u, 17u, 31u, 33u, 64u}) {
    EXPECT_THROW(aes_key_wrap_padded(Bytes(size, 1), Bytes(32, 2)), CryptoFailure) << size;
    EXPECT_THROW(aes_key_unwrap_padded(Bytes(size, 1), Bytes(40, 2)), CryptoFailure) << size;
  }
}

// The two forms have initial values of their own, so that neither opens as the other.
TEST(AesKeyWrapPadded, IsNotAesKeyWrap) {
  const Bytes key(32, 1);
  EXPECT_THROW(aes_key_unwrap(key, aes_key_wrap_padded(key, Bytes(32, 2))), Refused);
  EXPECT_THROW(aes_key_unwrap_padded(key, aes_key_wrap(key, Bytes(32, 2))), Refused);
}

RC_GTEST_PROP(AesKeyWrapPadded, OpensWhatItWrapped, ()) {
  const auto key_size = *rc::gen::element<std::size_t>(16, 24, 32);
  const auto key = *rc::gen::container<Bytes>(key_size, rc::gen::arbitrary<std::uint8_t>());
  const auto size = *rc::gen::inRange<std::size_t>(1, 2000);
  const auto plain = *rc::gen::container<Bytes>(size, rc::gen::arbitrary<std::uint8_t>());
  const Bytes wrapped = aes_key_wrap_padded(key, plain);
  RC_ASSERT(wrapped.size() == (size + 7) / 8 * 8 + 8);
  RC_ASSERT(bytes_of(aes_key_unwrap_padded(key, wrapped).view()) == plain);
  RC_ASSERT(bytes_of(aes_key_unwrap_padded_crc32(key, aes_key_wrap_padded_crc32(key, plain)).view()) == plain);
}

TEST(StoredForm, EndsInTheCrcOfTheWrap) {
  const WrapVector& vector = rfc3394.back();
  const Bytes stored = aes_key_wrap_crc32(from_hex(vector.wrapping_key), from_hex(vector.plain));
  // The CRC was computed with Python's binascii.crc32 over the wrap of section 4.6.
  EXPECT_EQ(stored, from_hex(std::string(vector.wrapped) + "e23afc16"));
}

TEST(StoredForm, EveryDamageIsRefused) {
  const Bytes key(32, 1);
  for (const Bytes& damaged : every_damage(aes_key_wrap_crc32(key, Bytes(32, 2)))) {
    EXPECT_THROW(aes_key_unwrap_crc32(key, damaged), Refused);
  }
  for (const Bytes& damaged : every_damage(aes_key_wrap_padded_crc32(key, Bytes(33, 2)))) {
    EXPECT_THROW(aes_key_unwrap_padded_crc32(key, damaged), Refused);
  }
}

// The CRC is of what is stored and is no part of the wrap.
TEST(StoredForm, OfThePaddedWrapEndsInItsCrcToo) {
  const Bytes key(32, 1);
  Bytes stored = aes_key_wrap_padded(key, Bytes(33, 2));
  append_crc32(stored, stored);
  EXPECT_EQ(aes_key_wrap_padded_crc32(key, Bytes(33, 2)), stored);
}

// Storage damage is found without the key, so the wrap must be whole and only the CRC wrong.
TEST(StoredForm, AWholeWrapWithAnotherCrcIsRefused) {
  const Bytes key(32, 1);
  Bytes stored = aes_key_wrap_crc32(key, Bytes(32, 2));
  stored.back() = static_cast<std::uint8_t>(stored.back() ^ 1);
  EXPECT_THROW(aes_key_unwrap_crc32(key, stored), Refused);
}

TEST(Wrap, OpensUnderItsKeyOnly) {
  const Kek kek = made_from<Kek>("kek", nullptr);
  const Kek other = made_from<Kek>("another kek", nullptr);
  const DataKey dek = made_from<DataKey>("dek", nullptr);
  const Wrapped<DataKey, Kek> wrapped = wrap(dek, kek);

  const auto access = SecretAccess::because("a test compares");
  EXPECT_EQ(bytes_of(unwrap(wrapped, kek).bytes(access)), bytes_of(dek.bytes(access)));
  EXPECT_THROW(unwrap(wrapped, other), Refused);
}

TEST(Wrap, TheWitnessHearsBothWaysAndGoesOnWithTheOpenedKey) {
  testing::RecordingWitness witness;
  const Kek kek = made_from<Kek>("kek", &witness);
  const DataKey dek = made_from<DataKey>("dek", &witness);
  witness.forget_what_was_heard();

  const Wrapped<DataKey, Kek> wrapped = wrap(dek, kek);
  EXPECT_EQ(witness.last_bytes(), wrapped.bytes);
  const DataKey opened = unwrap(wrapped, kek);
  EXPECT_EQ(opened.witness(), &witness);
  EXPECT_EQ(opened.id(), dek.id());
  EXPECT_EQ(witness.heard(), (std::vector<std::string>{"wrapped data-key#2 under kek#1", "held data-key#2 unwrapped",
                                                       "unwrapped data-key#2 with kek#1"}));
}

template <class Wrap, class Key>
concept OpensWith = requires(const Wrap& wrap, const Key& key) {
  unwrap(wrap, key);
};

static_assert(OpensWith<Wrapped<DataKey, Kek>, Kek>);
static_assert(!OpensWith<Wrapped<DataKey, Kek>, MasterKey>);
static_assert(!OpensWith<Wrapped<DataKey, Kek>, DataKey>);
static_assert(!OpensWith<Wrapped<Kek, MasterKey>, Kek>);
static_assert(!OpensWith<Bytes, Kek>);
static_assert(!std::is_convertible_v<Wrapped<DataKey, Kek>, Wrapped<Kek, MasterKey>>);
static_assert(!std::is_convertible_v<Wrapped<Kek, MasterKey>, Wrapped<Kek, Kek>>);

}  // namespace
}  // namespace keycell::crypto
