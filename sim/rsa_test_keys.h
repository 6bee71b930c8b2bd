#pragma once
// RSA pairs of simulated cells. Generating one takes half a second and depends on OpenSSL's version, so they come from
// a committed pool of TEST KEYS, which everybody knows: never use one for anything else. All have the same encoded
// length, so that no message's size depends on which one is drawn.

#include <array>
#include <optional>

#include "crypto/rsa.h"
#include "scenarios/scenario.h"
#include "sim/random.h"

namespace keycell::sim {

/// An owner has at most two: that of its row, and the one that it is to get.
inline constexpr std::size_t rsaTestKeyCount = 2 * scenarios::maxRsaPairs;

/// PKCS#8 in base64.
extern const std::array<const char*, rsaTestKeyCount> rsaTestKeyTexts;

/// The keys of the pool by the names of their owners, so that a new owner moves no pair of another unless both look
/// first at the same one: seed, owner and version say where to look, and the next free one is taken. A creation or
/// rotation that failed, or was never answered, finds its own pair again when it is repeated. A pair that its owner's
/// row no longer holds comes back when the owner asks for the next one.
class RsaTestKeys final : public crypto::RsaSource {
 public:
  explicit RsaTestKeys(Seed seed) : seed_(seed) {}
  /// Throws CryptoFailure when all are in use.
  crypto::RsaPair draw(const crypto::PairWanted& wanted, crypto::Witness* witness) override;

 private:
  struct Use {
    crypto::KeyContext of;
    crypto::RsaPublic public_half;
  };
  std::size_t place_for(const crypto::KeyContext& of) const;
  void take_back(const crypto::PairWanted& wanted);

  Seed seed_;
  std::array<std::optional<Use>, rsaTestKeyCount> uses_;
};

}  // namespace keycell::sim
