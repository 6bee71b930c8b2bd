#pragma once
// Three published RSA pairs as a source: enough for tests of profiles.

#include "tests/crypto/rsa_keys.h"

namespace keycell::crypto::testing {

class PublishedRsaPairs final : public RsaSource {
 public:
  RsaPair draw(const PairWanted&, Witness* witness) override {
    constexpr std::array bits{3072, 2048, 4096};
    if (drawn_ == bits.size()) throw CryptoFailure("no more published pairs");
    auto key = RsaPrivate::from(WipedBuffer::copy_of(published_rsa_key(bits[drawn_++])), Arrival::generated, witness);
    auto public_half = public_half_of(key);
    return {std::move(public_half), std::move(key)};
  }

 private:
  std::size_t drawn_ = 0;
};

}  // namespace keycell::crypto::testing
