#pragma once
// How backup data is encrypted on its way to the media.

#include <memory>

#include "crypto/errors.h"
#include "crypto/secret.h"

namespace keycell::crypto {

/// One of the three things that a cell asks of key code (beside Hierarchy and KeyDelivery).
class RecordCipher {
 public:
  virtual ~RecordCipher() = default;
  /// Encrypts one record; nonces and IVs come from `open_stream`.
  virtual Bytes seal(const DataKey& key, View plain, Rng& open_stream) const = 0;
  /// Throws Refused when the record is damaged or the key is another's, as far as the format can tell.
  virtual Bytes open(const DataKey& key, View record) const = 0;
};

/// AES-256-CBC records of at most 64 KiB, each its own chain: IV(16) || ciphertext (PKCS#7) || CRC32 of the plaintext
/// (IEEE, big-endian, in clear). The CRC finds accidents and, but for one in 2^32, a wrong key; it is no
/// authentication: a documented weakness of the product that KeyCell must show, not mend.
class CbcCrc32Records final : public RecordCipher {
 public:
  static constexpr std::size_t maxPlainBytes = 64 * 1024;
  Bytes seal(const DataKey& key, View plain, Rng& open_stream) const override;
  Bytes open(const DataKey& key, View record) const override;
};

}  // namespace keycell::crypto
