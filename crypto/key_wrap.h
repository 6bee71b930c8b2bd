#pragma once
// Wrapping a key under a key. The type of a wrap says what wraps what: a Wrapped<DataKey, Kek> cannot be opened by a
// MasterKey.

#include "crypto/errors.h"
#include "crypto/secret.h"

namespace keycell::crypto {

/// AES Key Wrap (RFC 3394, default IV). `wrapping_key`: 16, 24 or 32 bytes; `plain`: at least 16 bytes, a multiple
/// of 8. Result: 8 bytes longer. Throws CryptoFailure on other sizes.
Bytes aes_key_wrap(View wrapping_key, View plain);

/// Opposite of aes_key_wrap. Throws Refused for any input that was not made by it under this key.
WipedBuffer aes_key_unwrap(View wrapping_key, View wrapped);

/// The form in which the product stores wrapped keys: AES Key Wrap, then CRC32 (IEEE, big-endian) of the wrapped bytes.
/// The CRC tells damage in storage early; it is no protection, and, being of the wrapped bytes, says nothing of the
/// key.
Bytes aes_key_wrap_crc32(View wrapping_key, View plain);
WipedBuffer aes_key_unwrap_crc32(View wrapping_key, View stored);

/// A key of type What, wrapped under a key of type By, in the stored form (aes_key_wrap_crc32).
template <class What, class By>
struct Wrapped {
  Bytes bytes;
  bool operator==(const Wrapped&) const = default;
};

template <class What, class By>
Wrapped<What, By> wrap(const What& what, const By& by) {
  const auto access = SecretAccess::because("wraps one key under another");
  Wrapped<What, By> result{aes_key_wrap_crc32(by.bytes(access), what.bytes(access))};
  if (auto* witness = what.witness()) witness->wrapped(what.id(), by.id(), WrapForm::aesKeyWrapCrc32, result.bytes);
  return result;
}

/// Throws Refused. The opened key carries the witness of the key that opened it.
template <class What, class By>
What unwrap(const Wrapped<What, By>& wrapped, const By& by) {
  const auto access = SecretAccess::because("opens one key with another");
  What what = What::from(aes_key_unwrap_crc32(by.bytes(access), wrapped.bytes), Arrival::unwrapped, by.witness());
  if (auto* witness = by.witness()) witness->unwrapped(what.id(), by.id(), WrapForm::aesKeyWrapCrc32, wrapped.bytes);
  return what;
}

}  // namespace keycell::crypto
