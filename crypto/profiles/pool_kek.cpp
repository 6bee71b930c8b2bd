// The documented key flows of a storage pool: "Storage Pool Creation", "Backup" and "Restore". The numbers are their
// steps.

#include "crypto/profiles/pool_kek.h"

#include "crypto/row_codec.h"

namespace keycell::crypto {
namespace {

using WrappedKek = Wrapped<Kek, MasterKey>;
using WrappedDataKey = Wrapped<DataKey, Kek>;

struct PoolRow {
  MasterKeyId master_key;
  WrappedKek wrapped_kek;
};

ProtectionRow row_of(const PoolRow& pool) {
  return {RowWriter().field(view_of(pool.master_key.value)).field(pool.wrapped_kek.bytes).take()};
}

DataKeyRow row_of(const WrappedDataKey& wrapped_dek) { return {RowWriter().field(wrapped_dek.bytes).take()}; }

PoolRow read(const ProtectionRow& row) {
  RowReader fields("the pool's row", row.bytes);
  MasterKeyId master_key{std::string(text_of(fields.field("the master key's ID")))};
  fields.rename_row("the pool's row under master key " + master_key.value);
  WrappedKek wrapped_kek{bytes_of(fields.field("the wrapped KEK"))};
  fields.end();
  return {std::move(master_key), std::move(wrapped_kek)};
}

WrappedDataKey read(const DataKeyRow& row, const PoolRow& pool) {
  RowReader fields("the row of a data key under the KEK of master key " + pool.master_key.value, row.bytes);
  WrappedDataKey wrapped_dek{bytes_of(fields.field("the wrapped data key"))};
  fields.end();
  return wrapped_dek;
}

Kek open_kek(const PoolRow& pool, Unwrap where, Kms& kms) {
  try {
    if (where == Unwrap::remote) return kms.unwrap(pool.master_key, pool.wrapped_kek);  // 2-3
    const MasterKey master = kms.fetch(pool.master_key);                                // 2
    return unwrap(pool.wrapped_kek, master);                                            // 3
  } catch (const Refused&) {
    throw KeyUnrecoverable("the KEK does not open under master key " + pool.master_key.value);
  }
}

DataKey open_dek(const WrappedDataKey& wrapped_dek, const Kek& kek, const MasterKeyId& master_key) {
  try {
    return unwrap(wrapped_dek, kek);  // 4
  } catch (const Refused&) {
    throw KeyUnrecoverable("the data key does not open under the KEK of master key " + master_key.value);
  }
}

/// The wrap says nothing of the client it is for: the documented construction binds a data key to no context.
NewDataKey protected_by(const Kek& kek, DataKey dek) {
  const WrappedDataKey wrapped_dek = wrap(dek, kek);  // 2
  return {std::move(dek), row_of(wrapped_dek)};
}

}  // namespace

// "Storage Pool Creation"
ProtectionRow PoolKek::create(const KeyAttributes& of, KeyServices services) const {
  const Kek kek = Kek::generate(keySizeBytes, services.random.secret, services.witness);  // 1
  const MasterKeyId master_key = services.kms.create_master_key(of);                      // 2
  const WrappedKek wrapped_kek = services.kms.wrap(master_key, kek);                      // 3
  return row_of(PoolRow{master_key, wrapped_kek});                                        // 4
}

// "Backup". The KEK first, which the KMS may keep waiting for: until then no data key need lie in memory.
NewDataKey PoolKek::new_data_key(const ProtectionRow& protection, const std::string& /*client*/,
                                 KeyServices services) const {
  const Kek kek = open_kek(read(protection), unwrap_, services.kms);
  return protected_by(kek, DataKey::generate(data_key_bytes_, services.random.secret, services.witness));  // 1, 2
}

NewDataKey PoolKek::protect_data_key(const ProtectionRow& protection, DataKey dek, KeyServices services) const {
  const Kek kek = open_kek(read(protection), unwrap_, services.kms);
  return protected_by(kek, std::move(dek));
}

// "Restore"
DataKey PoolKek::open_data_key(const ProtectionRow& protection, const DataKeyRow& row, KeyServices services) const {
  const PoolRow pool = read(protection);                  // 1
  const WrappedDataKey wrapped_dek = read(row, pool);     // 1
  const Kek kek = open_kek(pool, unwrap_, services.kms);  // 2-3
  return open_dek(wrapped_dek, kek, pool.master_key);     // 4
}

ProtectionRow PoolKek::rewrap(const ProtectionRow& protection, const KeyAttributes& of, KeyServices services) const {
  const Kek kek = open_kek(read(protection), unwrap_, services.kms);
  const MasterKeyId master_key = services.kms.create_master_key(of);
  const WrappedKek wrapped_kek = services.kms.wrap(master_key, kek);
  return row_of(PoolRow{master_key, wrapped_kek});
}

void PoolKek::retire(const ProtectionRow& protection, KeyServices services) const {
  services.kms.destroy(read(protection).master_key);
}

}  // namespace keycell::crypto
