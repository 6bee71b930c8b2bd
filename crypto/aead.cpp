// AES-256-GCM over OpenSSL.

#include "crypto/aead.h"

#include <algorithm>
#include <array>

#include "crypto/evp.h"

namespace keycell::crypto {
namespace {

constexpr std::size_t gcmKeySizeBytes = 32;

void check_key(View key) {
  if (key.size() != gcmKeySizeBytes) throw CryptoFailure("AES-256-GCM: a key has 32 bytes");
}

}  // namespace

Bytes gcm_seal(View key, View nonce, View context, View plain) {
  check_key(key);
  if (nonce.size() != gcmNonceSizeBytes) throw CryptoFailure("AES-256-GCM: a nonce has 12 bytes");
  if (plain.size() > maxEvpInputBytes || context.size() > maxEvpInputBytes)
    throw CryptoFailure("AES-256-GCM: too long");

  const CipherContext gcm = new_cipher_context();
  if (EVP_EncryptInit_ex2(gcm.get(), aes_256_gcm(), key.data(), nonce.data(), nullptr) != 1) throw_failure("GCM key");

  // Empty inputs are left out: to OpenSSL a null input means the end of the message.
  int written = 0;
  if (!context.empty() &&
      EVP_EncryptUpdate(gcm.get(), nullptr, &written, context.data(), static_cast<int>(context.size())) != 1) {
    throw_failure("GCM context");
  }
  Bytes sealed(gcmOverheadBytes + plain.size());
  std::copy(nonce.begin(), nonce.end(), sealed.begin());
  std::uint8_t* const ciphertext = sealed.data() + gcmNonceSizeBytes;
  if (!plain.empty() &&
      EVP_EncryptUpdate(gcm.get(), ciphertext, &written, plain.data(), static_cast<int>(plain.size())) != 1) {
    throw_failure("GCM encryption");
  }
  std::uint8_t* const tag = ciphertext + plain.size();
  if (EVP_EncryptFinal_ex(gcm.get(), tag, &written) != 1 ||
      EVP_CIPHER_CTX_ctrl(gcm.get(), EVP_CTRL_AEAD_GET_TAG, gcmTagSizeBytes, tag) != 1) {
    throw_failure("GCM tag");
  }
  return sealed;
}

WipedBuffer gcm_open(View key, View context, View sealed) {
  check_key(key);
  if (context.size() > maxEvpInputBytes) throw CryptoFailure("AES-256-GCM: too long");
  if (sealed.size() < gcmOverheadBytes || sealed.size() > maxEvpInputBytes) throw Refused();

  const View nonce = sealed.first(gcmNonceSizeBytes);
  const View ciphertext = sealed.subspan(gcmNonceSizeBytes, sealed.size() - gcmOverheadBytes);
  std::array<std::uint8_t, gcmTagSizeBytes> tag{};
  std::copy_n(sealed.last(gcmTagSizeBytes).begin(), gcmTagSizeBytes, tag.begin());

  const CipherContext gcm = new_cipher_context();
  if (EVP_DecryptInit_ex2(gcm.get(), aes_256_gcm(), key.data(), nonce.data(), nullptr) != 1) throw_failure("GCM key");

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
  if (EVP_CIPHER_CTX_ctrl(gcm.get(), EVP_CTRL_AEAD_SET_TAG, gcmTagSizeBytes, tag.data()) != 1) throw_failure("GCM tag");
  std::array<std::uint8_t, gcmTagSizeBytes> nothing_more{};
  if (EVP_DecryptFinal_ex(gcm.get(), nothing_more.data(), &written) != 1) throw_refused();
  return plain;
}

}  // namespace keycell::crypto
