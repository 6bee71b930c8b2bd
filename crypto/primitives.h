#pragma once
// Internal to crypto/ and its tests: the primitives with every parameter that published vectors vary. The headers
// beside this one offer what KeyCell uses of them.

#include <openssl/evp.h>

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "crypto/errors.h"
#include "crypto/wiped_buffer.h"

namespace keycell::crypto {

/// CBC with PKCS#7 padding of the parts of `plain`, one after the other, into `ciphertext`, which has the padded size.
/// Throws CryptoFailure for a key or IV that the cipher does not take.
void cbc_encrypt(const EVP_CIPHER* cipher, View key, View iv, std::initializer_list<View> plain,
                 std::span<std::uint8_t> ciphertext);
/// Throws Refused when the size or the padding is wrong.
Bytes cbc_decrypt(const EVP_CIPHER* cipher, View key, View iv, View ciphertext);

/// AES-GCM (NIST SP 800-38D) with a key of 16, 24 or 32 bytes and a nonce of 1 to 128 bytes, which is OpenSSL's limit.
/// `ciphertext` has the size of `plain`, `tag` 16 bytes. Throws CryptoFailure.
void gcm_encrypt(View key, View nonce, View context, View plain, std::span<std::uint8_t> ciphertext,
                 std::span<std::uint8_t> tag);
/// Throws Refused.
WipedBuffer gcm_decrypt(View key, View nonce, View context, View ciphertext, View tag);

enum class Digest { sha1, sha256, sha512 };

/// RFC 5869. Throws CryptoFailure for no input, and for more than 255 digests of output.
WipedBuffer hkdf(Digest digest, View input, View salt, std::string_view info, std::size_t size_bytes);

/// PBKDF2-HMAC (RFC 8018). Throws CryptoFailure for no iteration or no output.
WipedBuffer pbkdf2_hmac(Digest digest, View password, View salt, std::uint32_t iterations, std::size_t size_bytes);

/// RSA-OAEP with SHA-256 and MGF1-SHA-256 (RFC 8017, section 7.1) under a public key (SPKI, DER). OpenSSL draws the
/// seed from its own generator. Throws CryptoFailure for what is no public key of 2,048 to 4,096 bits, and for a text
/// that is too long for it.
Bytes oaep_encrypt(View public_key, View label, View plain);
/// The opposite, with a private key (PKCS#8, DER). Throws Refused whatever is wrong.
WipedBuffer oaep_decrypt(View private_key, View label, View ciphertext);

}  // namespace keycell::crypto
