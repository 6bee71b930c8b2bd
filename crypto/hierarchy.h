#pragma once
// What a cell asks of key code. The profiles that KeyCell ships stand behind this interface and get no other door, so
// somebody else's key code is one more implementation. Rows are opaque to the cell: it stores them and hands them back.

#include <string>

#include "crypto/kms.h"
#include "crypto/random.h"
#include "crypto/rsa.h"

namespace keycell::crypto {

/// What the cell stores for a pool (or a copy without a pool).
struct ProtectionRow {
  Bytes bytes;
  bool operator==(const ProtectionRow&) const = default;
};

/// What the cell stores for a data key.
struct DataKeyRow {
  Bytes bytes;
  bool operator==(const DataKeyRow&) const = default;
};

/// What key code may use while it works. Everything is the cell's; nothing of it may be kept after the call.
struct KeyServices {
  Kms& kms;
  Randomness random;
  RsaSource& rsa;    ///< of pairs for profiles that have them
  Witness* witness;  ///< given to every secret made; may be null
};

struct NewDataKey {
  DataKey key;
  DataKeyRow row;
};

/// What has a master key of its own. In a profile whose keys belong to pools, a copy that depends on no pool has one
/// too.
enum class KeyOwner { pool, copy };

/// For what one data key is made.
enum class DataKeyScope {
  client,       ///< a client under one protection (pool, or copy without a pool)
  clientCopy,   ///< a client in one storage policy copy
  archiveFile,  ///< one archive file in one copy
};

/// Calls may block (they ask the KMS). All throw KmsUnavailable (retry later), KmsRefused, KeyUnrecoverable (says which
/// key and why); a call that throws has changed no row, and may have left a key at the KMS that no row names.
class Hierarchy {
 public:
  virtual ~Hierarchy() = default;
  virtual KeyOwner key_owner() const = 0;
  /// As the profile's documentation says; a scenario may set another.
  virtual DataKeyScope data_key_scope() const = 0;
  /// Whether create() draws an RSA pair; a simulated cell has a limited number of them.
  virtual bool draws_rsa_pairs() const { return false; }
  /// Makes the keys of a pool (or of a copy without a pool).
  virtual ProtectionRow create(const KeyAttributes& of, KeyServices services) const = 0;
  /// Makes a data key for `client` (or for whatever its scope is).
  virtual NewDataKey new_data_key(const ProtectionRow& protection, const std::string& client,
                                  KeyServices services) const = 0;
  /// The same for a key that somebody else made (reading data_key_born = "client").
  virtual NewDataKey protect_data_key(const ProtectionRow& protection, DataKey key, KeyServices services) const = 0;
  virtual DataKey open_data_key(const ProtectionRow& protection, const DataKeyRow& row, KeyServices services) const = 0;
  /// Rotation of the master key: the same protection under a new master key. Data keys stay as they are. The old master
  /// key is not touched: retire(old row) destroys it once the new row is durable.
  virtual ProtectionRow rewrap(const ProtectionRow& protection, const KeyAttributes& of,
                               KeyServices services) const = 0;
  /// Destroys the master key that the row names. Every copy of the row is useless from then on.
  virtual void retire(const ProtectionRow& protection, KeyServices services) const = 0;
};

}  // namespace keycell::crypto
