// OpenSSL's algorithms, fetched once, and its failures as exceptions.

#include "crypto/evp.h"

#include <openssl/core_names.h>
#include <openssl/err.h>

#include <string>

#include "crypto/errors.h"
#include "crypto/kdf.h"

namespace keycell::crypto {
namespace {

using Cipher = std::unique_ptr<EVP_CIPHER, EvpRelease>;
using Kdf = std::unique_ptr<EVP_KDF, EvpRelease>;

Cipher fetch_cipher(const char* name) {
  Cipher cipher(EVP_CIPHER_fetch(nullptr, name, nullptr));
  if (!cipher) throw_failure(name);
  return cipher;
}

Kdf fetch_hkdf() {
  Kdf kdf(EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_HKDF, nullptr));
  if (!kdf) throw_failure(OSSL_KDF_NAME_HKDF);
  return kdf;
}

EVP_KDF* hkdf() {
  static const Kdf kdf = fetch_hkdf();
  return kdf.get();
}

}  // namespace

CipherContext new_cipher_context() {
  CipherContext context(EVP_CIPHER_CTX_new());
  if (!context) throw_failure("cipher context");
  return context;
}

KdfContext new_hkdf_context() {
  KdfContext context(EVP_KDF_CTX_new(hkdf()));
  if (!context) throw_failure("HKDF context");
  return context;
}

const EVP_CIPHER* aes_256_cbc() {
  static const Cipher cipher = fetch_cipher("AES-256-CBC");
  return cipher.get();
}

const EVP_CIPHER* aes_256_gcm() {
  static const Cipher cipher = fetch_cipher("AES-256-GCM");
  return cipher.get();
}

const EVP_CIPHER* aes_wrap(std::size_t key_size_bytes) {
  static const Cipher aes_128 = fetch_cipher("AES-128-WRAP");
  static const Cipher aes_192 = fetch_cipher("AES-192-WRAP");
  static const Cipher aes_256 = fetch_cipher("AES-256-WRAP");
  switch (key_size_bytes) {
    case 16: return aes_128.get();
    case 24: return aes_192.get();
    case 32: return aes_256.get();
    default: throw CryptoFailure("a wrapping key has 16, 24 or 32 bytes, not " + std::to_string(key_size_bytes));
  }
}

void warm_up() {
  aes_256_cbc();
  aes_256_gcm();
  aes_wrap(32);
  // HKDF fetches its digest by name at its first derivation, and the error queue is allocated at its first use.
  hkdf_sha256(view_of("warm up"), {}, "warm up", 1);
  ERR_clear_error();
}

void throw_failure(const char* what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  std::string text = std::string("OpenSSL refused: ") + what;
  if (reason != nullptr) text += std::string(" (") + reason + ")";
  ERR_clear_error();
  throw CryptoFailure(text);
}

void throw_refused() {
  ERR_clear_error();
  throw Refused();
}

}  // namespace keycell::crypto
