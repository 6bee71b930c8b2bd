#pragma once
// The service of a third-party KMS: keys in a store of its own, under a root key that its hardware keeps.

#include "model/installation.h"
#include "model/kms/key_service.h"
#include "model/kms/key_store.h"

namespace keycell::model {

class RootedKeys final : public KeyService {
 public:
  RootedKeys(World& world, const Installation& installation)
      : world_(world), installation_(installation), store_(world) {}

  crypto::MasterKeyId generate(const crypto::KeyAttributes& attributes) override;
  crypto::MasterKeyId keep(const crypto::MasterKey& key, const crypto::KeyAttributes& attributes) override;
  KeyInUse load(const crypto::MasterKeyId& id) override;
  WrappedKek wrap(const KeyInUse& by, const crypto::Kek& kek) override;
  crypto::Kek unwrap(const KeyInUse& by, const WrappedKek& wrapped) override;
  std::vector<crypto::MasterKeyId> locate(const crypto::KeyAttributes& wanted) override {
    return store_.locate(wanted);
  }
  void destroy(const crypto::MasterKeyId& id) override;
  std::optional<KeyState> state_of(const crypto::MasterKeyId& id) override;
  std::vector<crypto::MasterKeyId> keys_of(const std::string& policy, const std::string& copy,
                                           Generation which) override {
    return store_.keys_of(policy, copy, which);
  }
  void set_state(const std::vector<crypto::MasterKeyId>& ids, KeyState state) override { store_.set_state(ids, state); }

 private:
  crypto::KmsKeyMissing missing(const crypto::MasterKeyId& id) const;

  World& world_;
  const Installation& installation_;
  KeyStore store_;
};

}  // namespace keycell::model
