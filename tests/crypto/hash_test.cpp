#include "crypto/hash.h"

#include <gtest/gtest.h>

#include "crypto/openssl_build.h"
#include "tests/crypto/hex.h"

namespace keycell::crypto {
namespace {

Bytes digest_of(std::string_view text) {
  const auto digest = sha256(view_of(text));
  return {digest.begin(), digest.end()};
}

TEST(Sha256, AgreesWithTheStandard) {
  // FIPS 180-4, the examples of NIST: no byte, one block
  EXPECT_EQ(digest_of(""), testing::from_hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  EXPECT_EQ(digest_of("abc"), testing::from_hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

TEST(Sha256, AsText) {
  EXPECT_EQ(sha256_text(view_of("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(OpensslBuild, SaysItsVersion) {
  EXPECT_EQ(openssl_version().substr(0, 2), "3.");
  EXPECT_EQ(openssl_processor().find('\n'), std::string::npos);
}

}  // namespace
}  // namespace keycell::crypto
