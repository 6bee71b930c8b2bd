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

/// `of`: the keys of the pool.
Kek open_kek(const PoolRow& pool, const KeyContext& of, Unwrap where, const KeyServices& services) {
  try {
    if (where == Unwrap::remote) {
      Kek kek = services.kms.unwrap(pool.master_key, pool.wrapped_kek, of);  // 2-3
      services.tell(KeyStep::kekOpened);
      return kek;
    }
    const MasterKey master = services.kms.fetch(pool.master_key);  // 2
    services.tell(KeyStep::masterKeyFetched);
    services.begin(KeyOperation::aesUnwrap, master.id());
    Kek kek = unwrap(pool.wrapped_kek, master);  // 3
    services.tell(KeyStep::kekOpened);
    return kek;
  } catch (const Refused&) {
    throw KeyUnrecoverable("the KEK does not open under master key " + pool.master_key.value);
  }
}

DataKey open_dek(const WrappedDataKey& wrapped_dek, const Kek& kek, const MasterKeyId& master_key,
                 const KeyServices& services) {
  try {
    services.begin(KeyOperation::aesUnwrap, kek.id());
    DataKey dek = unwrap(wrapped_dek, kek);  // 4
    services.tell(KeyStep::dataKeyOpened);
    return dek;
  } catch (const Refused&) {
    throw KeyUnrecoverable("the data key does not open under the KEK of master key " + master_key.value);
  }
}

Kek make_kek(const KeyServices& services) {
  Kek kek = Kek::generate(keySizeBytes, services.random.secret, services.witness);
  services.tell(KeyStep::kekMade);
  return kek;
}

MasterKeyId make_master_key(Kms& kms, const KeyContext& of, const KeyServices& services) {
  MasterKeyId id = kms.create_master_key(of);
  services.tell(KeyStep::masterKeyMade);
  return id;
}

WrappedKek wrap_kek(Kms& kms, const MasterKeyId& by, const Kek& kek, const KeyContext& of,
                    const KeyServices& services) {
  WrappedKek wrapped = kms.wrap(by, kek, of);
  services.tell(KeyStep::kekWrapped);
  return wrapped;
}

/// The wrap says nothing of the client it is for: the documented construction binds a data key to no context.
DataKeyRow row_under(const Kek& kek, const DataKey& dek, const KeyServices& services) {
  services.begin(KeyOperation::aesWrap, kek.id());
  const WrappedDataKey wrapped_dek = wrap(dek, kek);  // 2
  services.tell(KeyStep::dataKeyWrapped);
  return row_of(wrapped_dek);
}

NewDataKey protected_by(const Kek& kek, DataKey dek, const KeyServices& services) {
  DataKeyRow row = row_under(kek, dek, services);
  return {std::move(dek), std::move(row)};
}

}  // namespace

// "Storage Pool Creation"
ProtectionRow PoolKek::create(const KeyContext& of, KeyServices services) const {
  const Kek kek = make_kek(services);                                                    // 1
  const MasterKeyId master_key = make_master_key(services.kms, of, services);            // 2
  const WrappedKek wrapped_kek = wrap_kek(services.kms, master_key, kek, of, services);  // 3
  return row_of(PoolRow{master_key, wrapped_kek});                                       // 4
}

// "Backup". The KEK first, which the KMS may keep waiting for: until then no data key need lie in memory.
NewDataKey PoolKek::new_data_key(const ProtectionRow& protection, const KeyContext& of, KeyServices services) const {
  const Kek kek = open_kek(read(protection), protection_of(of), unwrap_, services);
  DataKey dek = DataKey::generate(data_key_bytes_, services.random.secret, services.witness);  // 1
  services.tell(KeyStep::dataKeyMade);
  return protected_by(kek, std::move(dek), services);  // 2
}

NewDataKey PoolKek::protect_data_key(const ProtectionRow& protection, DataKey dek, const KeyContext& of,
                                     KeyServices services) const {
  const Kek kek = open_kek(read(protection), protection_of(of), unwrap_, services);
  return protected_by(kek, std::move(dek), services);
}

// "Restore"
DataKey PoolKek::open_data_key(const ProtectionRow& protection, const DataKeyRow& row, const KeyContext& of,
                               KeyServices services) const {
  const PoolRow pool = read(protection);                                 // 1
  const WrappedDataKey wrapped_dek = read(row, pool);                    // 1
  const Kek kek = open_kek(pool, protection_of(of), unwrap_, services);  // 2-3
  return open_dek(wrapped_dek, kek, pool.master_key, services);          // 4
}

// The new KEK first: until it is at hand the data key need not lie in memory.
DataKeyRow PoolKek::rewrap_data_key(const DataKeyRow& row, DataKeyPlace from, DataKeyPlace to,
                                    KeyServices services) const {
  const Kek new_kek = open_kek(read(to.protection), protection_of(to.of), unwrap_, services);
  return row_under(new_kek, open_data_key(from.protection, row, from.of, services), services);
}

// Whatever is left of a data key is its row, and each copy of it opens as long as the KEK does.
void PoolKek::forget_data_key(const ProtectionRow&, const DataKeyRow&, const KeyContext&, KeyServices services) const {
  services.tell(KeyStep::dataKeyForgotten);
}

ProtectionRow PoolKek::rewrap(const ProtectionRow& protection, const KeyContext& of, const std::string& new_kms,
                              KeyServices services) const {
  const Kek kek = open_kek(read(protection), of, unwrap_, services);
  Kms& kms = services.all_kms.named(new_kms);
  const MasterKeyId master_key = make_master_key(kms, next_version(of), services);
  const WrappedKek wrapped_kek = wrap_kek(kms, master_key, kek, next_version(of), services);
  return row_of(PoolRow{master_key, wrapped_kek});
}

ProtectionRow PoolKek::rotate_kek(const ProtectionRow& protection, const KeyContext& of, KeyServices services) const {
  const MasterKeyId master_key = read(protection).master_key;
  const Kek kek = make_kek(services);
  const WrappedKek wrapped_kek = wrap_kek(services.kms, master_key, kek, next_version(of), services);
  return row_of(PoolRow{master_key, wrapped_kek});
}

void PoolKek::retire(const ProtectionRow& protection, const KeyContext&, KeyServices services) const {
  services.kms.destroy(read(protection).master_key);
  services.tell(KeyStep::masterKeyDestroyed);
}

std::vector<MasterKeyId> PoolKek::master_keys(const ProtectionRow& protection) const {
  return {read(protection).master_key};
}

}  // namespace keycell::crypto
