// CBC over OpenSSL.

#include "crypto/evp.h"
#include "crypto/primitives.h"

namespace keycell::crypto {
namespace {

CipherContext cbc_context(const EVP_CIPHER* cipher, View key, View iv, Direction direction) {
  if (iv.size() != static_cast<std::size_t>(EVP_CIPHER_get_iv_length(cipher))) {
    throw CryptoFailure("CBC: an IV has the size of a block");
  }
  CipherContext cbc = new_cipher_context();
  // In this order: whoever names the cipher a second time undoes the size of the key.
  if (EVP_CipherInit_ex2(cbc.get(), cipher, nullptr, nullptr, static_cast<int>(direction), nullptr) != 1) {
    throw_failure("CBC");
  }
  // Blowfish takes keys of many sizes and is told which; AES and 3DES refuse to be told.
  if (key.size() != static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher)) &&
      (key.size() > EVP_MAX_KEY_LENGTH ||
       EVP_CIPHER_CTX_set_key_length(cbc.get(), static_cast<int>(key.size())) != 1)) {
    throw_failure("CBC key size");
  }
  if (EVP_CipherInit_ex2(cbc.get(), nullptr, key.data(), iv.data(), static_cast<int>(direction), nullptr) != 1) {
    throw_failure("CBC key");
  }
  return cbc;
}

}  // namespace

void cbc_encrypt(const EVP_CIPHER* cipher, View key, View iv, std::initializer_list<View> plain,
                 std::span<std::uint8_t> ciphertext) {
  const auto block_size = static_cast<std::size_t>(EVP_CIPHER_get_block_size(cipher));
  std::size_t plain_size = 0;
  for (const View part : plain) {
    if (part.size() > maxEvpInputBytes) throw CryptoFailure("CBC: too long");
    plain_size += part.size();
  }
  // PKCS#7 always adds 1 byte to a whole block.
  if (ciphertext.size() != (plain_size / block_size + 1) * block_size) throw CryptoFailure("CBC: no room");

  const CipherContext cbc = cbc_context(cipher, key, iv, Direction::encrypt);
  std::size_t written = 0;
  int now = 0;
  for (const View part : plain) {
    if (EVP_EncryptUpdate(cbc.get(), ciphertext.data() + written, &now, part.data(), static_cast<int>(part.size())) !=
        1) {
      throw_failure("CBC encryption");
    }
    written += static_cast<std::size_t>(now);
  }
  if (EVP_EncryptFinal_ex(cbc.get(), ciphertext.data() + written, &now) != 1 ||
      written + static_cast<std::size_t>(now) != ciphertext.size()) {
    throw_failure("CBC encryption");
  }
}

Bytes cbc_decrypt(const EVP_CIPHER* cipher, View key, View iv, View ciphertext) {
  const auto block_size = static_cast<std::size_t>(EVP_CIPHER_get_block_size(cipher));
  if (ciphertext.empty() || ciphertext.size() % block_size != 0 || ciphertext.size() > maxEvpInputBytes) {
    throw Refused();
  }
  const CipherContext cbc = cbc_context(cipher, key, iv, Direction::decrypt);
  Bytes plain(ciphertext.size() + block_size);  // OpenSSL may write one block more than it is given
  int written = 0;
  int last = 0;
  if (EVP_DecryptUpdate(cbc.get(), plain.data(), &written, ciphertext.data(), static_cast<int>(ciphertext.size())) !=
          1 ||
      EVP_DecryptFinal_ex(cbc.get(), plain.data() + written, &last) != 1) {
    throw_refused();
  }
  plain.resize(static_cast<std::size_t>(written + last));
  return plain;
}

}  // namespace keycell::crypto
