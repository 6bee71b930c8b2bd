#pragma once
// A simulated CSDB as a file of the machine, for anybody's SQLite.

#include <functional>
#include <span>
#include <string>

#include "crypto/bytes.h"

namespace keycell::model {

/// Merges PATH-wal into the database at PATH and leaves a plain file without a write-ahead log. Both are real files.
/// Throws DatabaseError.
void merge_write_ahead_log(const std::string& path);

/// What is known of a key row by who saw it made.
struct KeyInRow {
  std::string key;    ///< "kek #9"
  std::string under;  ///< "master-key #8"
};
struct KeyAtKms {
  std::string kms;
  std::string id;
  std::string key;  ///< "master-key #8"
};

/// Empty texts where the row is not known.
using KeyInRowOf = std::function<KeyInRow(View row)>;

/// Adds to the CSDB at PATH, a real file, the table `keycell_key` and the view `keycell_keys`: for each row of pools
/// and copies, of data keys and of a built-in KMS the key that it holds, the key that this is under, and the master key
/// above at its KMS. Throws DatabaseError.
void name_keys(const std::string& path, const KeyInRowOf& key_in, std::span<const KeyAtKms> master_keys);

}  // namespace keycell::model
