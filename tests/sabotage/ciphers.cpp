// Faults of the encryption of backup data.

#include <algorithm>

#include "tests/sabotage/forwarding.h"
#include "tests/sabotage/planted_faults.h"

namespace keycell::sabotage {
namespace {

/// Draws as it should, and returns none of it.
class Zeros final : public crypto::Rng {
 public:
  explicit Zeros(crypto::Rng& behind) : behind_(behind) {}
  void fill(std::span<std::uint8_t> out) override {
    behind_.fill(out);
    std::ranges::fill(out, std::uint8_t{0});
  }

 private:
  crypto::Rng& behind_;
};

class ReusesIv final : public ForwardingCipher {
 public:
  using ForwardingCipher::ForwardingCipher;
  Bytes seal(const crypto::DataKey& key, View plain, crypto::Rng& open_stream) const override {
    Zeros zeros(open_stream);
    return ForwardingCipher::seal(key, plain, zeros);
  }
};

class LeavesPlain final : public ForwardingCipher {
 public:
  using ForwardingCipher::ForwardingCipher;
  Bytes seal(const crypto::DataKey& /*key*/, View plain, crypto::Rng& /*open_stream*/) const override {
    return bytes_of(plain);
  }
};

}  // namespace

sim::Parts reuse_iv() { return with_cipher<ReusesIv>(); }
sim::Parts plain_on_media() { return with_cipher<LeavesPlain>(); }

}  // namespace keycell::sabotage
