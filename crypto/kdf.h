#pragma once
// Key derivation: HKDF-SHA256 (RFC 5869).

#include <cstddef>
#include <string_view>

#include "crypto/wiped_buffer.h"

namespace keycell::crypto {

/// `size_bytes` of key material from `input` (any length above 0), `salt` (may be empty) and the purpose `info`.
/// Throws CryptoFailure for more than 255 * 32 bytes.
WipedBuffer hkdf_sha256(View input, View salt, std::string_view info, std::size_t size_bytes);

}  // namespace keycell::crypto
