#pragma once
// What a KMS does with master keys, in values: it knows no message, and who asks is not its concern.

#include <memory>
#include <optional>
#include <stdexcept>

#include "crypto/kms.h"
#include "model/kms/generation.h"
#include "model/kms/key_state.h"

namespace keycell::model {

/// What a KMS was asked to unwrap is not under the key that was named.
class DoesNotOpen final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A master key that a KMS has loaded for one request, until the answer is written.
struct KeyInUse {
  crypto::MasterKeyId id;  ///< which the answer names; a KMS that works right has loaded what it was asked for
  crypto::MasterKey key;
};

class KeyService {
 public:
  using WrappedKek = crypto::Wrapped<crypto::Kek, crypto::MasterKey>;

  virtual ~KeyService() = default;

  /// A new key, which the KMS keeps.
  virtual crypto::MasterKeyId generate(const crypto::KeyAttributes& attributes) = 0;
  /// A key that somebody else made.
  virtual crypto::MasterKeyId keep(const crypto::MasterKey& key, const crypto::KeyAttributes& attributes) = 0;
  /// Throws crypto::KmsKeyMissing, crypto::KmsKeyDisabled.
  virtual KeyInUse load(const crypto::MasterKeyId& id) = 0;
  virtual WrappedKek wrap(const KeyInUse& by, const crypto::Kek& kek) = 0;
  /// Throws DoesNotOpen.
  virtual crypto::Kek unwrap(const KeyInUse& by, const WrappedKek& wrapped) = 0;
  virtual std::vector<crypto::MasterKeyId> locate(const crypto::KeyAttributes& wanted) = 0;
  /// Throws crypto::KmsKeyMissing.
  virtual void destroy(const crypto::MasterKeyId& id) = 0;
  /// Nothing for a key that is not there.
  virtual std::optional<KeyState> state_of(const crypto::MasterKeyId& id) = 0;
  /// Keys with exactly this policy and copy that are there, in the order in which they were made.
  virtual std::vector<crypto::MasterKeyId> keys_of(const std::string& policy, const std::string& copy,
                                                   Generation which) = 0;
  /// Passes over keys that are not there.
  virtual void set_state(const std::vector<crypto::MasterKeyId>& ids, KeyState state) = 0;
};

/// Passes everything on: a base for what changes one thing about a service.
class KeyServiceAround : public KeyService {
 public:
  explicit KeyServiceAround(std::unique_ptr<KeyService> inner) : inner_(std::move(inner)) {}

  crypto::MasterKeyId generate(const crypto::KeyAttributes& attributes) override {
    return inner_->generate(attributes);
  }
  crypto::MasterKeyId keep(const crypto::MasterKey& key, const crypto::KeyAttributes& attributes) override {
    return inner_->keep(key, attributes);
  }
  KeyInUse load(const crypto::MasterKeyId& id) override { return inner_->load(id); }
  WrappedKek wrap(const KeyInUse& by, const crypto::Kek& kek) override { return inner_->wrap(by, kek); }
  crypto::Kek unwrap(const KeyInUse& by, const WrappedKek& wrapped) override { return inner_->unwrap(by, wrapped); }
  std::vector<crypto::MasterKeyId> locate(const crypto::KeyAttributes& wanted) override {
    return inner_->locate(wanted);
  }
  void destroy(const crypto::MasterKeyId& id) override { inner_->destroy(id); }
  std::optional<KeyState> state_of(const crypto::MasterKeyId& id) override { return inner_->state_of(id); }
  std::vector<crypto::MasterKeyId> keys_of(const std::string& policy, const std::string& copy,
                                           Generation which) override {
    return inner_->keys_of(policy, copy, which);
  }
  void set_state(const std::vector<crypto::MasterKeyId>& ids, KeyState state) override {
    inner_->set_state(ids, state);
  }

 protected:
  KeyService& inner() { return *inner_; }

 private:
  std::unique_ptr<KeyService> inner_;
};

}  // namespace keycell::model
