#pragma once
// Internal to crypto/: owners of OpenSSL objects, and its algorithms, each fetched once. Simulations run in children
// forked from a warm parent, so warm_up() is called in the parent.

#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <cstddef>
#include <memory>

#include "crypto/bytes.h"

namespace keycell::crypto {

struct EvpRelease {
  void operator()(EVP_CIPHER* cipher) const noexcept { EVP_CIPHER_free(cipher); }
  void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
  void operator()(EVP_MAC* mac) const noexcept { EVP_MAC_free(mac); }
  void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
  void operator()(EVP_KDF* kdf) const noexcept { EVP_KDF_free(kdf); }
  void operator()(EVP_KDF_CTX* context) const noexcept { EVP_KDF_CTX_free(context); }
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const noexcept { EVP_PKEY_CTX_free(context); }
};

/// A context or a key object holds the key that it was given, until it is freed: one a call, never kept.
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, EvpRelease>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, EvpRelease>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, EvpRelease>;
using KeyObject = std::unique_ptr<EVP_PKEY, EvpRelease>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, EvpRelease>;

/// As EVP_CipherInit takes it.
enum class Direction { decrypt = 0, encrypt = 1 };

/// Throw CryptoFailure.
CipherContext new_cipher_context();
MacContext new_hmac_context();
KdfContext new_pbkdf2_context();

/// The algorithms live as long as the process. For a key of 16, 24 or 32 bytes; any other size is a CryptoFailure.
const EVP_CIPHER* aes_cbc(std::size_t key_size_bytes);
const EVP_CIPHER* aes_gcm(std::size_t key_size_bytes);
const EVP_CIPHER* aes_ecb(std::size_t key_size_bytes);
const EVP_CIPHER* triple_des_cbc();
/// From OpenSSL's legacy provider, which is loaded beside the default one and not into it: nothing else that runs in
/// this process finds MD4 or RC4. Null where the provider is not installed.
const EVP_CIPHER* blowfish_cbc();

/// Fetches everything above and runs what OpenSSL fetches on first use; draws no randomness. Throws CryptoFailure.
void warm_up();

/// Empties OpenSSL's error queue and throws CryptoFailure, which says what was asked and OpenSSL's reason.
[[noreturn]] void throw_failure(const char* what);

/// Empties OpenSSL's error queue and throws Refused.
[[noreturn]] void throw_refused();

/// The longest input of one EVP call, which counts in int and may add a block.
inline constexpr std::size_t maxEvpInputBytes = std::size_t{1} << 30;

}  // namespace keycell::crypto
