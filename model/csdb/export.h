#pragma once
// A simulated database as a file of the machine, for anybody's SQLite.

#include <string>

namespace keycell::model {

/// Merges PATH-wal into the database at PATH and leaves a plain file without a write-ahead log. Both are real files.
/// Throws DatabaseError.
void merge_write_ahead_log(const std::string& path);

}  // namespace keycell::model
