#pragma once
// How backup data is encrypted on its way to the media.

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/errors.h"
#include "crypto/secret.h"

struct evp_cipher_st;  // OpenSSL's EVP_CIPHER

namespace keycell::crypto {

/// One of the three things that a cell asks of key code (beside Hierarchy and KeyDelivery).
class RecordCipher {
 public:
  virtual ~RecordCipher() = default;
  /// Of the data keys that it takes.
  virtual std::size_t key_size_bytes() const = 0;
  /// Encrypts one record; nonces and IVs come from `open_stream`.
  virtual Bytes seal(const DataKey& key, View plain, Rng& open_stream) const = 0;
  /// Throws Refused when the record is damaged or the key is another's, as far as the format can tell.
  virtual Bytes open(const DataKey& key, View record) const = 0;
};

/// A cipher for backup data, by the name and the key size that the product's documentation gives. A data key for it has
/// key_size_bytes().
struct DataCipher {
  std::string_view name;
  std::size_t key_bits = 0;
  constexpr std::size_t key_size_bytes() const { return key_bits / 8; }
  bool operator==(const DataCipher&) const = default;
};

/// Those that OpenSSL has. The product also documents Serpent and Twofish (128, 256) and GOST (256).
inline constexpr std::array allDataCiphers{DataCipher{"AES", 128}, DataCipher{"AES", 256}, DataCipher{"3DES", 192},
                                           DataCipher{"Blowfish", 128}, DataCipher{"Blowfish", 256}};

/// Where a record keeps the CRC32 of its plaintext; the public documents do not say, so it is a reading.
enum class RecordCrc {
  clear,   ///< behind the ciphertext, for everybody to read
  inside,  ///< behind the plaintext, encrypted with it
};

constexpr std::string_view name_of(RecordCrc crc) { return crc == RecordCrc::clear ? "clear" : "inside"; }

/// CBC records of at most 64 KiB, each its own chain: IV (one block) || ciphertext (PKCS#7) [|| CRC32 in clear]. The
/// CRC32 (IEEE, big-endian) is of the plaintext. It finds accidents and, but for one in 2^32, a wrong key; wherever it
/// is, it is no authentication: a documented weakness of the product that KeyCell must show, not mend. What gets past
/// it is listed test by test in tests/crypto/record_forgery_test.cpp.
class CbcRecords : public RecordCipher {
 public:
  static constexpr std::size_t maxPlainBytes = 64 * 1024;

  /// Throws UnsupportedCipher for what is not in allDataCiphers, saying which of its name and size is wrong.
  CbcRecords(std::string_view name, std::size_t key_bits, RecordCrc crc);

  const DataCipher& cipher() const { return cipher_; }
  std::size_t key_size_bytes() const override { return cipher_.key_size_bytes(); }
  /// Throw CryptoFailure for a key of another size than cipher().key_size_bytes().
  Bytes seal(const DataKey& key, View plain, Rng& open_stream) const override;
  Bytes open(const DataKey& key, View record) const override;

 private:
  View key_bytes(const DataKey& key) const;

  DataCipher cipher_;
  RecordCrc crc_;
  const evp_cipher_st* cbc_;
  std::size_t block_size_bytes_;
};

/// The default: AES-256, CRC32 in clear.
class CbcCrc32Records final : public CbcRecords {
 public:
  CbcCrc32Records() : CbcRecords("AES", 256, RecordCrc::clear) {}
};

/// Throws UnsupportedCipher, as CbcRecords does.
std::unique_ptr<RecordCipher> make_record_cipher(std::string_view name, std::size_t key_bits, RecordCrc crc);

}  // namespace keycell::crypto
