// The algorithms that OpenSSL lends.

#include "crypto/evp.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <string>

#include "crypto/errors.h"

namespace keycell::crypto {
namespace {

TEST(Evp, EachAlgorithmIsFetchedOnce) {
  warm_up();
  for (const auto algorithm : {aes_cbc, aes_gcm, aes_ecb}) {
    EXPECT_EQ(algorithm(32), algorithm(32));
    EXPECT_NE(algorithm(16), algorithm(32));
    EXPECT_THROW(algorithm(20), CryptoFailure);
  }
  EXPECT_EQ(triple_des_cbc(), triple_des_cbc());
  EXPECT_EQ(blowfish_cbc(), blowfish_cbc());
}

// The legacy provider is for Blowfish, not for whatever else runs in the process.
TEST(Evp, BlowfishComesWithoutTheRestOfTheLegacyProvider) {
  ASSERT_NE(blowfish_cbc(), nullptr);
  for (const char* legacy : {"BF-CBC", "RC4", "DES-CBC"}) {
    EVP_CIPHER* const found = EVP_CIPHER_fetch(nullptr, legacy, nullptr);
    EXPECT_EQ(found, nullptr) << legacy;
    EVP_CIPHER_free(found);
  }
  ERR_clear_error();
}

TEST(Evp, AFailureSaysWhatWasAskedAndEmptiesTheQueue) {
  EVP_CIPHER_free(EVP_CIPHER_fetch(nullptr, "AES-257-CBC", nullptr));
  ASSERT_NE(ERR_peek_error(), 0u);
  try {
    throw_failure("AES-257-CBC");
  } catch (const CryptoFailure& failure) {
    EXPECT_EQ(std::string(failure.what()), "OpenSSL refused: AES-257-CBC (unsupported)");
  }
  EXPECT_EQ(ERR_peek_error(), 0u);
}

}  // namespace
}  // namespace keycell::crypto
