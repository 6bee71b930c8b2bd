// HKDF-SHA256 and PBKDF2-HMAC-SHA256: a vector each, their laws and limits. All vectors are in vectors_test.cpp.

#include "crypto/kdf.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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

// A purpose may have names of hosts in it, of up to 255 bytes each.
TEST(Hkdf, EveryByteOfALongPurposeSeparates) {
  const std::string purpose(600, 'x');
  const Bytes of_all = derived(Bytes(32, 1), {}, purpose, 32);
  for (const std::size_t at : {0U, 79U, 80U, 255U, 256U, 512U, 599U}) {
    std::string other = purpose;
    other[at] = 'y';
    EXPECT_NE(derived(Bytes(32, 1), {}, other, 32), of_all) << at;
  }
  for (const std::size_t size : {80U, 512U, 599U})
    EXPECT_NE(derived(Bytes(32, 1), {}, purpose.substr(0, size), 32), of_all) << size;
}

TEST(Hkdf, ThePurposeSeparates) { EXPECT_NE(derived(Bytes(32, 1), {}, "a", 32), derived(Bytes(32, 1), {}, "b", 32)); }

TEST(Hkdf, RefusesWhatTheRfcRefuses) {
  EXPECT_EQ(derived(Bytes(32, 1), {}, "a", 255 * 32).size(), 255u * 32u);
  EXPECT_THROW(hkdf_sha256(Bytes(32, 1), {}, "a", 255 * 32 + 1), CryptoFailure);
  EXPECT_THROW(hkdf_sha256({}, {}, "a", 32), CryptoFailure);
}

Bytes stretched(View password, View salt, std::uint32_t iterations, std::size_t size_bytes) {
  return bytes_of(pbkdf2_hmac_sha256(password, salt, iterations, size_bytes).view());
}

// RFC 7914, section 11.
TEST(Pbkdf2, AgreesWithTheRfc) {
  EXPECT_EQ(stretched(view_of("passwd"), view_of("salt"), 1, 64),
            from_hex("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                     "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"));
}

// OpenSSL takes empty values, but no null pointers.
TEST(Pbkdf2, TakesNoPasswordAndNoSalt) {
  // Computed with Python: hashlib.pbkdf2_hmac("sha256", b"", b"", 1, 32).
  EXPECT_EQ(stretched({}, {}, 1, 32), from_hex("f7ce0b653d2d72a4108cf5abe912ffdd777616dbbb27a70e8204f3ae2d0f6fad"));
}

RC_GTEST_PROP(Pbkdf2, EverythingSeparatesAndAShorterOutputIsAPrefix, (const Bytes& password, const Bytes& salt)) {
  const Bytes key = stretched(password, salt, 2, 40);
  RC_ASSERT(key == stretched(password, salt, 2, 40));
  RC_ASSERT(bytes_of(View(key).first(16)) == stretched(password, salt, 2, 16));
  RC_ASSERT(key != stretched(password, salt, 3, 40));
  Bytes longer_salt = salt;
  longer_salt.push_back(1);
  RC_ASSERT(key != stretched(password, longer_salt, 2, 40));
  Bytes longer_password = password;
  longer_password.push_back(1);
  RC_ASSERT(key != stretched(longer_password, salt, 2, 40));
}

TEST(Pbkdf2, RefusesNoIterationAndNoOutput) {
  EXPECT_THROW(pbkdf2_hmac_sha256(view_of("p"), view_of("s"), 0, 32), CryptoFailure);
  EXPECT_THROW(pbkdf2_hmac_sha256(view_of("p"), view_of("s"), 1, 0), CryptoFailure);
}

}  // namespace
}  // namespace keycell::crypto
