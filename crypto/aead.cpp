// AES-GCM over OpenSSL.

#include "crypto/aead.h"

#include <algorithm>
#include <array>

#include "crypto/evp.h"
#include "crypto/primitives.h"

namespace keycell::crypto {
namespace {

constexpr std::size_t aes128KeySizeBytes = 16;
constexpr std::size_t aes256KeySizeBytes = 32;

void check_key(View key) {
  if (key.size() != aes128KeySizeBytes && key.size() != aes256KeySizeBytes) {
    throw CryptoFailure("AES-GCM: a key has 16 or 32 bytes");
  }
}

CipherContext gcm_context(View key, View nonce, Direction direction) {
  CipherContext gcm = new_cipher_context();
  // In this order: whoever names the cipher a second time undoes the size of the nonce.
  if (EVP_CipherInit_ex2(gcm.get(), aes_gcm(key.size()), nullptr, nullptr, static_cast<int>(direction), nullptr) != 1) {
    throw_failure("GCM");
  }
  if (nonce.size() != gcmNonceSizeBytes &&
      (nonce.empty() || nonce.size() > maxEvpInputBytes ||
       EVP_CIPHER_CTX_ctrl(gcm.get(), EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(nonce.size()), nullptr) != 1)) {
    throw_failure("GCM nonce");
  }
  if (EVP_CipherInit_ex2(gcm.get(), nullptr, key.data(), nonce.data(), static_cast<int>(direction), nullptr) != 1) {
    throw_failure("GCM key");
  }
  return gcm;
}

}  // namespace

void gcm_encrypt(View key, View nonce, View context, View plain, std::span<std::uint8_t> ciphertext,
                 std::span<std::uint8_t> tag) {
  if (plain.size() > maxEvpInputBytes || context.size() > maxEvpInputBytes) throw CryptoFailure("AES-GCM: too long");
  if (ciphertext.size() != plain.size() || tag.size() != gcmTagSizeBytes) throw CryptoFailure("AES-GCM: no room");

  const CipherContext gcm = gcm_context(key, nonce, Direction::encrypt);
  // Empty inputs are left out: to OpenSSL a null input means the end of the message.
  int written = 0;
  if (!context.empty() &&
      EVP_EncryptUpdate(gcm.get(), nullptr, &written, context.data(), static_cast<int>(context.size())) != 1) {
    throw_failure("GCM context");
  }
  if (!plain.empty() &&
      EVP_EncryptUpdate(gcm.get(), ciphertext.data(), &written, plain.data(), static_cast<int>(plain.size())) != 1) {
    throw_failure("GCM encryption");
  }
  if (EVP_EncryptFinal_ex(gcm.get(), tag.data(), &written) != 1 ||
      EVP_CIPHER_CTX_ctrl(gcm.get(), EVP_CTRL_AEAD_GET_TAG, gcmTagSizeBytes, tag.data()) != 1) {
    throw_failure("GCM tag");
  }
}

WipedBuffer gcm_decrypt(View key, View nonce, View context, View ciphertext, View tag) {
  if (context.size() > maxEvpInputBytes) throw CryptoFailure("AES-GCM: too long");
  if (tag.size() != gcmTagSizeBytes || ciphertext.size() > maxEvpInputBytes) throw Refused();
  std::array<std::uint8_t, gcmTagSizeBytes> expected{};  // OpenSSL takes it as a pointer to non-const
  std::ranges::copy(tag, expected.begin());

  const CipherContext gcm = gcm_context(key, nonce, Direction::decrypt);
  int written = 0;
  if (!context.empty() &&
      EVP_DecryptUpdate(gcm.get(), nullptr, &written, context.data(), static_cast<int>(context.size())) != 1) {
    throw_failure("GCM context");
  }
  WipedBuffer plain(ciphertext.size());
  if (!ciphertext.empty() && EVP_DecryptUpdate(gcm.get(), plain.writable().data(), &written, ciphertext.data(),
                                               static_cast<int>(ciphertext.size())) != 1) {
    throw_refused();
  }
  if (EVP_CIPHER_CTX_ctrl(gcm.get(), EVP_CTRL_AEAD_SET_TAG, gcmTagSizeBytes, expected.data()) != 1) {
    throw_failure("GCM tag");
  }
  std::array<std::uint8_t, gcmTagSizeBytes> nothing_more{};
  if (EVP_DecryptFinal_ex(gcm.get(), nothing_more.data(), &written) != 1) throw_refused();
  return plain;
}

Bytes gcm_seal(View key, View nonce, View context, View plain) {
  check_key(key);
  if (nonce.size() != gcmNonceSizeBytes) throw CryptoFailure("AES-GCM: a nonce has 12 bytes");
  if (plain.size() > maxEvpInputBytes) throw CryptoFailure("AES-GCM: too long");
  Bytes sealed(gcmOverheadBytes + plain.size());
  std::ranges::copy(nonce, sealed.begin());
  const auto rest = std::span(sealed).subspan(gcmNonceSizeBytes);
  gcm_encrypt(key, nonce, context, plain, rest.first(plain.size()), rest.last(gcmTagSizeBytes));
  return sealed;
}

WipedBuffer gcm_open(View key, View context, View sealed) {
  check_key(key);
  if (sealed.size() < gcmOverheadBytes || sealed.size() > maxEvpInputBytes) throw Refused();
  return gcm_decrypt(key, sealed.first(gcmNonceSizeBytes), context,
                     sealed.subspan(gcmNonceSizeBytes, sealed.size() - gcmOverheadBytes), sealed.last(gcmTagSizeBytes));
}

}  // namespace keycell::crypto
