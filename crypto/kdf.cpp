// HKDF over OpenSSL's HMAC, PBKDF2 over OpenSSL.

#include "crypto/kdf.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <initializer_list>
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
MacContext new_hmac_context_with(Digest digest) {
  MacContext made = new_hmac_context();
  DigestFacts hash = facts_of(digest);
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash.name.data(), 0), OSSL_PARAM_construct_end()};
  if (EVP_MAC_CTX_set_params(made.get(), parameters.data()) != 1) throw_failure("HMAC");
  return made;
}

/// One a digest and thread that is used again and again: naming the digest costs more than a MAC. In between it holds
/// no secret.
EVP_MAC_CTX* kept_hmac_context(Digest digest) {
  thread_local const std::array contexts{new_hmac_context_with(Digest::sha1), new_hmac_context_with(Digest::sha256),
                                         new_hmac_context_with(Digest::sha512)};
  return contexts.at(static_cast<std::size_t>(digest)).get();
}

/// HMAC with a kept context, which forgets the last key when this ends.
class Hmac {
 public:
  explicit Hmac(Digest digest) : context_(kept_hmac_context(digest)) {}
  ~Hmac() {
    constexpr std::array<std::uint8_t, 1> nothing{};
    EVP_MAC_init(context_, nothing.data(), nothing.size(), nullptr);
  }
  Hmac(const Hmac&) = delete;
  Hmac& operator=(const Hmac&) = delete;

  /// Of the parts one after the other; `out` has the size of the digest.
  void mac(View key, std::initializer_list<View> parts, std::span<std::uint8_t> out) {
    bool done = EVP_MAC_init(context_, key.data(), key.size(), nullptr) == 1;
    for (const View part : parts) done = done && EVP_MAC_update(context_, part.data(), part.size()) == 1;
    std::size_t written = 0;
    if (!done || EVP_MAC_final(context_, out.data(), &written, out.size()) != 1) throw_failure("HMAC");
  }

 private:
  EVP_MAC_CTX* context_;
};

}  // namespace

WipedBuffer hkdf(Digest digest, View input, View salt, std::string_view info, std::size_t size_bytes) {
  const std::size_t digest_size = facts_of(digest).size_bytes;
  const std::size_t most = 255 * digest_size;  // RFC 5869, section 2.3
  if (input.empty()) throw CryptoFailure("HKDF: no input");
  if (size_bytes == 0 || size_bytes > most) {
    throw CryptoFailure("HKDF: the output has 1 to " + std::to_string(most) + " bytes");
  }

  // OpenSSL's own HKDF fetches HMAC by name for each of its steps, which takes three times as long as the steps.
  constexpr std::array<std::uint8_t, 64> zeros{};  // RFC 5869, section 2.2: no salt is a salt of zeros
  Hmac hmac(digest);
  WipedBuffer extracted(digest_size);
  hmac.mac(salt.empty() ? View(zeros).first(digest_size) : salt, {input}, extracted.writable());

  WipedBuffer derived(size_bytes);
  WipedBuffer block(digest_size);
  View before;
  std::uint8_t number = 0;
  for (std::size_t at = 0; at < size_bytes; at += digest_size) {
    ++number;
    hmac.mac(extracted.view(), {before, view_of(info), View(&number, 1)}, block.writable());
    before = block.view();
    std::ranges::copy(before.first(std::min(digest_size, size_bytes - at)), derived.writable().subspan(at).begin());
  }
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
