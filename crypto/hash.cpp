#include "crypto/hash.h"

#include "crypto/evp.h"

namespace keycell::crypto {

std::array<std::uint8_t, sha256SizeBytes> sha256(View bytes) {
  std::array<std::uint8_t, sha256SizeBytes> digest;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
    throw_failure("SHA-256");
  return digest;
}

std::string sha256_text(View bytes) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : sha256(bytes)) text += {digits[byte >> 4], digits[byte & 0xF]};
  return text;
}

}  // namespace keycell::crypto
