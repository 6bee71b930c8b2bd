#pragma once
// What key code asks of a key management server. The cell implements it as calls over a simulated network, tests as a
// map in memory.

#include <compare>
#include <string>
#include <vector>

#include "crypto/key_context.h"
#include "crypto/key_wrap.h"

namespace keycell::crypto {

/// Names a master key at its KMS (KMIP: Unique Identifier). Public.
struct MasterKeyId {
  std::string value;
  auto operator<=>(const MasterKeyId&) const = default;
};

/// Every call throws KmsUnavailable when no answer comes, KmsRefused when the KMS refuses. Contexts are those of the
/// owner's keys; a KMS of the documented kinds binds nothing to them.
class Kms {
 public:
  virtual ~Kms() = default;
  /// The KMS makes a master key and keeps it, with its owner as attributes.
  virtual MasterKeyId create_master_key(const KeyContext& of) = 0;
  /// The KMS encrypts a KEK with a master key of its own.
  virtual Wrapped<Kek, MasterKey> wrap(const MasterKeyId& by, const Kek& kek, const KeyContext& of) = 0;
  /// The KMS opens a KEK (unwrap = "remote"). Throws Refused when the wrap is not under this key, or not of this
  /// context where the KMS binds it.
  virtual Kek unwrap(const MasterKeyId& by, const Wrapped<Kek, MasterKey>& wrapped, const KeyContext& of) = 0;
  /// The master key itself leaves the KMS (unwrap = "fetch").
  virtual MasterKey fetch(const MasterKeyId& id) = 0;
  /// Keys whose attributes equal every non-empty one of `wanted`, in order of creation.
  virtual std::vector<MasterKeyId> locate(const KeyAttributes& wanted) = 0;
  /// For good: nothing under this key opens again.
  virtual void destroy(const MasterKeyId& id) = 0;
};

/// The KMSs of a cell.
class KmsDirectory {
 public:
  virtual ~KmsDirectory() = default;
  /// The same one for the same name, as long as the call of key code lasts. Throws KmsUnavailable for a name that no
  /// KMS has, here or when it is first asked.
  virtual Kms& named(const std::string& name) = 0;
};

}  // namespace keycell::crypto
