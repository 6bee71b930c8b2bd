#pragma once
// A KMS that has every master key of a run, by the ids under which the run's
// KMSs keep them: for whoever tries what the run's rows open to. Nobody in the
// run hears of it.

#include <map>

#include "crypto/kms.h"
#include "model/events.h"

namespace keycell::properties {

/// Opens and fetches; makes, wraps and destroys nothing (KmsRefused). Goes by
/// every name.
class RunKms final : public crypto::Kms, public crypto::KmsDirectory {
 public:
  void hear(const model::Event& event);

  crypto::Kms& named(const std::string& name) override;
  crypto::MasterKeyId create_master_key(const crypto::KeyContext& of) override;
  crypto::Wrapped<crypto::Kek, crypto::MasterKey> wrap(const crypto::MasterKeyId& by, const crypto::Kek& kek,
                                                       const crypto::KeyContext& of) override;
  crypto::Kek unwrap(const crypto::MasterKeyId& by, const crypto::Wrapped<crypto::Kek, crypto::MasterKey>& wrapped,
                     const crypto::KeyContext& of) override;
  crypto::MasterKey fetch(const crypto::MasterKeyId& id) override;
  std::vector<crypto::MasterKeyId> locate(const crypto::KeyAttributes& wanted) override;
  void destroy(const crypto::MasterKeyId& id) override;

 private:
  std::map<crypto::SecretId, crypto::WipedBuffer> master_keys_;
  std::map<crypto::MasterKeyId, crypto::SecretId> ids_;
};

}  // namespace keycell::properties
