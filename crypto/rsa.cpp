// RSA over OpenSSL, to which keys are given number by number (rsa_der.h says why).

#include "crypto/rsa.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "crypto/evp.h"
#include "crypto/primitives.h"
#include "crypto/rsa_der.h"

namespace keycell::crypto {
namespace {

struct NamedNumber {
  const char* name;
  View big_endian;
};

std::vector<NamedNumber> named(const RsaPublicNumbers& key) {
  return {{OSSL_PKEY_PARAM_RSA_N, key.n}, {OSSL_PKEY_PARAM_RSA_E, key.e}};
}

std::vector<NamedNumber> named(const RsaPrivateNumbers& key) {
  return {{OSSL_PKEY_PARAM_RSA_N, key.n},          {OSSL_PKEY_PARAM_RSA_E, key.e},
          {OSSL_PKEY_PARAM_RSA_D, key.d},          {OSSL_PKEY_PARAM_RSA_FACTOR1, key.p},
          {OSSL_PKEY_PARAM_RSA_FACTOR2, key.q},    {OSSL_PKEY_PARAM_RSA_EXPONENT1, key.dp},
          {OSSL_PKEY_PARAM_RSA_EXPONENT2, key.dq}, {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, key.qinv}};
}

// OpenSSL takes numbers in the byte order of the machine.
static_assert(std::endian::native == std::endian::little);

/// Null when OpenSSL does not take the numbers.
KeyObject key_object(const std::vector<NamedNumber>& numbers, int selection) {
  std::vector<WipedBuffer> little_endian;
  std::vector<OSSL_PARAM> parameters;
  for (const NamedNumber& number : numbers) {
    WipedBuffer& value = little_endian.emplace_back(number.big_endian.size());
    std::ranges::reverse_copy(number.big_endian, value.writable().begin());
    parameters.push_back(OSSL_PARAM_construct_BN(number.name, value.writable().data(), value.size()));
  }
  parameters.push_back(OSSL_PARAM_construct_end());

  const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, selection, parameters.data()) != 1) {
    return nullptr;
  }
  return KeyObject(key);
}

PkeyContext operation_on(const KeyObject& key) {
  if (!key) return nullptr;
  return PkeyContext(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
}

/// After encrypt_init or decrypt_init.
bool set_oaep(EVP_PKEY_CTX* context, View label) {
  if (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_oaep_md_name(context, "SHA256", nullptr) != 1 ||
      EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, "SHA256", nullptr) != 1) {
    return false;
  }
  if (label.empty()) return true;
  void* const copy = OPENSSL_memdup(label.data(), label.size());  // the context takes it over
  if (copy != nullptr && EVP_PKEY_CTX_set0_rsa_oaep_label(context, copy, static_cast<int>(label.size())) == 1) {
    return true;
  }
  OPENSSL_free(copy);
  return false;
}

/// A private number of a generated key, big-endian, without leading zeros.
WipedBuffer number_of(EVP_PKEY* key, const char* name, std::size_t room_bytes) {
  WipedBuffer room(room_bytes);
  std::array parameters{OSSL_PARAM_construct_BN(name, room.writable().data(), room.size()), OSSL_PARAM_construct_end()};
  if (EVP_PKEY_get_params(key, parameters.data()) != 1) throw_failure(name);
  std::ranges::reverse(room.writable());
  const auto first = std::ranges::find_if(room.view(), [](std::uint8_t byte) { return byte != 0; });
  return WipedBuffer::copy_of({first, room.view().end()});
}

}  // namespace

Bytes oaep_encrypt(View public_key, View label, View plain) {
  const auto numbers = [public_key] {
    try {
      return read_rsa_public(public_key);
    } catch (const Refused&) {
      throw CryptoFailure("RSA-OAEP: no RSA public key of 2,048 to 4,096 bits");
    }
  }();
  const KeyObject key = key_object(named(numbers), EVP_PKEY_PUBLIC_KEY);
  const PkeyContext context = operation_on(key);
  if (!context || EVP_PKEY_encrypt_init(context.get()) != 1 || !set_oaep(context.get(), label)) {
    throw_failure("RSA public key");
  }
  Bytes ciphertext(numbers.n.size());
  std::size_t size = ciphertext.size();
  if (EVP_PKEY_encrypt(context.get(), ciphertext.data(), &size, plain.data(), plain.size()) != 1 ||
      size != ciphertext.size()) {
    throw_failure("RSA-OAEP");
  }
  return ciphertext;
}

