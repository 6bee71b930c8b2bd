#pragma once
// The built-in KMS: part of the CommServe, its master keys scrambled in the CSDB. Nothing leaves the host.

#include "model/kms/kinds.h"

namespace keycell::model {

class BuiltInKms final : public crypto::Kms {
 public:
  BuiltInKms(World& world, Csdb& csdb, std::string name) : world_(world), csdb_(csdb), name_(std::move(name)) {}

  crypto::MasterKeyId create_master_key(const crypto::KeyContext& of) override;
  crypto::Wrapped<crypto::Kek, crypto::MasterKey> wrap(const crypto::MasterKeyId& by, const crypto::Kek& kek,
                                                       const crypto::KeyContext& of) override;
  crypto::Kek unwrap(const crypto::MasterKeyId& by, const crypto::Wrapped<crypto::Kek, crypto::MasterKey>& wrapped,
                     const crypto::KeyContext& of) override;
  crypto::MasterKey fetch(const crypto::MasterKeyId& id) override;
  std::vector<crypto::MasterKeyId> locate(const crypto::KeyAttributes& wanted) override;
  void destroy(const crypto::MasterKeyId& id) override;

 private:
  void report(std::string_view operation, KmsOutcome outcome, std::string_view key);
  crypto::MasterKey load(std::string_view operation, const crypto::MasterKeyId& id);

  World& world_;
  Csdb& csdb_;
  std::string name_;
};

std::unique_ptr<crypto::Kms> reach_built_in(const KmsReach& with);

}  // namespace keycell::model
