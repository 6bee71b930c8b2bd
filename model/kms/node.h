#pragma once
// The front of a KMS node: requests of the CommCell protocol in, replies out. What is done with keys is its service's.

#include <memory>

#include "model/kms/capacity.h"
#include "model/kms/key_service.h"
#include "model/kms/strain.h"
#include "model/messenger.h"

namespace keycell::model {

class KmsNode {
 public:
  KmsNode(World& world, const Installation& installation, ChannelKind channel, const KmsCapacity& capacity,
          std::unique_ptr<KeyService> keys, KmsStrains strains = {});

 private:
  Admission admit(const NewRequest& arrival);
  Answer handle(Incoming incoming);
  /// Takes the service time of a request. What it does with keys is part of that, unless an operation takes 100 us or
  /// more, which comes on top.
  void work(const protocol::Request& request);
  /// Loads a key, then works: it is held for as long as that takes. Throws as KeyService::load does, after the work.
  KeyInUse work_with(const std::string& master_key, const protocol::Request& request);
  Answer administer(const protocol::KmsAdminister& request);

  World& world_;
  KmsCapacity capacity_;
  std::optional<RateLimit> rate_limit_;
  std::unique_ptr<KeyService> keys_;
  KmsStrains strains_;
  Messenger messenger_;
};

}  // namespace keycell::model
