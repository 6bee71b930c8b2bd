#pragma once
// A secret is move-only, wiped, unprintable, and cannot be given to anything that sends or stores. Its bytes are
// reached through SecretAccess only: `grep -rn SecretAccess::because` lists every place that looks at plaintext key
// bytes.

#include <cstddef>
#include <iosfwd>

#include "crypto/random.h"
#include "crypto/wiped_buffer.h"
#include "crypto/witness.h"

namespace keycell::crypto {

/// The permission to look at a secret's bytes, with the reason beside the call.
class SecretAccess {
 public:
  static constexpr SecretAccess because(const char* /*reason*/) { return SecretAccess{}; }

 private:
  constexpr SecretAccess() = default;
};

/// What all secrets have in common. A moved-from or wiped secret is empty.
class SecretBytes {
 public:
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  KeyClass key_class() const { return key_class_; }
  SecretId id() const { return id_; }
  Witness* witness() const { return witness_; }
  View bytes(SecretAccess) const { return bytes_.view(); }

  /// Overwrites the bytes now and tells the witness; the destructor does the same.
  void wipe() noexcept;

  friend std::ostream& operator<<(std::ostream&, const SecretBytes&) = delete;

 protected:
  SecretBytes(KeyClass key_class, WipedBuffer bytes, Arrival how, Witness* witness);

 private:
  KeyClass key_class_;
  WipedBuffer bytes_;
  Witness* witness_ = nullptr;
  SecretId id_;
};

/// A secret whose type says what it is for: a DataKey is no Kek.
template <KeyClass Class>
class Secret final : public SecretBytes {
 public:
  static constexpr KeyClass keyClass = Class;

  /// Draws `size_bytes` from the stream of secrets.
  static Secret generate(std::size_t size_bytes, Rng& secret_stream, Witness* witness) {
    WipedBuffer bytes(size_bytes);
    secret_stream.fill(bytes.writable());
    return Secret(std::move(bytes), Arrival::generated, witness);
  }

  /// Takes over bytes that arrived in the stated way.
  static Secret from(WipedBuffer bytes, Arrival how, Witness* witness) {
    return Secret(std::move(bytes), how, witness);
  }

 private:
  Secret(WipedBuffer bytes, Arrival how, Witness* witness) : SecretBytes(Class, std::move(bytes), how, witness) {}
};

using MasterKey = Secret<KeyClass::masterKey>;
using Kek = Secret<KeyClass::kek>;
using DataKey = Secret<KeyClass::dataKey>;
using NetworkPassword = Secret<KeyClass::networkPassword>;
using ChannelCredential = Secret<KeyClass::channelCredential>;
using ChannelKey = Secret<KeyClass::channelKey>;
using KmsRoot = Secret<KeyClass::kmsRoot>;
/// Its bytes are a PKCS#8 PrivateKeyInfo in DER (rsa.h).
using RsaPrivate = Secret<KeyClass::rsaPrivate>;

/// Size of every symmetric key that KeyCell makes, but for data keys of other ciphers (record_cipher.h): AES-256.
inline constexpr std::size_t keySizeBytes = 32;

}  // namespace keycell::crypto
