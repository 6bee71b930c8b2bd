// A KEK that an error leaves behind.

#include <list>

#include "tests/sabotage/forwarding.h"
#include "tests/sabotage/planted_faults.h"

namespace keycell::sabotage {
namespace {

using crypto::Kek;
using crypto::KeyContext;
using crypto::KeyServices;
using crypto::ProtectionRow;
using crypto::SecretAccess;

/// Of one call of key code: what it drew last, and every KEK that it gives to the KMS.
class KeksInHand final : public ForwardingKms, public crypto::KmsDirectory, public crypto::Rng {
 public:
  KeksInHand(const KeyServices& services, std::list<Kek>& kept)
      : ForwardingKms(services.kms), services_(services), kept_(kept) {}

  KeyServices services() {
    return {.kms = *this,
            .all_kms = *this,
            .random = {.secret = *this, .open = services_.random.open},
            .rsa = services_.rsa,
            .witness = services_.witness,
            .steps = services_.steps};
  }

  /// Keys move to no other KMS.
  crypto::Kms& named(const std::string&) override { return *this; }

  void fill(std::span<std::uint8_t> out) override {
    services_.random.secret.fill(out);
    drawn_ = crypto::WipedBuffer::copy_of(out);
  }
  crypto::MasterKeyId create_master_key(const KeyContext& of) override {
    try {
      return ForwardingKms::create_master_key(of);
    } catch (const std::exception&) {  // not what ends an actor
      if (!drawn_.empty()) keep(drawn_.view());
      throw;
    }
  }
  crypto::Wrapped<Kek, crypto::MasterKey> wrap(const crypto::MasterKeyId& by, const Kek& kek,
                                               const KeyContext& of) override {
    try {
      return ForwardingKms::wrap(by, kek, of);
    } catch (const std::exception&) {
      keep(kek.bytes(SecretAccess::because("planted fault: a KEK that an error leaves behind")));
      throw;
    }
  }

 private:
  void keep(View kek) {
    kept_.push_back(Kek::from(crypto::WipedBuffer::copy_of(kek), crypto::Arrival::remembered, services_.witness));
  }

  KeyServices services_;
  std::list<Kek>& kept_;
  crypto::WipedBuffer drawn_{0};
};

class KeepsKekOnError final : public ForwardingHierarchy {
 public:
  using ForwardingHierarchy::ForwardingHierarchy;
  ProtectionRow create(const KeyContext& of, KeyServices services) const override {
    KeksInHand in_hand(services, kept_);
    return ForwardingHierarchy::create(of, in_hand.services());
  }
  ProtectionRow rewrap(const ProtectionRow& protection, const KeyContext& of, const std::string& new_kms,
                       KeyServices services) const override {
    KeksInHand in_hand(services, kept_);
    return ForwardingHierarchy::rewrap(protection, of, new_kms, in_hand.services());
  }

 private:
  mutable std::list<Kek> kept_;
};

}  // namespace

sim::Parts keep_kek_on_error() { return with_hierarchy<KeepsKekOnError>(); }

}  // namespace keycell::sabotage
