#pragma once
// The database of a host as its next boot would find it, copied from the host's disk and opened apart from it: for who
// looks for a row in it, or changes one behind the back of the host.

#include <memory>
#include <string>
#include <vector>

#include "model/csdb/database.h"
#include "sim/faults/acts.h"
#include "sim/sim_disk.h"

namespace keycell::sim {

class DatabaseImage {
 public:
  /// Throws model::StorageFailed for one that does not open. The host must outlive it.
  DatabaseImage(Fabric& fabric, SimHost& host);
  ~DatabaseImage();
  DatabaseImage(const DatabaseImage&) = delete;
  DatabaseImage& operator=(const DatabaseImage&) = delete;

  model::Database& database() { return *database_; }
  /// Closes it, with its log folded in, and puts it in place of what the host has. While the host is off.
  void put_back();

 private:
  class Apart;

  SimHost& host_;
  std::string file_;
  PhiloxStream no_draws_;
  SimDisk disk_;
  std::unique_ptr<Apart> world_;
  std::unique_ptr<model::Database> database_;
};

/// A table whose rows are keys that are wrapped or scrambled, and the column that has them.
struct KeyTable {
  std::string_view name;
  const char* all;     ///< its row numbers and keys
  const char* change;  ///< a key, by its row number
};

/// Null for a name that no such table of a CSDB or KMS store has.
const KeyTable* find_key_table(std::string_view name);

}  // namespace keycell::sim
