#pragma once
// SHA-256 (FIPS 180-4), of what is no secret: the digest's state is not wiped.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "crypto/bytes.h"
#include "crypto/errors.h"

namespace keycell::crypto {

inline constexpr std::size_t sha256SizeBytes = 32;

/// Throws CryptoFailure.
std::array<std::uint8_t, sha256SizeBytes> sha256(View bytes);

/// The same as 64 hexadecimal digits.
std::string sha256_text(View bytes);

}  // namespace keycell::crypto
