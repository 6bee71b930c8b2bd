#pragma once
// How the kinds of KMS are made, by word: what a node runs, and how a CommServe reaches it. What a scenario can say of
// a kind is a row in scenarios/kms_kinds.cpp.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/csdb/csdb.h"
#include "model/kms/key_service.h"
#include "model/kms/retry.h"
#include "model/kms/strain.h"
#include "model/messenger.h"
#include "model/readings.h"
#include "model/values.h"

namespace keycell::model {

/// What a CommServe has for reaching a KMS, for as long as the crypto::Kms lives that is made of it.
struct KmsReach {
  World& world;
  Csdb& csdb;
  Messenger& messenger;
  std::string name;
  std::string subject;  ///< for whom key code runs: a client, a pool, a copy
  StreamOf stream;      ///< which waits for it
  Nanos call_deadline;
  KmsRetry retry;
  MasterKeyMadeBy made_by;
};

/// Something around a node's service, at each boot anew.
using KeyServiceWrapper = std::function<std::unique_ptr<KeyService>(World&, std::unique_ptr<KeyService>)>;

/// What a node of a KMS is made of.
struct KmsNodeParts {
  World& world;
  const Installation& installation;
  ChannelKind channel;
  Nanos usual_service_time;  ///< of a request, where `values` say none
  const Values& values;      ///< what the scenario says of this kind
  std::vector<KeyServiceWrapper> around{};
  KmsStrains strains{};
};

struct KmsKind {
  std::function<std::unique_ptr<crypto::Kms>(const KmsReach&)> reach;
  /// Starts the program of a node, which ends when it goes. Empty for a kind that lives in the CommServe.
  std::function<std::shared_ptr<void>(const KmsNodeParts&)> run = {};
  /// What a node does with keys, without its front: for whoever asks what is durable there. Empty: nobody can tell.
  std::function<std::unique_ptr<KeyService>(const KmsNodeParts&)> keys = {};
};

using KmsKinds = std::map<std::string, KmsKind, std::less<>>;

/// Of every kind that comes with KeyCell.
const KmsKinds& kms_kinds();

}  // namespace keycell::model
