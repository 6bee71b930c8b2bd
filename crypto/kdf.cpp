// HKDF-SHA256 over OpenSSL.

#include "crypto/kdf.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <array>

#include "crypto/errors.h"
#include "crypto/evp.h"

namespace keycell::crypto {
namespace {

constexpr std::size_t maxHkdfOutputBytes = 255 * 32;  // RFC 5869, section 2.3

// OSSL_PARAM serves both directions and so takes non-const pointers; a derivation only reads.
OSSL_PARAM octets(const char* name, View value) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(value.data()), value.size());
}

/// A context that knows its digest.
KdfContext new_context() {
  KdfContext made = new_hkdf_context();
  std::array<char, 7> digest{"SHA256"};
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0), OSSL_PARAM_construct_end()};
  if (EVP_KDF_CTX_set_params(made.get(), parameters.data()) != 1) throw_failure("HKDF");
  return made;
}

/// One that is used again and again: naming the digest costs most of a derivation. In between it holds no secret.
EVP_KDF_CTX* kept_context() {
  static const KdfContext context = new_context();
  return context.get();
}

}  // namespace

WipedBuffer hkdf_sha256(View input, View salt, std::string_view info, std::size_t size_bytes) {
  if (input.empty()) throw CryptoFailure("HKDF: no input");
  if (size_bytes == 0 || size_bytes > maxHkdfOutputBytes) throw CryptoFailure("HKDF: the output has 1 to 8160 bytes");

  // Every value is given each time, because the context keeps what it was given. No salt is a salt of zeros (RFC 5869,
  // section 2.2).
  constexpr std::array<std::uint8_t, 32> zeros{};
  std::array<OSSL_PARAM, 4> parameters{octets(OSSL_KDF_PARAM_KEY, input),
                                       octets(OSSL_KDF_PARAM_SALT, salt.empty() ? View(zeros) : salt),
                                       octets(OSSL_KDF_PARAM_INFO, view_of(info)), OSSL_PARAM_construct_end()};
  // OpenSSL 3.0 cannot take a purpose back, so without one the context is a fresh one.
  const KdfContext fresh = info.empty() ? new_context() : KdfContext();
  EVP_KDF_CTX* const hkdf = info.empty() ? fresh.get() : kept_context();
  if (info.empty()) parameters[2] = OSSL_PARAM_construct_end();
  WipedBuffer derived(size_bytes);
  const bool done = EVP_KDF_derive(hkdf, derived.writable().data(), size_bytes, parameters.data()) == 1;
  const std::array<OSSL_PARAM, 2> forget{octets(OSSL_KDF_PARAM_KEY, zeros), OSSL_PARAM_construct_end()};
  if (EVP_KDF_CTX_set_params(hkdf, forget.data()) != 1 || !done) throw_failure("HKDF");
  return derived;
}

}  // namespace keycell::crypto
