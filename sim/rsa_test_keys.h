#pragma once
// RSA pairs of simulated cells. Generating one takes half a second and depends on OpenSSL's version, so they come from
// a committed pool of TEST KEYS, which everybody knows: never use one for anything else. All have the same encoded
// length, so that no message's size depends on which one is drawn.

#include <array>

#include "crypto/rsa.h"
#include "scenarios/scenario.h"
#include "sim/random.h"

namespace keycell::sim {

/// More than a scenario may ask for: a creation that fails half-way has used its pair up.
inline constexpr std::size_t rsaTestKeyCount = 2 * scenarios::maxRsaPairs;

/// PKCS#8 in base64.
extern const std::array<const char*, rsaTestKeyCount> rsaTestKeyTexts;

/// Hands out the keys of the pool in an order that the seed decides, each once.
class RsaTestKeys final : public crypto::RsaSource {
 public:
  explicit RsaTestKeys(Seed seed);
  /// Throws CryptoFailure when all were drawn.
  crypto::RsaPair draw(crypto::Witness* witness) override;

 private:
  PhiloxStream random_;
  std::array<std::uint8_t, rsaTestKeyCount> order_;
  std::size_t drawn_ = 0;
};

}  // namespace keycell::sim
