// The documented key flows around an RSA pair: what happens when the KMS is enabled, "During Backups" and "During
// Restores or Auxiliary Copy Operations". The numbers are their steps.

#include "crypto/profiles/rsa_kek.h"

#include "crypto/row_codec.h"

namespace keycell::crypto {
namespace {

using WrappedPrivate = Wrapped<RsaPrivate, MasterKey>;
using WrappedForPair = Wrapped<DataKey, RsaPrivate>;

struct PairRow {
  MasterKeyId master_key;
  RsaPublic public_half;  ///< in clear: it wraps, it opens nothing
  WrappedPrivate wrapped_private;
};

ProtectionRow row_of(const PairRow& pair) {
  return {RowWriter()
              .field(view_of(pair.master_key.value))
              .field(pair.public_half.bytes)
              .field(pair.wrapped_private.bytes)
              .take()};
}

DataKeyRow key_row_of(const WrappedForPair& wrapped_key) { return {RowWriter().field(wrapped_key.bytes).take()}; }

PairRow read_pair(const ProtectionRow& row) {
  RowReader fields("the row of an RSA pair", row.bytes);
  MasterKeyId master_key{std::string(text_of(fields.field("the master key's ID")))};
  fields.rename_row("the row of the RSA pair under master key " + master_key.value);
  RsaPublic public_half{bytes_of(fields.field("the public half"))};
  WrappedPrivate wrapped_private{bytes_of(fields.field("the wrapped private half"))};
  fields.end();
  return {std::move(master_key), std::move(public_half), std::move(wrapped_private)};
}

WrappedForPair read_key(const DataKeyRow& row, const PairRow& pair) {
  RowReader fields("the row of a data key under the RSA pair of master key " + pair.master_key.value, row.bytes);
  WrappedForPair wrapped_key{bytes_of(fields.field("the wrapped data key"))};
  fields.end();
  return wrapped_key;
}

RsaPrivate open_private(const PairRow& pair, const KeyServices& services) {
  const MasterKey master = services.kms.fetch(pair.master_key);  // 1
  services.tell(KeyStep::masterKeyFetched);
  try {
    services.begin(KeyOperation::aesUnwrap, master.id());
    RsaPrivate private_half = unwrap(pair.wrapped_private, master);  // 2
    services.tell(KeyStep::kekOpened);
    return private_half;
  } catch (const Refused&) {
    throw KeyUnrecoverable("the RSA private key does not open under master key " + pair.master_key.value);
  }
}

RsaPair draw_pair(const PairWanted& wanted, const KeyServices& services) {
  services.begin(KeyOperation::rsaPair, {});
  RsaPair pair = services.rsa.draw(wanted, services.witness);
  services.tell(KeyStep::kekMade);
  return pair;
}

MasterKeyId ask_for_master_key(Kms& kms, const KeyContext& of, const KeyServices& services) {
  MasterKeyId id = kms.create_master_key(of);
  services.tell(KeyStep::masterKeyMade);
  return id;
}

WrappedPrivate protect(const RsaPrivate& private_half, const MasterKeyId& id, Kms& kms, const KeyServices& services) {
  const MasterKey master = kms.fetch(id);
  services.tell(KeyStep::masterKeyFetched);
  services.begin(KeyOperation::aesWrap, master.id());
  WrappedPrivate wrapped = wrap(private_half, master);
  services.tell(KeyStep::kekWrapped);
  return wrapped;
}

/// The wrap says nothing of the client it is for: the documented construction binds a key to no context.
DataKeyRow row_for(const PairRow& pair, const DataKey& key, const KeyServices& services) {
  try {
    services.begin(KeyOperation::rsaPublic, {});
    const WrappedForPair wrapped = wrap_rsa(key, pair.public_half);  // 2
    services.tell(KeyStep::dataKeyWrapped);
    return key_row_of(wrapped);
  } catch (const CryptoFailure&) {
    throw KeyUnrecoverable("the row of the RSA pair under master key " + pair.master_key.value +
                           " holds no public key");
  }
}

}  // namespace

// Enabling the KMS.
ProtectionRow RsaKek::create(const KeyContext& of, KeyServices services) const {
  const RsaPair pair = draw_pair({.of = of}, services);
  const MasterKeyId master_key = ask_for_master_key(services.kms, of, services);                  // 1, 2
  const WrappedPrivate wrapped = protect(pair.private_half, master_key, services.kms, services);  // 3
  return row_of(PairRow{master_key, pair.public_half, wrapped});
}

// "During Backups"
NewDataKey RsaKek::new_data_key(const ProtectionRow& protection, const KeyContext& of, KeyServices services) const {
  DataKey key = DataKey::generate(data_key_bytes_, services.random.secret, services.witness);  // 1
  services.tell(KeyStep::dataKeyMade);
  return protect_data_key(protection, std::move(key), of, services);  // 2
}

NewDataKey RsaKek::protect_data_key(const ProtectionRow& protection, DataKey key, const KeyContext&,
                                    KeyServices services) const {
  DataKeyRow row = row_for(read_pair(protection), key, services);  // 2
  return {std::move(key), std::move(row)};
}

// "During Restores or Auxiliary Copy Operations"
DataKey RsaKek::open_data_key(const ProtectionRow& protection, const DataKeyRow& row, const KeyContext&,
                              KeyServices services) const {
  const PairRow pair = read_pair(protection);
  const WrappedForPair wrapped_key = read_key(row, pair);
  const RsaPrivate private_half = open_private(pair, services);  // 1, 2
  try {
    services.begin(KeyOperation::rsaPrivate, private_half.id());
    DataKey key = unwrap(wrapped_key, private_half);  // 3
    services.tell(KeyStep::dataKeyOpened);
    return key;
  } catch (const Refused&) {
    throw KeyUnrecoverable("the data key does not open under the RSA pair of master key " + pair.master_key.value);
  }
}

DataKeyRow RsaKek::rewrap_data_key(const DataKeyRow& row, DataKeyPlace from, DataKeyPlace to,
                                   KeyServices services) const {
  const PairRow new_pair = read_pair(to.protection);
  return row_for(new_pair, open_data_key(from.protection, row, from.of, services), services);
}

// Whatever is left of a data key is its row, and each copy of it opens as long as the private key does.
void RsaKek::forget_data_key(const ProtectionRow&, const DataKeyRow&, const KeyContext&, KeyServices services) const {
  services.tell(KeyStep::dataKeyForgotten);
}

ProtectionRow RsaKek::rewrap(const ProtectionRow& protection, const KeyContext& of, const std::string& new_kms,
                             KeyServices services) const {
  const PairRow pair = read_pair(protection);
  const RsaPrivate private_half = open_private(pair, services);
  Kms& kms = services.all_kms.named(new_kms);
  const MasterKeyId master_key = ask_for_master_key(kms, next_version(of), services);
  const WrappedPrivate wrapped = protect(private_half, master_key, kms, services);
  return row_of(PairRow{master_key, pair.public_half, wrapped});
}

ProtectionRow RsaKek::rotate_kek(const ProtectionRow& protection, const KeyContext& of, KeyServices services) const {
  const PairRow old = read_pair(protection);
  const RsaPair pair = draw_pair({.of = next_version(of), .in_place_of = &old.public_half}, services);
  const WrappedPrivate wrapped = protect(pair.private_half, old.master_key, services.kms, services);
  return row_of(PairRow{old.master_key, pair.public_half, wrapped});
}

void RsaKek::retire(const ProtectionRow& protection, const KeyContext&, KeyServices services) const {
  services.kms.destroy(read_pair(protection).master_key);
  services.tell(KeyStep::masterKeyDestroyed);
}

std::vector<MasterKeyId> RsaKek::master_keys(const ProtectionRow& protection) const {
  return {read_pair(protection).master_key};
}

}  // namespace keycell::crypto
