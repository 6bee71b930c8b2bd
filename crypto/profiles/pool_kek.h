#pragma once
// The profile pool-kek: master key at the KMS > symmetric KEK per pool > data key per client (documentation of 2023e
// on).

#include "crypto/profiles.h"

namespace keycell::crypto {

class PoolKek final : public Hierarchy {
 public:
  explicit PoolKek(Unwrap unwrap, std::size_t data_key_bytes = keySizeBytes)
      : unwrap_(unwrap), data_key_bytes_(data_key_bytes) {}
  KeyOwner key_owner() const override { return KeyOwner::pool; }
  DataKeyScope data_key_scope() const override { return DataKeyScope::client; }
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
  Unwrap unwrap_;
  std::size_t data_key_bytes_;
};

}  // namespace keycell::crypto
