#pragma once
// What a cell asks of key code. The profiles that KeyCell ships stand behind this interface and get no other door, so
// somebody else's key code is one more implementation. Rows are opaque to the cell: it stores them and hands them back.

#include <string>
#include <vector>

#include "crypto/key_steps.h"
#include "crypto/key_work.h"
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
  Kms& kms;               ///< the owner's, where its master key is or is to be made
  KmsDirectory& all_kms;  ///< every KMS of the cell by name, that one among them
  Randomness random;
  RsaSource& rsa;             ///< of pairs for profiles that have them
  Witness* witness;           ///< given to every secret made; may be null
  KeySteps* steps = nullptr;  ///< null: nobody wants to hear
  KeyWork* work = nullptr;    ///< null: it costs nothing

  /// Before each operation, with the key that does it. What is not said is charged later, and no key is there then.
  void begin(KeyOperation operation, SecretId with) const {
    if (work != nullptr) work->begins(operation, with);
  }
  void tell(KeyStep step) const {
    if (steps != nullptr) steps->done(step);
  }
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

/// Where the row of a data key stands: under which protection, and for what.
struct DataKeyPlace {
  const ProtectionRow& protection;
  const KeyContext& of;
};

/// Calls may block (they ask the KMS). All throw KmsUnavailable (retry later), KmsRefused, KeyUnrecoverable (says which
/// key and why); a call that throws has changed no row, and may have left a key at the KMS that no row names. Each is
/// told the context of the keys whose row it gets or makes: of a protection, or of a data key.
class Hierarchy {
 public:
  virtual ~Hierarchy() = default;
  virtual KeyOwner key_owner() const = 0;
  /// As the profile's documentation says; a scenario may set another.
  virtual DataKeyScope data_key_scope() const = 0;
  /// Whether create() and rotate_kek() draw an RSA pair; a simulated cell has a limited number of them.
  virtual bool draws_rsa_pairs() const { return false; }
  /// Makes the keys of a pool (or of a copy without a pool).
  virtual ProtectionRow create(const KeyContext& of, KeyServices services) const = 0;

  virtual NewDataKey new_data_key(const ProtectionRow& protection, const KeyContext& of,
                                  KeyServices services) const = 0;
  /// The same for a key that somebody else made (reading data_key_born = "client").
  virtual NewDataKey protect_data_key(const ProtectionRow& protection, DataKey key, const KeyContext& of,
                                      KeyServices services) const = 0;
  virtual DataKey open_data_key(const ProtectionRow& protection, const DataKeyRow& row, const KeyContext& of,
                                KeyServices services) const = 0;
  /// The row of the same data key in another place. The old row stays as good as its protection is.
  virtual DataKeyRow rewrap_data_key(const DataKeyRow& row, DataKeyPlace from, DataKeyPlace to,
                                     KeyServices services) const = 0;
  /// A data key that nothing is under any more: destroys what key code keeps of it outside its row, which the cell
  /// deletes afterwards. A row that is damaged, or forgotten already, is no error.
  virtual void forget_data_key(const ProtectionRow& protection, const DataKeyRow& row, const KeyContext& of,
                               KeyServices services) const = 0;

  /// Rotation of the master key: the same KEK (or RSA pair) under a new master key at the KMS `new_kms`: the owner's,
  /// or another one when the KMS is changed. Data keys stay as they are. The row is of the next version. The old master
  /// key is not touched: retire(old row) destroys it once the new row is durable.
  virtual ProtectionRow rewrap(const ProtectionRow& protection, const KeyContext& of, const std::string& new_kms,
                               KeyServices services) const = 0;
  /// Rotation of the KEK: a new one under the same master key, in a row of the next version. The rows of data keys stay
  /// under the old row, which is needed until each has got its new one by rewrap_data_key(); under the new row they are
  /// KeyUnrecoverable. The old row is then forgotten and not retired: both name one master key.
  virtual ProtectionRow rotate_kek(const ProtectionRow& protection, const KeyContext& of,
                                   KeyServices services) const = 0;
  /// Destroys the master key that the row names. Every copy of the row is useless from then on, and every other row
  /// that names the same master key.
  virtual void retire(const ProtectionRow& protection, const KeyContext& of, KeyServices services) const = 0;

  /// The master keys that the row names; key code may not tell. Throws KeyUnrecoverable for a damaged row.
  virtual std::vector<MasterKeyId> master_keys(const ProtectionRow&) const { return {}; }
};

}  // namespace keycell::crypto
