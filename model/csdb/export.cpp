#include "model/csdb/export.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>

#include "model/csdb/database.h"

namespace keycell::model {
namespace {

/// A database of the machine.
class RealFile {
 public:
  explicit RealFile(const std::string& path) : path_(path) {
    // "unix" is the machine's file system; the default one of this process is that of simulated disks.
    check(sqlite3_open_v2(path.c_str(), &connection_, SQLITE_OPEN_READWRITE, "unix"), "open");
  }
  ~RealFile() { sqlite3_close(connection_); }
  RealFile(const RealFile&) = delete;
  RealFile& operator=(const RealFile&) = delete;

  void run(const char* sql, const char* doing) {
    check(sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr), doing);
  }

  using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;
  Statement prepared(const char* sql, const char* doing) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(connection_, sql, -1, &statement, nullptr), doing);
    return {statement, &sqlite3_finalize};
  }

  /// Whether there is a row.
  bool step(const Statement& statement, const char* doing) {
    const int code = sqlite3_step(statement.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) check(code, doing);
    return code == SQLITE_ROW;
  }

 private:
  void check(int code, const char* doing) const {
    if (code != SQLITE_OK)
      throw DatabaseError(std::string("cannot ") + doing + " " + path_ + ": " + sqlite3_errstr(code));
  }

  std::string path_;
  sqlite3* connection_ = nullptr;
};

constexpr const char* theMerge = "merge the write-ahead log of";
constexpr const char* theNames = "write the names of keys into";

constexpr const char* namesSchema = R"sql(
CREATE TABLE keycell_key(row_of TEXT NOT NULL, row INTEGER NOT NULL, key TEXT NOT NULL, under TEXT NOT NULL,
                         master_key TEXT NOT NULL, kms TEXT NOT NULL, PRIMARY KEY(row_of, row)) WITHOUT ROWID;
CREATE VIEW keycell_keys AS
  SELECT 'protection' AS row_of, p.id AS row, p.name AS is_for, k.key, k.under, k.master_key, k.kms
  FROM protection p JOIN keycell_key k ON k.row_of='protection' AND k.row=p.id
  UNION ALL
  SELECT 'data_key', d.id, d.scope, k.key, k.under, ifnull(above.master_key,''), ifnull(above.kms,'')
  FROM data_key d JOIN keycell_key k ON k.row_of='data_key' AND k.row=d.id
  LEFT JOIN keycell_key above ON above.row_of='protection' AND above.row=d.protection
  UNION ALL
  SELECT 'built_in_key', b.number, b.policy || CASE b.copy WHEN '' THEN '' ELSE '/' || b.copy END, k.key, k.under,
         k.master_key, k.kms
  FROM built_in_key b JOIN keycell_key k ON k.row_of='built_in_key' AND k.row=b.number;
)sql";

void bind_text(const RealFile::Statement& statement, int at, const std::string& text) {
  sqlite3_bind_text(statement.get(), at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

View blob_at(const RealFile::Statement& statement, int column) {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement.get(), column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement.get(), column))};
}

std::string text_at(const RealFile::Statement& statement, int column) {
  const View bytes = blob_at(statement, column);
  return {bytes.begin(), bytes.end()};
}

class KeyNameWriter {
 public:
  explicit KeyNameWriter(RealFile& file)
      : file_(file), insert_(file.prepared("INSERT INTO keycell_key VALUES(?,?,?,?,?,?)", theNames)) {}

  void write(const char* row_of, std::int64_t row, const KeyInRow& key, const std::string& master_key,
             const std::string& kms) {
    sqlite3_reset(insert_.get());
    bind_text(insert_, 1, row_of);
    sqlite3_bind_int64(insert_.get(), 2, row);
    bind_text(insert_, 3, key.key);
    bind_text(insert_, 4, key.under);
    bind_text(insert_, 5, master_key);
    bind_text(insert_, 6, kms);
    file_.step(insert_, theNames);
  }

 private:
  RealFile& file_;
  RealFile::Statement insert_;
};

}  // namespace

void merge_write_ahead_log(const std::string& path) {
  RealFile(path).run("PRAGMA wal_checkpoint(TRUNCATE);PRAGMA journal_mode=DELETE;", theMerge);
}

void name_keys(const std::string& path, const KeyInRowOf& key_in, std::span<const KeyAtKms> master_keys) {
  RealFile file(path);
  file.run("BEGIN", theNames);
  file.run(namesSchema, theNames);
  KeyNameWriter names(file);
  const auto protections = file.prepared("SELECT id, key_row FROM protection ORDER BY id", theNames);
  while (file.step(protections, theNames)) {
    const KeyInRow key = key_in(blob_at(protections, 1));
    if (key.key.empty()) continue;
    const auto above = std::ranges::find(master_keys, key.under, &KeyAtKms::key);
    const bool is_known = above != master_keys.end();
    names.write("protection", sqlite3_column_int64(protections.get(), 0), key, is_known ? above->id : "",
                is_known ? above->kms : "");
  }
  const auto data_keys = file.prepared("SELECT id, key_row FROM data_key ORDER BY id", theNames);
  while (file.step(data_keys, theNames))
    if (const KeyInRow key = key_in(blob_at(data_keys, 1)); !key.key.empty())
      names.write("data_key", sqlite3_column_int64(data_keys.get(), 0), key, "", "");
  const auto built_in = file.prepared("SELECT number, id, kms FROM built_in_key ORDER BY number", theNames);
  while (file.step(built_in, theNames)) {
    const std::string id = text_at(built_in, 1);
    const auto known = std::ranges::find(master_keys, id, &KeyAtKms::id);
    if (known != master_keys.end())
      names.write("built_in_key", sqlite3_column_int64(built_in.get(), 0), {.key = known->key, .under = ""}, id,
                  text_at(built_in, 2));
  }
  file.run("COMMIT", theNames);
}

}  // namespace keycell::model
