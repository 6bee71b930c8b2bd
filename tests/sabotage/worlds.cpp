// Faults between a part and its world.

#include <algorithm>

#include "crypto/aead.h"
#include "model/forwarding_world.h"
#include "tests/sabotage/forwarding.h"
#include "tests/sabotage/planted_faults.h"

namespace keycell::sabotage {
namespace {

/// Remembers the data key that its host opened last, and tells it when a data flow breaks off.
class TellsKeyInErrors final : public model::ForwardingWorld {
 public:
  using ForwardingWorld::ForwardingWorld;

  void remember(const crypto::DataKey& key) {
    last_ = bytes_of(key.bytes(crypto::SecretAccess::because("planted fault: a key in an error's text")));
  }

  std::unique_ptr<model::Transfer> transfer(const model::PacketHeader& header, const model::DataFlow& flow) override {
    try {
      return ForwardingWorld::transfer(header, flow);
    } catch (const model::CallFailed& error) {
      if (last_.empty()) throw;
      throw model::PeerDown(std::string(error.what()) + " " + std::string(text_of(last_)));
    }
  }

 private:
  Bytes last_;
};

class TellsWorldOfKeys final : public ForwardingDelivery {
 public:
  using ForwardingDelivery::ForwardingDelivery;
  crypto::DataKey open(const crypto::DeliveredKey& delivered, const crypto::NetworkPassword& password) const override {
    crypto::DataKey key = ForwardingDelivery::open(delivered, password);
    dynamic_cast<TellsKeyInErrors&>(world()).remember(key);
    return key;
  }
};

/// Zeros where a nonce is drawn; other draws of the stream are as they should be.
class ZeroNonces final : public model::Draws {
 public:
  explicit ZeroNonces(std::unique_ptr<model::Draws> behind) : behind_(std::move(behind)) {}
  void fill(std::span<std::uint8_t> out) override {
    behind_->fill(out);
    if (out.size() == crypto::gcmNonceSizeBytes) std::ranges::fill(out, std::uint8_t{0});
  }
  crypto::Rng& part(std::uint32_t number) override {
    behind_->part(number);
    return *this;
  }

 private:
  std::unique_ptr<model::Draws> behind_;
};

class RepeatsNonces final : public model::ForwardingWorld {
 public:
  using ForwardingWorld::ForwardingWorld;
  std::unique_ptr<model::Draws> random(model::Stream stream, const model::DrawName& name) override {
    auto draws = ForwardingWorld::random(stream, name);
    if (stream == model::Stream::cryptoOpen) return std::make_unique<ZeroNonces>(std::move(draws));
    return draws;
  }
};

}  // namespace

sim::Parts key_in_error_text() {
  sim::Parts parts = with_delivery<TellsWorldOfKeys>();
  parts.world = with_world<TellsKeyInErrors>().world;
  return parts;
}

sim::Parts repeat_nonce() { return with_world<RepeatsNonces>(); }

}  // namespace keycell::sabotage
