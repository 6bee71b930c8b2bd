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

}  // namespace

WipedBuffer hkdf_sha256(View input, View salt, std::string_view info, std::size_t size_bytes) {
  if (input.empty()) throw CryptoFailure("HKDF: no input");
  if (size_bytes == 0 || size_bytes > maxHkdfOutputBytes) throw CryptoFailure("HKDF: the output has 1 to 8160 bytes");

  std::array<char, 7> digest{"SHA256"};
  std::array<OSSL_PARAM, 5> parameters{};
  std::size_t count = 0;
  parameters[count++] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0);
  parameters[count++] = octets(OSSL_KDF_PARAM_KEY, input);
  // OpenSSL 3.0 refuses an empty value, and takes a missing one as empty.
  if (!salt.empty()) parameters[count++] = octets(OSSL_KDF_PARAM_SALT, salt);
  if (!info.empty()) parameters[count++] = octets(OSSL_KDF_PARAM_INFO, view_of(info));
  parameters[count] = OSSL_PARAM_construct_end();

  const KdfContext hkdf = new_hkdf_context();
  WipedBuffer derived(size_bytes);
  if (EVP_KDF_derive(hkdf.get(), derived.writable().data(), size_bytes, parameters.data()) != 1) throw_failure("HKDF");
  return derived;
}

}  // namespace keycell::crypto
