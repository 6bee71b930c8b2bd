#pragma once
// The witness hears what happens to secrets. Every Secret carries one and hands it on to what it unwraps; in programs
// that do not watch it is null. crypto/ knows no cell: the witness adds the host and the time.

#include <compare>
#include <cstdint>

#include "crypto/bytes.h"
#include "crypto/key_class.h"

namespace keycell::crypto {

/// Names a secret by the order in which it was first seen, never by a function of its bytes. 0: nobody watches.
struct SecretId {
  std::uint32_t ordinal = 0;
  auto operator<=>(const SecretId&) const = default;
};

enum class WrapForm {
  aesKeyWrap,             ///< RFC 3394
  aesKeyWrapCrc32,        ///< RFC 3394, then CRC32 of the wrapped bytes (big-endian)
  aesKeyWrapPaddedCrc32,  ///< RFC 5649, then CRC32 of the wrapped bytes (big-endian)
  rsaOaep,                ///< RFC 8017, OAEP with SHA-256 and MGF1-SHA-256
};

/// Why a secret leaves its host in clear inside a message; each value is one declared exposure of a documented step.
enum class Disclosure {
  kekToBeWrappedByKms,  ///< pool creation: the KMS encrypts the KEK, so it is sent to the KMS
  masterKeyFetched,     ///< restore, unwrap = "fetch": the master key is sent to the CommServe
  masterKeyRegistered,  ///< reading master_key_made_by = "software": the CommServe gives the KMS a key to keep
  kekUnwrappedByKms,    ///< unwrap = "remote": the KMS returns the KEK
};

/// How a secret came to be held.
enum class Arrival {
  generated,   ///< drawn from the stream of secrets
  unwrapped,   ///< opened from a wrapped form
  derived,     ///< computed from another secret
  received,    ///< taken from a disclosure
  remembered,  ///< copied into or out of a cache of the same host
  installed,   ///< put there when the host was installed
};

/// Calls are made while the bytes are valid; a witness copies what it wants to keep. None of them may throw.
class Witness {
 public:
  virtual ~Witness() = default;

  /// Somebody holds this secret from now on. The same bytes always get the same id, whatever their class.
  virtual SecretId held(KeyClass key_class, View bytes, Arrival how) noexcept = 0;
  /// One holder less: the bytes were overwritten.
  virtual void wiped(SecretId secret) noexcept = 0;
  virtual void wrapped(SecretId what, SecretId by, WrapForm form, View result) noexcept = 0;
  /// A key was wrapped under a public key (SPKI, DER). Whoever wraps holds no secret, so none is named; a witness that
  /// knows the public half of each private key it heard of (rsa.h) can tell.
  virtual void wrapped_for(SecretId what, View public_key, WrapForm form, View result) noexcept {
    static_cast<void>(public_key);
    wrapped(what, SecretId{}, form, result);
  }
  virtual void unwrapped(SecretId what, SecretId by, WrapForm form, View from) noexcept = 0;
  virtual void disclosed(SecretId what, Disclosure why) noexcept = 0;
  /// Data (not a key) was encrypted.
  virtual void sealed(SecretId key, View nonce, View ciphertext) noexcept = 0;
  /// Data was put through decryption with this key; whether something came of it is not said.
  virtual void opened(SecretId key, View nonce, View ciphertext) noexcept = 0;
};

}  // namespace keycell::crypto
