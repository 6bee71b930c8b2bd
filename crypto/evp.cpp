// OpenSSL's algorithms, fetched once, and its failures as exceptions.

#include "crypto/evp.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/provider.h>

#include <string>

#include "crypto/errors.h"
#include "crypto/kdf.h"
#include "crypto/secret.h"

namespace keycell::crypto {
namespace {

using Cipher = std::unique_ptr<EVP_CIPHER, EvpRelease>;
using Mac = std::unique_ptr<EVP_MAC, EvpRelease>;
using Kdf = std::unique_ptr<EVP_KDF, EvpRelease>;

/// What OpenSSL made, unless that is nothing.
template <class Owner>
Owner or_failure(Owner made, const char* what) {
  if (!made) throw_failure(what);
  return made;
}

Cipher fetch_cipher(const char* name) { return or_failure(Cipher(EVP_CIPHER_fetch(nullptr, name, nullptr)), name); }

EVP_MAC* hmac() {
  static const Mac mac = or_failure(Mac(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr)), "HMAC");
  return mac.get();
}

EVP_KDF* pbkdf2() {
  static const Kdf kdf = or_failure(Kdf(EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_PBKDF2, nullptr)), "PBKDF2");
  return kdf.get();
}

/// One mode of AES with its three sizes of key.
class Aes {
 public:
  explicit Aes(const std::string& mode)
      : aes_128_(fetch_cipher(("AES-128-" + mode).c_str())),
        aes_192_(fetch_cipher(("AES-192-" + mode).c_str())),
        aes_256_(fetch_cipher(("AES-256-" + mode).c_str())) {}

  const EVP_CIPHER* with(std::size_t key_size_bytes) const {
    switch (key_size_bytes) {
      case 16: return aes_128_.get();
      case 24: return aes_192_.get();
      case 32: return aes_256_.get();
      default: throw CryptoFailure("an AES key has 16, 24 or 32 bytes, not " + std::to_string(key_size_bytes));
    }
  }

 private:
  Cipher aes_128_;
  Cipher aes_192_;
  Cipher aes_256_;
};

/// A library context of its own with the legacy provider, and Blowfish from it.
class Legacy {
 public:
  Legacy() {
    // First, so that OpenSSL's own clean-up at exit runs after the destructor of whoever holds this.
    if (OPENSSL_init_crypto(0, nullptr) != 1) return;
    context_.reset(OSSL_LIB_CTX_new());
    if (!context_) return;
    provider_.reset(OSSL_PROVIDER_load(context_.get(), "legacy"));
    if (provider_) blowfish_.reset(EVP_CIPHER_fetch(context_.get(), "BF-CBC", nullptr));
    ERR_clear_error();
  }

  const EVP_CIPHER* blowfish() const { return blowfish_.get(); }

 private:
  struct Release {
    void operator()(OSSL_LIB_CTX* context) const noexcept { OSSL_LIB_CTX_free(context); }
    void operator()(OSSL_PROVIDER* provider) const noexcept { OSSL_PROVIDER_unload(provider); }
  };
  std::unique_ptr<OSSL_LIB_CTX, Release> context_;
  std::unique_ptr<OSSL_PROVIDER, Release> provider_;
  Cipher blowfish_;
};

void warm_up_rsa() {
  EVP_KEYMGMT* const keys = EVP_KEYMGMT_fetch(nullptr, "RSA", nullptr);
  EVP_ASYM_CIPHER* const cipher = EVP_ASYM_CIPHER_fetch(nullptr, "RSA", nullptr);
  const bool fetched = keys != nullptr && cipher != nullptr;
  EVP_ASYM_CIPHER_free(cipher);
  EVP_KEYMGMT_free(keys);
  if (!fetched) throw_failure("RSA");
}

}  // namespace

CipherContext new_cipher_context() { return or_failure(CipherContext(EVP_CIPHER_CTX_new()), "cipher context"); }

MacContext new_hmac_context() { return or_failure(MacContext(EVP_MAC_CTX_new(hmac())), "MAC context"); }

KdfContext new_pbkdf2_context() { return or_failure(KdfContext(EVP_KDF_CTX_new(pbkdf2())), "KDF context"); }

const EVP_CIPHER* aes_cbc(std::size_t key_size_bytes) {
  static const Aes cbc("CBC");
  return cbc.with(key_size_bytes);
}

const EVP_CIPHER* aes_gcm(std::size_t key_size_bytes) {
  static const Aes gcm("GCM");
  return gcm.with(key_size_bytes);
}

const EVP_CIPHER* aes_ecb(std::size_t key_size_bytes) {
  static const Aes ecb("ECB");
  return ecb.with(key_size_bytes);
}

const EVP_CIPHER* triple_des_cbc() {
  static const Cipher cipher = fetch_cipher("DES-EDE3-CBC");
  return cipher.get();
}

const EVP_CIPHER* blowfish_cbc() {
  static const Legacy legacy;
  return legacy.blowfish();
}

void warm_up() {
  aes_cbc(keySizeBytes);
  aes_gcm(keySizeBytes);
  aes_ecb(keySizeBytes);
  triple_des_cbc();
  blowfish_cbc();
  warm_up_rsa();
  // A derivation fetches its digest by name the first time, and the error queue is allocated at its first use.
  hkdf_sha256(view_of("warm up"), {}, "warm up", 1);
  pbkdf2_hmac_sha256(view_of("warm up"), {}, 1, 1);
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
