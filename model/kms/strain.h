#pragma once
// What the world does to how much a KMS node can do: it outlives every boot of the node, and knows nothing of keys.

#include <memory>
#include <vector>

#include "model/world.h"

namespace keycell::model {

/// By default none. Asked by the node; what is asked must not wait.
class KmsStrain {
 public:
  KmsStrain() = default;
  virtual ~KmsStrain() = default;
  KmsStrain(const KmsStrain&) = delete;
  KmsStrain& operator=(const KmsStrain&) = delete;

  /// Whether a request that comes now is turned away, before the node's own limits are asked.
  virtual std::optional<TurnedAwayBy> turns_away(const NewRequest&) { return std::nullopt; }
  /// How long work takes that begins now and usually takes `usual`.
  virtual Nanos takes(Nanos usual) { return usual; }
};

/// Of one node. One after the other: each is told what the one before it made of the time.
using KmsStrains = std::vector<std::shared_ptr<KmsStrain>>;

}  // namespace keycell::model
