#pragma once
// AES-GCM: nonce(12) || ciphertext || tag(16) (NIST SP 800-38D). A key of 32 bytes makes it AES-256, as for channels;
// one of 16 bytes AES-128.

#include "crypto/errors.h"
#include "crypto/wiped_buffer.h"

namespace keycell::crypto {

inline constexpr std::size_t gcmNonceSizeBytes = 12;
inline constexpr std::size_t gcmTagSizeBytes = 16;
inline constexpr std::size_t gcmOverheadBytes = gcmNonceSizeBytes + gcmTagSizeBytes;

/// Seals `plain` under `key` (16 or 32 bytes) with a nonce (12 bytes) that is used once; `context` is authenticated,
/// not sent. Throws CryptoFailure on other sizes.
Bytes gcm_seal(View key, View nonce, View context, View plain);

/// Opens what gcm_seal made, into bytes that are wiped. Throws Refused.
WipedBuffer gcm_open(View key, View context, View sealed);

}  // namespace keycell::crypto
