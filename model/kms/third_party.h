#pragma once
// A KMS of its own, as KMIP servers are: a node with a key store under a root in its hardware.

#include "model/kms/kinds.h"

namespace keycell::model {

std::unique_ptr<crypto::Kms> reach_third_party(const KmsReach& with);
std::unique_ptr<KeyService> keys_of_third_party(const KmsNodeParts& parts);
std::shared_ptr<void> run_third_party(const KmsNodeParts& parts);

}  // namespace keycell::model
