// AES-GCM: a published vector, every damage, and what the context binds.

#include "crypto/aead.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <openssl/err.h>

#include "tests/crypto/damage.h"
#include "tests/crypto/hex.h"

namespace keycell::crypto {
namespace {

using testing::every_damage;
using testing::from_hex;

const Bytes aes_128_key(16, 7);
const Bytes aes_256_key(32, 7);
const Bytes nonce(gcmNonceSizeBytes, 9);

// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13, 14 and, for AES-128, 2. All of Wycheproof is
// in vectors_test.cpp.
TEST(Gcm, AgreesWithThePublishedVectors) {
  const Bytes zero_key(32, 0);
  const Bytes zero_nonce(12, 0);
  EXPECT_EQ(gcm_seal(zero_key, zero_nonce, {}, {}), from_hex("000000000000000000000000"
                                                             "530f8afbc74536b9a963b4f1c4cb738b"));
  EXPECT_EQ(gcm_seal(zero_key, zero_nonce, {}, Bytes(16, 0)), from_hex("000000000000000000000000"
                                                                       "cea7403d4d606b6e074ec5d3baf39d18"
                                                                       "d0d1c8a799996bf0265b98b5d48ab919"));
  EXPECT_EQ(gcm_seal(Bytes(16, 0), zero_nonce, {}, Bytes(16, 0)), from_hex("000000000000000000000000"
                                                                           "0388dace60b6a392f328c2b971b2fe78"
                                                                           "ab6e47d42cec13bdf53a67b21257bddf"));
}

RC_GTEST_PROP(Gcm, OpensWhatItSealed, (const Bytes& context, const Bytes& plain)) {
  const Bytes key = *rc::gen::element(aes_128_key, aes_256_key);
  const Bytes sealed = gcm_seal(key, nonce, context, plain);
  RC_ASSERT(sealed.size() == plain.size() + gcmOverheadBytes);
  RC_ASSERT(bytes_of(gcm_open(key, context, sealed).view()) == plain);
}

TEST(Gcm, EveryDamageIsRefused) {
  const Bytes context = bytes_of(view_of("CommServe to client"));
  for (const Bytes& key : {aes_128_key, aes_256_key}) {
    for (const Bytes& plain : {Bytes{}, Bytes(1, 5), Bytes(40, 5)}) {
      for (const Bytes& damaged : every_damage(gcm_seal(key, nonce, context, plain))) {
        EXPECT_THROW(gcm_open(key, context, damaged), Refused);
      }
    }
  }
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(Gcm, AnotherContextOrKeyIsRefused) {
  const Bytes sealed = gcm_seal(aes_256_key, nonce, view_of("message 1"), Bytes(40, 5));
  EXPECT_THROW(gcm_open(aes_256_key, view_of("message 2"), sealed), Refused);
  EXPECT_THROW(gcm_open(aes_256_key, {}, sealed), Refused);
  EXPECT_THROW(gcm_open(Bytes(32, 8), view_of("message 1"), sealed), Refused);
  EXPECT_THROW(gcm_open(aes_128_key, view_of("message 1"), sealed), Refused);
}

TEST(Gcm, OtherSizesOfKeyAndNonceFail) {
  for (const std::size_t size : {0u, 15u, 24u, 31u, 33u}) {
    EXPECT_THROW(gcm_seal(Bytes(size, 7), nonce, {}, {}), CryptoFailure) << size;
    EXPECT_THROW(gcm_open(Bytes(size, 7), {}, gcm_seal(aes_256_key, nonce, {}, {})), CryptoFailure) << size;
  }
  EXPECT_THROW(gcm_seal(aes_256_key, Bytes(16, 9), {}, {}), CryptoFailure);
  EXPECT_THROW(gcm_seal(aes_256_key, Bytes(11, 9), {}, {}), CryptoFailure);
}

}  // namespace
}  // namespace keycell::crypto
