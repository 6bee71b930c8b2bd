// CBC records with a CRC32.

#include "crypto/record_cipher.h"

#include <algorithm>

#include "crypto/evp.h"
#include "crypto/primitives.h"
#include "crypto/row_codec.h"

namespace keycell::crypto {
namespace {

/// Documented, and in no library that KeyCell uses.
constexpr std::array<std::string_view, 3> missingCiphers{"Serpent", "Twofish", "GOST"};

/// "AES (128, 256), 3DES (192), Blowfish (128, 256)"
std::string available() {
  std::string text;
  std::string_view last;
  for (const DataCipher& cipher : allDataCiphers) {
    if (cipher.name == last) {
      text += ", ";
    } else {
      text += (last.empty() ? "" : "), ") + std::string(cipher.name) + " (";
    }
    text += std::to_string(cipher.key_bits);
    last = cipher.name;
  }
  return text + ")";
}

/// "128 or 256"
std::string sizes_of(std::string_view name) {
  std::string text;
  for (const DataCipher& cipher : allDataCiphers) {
    if (cipher.name == name) text += (text.empty() ? "" : " or ") + std::to_string(cipher.key_bits);
  }
  return text;
}

DataCipher documented(std::string_view name, std::size_t key_bits) {
  const auto found = std::ranges::find_if(
      allDataCiphers, [&](const DataCipher& cipher) { return cipher.name == name && cipher.key_bits == key_bits; });
  if (found != allDataCiphers.end()) return *found;
  if (std::ranges::find(missingCiphers, name) != missingCiphers.end()) {
    throw UnsupportedCipher(std::string(name) + " is documented, but OpenSSL has none; it has " + available());
  }
  const std::string sizes = sizes_of(name);
  if (sizes.empty()) {
    throw UnsupportedCipher("there is no data cipher \"" + std::string(name) + "\"; there are " + available());
  }
  throw UnsupportedCipher(std::string(name) + " has keys of " + sizes + " bits, not " + std::to_string(key_bits));
}

const EVP_CIPHER* cbc_of(const DataCipher& cipher) {
  if (cipher.name == "AES") return aes_cbc(cipher.key_size_bytes());
  if (cipher.name == "3DES") return triple_des_cbc();
  const EVP_CIPHER* const blowfish = blowfish_cbc();
  if (blowfish == nullptr)
    throw UnsupportedCipher("Blowfish needs OpenSSL's legacy provider, which does not load here");
  return blowfish;
}

}  // namespace

CbcRecords::CbcRecords(std::string_view name, std::size_t key_bits, RecordCrc crc)
    : cipher_(documented(name, key_bits)),
      crc_(crc),
      cbc_(cbc_of(cipher_)),
      block_size_bytes_(static_cast<std::size_t>(EVP_CIPHER_get_block_size(cbc_))) {}

View CbcRecords::key_bytes(const DataKey& key) const {
  if (key.size() != cipher_.key_size_bytes()) {
    throw CryptoFailure("a data key of " + std::string(cipher_.name) + "-" + std::to_string(cipher_.key_bits) +
                        " has " + std::to_string(cipher_.key_size_bytes()) + " bytes, not " +
                        std::to_string(key.size()));
  }
  return key.bytes(SecretAccess::because("encrypts and decrypts backup data"));
}

Bytes CbcRecords::seal(const DataKey& key, View plain, Rng& open_stream) const {
  if (plain.size() > maxPlainBytes) throw CryptoFailure("a record holds at most 64 KiB");
  const View key_view = key_bytes(key);
  Bytes crc;
  append_crc32(crc, plain);
  const View trailer = crc_ == RecordCrc::inside ? View(crc) : View{};
  // PKCS#7 always adds 1 byte to a whole block.
  const std::size_t ciphertext_size = ((plain.size() + trailer.size()) / block_size_bytes_ + 1) * block_size_bytes_;

  Bytes record;
  record.reserve(block_size_bytes_ + ciphertext_size + crc32SizeBytes);
  record.resize(block_size_bytes_ + ciphertext_size);
  const auto iv = std::span(record).first(block_size_bytes_);
  const auto ciphertext = std::span(record).subspan(block_size_bytes_);
  open_stream.fill(iv);
  cbc_encrypt(cbc_, key_view, iv, {plain, trailer}, ciphertext);
  if (auto* witness = key.witness()) witness->sealed(key.id(), iv, ciphertext);
  if (crc_ == RecordCrc::clear) append(record, crc);
  return record;
}

Bytes CbcRecords::open(const DataKey& key, View record) const {
  const View key_view = key_bytes(key);
  const std::size_t clear_crc_size = crc_ == RecordCrc::clear ? crc32SizeBytes : 0;
  // Bounded before anything is decrypted; the exact limit is of the plaintext.
  constexpr std::size_t maxBlockBytes = 16;
  if (record.size() < 2 * block_size_bytes_ + clear_crc_size ||
      record.size() > maxPlainBytes + crc32SizeBytes + 2 * maxBlockBytes) {
    throw Refused();
  }
  const View iv = record.first(block_size_bytes_);
  const View ciphertext = record.subspan(block_size_bytes_, record.size() - block_size_bytes_ - clear_crc_size);
  if (auto* witness = key.witness()) witness->opened(key.id(), iv, ciphertext);
  Bytes plain = cbc_decrypt(cbc_, key_view, iv, ciphertext);

  if (crc_ == RecordCrc::clear) {
    if (plain.size() > maxPlainBytes || !matches_crc32(plain, record.last(crc32SizeBytes))) throw Refused();
    return plain;
  }
  if (plain.size() < crc32SizeBytes || plain.size() > maxPlainBytes + crc32SizeBytes) throw Refused();
  const View with_crc = plain;
  const View without_crc = with_crc.first(with_crc.size() - crc32SizeBytes);
  if (!matches_crc32(without_crc, with_crc.last(crc32SizeBytes))) throw Refused();
  plain.resize(without_crc.size());
  return plain;
}

std::unique_ptr<RecordCipher> make_record_cipher(std::string_view name, std::size_t key_bits, RecordCrc crc) {
  return std::make_unique<CbcRecords>(name, key_bits, crc);
}

}  // namespace keycell::crypto