WipedBuffer oaep_decrypt(View private_key, View label, View ciphertext) {
  const RsaPrivateNumbers numbers = read_rsa_private(private_key);
  const KeyObject key = key_object(named(numbers), EVP_PKEY_KEYPAIR);
  const PkeyContext context = operation_on(key);
  if (!context || EVP_PKEY_decrypt_init(context.get()) != 1 || !set_oaep(context.get(), label)) throw_refused();
  WipedBuffer room(numbers.n.size());
  std::size_t size = room.size();
  if (EVP_PKEY_decrypt(context.get(), room.writable().data(), &size, ciphertext.data(), ciphertext.size()) != 1 ||
      size > room.size()) {
    throw_refused();
  }
  return WipedBuffer::copy_of(room.view().first(size));
}

RsaPair RsaGenerator::draw(const PairWanted&, Witness* witness) {
  if (key_bits_ < 2048 || key_bits_ > 4096 || key_bits_ % 8 != 0) {
    throw CryptoFailure("an RSA key has 2048 to 4096 bits, a multiple of 8, not " + std::to_string(key_bits_));
  }
  const KeyObject key(EVP_RSA_gen(static_cast<unsigned int>(key_bits_)));
  if (!key) throw_failure("RSA key generation");
  const auto number = [&key, room = key_bits_ / 8](const char* name) { return number_of(key.get(), name, room); };
  const WipedBuffer n = number(OSSL_PKEY_PARAM_RSA_N);
  const WipedBuffer e = number(OSSL_PKEY_PARAM_RSA_E);
  const WipedBuffer d = number(OSSL_PKEY_PARAM_RSA_D);
  const WipedBuffer p = number(OSSL_PKEY_PARAM_RSA_FACTOR1);
  const WipedBuffer q = number(OSSL_PKEY_PARAM_RSA_FACTOR2);
  const WipedBuffer dp = number(OSSL_PKEY_PARAM_RSA_EXPONENT1);
  const WipedBuffer dq = number(OSSL_PKEY_PARAM_RSA_EXPONENT2);
  const WipedBuffer qinv = number(OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
  WipedBuffer pkcs8 = write_rsa_private({.n = n.view(),
                                         .e = e.view(),
                                         .d = d.view(),
                                         .p = p.view(),
                                         .q = q.view(),
                                         .dp = dp.view(),
                                         .dq = dq.view(),
                                         .qinv = qinv.view()});
  return {RsaPublic{write_rsa_public({.n = n.view(), .e = e.view()})},
          RsaPrivate::from(std::move(pkcs8), Arrival::generated, witness)};
}

Wrapped<DataKey, RsaPrivate> wrap_rsa(const DataKey& key, const RsaPublic& for_holder) {
  Wrapped<DataKey, RsaPrivate> wrapped{
      oaep_encrypt(for_holder.bytes, {}, key.bytes(SecretAccess::because("wraps a data key under a public key")))};
  if (auto* witness = key.witness()) {
    witness->wrapped_for(key.id(), for_holder.bytes, WrapForm::rsaOaep, wrapped.bytes);
  }
  return wrapped;
}

DataKey unwrap(const Wrapped<DataKey, RsaPrivate>& wrapped, const RsaPrivate& by) {
  WipedBuffer opened =
      oaep_decrypt(by.bytes(SecretAccess::because("opens a data key with an RSA private key")), {}, wrapped.bytes);
  if (opened.empty()) throw Refused();  // OAEP can hold nothing at all; a key cannot
  DataKey key = DataKey::from(std::move(opened), Arrival::unwrapped, by.witness());
  if (auto* witness = by.witness()) witness->unwrapped(key.id(), by.id(), WrapForm::rsaOaep, wrapped.bytes);
  return key;
}

RsaPublic public_half_of(const RsaPrivate& key) {
  return public_half_of(key.bytes(SecretAccess::because("takes the public half out of an RSA key")));
}

RsaPublic public_half_of(View pkcs8) {
  const auto numbers = read_rsa_private(pkcs8);
  return {write_rsa_public({.n = numbers.n, .e = numbers.e})};
}

std::vector<WipedBuffer> rsa_private_fields(const RsaPrivate& key, SecretAccess access) {
  return rsa_private_fields(key.bytes(access));
}

std::vector<WipedBuffer> rsa_private_fields(View pkcs8) {
  const RsaPrivateNumbers numbers = read_rsa_private(pkcs8);
  std::vector<WipedBuffer> fields;
  for (const View field : {numbers.d, numbers.p, numbers.q, numbers.dp, numbers.dq, numbers.qinv}) {
    fields.push_back(WipedBuffer::copy_of(field));
  }
  return fields;
}

}  // namespace keycell::crypto
