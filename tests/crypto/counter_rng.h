#pragma once
// A stream of bytes that a seed determines: SHA-256(seed || counter), block after block.

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/random.h"

namespace keycell::crypto::testing {

class CounterRng final : public Rng {
 public:
  explicit CounterRng(std::string seed) : seed_(std::move(seed)) {}

  void fill(std::span<std::uint8_t> out) override {
    while (!out.empty()) {
      const Bytes block = next_block();
      const std::size_t size = std::min(out.size(), block.size());
      std::copy_n(block.begin(), size, out.begin());
      out = out.subspan(size);
    }
  }

 private:
  Bytes next_block() {
    Bytes input = bytes_of(view_of(seed_));
    for (int shift = 56; shift >= 0; shift -= 8) input.push_back(static_cast<std::uint8_t>(counter_ >> shift));
    ++counter_;
    Bytes block(SHA256_DIGEST_LENGTH);
    SHA256(input.data(), input.size(), block.data());
    return block;
  }

  std::string seed_;
  std::uint64_t counter_ = 0;
};

/// Fills with the bytes that it was given; for vectors that state a nonce or IV.
class FixedRng final : public Rng {
 public:
  explicit FixedRng(Bytes bytes) : bytes_(std::move(bytes)) {}
  void fill(std::span<std::uint8_t> out) override { std::copy_n(bytes_.begin(), out.size(), out.begin()); }

 private:
  Bytes bytes_;
};

}  // namespace keycell::crypto::testing
