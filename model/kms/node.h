#pragma once
// The front of a KMS node: requests of the CommCell protocol in, replies out. What is done with keys is its service's.

#include <memory>

#include "model/kms/key_service.h"
#include "model/messenger.h"

namespace keycell::model {

class KmsNode {
 public:
  /// Each request takes `service_time`.
  KmsNode(World& world, const Installation& installation, ChannelKind channel, Nanos service_time,
          std::unique_ptr<KeyService> keys);

 private:
  Answer handle(Incoming incoming);
  void administer(const protocol::KmsAdminister& request);

  World& world_;
  Nanos service_time_;
  std::unique_ptr<KeyService> keys_;
  Messenger messenger_;
};

}  // namespace keycell::model
