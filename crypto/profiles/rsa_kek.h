#pragma once
// The documented hierarchies of 2019 and 11.20: a master key at the KMS protects the private half of an RSA pair, and
// the public half, which anybody may read, wraps a data key. To wrap, nobody needs the KMS; to open, the master key is
// fetched.

#include "crypto/hierarchy.h"

namespace keycell::crypto {

class RsaKek final : public Hierarchy {
 public:
  RsaKek(KeyOwner owner, DataKeyScope scope, std::size_t data_key_bytes = keySizeBytes)
      : owner_(owner), scope_(scope), data_key_bytes_(data_key_bytes) {}
  KeyOwner key_owner() const override { return owner_; }
  DataKeyScope data_key_scope() const override { return scope_; }
  bool draws_rsa_pairs() const override { return true; }
  ProtectionRow create(const KeyContext& of, KeyServices services) const override;
  NewDataKey new_data_key(const ProtectionRow& protection, const KeyContext& of, KeyServices services) const override;
  NewDataKey protect_data_key(const ProtectionRow& protection, DataKey key, const KeyContext& of,
                              KeyServices services) const override;
  DataKey open_data_key(const ProtectionRow& protection, const DataKeyRow& row, const KeyContext& of,
                        KeyServices services) const override;
  DataKeyRow rewrap_data_key(const DataKeyRow& row, DataKeyPlace from, DataKeyPlace to,
                             KeyServices services) const override;
  void forget_data_key(const ProtectionRow& protection, const DataKeyRow& row, const KeyContext& of,
                       KeyServices services) const override;
  ProtectionRow rewrap(const ProtectionRow& protection, const KeyContext& of, const std::string& new_kms,
                       KeyServices services) const override;
  ProtectionRow rotate_kek(const ProtectionRow& protection, const KeyContext& of, KeyServices services) const override;
  void retire(const ProtectionRow& protection, const KeyContext& of, KeyServices services) const override;
  std::vector<MasterKeyId> master_keys(const ProtectionRow& protection) const override;

 private:
  KeyOwner owner_;
  DataKeyScope scope_;
  std::size_t data_key_bytes_;
};

}  // namespace keycell::crypto
