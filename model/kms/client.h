#pragma once
// crypto::Kms as calls to a KMS node over a channel.

#include "crypto/kms.h"
#include "model/kms/retry.h"
#include "model/messenger.h"
#include "model/readings.h"

namespace keycell::model {

class KmsClient final : public crypto::Kms {
 public:
  /// For whom key code runs: waits are drawn by the subject's name, and told of the stream.
  struct For {
    std::string subject;
    StreamOf stream{};
  };
  /// `deadline`: of a request, with all its tries.
  KmsClient(World& world, Messenger& messenger, std::string kms, For whom, Nanos deadline, KmsRetry retry,
            MasterKeyMadeBy made_by)
      : world_(world),
        messenger_(messenger),
        kms_(std::move(kms)),
        for_(std::move(whom)),
        deadline_(deadline),
        retry_(retry),
        made_by_(made_by) {}

  crypto::MasterKeyId create_master_key(const crypto::KeyContext& of) override;
  crypto::Wrapped<crypto::Kek, crypto::MasterKey> wrap(const crypto::MasterKeyId& by, const crypto::Kek& kek,
                                                       const crypto::KeyContext& of) override;
  crypto::Kek unwrap(const crypto::MasterKeyId& by, const crypto::Wrapped<crypto::Kek, crypto::MasterKey>& wrapped,
                     const crypto::KeyContext& of) override;
  crypto::MasterKey fetch(const crypto::MasterKeyId& id) override;
  std::vector<crypto::MasterKeyId> locate(const crypto::KeyAttributes& wanted) override;
  void destroy(const crypto::MasterKeyId& id) override;

 private:
  /// What a request carries, made anew for each try.
  using Attachment = std::function<std::optional<crypto::Disclosed>()>;
  static std::optional<crypto::Disclosed> nothing() { return std::nullopt; }

  struct Asked {
    KmsOutcome outcome = KmsOutcome::ok;
    std::optional<Answer> answer{};
    std::exception_ptr failure{};  ///< as key code knows it
  };

  struct Try {
    std::string_view operation;
    const protocol::Request& request;
    const crypto::MasterKeyId& key;
    CallId last{};  ///< of the tries so far
  };

  /// Asks again while the node turns it away; reports each try with its outcome and latency; turns failures into the
  /// errors that key code knows. With a `key`, the answer must be for it.
  Answer ask(std::string_view operation, protocol::Request& request, const crypto::MasterKeyId& key,
             const Attachment& attachment = nothing);
  Asked ask_once(Try& what, std::optional<crypto::Disclosed> attachment, Nanos deadline);
  Answer make_master_key(const crypto::KeyAttributes& attributes);
  template <class Key>
  Key received(Answer answer);

  World& world_;
  Messenger& messenger_;
  std::string kms_;
  For for_;
  Nanos deadline_;
  KmsRetry retry_;
  MasterKeyMadeBy made_by_;
};

}  // namespace keycell::model
