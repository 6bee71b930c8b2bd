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

RsaPrivate open_private(const PairRow& pair, Kms& kms) {
  const MasterKey master = kms.fetch(pair.master_key);  // 1
  try {
    return unwrap(pair.wrapped_private, master);  // 2
  } catch (const Refused&) {
    throw KeyUnrecoverable("the RSA private key does not open under master key " + pair.master_key.value);
  }
}

WrappedPrivate protect(const RsaPrivate& private_half, const MasterKeyId& id, Kms& kms) {
  const MasterKey master = kms.fetch(id);
  return wrap(private_half, master);
}

}  // namespace

// Enabling the KMS.
ProtectionRow RsaKek::create(const KeyAttributes& of, KeyServices services) const {
  const RsaPair pair = services.rsa.draw(services.witness);
  const MasterKeyId master_key = services.kms.create_master_key(of);                    // 1, 2
  const WrappedPrivate wrapped = protect(pair.private_half, master_key, services.kms);  // 3
  return row_of(PairRow{master_key, pair.public_half, wrapped});
}

// "During Backups". The wrap says nothing of the client it is for: the documented construction binds a key to no
// context.
NewDataKey RsaKek::new_data_key(const ProtectionRow& protection, const std::string& /*client*/,
                                KeyServices services) const {
  return protect_data_key(protection,
                          DataKey::generate(data_key_bytes_, services.random.secret, services.witness),  // 1
                          services);                                                                     // 2
}

NewDataKey RsaKek::protect_data_key(const ProtectionRow& protection, DataKey key, KeyServices) const {
  const PairRow pair = read_pair(protection);
  WrappedForPair wrapped;
  try {
    wrapped = wrap_rsa(key, pair.public_half);  // 2
  } catch (const CryptoFailure&) {
    throw KeyUnrecoverable("the row of the RSA pair under master key " + pair.master_key.value +
                           " holds no public key");
  }
  return {std::move(key), key_row_of(wrapped)};
}

// "During Restores or Auxiliary Copy Operations"
DataKey RsaKek::open_data_key(const ProtectionRow& protection, const DataKeyRow& row, KeyServices services) const {
  const PairRow pair = read_pair(protection);
  const WrappedForPair wrapped_key = read_key(row, pair);
  const RsaPrivate private_half = open_private(pair, services.kms);  // 1, 2
  try {
    return unwrap(wrapped_key, private_half);  // 3
  } catch (const Refused&) {
    throw KeyUnrecoverable("the data key does not open under the RSA pair of master key " + pair.master_key.value);
  }
}

ProtectionRow RsaKek::rewrap(const ProtectionRow& protection, const KeyAttributes& of, KeyServices services) const {
  const PairRow pair = read_pair(protection);
  const RsaPrivate private_half = open_private(pair, services.kms);
  const MasterKeyId master_key = services.kms.create_master_key(of);
  const WrappedPrivate wrapped = protect(private_half, master_key, services.kms);
  return row_of(PairRow{master_key, pair.public_half, wrapped});
}

void RsaKek::retire(const ProtectionRow& protection, KeyServices services) const {
  services.kms.destroy(read_pair(protection).master_key);
}

}  // namespace keycell::crypto
