#pragma once
// A node of a third-party key management server: makes master keys, keeps them in a store of its own, wraps and unwraps
// KEKs. Its hardware keeps the key that protects the store.

#include "crypto/kms.h"
#include "model/csdb/database.h"
#include "model/messenger.h"

namespace keycell::model {

class KmsNode {
 public:
  KmsNode(World& world, const Installation& installation, ChannelKind channel, Nanos service_time);

  static const std::string_view storeSchema;
  static const std::string_view storeFile;

  /// Database::keep() with the statements of everyday work compiled.
  static void keep(Database& store);

 private:
  Answer handle(Incoming incoming);
  crypto::MasterKeyId keep(const crypto::MasterKey& key, const crypto::KeyAttributes& attributes);
  crypto::MasterKey opened(const Bytes& wrapped);
  crypto::KmsKeyMissing missing(const std::string& id) const;
  struct Loaded {
    std::string id;  ///< of the key that is used, which is another one when the node is confused
    crypto::MasterKey key;
  };
  /// To work with. Throws crypto::KmsKeyMissing, crypto::KmsKeyDisabled.
  Loaded load_in_use(const std::string& id);
  void administer(const protocol::KmsAdminister& request);

  World& world_;
  const Installation& installation_;
  Nanos service_time_;
  Database store_;
  Messenger messenger_;
};

}  // namespace keycell::model
