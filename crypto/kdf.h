#pragma once
// Key derivation: HKDF-SHA256 (RFC 5869) from keys, PBKDF2-HMAC-SHA256 (RFC 8018) from what a person remembers.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crypto/wiped_buffer.h"

namespace keycell::crypto {

/// `size_bytes` of key material from `input` (any length above 0), `salt` (may be empty) and the purpose `info`.
/// Throws CryptoFailure for more than 255 * 32 bytes.
WipedBuffer hkdf_sha256(View input, View salt, std::string_view info, std::size_t size_bytes);

/// `size_bytes` of key material from a password and a salt, each of which may be empty. Throws CryptoFailure for no
/// iteration or no output.
WipedBuffer pbkdf2_hmac_sha256(View password, View salt, std::uint32_t iterations, std::size_t size_bytes);

}  // namespace keycell::crypto
