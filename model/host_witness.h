#pragma once
// The port's half of crypto::Witness: it turns what happens to secrets into events, with the host they happen on.

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "crypto/wiped_buffer.h"
#include "crypto/witness.h"
#include "model/events.h"

namespace keycell::model {

/// Takes events of a host and never parks the caller: destructors of a dying host report through it.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void post(std::string_view host, const EventBody& event) = 0;
};

/// Every secret of a run by its bytes, in the order in which they were first seen. One per run.
class SecretRegistry {
 public:
  crypto::SecretId id_of(crypto::KeyClass key_class, View bytes);
  /// The private key of this public half (SPKI); none when no host ever held it.
  crypto::SecretId private_key_of(View public_half) const;
  std::size_t size() const { return ids_.size(); }

 private:
  /// Looked up by bytes, never iterated: the order of a hash reaches nothing.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(View bytes) const { return std::hash<std::string_view>{}(text_of(bytes)); }
    std::size_t operator()(const crypto::WipedBuffer& bytes) const { return (*this)(bytes.view()); }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(View a, View b) const { return std::ranges::equal(a, b); }
    bool operator()(const crypto::WipedBuffer& a, const crypto::WipedBuffer& b) const {
      return (*this)(a.view(), b.view());
    }
    bool operator()(View a, const crypto::WipedBuffer& b) const { return (*this)(a, b.view()); }
    bool operator()(const crypto::WipedBuffer& a, View b) const { return (*this)(a.view(), b); }
  };
  std::unordered_map<crypto::WipedBuffer, crypto::SecretId, Hash, Equal> ids_;
  std::map<Bytes, crypto::SecretId> by_public_half_;
};

class HostWitness final : public crypto::Witness {
 public:
  HostWitness(std::string host, SecretRegistry& registry, EventSink& sink)
      : host_(std::move(host)), registry_(registry), sink_(sink) {}

  /// Wraps and unwraps since the last call, for whoever charges their time.
  struct KeyOperations {
    std::uint64_t aes_wraps = 0;
    std::uint64_t aes_unwraps = 0;
    std::uint64_t rsa_wraps = 0;
    std::uint64_t rsa_unwraps = 0;
  };
  KeyOperations take_key_operations() { return std::exchange(operations_, {}); }

  /// From a power cut to the next boot: destructors run, but nothing is overwritten in a machine without power.
  void set_power_cut(bool cut) { power_cut_ = cut; }

  crypto::SecretId held(crypto::KeyClass key_class, View bytes, crypto::Arrival how) noexcept override;
  void wiped(crypto::SecretId secret) noexcept override;
  void wrapped(crypto::SecretId what, crypto::SecretId by, crypto::WrapForm form, View result) noexcept override;
  void wrapped_for(crypto::SecretId what, View public_key, crypto::WrapForm form, View result) noexcept override;
  void unwrapped(crypto::SecretId what, crypto::SecretId by, crypto::WrapForm form, View from) noexcept override;
  void disclosed(crypto::SecretId what, crypto::Disclosure why) noexcept override;
  void sealed(crypto::SecretId key, View nonce, View ciphertext) noexcept override;
  void opened(crypto::SecretId key, View nonce, View ciphertext) noexcept override;

 private:
  std::string host_;
  SecretRegistry& registry_;
  EventSink& sink_;
  KeyOperations operations_;
  bool power_cut_ = false;
};

}  // namespace keycell::model
