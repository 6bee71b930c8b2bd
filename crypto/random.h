#pragma once
// Randomness is handed in, never ambient. Two streams, so that swapping all keys moves no public byte.

#include <cstdint>
#include <span>

namespace keycell::crypto {

/// A stream of random bytes.
class Rng {
 public:
  virtual ~Rng() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

/// The two streams that key code draws from: keys from `secret`; nonces, IVs and salts from `open`.
struct Randomness {
  Rng& secret;
  Rng& open;
};

/// OpenSSL's own generator, for programs that are not simulations. Throws CryptoFailure.
class SystemRng final : public Rng {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace keycell::crypto
