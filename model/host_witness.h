#pragma once
// The port's half of crypto::Witness: it turns what happens to secrets into events, with the host they happen on.

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "crypto/wiped_buffer.h"
#include "crypto/witness.h"
#include "model/events.h"
#include "model/key_costs.h"

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

/// Of one host. What is held for a use stays so until it is wiped, whoever does that.
class HostWitness {
 public:
  HostWitness(std::string host, SecretRegistry& registry, EventSink& sink, const KeyCosts& costs);
  HostWitness(const HostWitness&) = delete;
  HostWitness& operator=(const HostWitness&) = delete;

  crypto::Witness& of(KeyUse use) { return faces_[static_cast<std::size_t>(use)]; }

  /// An operation is about to be done, with this key, for this use. Returns the time that is to pass first; the time of
  /// a short one is owed instead. Then is_next() says that it follows.
  Nanos begin(crypto::KeyOperation operation, crypto::SecretId with, KeyUse use);
  /// The next operation of this kind is one that begin() was told of. Nothing waits until it is done: whoever waits
  /// says none_is_next(), for one that failed.
  void is_next(crypto::KeyOperation operation);
  void none_is_next() { next_.reset(); }

  /// CPU time of short operations, and of those that nobody said would follow.
  Nanos owed() const { return owed_; }
  Nanos take_owed() { return std::exchange(owed_, Nanos::zero()); }

  /// From a power cut to the next boot: destructors run, but nothing is overwritten in a machine without power.
  void set_power_cut(bool cut) { power_cut_ = cut; }

 private:
  class Face final : public crypto::Witness {
   public:
    Face(HostWitness& host, KeyUse use) : host_(host), use_(use) {}
    crypto::SecretId held(crypto::KeyClass key_class, View bytes, crypto::Arrival how) noexcept override;
    void wiped(crypto::SecretId secret) noexcept override;
    void wrapped(crypto::SecretId what, crypto::SecretId by, crypto::WrapForm form, View result) noexcept override;
    void wrapped_for(crypto::SecretId what, View public_key, crypto::WrapForm form, View result) noexcept override;
    void unwrapped(crypto::SecretId what, crypto::SecretId by, crypto::WrapForm form, View from) noexcept override;
    void disclosed(crypto::SecretId what, crypto::Disclosure why) noexcept override;
    void sealed(crypto::SecretId key, View nonce, View ciphertext) noexcept override;
    void opened(crypto::SecretId key, View nonce, View ciphertext) noexcept override;

   private:
    HostWitness& host_;
    KeyUse use_;
  };

  void post(const EventBody& event) { sink_.post(host_, event); }
  /// What an operation that was done owes.
  Nanos done(crypto::KeyOperation operation, crypto::SecretId with, KeyUse use);
  bool is_charged_alone(crypto::KeyOperation operation) const { return costs_.of(operation) >= leastChargedAlone; }

  std::string host_;
  SecretRegistry& registry_;
  EventSink& sink_;
  KeyCosts costs_;
  std::array<Face, allKeyUses.size()> faces_;
  std::optional<crypto::KeyOperation> next_;
  Nanos owed_{0};
  bool power_cut_ = false;
};

}  // namespace keycell::model
