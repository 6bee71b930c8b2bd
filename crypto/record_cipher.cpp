// AES-256-CBC records with a CRC32 in clear.

#include "crypto/record_cipher.h"

#include "crypto/evp.h"
#include "crypto/row_codec.h"

namespace keycell::crypto {
namespace {

constexpr std::size_t blockBytes = 16;
constexpr std::size_t ivSizeBytes = blockBytes;
constexpr std::size_t maxCiphertextBytes = CbcCrc32Records::maxPlainBytes + blockBytes;

View key_bytes(const DataKey& key) {
  if (key.size() != keySizeBytes) throw CryptoFailure("a record's data key has 32 bytes");
  return key.bytes(SecretAccess::because("encrypts and decrypts backup data"));
}

// PKCS#7 always adds 1 to 16 bytes.
constexpr std::size_t padded_size(std::size_t plain_size) { return (plain_size / blockBytes + 1) * blockBytes; }

}  // namespace

Bytes CbcCrc32Records::seal(const DataKey& key, View plain, Rng& open_stream) const {
  if (plain.size() > maxPlainBytes) throw CryptoFailure("a record holds at most 64 KiB");
  const View key_view = key_bytes(key);
  const std::size_t ciphertext_size = padded_size(plain.size());

  Bytes record;
  record.reserve(ivSizeBytes + ciphertext_size + crc32SizeBytes);
  record.resize(ivSizeBytes + ciphertext_size);
  const auto iv = std::span(record).first(ivSizeBytes);
  const auto ciphertext = std::span(record).subspan(ivSizeBytes);
  open_stream.fill(iv);

  const CipherContext cbc = new_cipher_context();
  int written = 0;
  int last = 0;
  if (EVP_EncryptInit_ex2(cbc.get(), aes_256_cbc(), key_view.data(), iv.data(), nullptr) != 1 ||
      EVP_EncryptUpdate(cbc.get(), ciphertext.data(), &written, plain.data(), static_cast<int>(plain.size())) != 1 ||
      EVP_EncryptFinal_ex(cbc.get(), ciphertext.data() + written, &last) != 1 ||
      static_cast<std::size_t>(written + last) != ciphertext.size()) {
    throw_failure("CBC encryption");
  }
  if (auto* witness = key.witness()) witness->sealed(key.id(), iv, ciphertext);
  append_crc32(record, plain);
  return record;
}

Bytes CbcCrc32Records::open(const DataKey& key, View record) const {
  const View key_view = key_bytes(key);
  if (record.size() < ivSizeBytes + blockBytes + crc32SizeBytes) throw Refused();
  const View iv = record.first(ivSizeBytes);
  const View ciphertext = record.subspan(ivSizeBytes, record.size() - ivSizeBytes - crc32SizeBytes);
  if (ciphertext.size() % blockBytes != 0 || ciphertext.size() > maxCiphertextBytes) throw Refused();

  const CipherContext cbc = new_cipher_context();
  if (EVP_DecryptInit_ex2(cbc.get(), aes_256_cbc(), key_view.data(), iv.data(), nullptr) != 1) throw_failure("CBC key");
  Bytes plain(ciphertext.size() + blockBytes);  // OpenSSL may write one block more than it is given
  int written = 0;
  int last = 0;
  if (EVP_DecryptUpdate(cbc.get(), plain.data(), &written, ciphertext.data(), static_cast<int>(ciphertext.size())) !=
          1 ||
      EVP_DecryptFinal_ex(cbc.get(), plain.data() + written, &last) != 1) {
    throw_refused();
  }
  plain.resize(static_cast<std::size_t>(written + last));
  if (plain.size() > maxPlainBytes || !matches_crc32(plain, record.last(crc32SizeBytes))) throw Refused();
  return plain;
}

}  // namespace keycell::crypto
