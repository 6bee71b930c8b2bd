#pragma once
// What key code asks of a key management server. The cell implements it as calls over a simulated network, tests as a
// map in memory.

#include <compare>
#include <string>
#include <vector>

#include "crypto/key_wrap.h"

namespace keycell::crypto {

/// Names a master key at its KMS (KMIP: Unique Identifier). Public.
struct MasterKeyId {
  std::string value;
  auto operator<=>(const MasterKeyId&) const = default;
};

/// What is stored with a master key at the KMS, searchable from its console. For a key of a pool, `policy` names the
/// pool and `copy` is empty.
struct KeyAttributes {
  std::string commcell_id;
  std::string policy;
  std::string copy;
  bool operator==(const KeyAttributes&) const = default;
};

/// Every call throws KmsUnavailable when no answer comes, KmsRefused when the KMS refuses.
class Kms {
 public:
  virtual ~Kms() = default;
  /// The KMS makes a master key and keeps it.
  virtual MasterKeyId create_master_key(const KeyAttributes& attributes) = 0;
  /// The KMS encrypts a KEK with a master key of its own.
  virtual Wrapped<Kek, MasterKey> wrap(const MasterKeyId& by, const Kek& kek) = 0;
  /// The KMS opens a KEK (unwrap = "remote"). Throws Refused when the wrap is not under this key.
  virtual Kek unwrap(const MasterKeyId& by, const Wrapped<Kek, MasterKey>& wrapped) = 0;
  /// The master key itself leaves the KMS (unwrap = "fetch").
  virtual MasterKey fetch(const MasterKeyId& id) = 0;
  /// Keys whose attributes equal every non-empty one of `wanted`, in order of creation.
  virtual std::vector<MasterKeyId> locate(const KeyAttributes& wanted) = 0;
  /// For good: nothing under this key opens again.
  virtual void destroy(const MasterKeyId& id) = 0;
};

}  // namespace keycell::crypto
