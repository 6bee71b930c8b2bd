#pragma once
// RSA keys for tests: published ones, so that no test waits for a generator and each run sees the same.

#include "crypto/rsa.h"
#include "tests/crypto/vectors.h"

namespace keycell::crypto::testing {

/// The private key (PKCS#8) of Wycheproof's OAEP cases of that many bits: 2048, 3072 or 4096.
inline Bytes published_rsa_key(int bits) {
  const auto cases = wycheproof_cases("wycheproof/rsa_oaep_" + std::to_string(bits) + "_sha256_mgf1sha256_test.json");
  return Case{"", nullptr, cases.front().group}.hex("privateKeyPkcs8");
}

inline RsaPrivate rsa_private(View pkcs8, Witness* witness) {
  return RsaPrivate::from(WipedBuffer::copy_of(pkcs8), Arrival::installed, witness);
}

}  // namespace keycell::crypto::testing
