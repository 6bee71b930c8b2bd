#include "model/kms/third_party.h"

#include "model/kms/client.h"
#include "model/kms/node.h"
#include "model/kms/rooted_keys.h"

namespace keycell::model {

std::unique_ptr<crypto::Kms> reach_third_party(const KmsReach& with) {
  return std::make_unique<KmsClient>(with.world, with.messenger, with.name, KmsClient::For{with.subject, with.stream},
                                     with.call_deadline, with.retry, with.made_by);
}

std::unique_ptr<KeyService> keys_of_third_party(const KmsNodeParts& parts) {
  return std::make_unique<RootedKeys>(parts.world, parts.installation);
}

std::shared_ptr<void> run_third_party(const KmsNodeParts& parts) {
  std::unique_ptr<KeyService> keys = keys_of_third_party(parts);
  for (const KeyServiceWrapper& wrap : parts.around) keys = wrap(parts.world, std::move(keys));
  return std::make_shared<KmsNode>(parts.world, parts.installation, parts.channel,
                                   kms_capacity(parts.values, parts.usual_service_time), std::move(keys),
                                   parts.strains);
}

}  // namespace keycell::model
