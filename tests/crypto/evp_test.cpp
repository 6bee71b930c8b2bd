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
  EXPECT_EQ(aes_256_cbc(), aes_256_cbc());
  EXPECT_EQ(aes_256_gcm(), aes_256_gcm());
  EXPECT_EQ(aes_wrap(32), aes_wrap(32));
  EXPECT_NE(aes_wrap(16), aes_wrap(32));
  EXPECT_THROW(aes_wrap(20), CryptoFailure);
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
