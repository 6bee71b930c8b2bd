#pragma once
// What the tests of record ciphers share.

#include <string>

#include "crypto/record_cipher.h"
#include "tests/crypto/counter_rng.h"

namespace keycell::crypto::testing {

inline constexpr std::size_t crcSizeBytes = 4;

inline std::size_t block_size_of(const DataCipher& cipher) { return cipher.name == "AES" ? 16 : 8; }

inline DataKey data_key(const DataCipher& cipher, std::string seed) {
  CounterRng stream(std::move(seed));
  return DataKey::generate(cipher.key_size_bytes(), stream, nullptr);
}

/// A cipher with a key: seals under IVs that a seed determines.
class Records {
 public:
  Records(DataCipher cipher, RecordCrc crc)
      : cipher_(cipher), records_(make_record_cipher(cipher.name, cipher.key_bits, crc)) {}

  std::size_t block_size() const { return block_size_of(cipher_); }
  Bytes sealed(const Bytes& plain) const {
    CounterRng ivs("ivs");
    return records_->seal(data_key(cipher_, "dek"), plain, ivs);
  }
  Bytes opened(const Bytes& record) const { return records_->open(data_key(cipher_, "dek"), record); }
  const RecordCipher& operator*() const { return *records_; }
  const RecordCipher* operator->() const { return records_.get(); }

 private:
  DataCipher cipher_;
  std::unique_ptr<RecordCipher> records_;
};

/// Bit by bit, as ISO 3309 defines it, so that it shares nothing with the library that the product uses.
inline std::uint32_t crc32_of(const Bytes& bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
  }
  return ~crc;
}

/// By how much a CRC32 moves when its text is XORed with `flip`: crc(p ^ d) ^ crc(p), which depends on d and the size
/// only.
inline std::uint32_t crc32_shift(const Bytes& flip) { return crc32_of(flip) ^ crc32_of(Bytes(flip.size(), 0)); }

/// XORs `with` into `bytes` from `at` on.
inline void patch(Bytes& bytes, std::size_t at, const Bytes& with) {
  for (std::size_t i = 0; i < with.size(); ++i) {
    bytes.at(at + i) = static_cast<std::uint8_t>(bytes.at(at + i) ^ with[i]);
  }
}

inline Bytes big_endian(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
          static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

inline Bytes little_endian(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8),
          static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 24)};
}

}  // namespace keycell::crypto::testing
