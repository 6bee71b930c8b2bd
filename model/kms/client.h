#pragma once
// crypto::Kms as calls to a KMS node over a channel.

#include "crypto/kms.h"
#include "model/messenger.h"
#include "model/readings.h"

namespace keycell::model {

class KmsClient final : public crypto::Kms {
 public:
  KmsClient(World& world, Messenger& messenger, std::string kms, Nanos deadline, MasterKeyMadeBy made_by)
      : world_(world), messenger_(messenger), kms_(std::move(kms)), deadline_(deadline), made_by_(made_by) {}

  crypto::MasterKeyId create_master_key(const crypto::KeyContext& of) override;
  crypto::Wrapped<crypto::Kek, crypto::MasterKey> wrap(const crypto::MasterKeyId& by, const crypto::Kek& kek,
                                                       const crypto::KeyContext& of) override;
  crypto::Kek unwrap(const crypto::MasterKeyId& by, const crypto::Wrapped<crypto::Kek, crypto::MasterKey>& wrapped,
                     const crypto::KeyContext& of) override;
  crypto::MasterKey fetch(const crypto::MasterKeyId& id) override;
  std::vector<crypto::MasterKeyId> locate(const crypto::KeyAttributes& wanted) override;
  void destroy(const crypto::MasterKeyId& id) override;

 private:
  /// Reports the request with its outcome and latency; turns failures into the errors that key code knows. With a
  /// `key`, the answer must be for it.
  Answer ask(std::string_view operation, const protocol::Request& request, const crypto::MasterKeyId& key,
             std::optional<crypto::Disclosed> attachment = std::nullopt);
  Answer make_master_key(const crypto::KeyAttributes& attributes);
  template <class Key>
  Key received(Answer answer);

  World& world_;
  Messenger& messenger_;
  std::string kms_;
  Nanos deadline_;
  MasterKeyMadeBy made_by_;
};

}  // namespace keycell::model
