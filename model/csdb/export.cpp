#include "model/csdb/export.h"

#include <sqlite3.h>

#include "model/csdb/database.h"

namespace keycell::model {

void merge_write_ahead_log(const std::string& path) {
  sqlite3* connection = nullptr;
  // "unix" is the machine's file system; the default one of this process is that of simulated disks.
  int code = sqlite3_open_v2(path.c_str(), &connection, SQLITE_OPEN_READWRITE, "unix");
  if (code == SQLITE_OK)
    code = sqlite3_exec(connection, "PRAGMA wal_checkpoint(TRUNCATE);PRAGMA journal_mode=DELETE;", nullptr, nullptr,
                        nullptr);
  const std::string why = sqlite3_errstr(code);
  sqlite3_close(connection);
  if (code != SQLITE_OK) throw DatabaseError("cannot merge the write-ahead log of " + path + ": " + why);
}

}  // namespace keycell::model
