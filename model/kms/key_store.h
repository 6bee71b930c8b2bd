#pragma once
// Where a KMS node keeps master keys: wrapped, with their attributes and states, in a database on the node's disk. It
// never sees one in clear.

#include "crypto/kms.h"
#include "model/csdb/database.h"
#include "model/kms/generation.h"
#include "model/kms/key_state.h"

namespace keycell::model {

class KeyStore {
 public:
  explicit KeyStore(World& world);

  static const std::string_view schema;
  static const std::string_view file;
  /// Database::keep() with the statements of everyday work compiled.
  static void keep(Database& store);

  /// Durable, and active, when this returns. `secret` is told with it.
  crypto::MasterKeyId add(const Bytes& wrapped, const crypto::KeyAttributes& attributes, crypto::SecretId secret);

  struct Entry {
    KeyState state;
    Bytes wrapped;
  };
  /// Nothing for a key that was never there, is destroyed or lost.
  std::optional<Entry> find(const crypto::MasterKeyId& id);

  /// Keys whose attributes equal every non-empty one of `wanted`, in order of creation.
  std::vector<crypto::MasterKeyId> locate(const crypto::KeyAttributes& wanted);

  /// As KeyService::keys_of().
  std::vector<crypto::MasterKeyId> keys_of(const std::string& policy, const std::string& copy, Generation which);

  /// Of a key that is destroyed or lost, its name and attributes stay, so that those of its owner keep their numbers.
  void set_state(const std::vector<crypto::MasterKeyId>& ids, KeyState state);
  /// False for a key that is not there.
  bool destroy(const crypto::MasterKeyId& id);

 private:
  World& world_;
  Database database_;
};

}  // namespace keycell::model
