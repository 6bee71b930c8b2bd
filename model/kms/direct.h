#pragma once
// A KMS asked without a network: its service in the same process, as for whoever looks at what it has kept.

#include <memory>

#include "model/kms/key_service.h"

namespace keycell::model {

class DirectKms final : public crypto::Kms {
 public:
  explicit DirectKms(std::unique_ptr<KeyService> keys) : keys_(std::move(keys)) {}

  crypto::MasterKeyId create_master_key(const crypto::KeyContext& of) override { return keys_->generate(of.owner); }
  crypto::Wrapped<crypto::Kek, crypto::MasterKey> wrap(const crypto::MasterKeyId& by, const crypto::Kek& kek,
                                                       const crypto::KeyContext& of) override;
  crypto::Kek unwrap(const crypto::MasterKeyId& by, const crypto::Wrapped<crypto::Kek, crypto::MasterKey>& wrapped,
                     const crypto::KeyContext& of) override;
  crypto::MasterKey fetch(const crypto::MasterKeyId& id) override { return keys_->load(id).key; }
  std::vector<crypto::MasterKeyId> locate(const crypto::KeyAttributes& wanted) override {
    return keys_->locate(wanted);
  }
  void destroy(const crypto::MasterKeyId& id) override { keys_->destroy(id); }

 private:
  std::unique_ptr<KeyService> keys_;
};

}  // namespace keycell::model
