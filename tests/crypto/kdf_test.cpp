// HKDF-SHA256: the vectors of RFC 5869 and its limits.

#include "crypto/kdf.h"

#include <gtest/gtest.h>

#include "crypto/errors.h"
#include "tests/crypto/hex.h"

namespace keycell::crypto {
namespace {

using testing::from_hex;

Bytes derived(View input, View salt, std::string_view info, std::size_t size_bytes) {
  return bytes_of(hkdf_sha256(input, salt, info, size_bytes).view());
}

TEST(Hkdf, AgreesWithTheRfc) {
  const Bytes info = from_hex("f0f1f2f3f4f5f6f7f8f9");
  // RFC 5869, appendix A.1
  EXPECT_EQ(derived(Bytes(22, 0x0b), from_hex("000102030405060708090a0b0c"), text_of(info), 42),
            from_hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
}

// The case that OpenSSL 3.0 fails when an empty value is passed on as such.
TEST(Hkdf, TakesNoSaltAndNoPurpose) {
  // RFC 5869, appendix A.3
  EXPECT_EQ(derived(Bytes(22, 0x0b), {}, {}, 42),
            from_hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
}

TEST(Hkdf, ThePurposeSeparates) { EXPECT_NE(derived(Bytes(32, 1), {}, "a", 32), derived(Bytes(32, 1), {}, "b", 32)); }

TEST(Hkdf, RefusesWhatTheRfcRefuses) {
  EXPECT_EQ(derived(Bytes(32, 1), {}, "a", 255 * 32).size(), 255u * 32u);
  EXPECT_THROW(hkdf_sha256(Bytes(32, 1), {}, "a", 255 * 32 + 1), CryptoFailure);
  EXPECT_THROW(hkdf_sha256({}, {}, "a", 32), CryptoFailure);
}

}  // namespace
}  // namespace keycell::crypto
