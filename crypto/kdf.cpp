// HKDF and PBKDF2 over OpenSSL.

#include "crypto/kdf.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <array>
#include <string>

#include "crypto/evp.h"
#include "crypto/primitives.h"

namespace keycell::crypto {
namespace {

struct DigestFacts {
  std::string name;
  std::size_t size_bytes;
};

DigestFacts facts_of(Digest digest) {
  switch (digest) {
    case Digest::sha1: return {"SHA1", 20};
    case Digest::sha256: return {"SHA256", 32};
    case Digest::sha512: return {"SHA512", 64};
  }
  throw CryptoFailure("no such digest");
}

// OSSL_PARAM serves both directions and so takes non-const pointers; a derivation only reads.
OSSL_PARAM octets(const char* name, View value) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(value.data()), value.size());
}

/// A context that knows its digest.
KdfContext new_hkdf_context_with(Digest digest) {
  KdfContext made = new_hkdf_context();
  DigestFacts hash = facts_of(digest);
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash.name.data(), 0), OSSL_PARAM_construct_end()};
  if (EVP_KDF_CTX_set_params(made.get(), parameters.data()) != 1) throw_failure("HKDF");
  return made;
}

/// One a digest that is used again and again: naming the digest costs most of a derivation. In between it holds no
/// secret.
EVP_KDF_CTX* kept_hkdf_context(Digest digest) {
  static const std::array contexts{new_hkdf_context_with(Digest::sha1), new_hkdf_context_with(Digest::sha256),
                                   new_hkdf_context_with(Digest::sha512)};
  return contexts.at(static_cast<std::size_t>(digest)).get();
}

}  // namespace

WipedBuffer hkdf(Digest digest, View input, View salt, std::string_view info, std::size_t size_bytes) {
  const std::size_t digest_size = facts_of(digest).size_bytes;
  const std::size_t most = 255 * digest_size;  // RFC 5869, section 2.3
  if (input.empty()) throw CryptoFailure("HKDF: no input");
  if (size_bytes == 0 || size_bytes > most) {
    throw CryptoFailure("HKDF: the output has 1 to " + std::to_string(most) + " bytes");
  }

  // Every value is given each time, because the context keeps what it was given. No salt is a salt of zeros (RFC 5869,
  // section 2.2).
  constexpr std::array<std::uint8_t, 64> zeros{};
  std::array<OSSL_PARAM, 4> parameters{
      octets(OSSL_KDF_PARAM_KEY, input),
      octets(OSSL_KDF_PARAM_SALT, salt.empty() ? View(zeros).first(digest_size) : salt),
      octets(OSSL_KDF_PARAM_INFO, view_of(info)), OSSL_PARAM_construct_end()};
  // OpenSSL 3.0 cannot take a purpose back, so without one the context is a fresh one.
  const KdfContext fresh = info.empty() ? new_hkdf_context_with(digest) : KdfContext();
  EVP_KDF_CTX* const context = info.empty() ? fresh.get() : kept_hkdf_context(digest);
  if (info.empty()) parameters[2] = OSSL_PARAM_construct_end();
  WipedBuffer derived(size_bytes);
  const bool done = EVP_KDF_derive(context, derived.writable().data(), size_bytes, parameters.data()) == 1;
  const std::array<OSSL_PARAM, 2> forget{octets(OSSL_KDF_PARAM_KEY, zeros), OSSL_PARAM_construct_end()};
  if (EVP_KDF_CTX_set_params(context, forget.data()) != 1 || !done) throw_failure("HKDF");
  return derived;
}

WipedBuffer pbkdf2_hmac(Digest digest, View password, View salt, std::uint32_t iterations, std::size_t size_bytes) {
  if (iterations == 0) throw CryptoFailure("PBKDF2: at least one iteration");
  if (size_bytes == 0) throw CryptoFailure("PBKDF2: no output");

  DigestFacts hash = facts_of(digest);
  const std::array<std::uint8_t, 1> nothing{};  // OpenSSL takes an empty value, but not a null one
  const auto not_null = [&nothing](View value) { return value.empty() ? View(nothing).first(0) : value; };
  unsigned int count = iterations;
  int pkcs5 = 1;  // any salt, count and size, as RFC 8018 allows, and not only those of NIST SP 800-132
  std::array parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash.name.data(), 0),
      octets(OSSL_KDF_PARAM_PASSWORD, not_null(password)),
      octets(OSSL_KDF_PARAM_SALT, not_null(salt)),
      OSSL_PARAM_construct_uint(OSSL_KDF_PARAM_ITER, &count),
      OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &pkcs5),
      OSSL_PARAM_construct_end(),
  };
  const KdfContext context = new_pbkdf2_context();
  WipedBuffer derived(size_bytes);
  if (EVP_KDF_derive(context.get(), derived.writable().data(), size_bytes, parameters.data()) != 1) {
    throw_failure("PBKDF2");
  }
  return derived;
}

WipedBuffer hkdf_sha256(View input, View salt, std::string_view info, std::size_t size_bytes) {
  return hkdf(Digest::sha256, input, salt, info, size_bytes);
}

WipedBuffer pbkdf2_hmac_sha256(View password, View salt, std::uint32_t iterations, std::size_t size_bytes) {
  return pbkdf2_hmac(Digest::sha256, password, salt, iterations, size_bytes);
}

}  // namespace keycell::crypto
