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
  ProtectionRow create(const KeyAttributes& of, KeyServices services) const override;
  NewDataKey new_data_key(const ProtectionRow& protection, const std::string& client,
                          KeyServices services) const override;
  NewDataKey protect_data_key(const ProtectionRow& protection, DataKey key, KeyServices services) const override;
  DataKey open_data_key(const ProtectionRow& protection, const DataKeyRow& row, KeyServices services) const override;
  ProtectionRow rewrap(const ProtectionRow& protection, const KeyAttributes& of, KeyServices services) const override;
  void retire(const ProtectionRow& protection, KeyServices services) const override;

 private:
  Unwrap unwrap_;
  std::size_t data_key_bytes_;
};

}  // namespace keycell::crypto
