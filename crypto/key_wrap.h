#pragma once
// Wrapping a key under a key. The type of a wrap says what wraps what: a Wrapped<DataKey, Kek> cannot be opened by a
// MasterKey. Wraps under RSA keys are in rsa.h.

#include "crypto/errors.h"
#include "crypto/secret.h"

namespace keycell::crypto {

/// AES Key Wrap (RFC 3394, default IV). `wrapping_key`: 16, 24 or 32 bytes; `plain`: at least 16 bytes, a multiple
/// of 8. Result: 8 bytes longer. Throws CryptoFailure on other sizes.
Bytes aes_key_wrap(View wrapping_key, View plain);

/// Opposite of aes_key_wrap. Throws Refused for any input that was not made by it under this key.
WipedBuffer aes_key_unwrap(View wrapping_key, View wrapped);

/// Whether aes_key_unwrap() opens it, for whoever tries what must not open: to be refused is dear.
bool opens_aes_key_wrap(View wrapping_key, View wrapped);

/// AES Key Wrap with padding (RFC 5649): `plain` of any size above 0. Result: 8 bytes longer than the next multiple of
/// 8. Throws CryptoFailure on other sizes.
Bytes aes_key_wrap_padded(View wrapping_key, View plain);

/// Opposite of aes_key_wrap_padded. Throws Refused for any input that was not made by it under this key.
WipedBuffer aes_key_unwrap_padded(View wrapping_key, View wrapped);

/// The form in which the product stores wrapped keys: AES Key Wrap, then CRC32 (IEEE, big-endian) of the wrapped bytes.
/// The CRC tells damage in storage early; it is no protection, and, being of the wrapped bytes, says nothing of the
/// key.
Bytes aes_key_wrap_crc32(View wrapping_key, View plain);
WipedBuffer aes_key_unwrap_crc32(View wrapping_key, View stored);

/// The same of AES Key Wrap with padding, for keys whose size is no multiple of 8.
Bytes aes_key_wrap_padded_crc32(View wrapping_key, View plain);
WipedBuffer aes_key_unwrap_padded_crc32(View wrapping_key, View stored);

/// The form of a wrapped key in the CSDB: padded only for RSA private keys (PKCS#8 of RSA-3072 has 1,791 to 1,795
/// bytes), because the documentation names AES Key Wrap and every other key is a multiple of 8.
template <class What>
inline constexpr WrapForm storedForm =
    What::keyClass == KeyClass::rsaPrivate ? WrapForm::aesKeyWrapPaddedCrc32 : WrapForm::aesKeyWrapCrc32;

/// A key whose bytes AES Key Wrap can use. What is under an RSA key was wrapped with its public half (rsa.h).
template <class Key>
concept WrappingKey = Key::keyClass != KeyClass::rsaPrivate;

/// A key of type What, wrapped under a key of type By: in the form storedForm<What>, or, under an RsaPrivate, in that
/// of rsa.h.
template <class What, class By>
struct Wrapped {
  Bytes bytes;
  bool operator==(const Wrapped&) const = default;
};

template <class What, WrappingKey By>
Wrapped<What, By> wrap(const What& what, const By& by) {
  const auto access = SecretAccess::because("wraps one key under another");
  constexpr auto store =
      storedForm<What> == WrapForm::aesKeyWrapPaddedCrc32 ? aes_key_wrap_padded_crc32 : aes_key_wrap_crc32;
  Wrapped<What, By> result{store(by.bytes(access), what.bytes(access))};
  if (auto* witness = what.witness()) witness->wrapped(what.id(), by.id(), storedForm<What>, result.bytes);
  return result;
}

/// Throws Refused. The opened key carries the witness of the key that opened it.
template <class What, WrappingKey By>
What unwrap(const Wrapped<What, By>& wrapped, const By& by) {
  const auto access = SecretAccess::because("opens one key with another");
  constexpr auto open =
      storedForm<What> == WrapForm::aesKeyWrapPaddedCrc32 ? aes_key_unwrap_padded_crc32 : aes_key_unwrap_crc32;
  What what = What::from(open(by.bytes(access), wrapped.bytes), Arrival::unwrapped, by.witness());
  if (auto* witness = by.witness()) witness->unwrapped(what.id(), by.id(), storedForm<What>, wrapped.bytes);
  return what;
}

}  // namespace keycell::crypto
