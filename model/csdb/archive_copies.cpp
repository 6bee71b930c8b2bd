// The CSDB's archive files, and how far each is in the copies that have it.

#include <algorithm>

#include "model/csdb/columns.h"
#include "model/csdb/csdb.h"

namespace keycell::model {
namespace {

using namespace columns;

/// Chunks of an archive file that are on the media.
struct WrittenChunks {
  std::uint32_t complete;  ///< from the first on
  std::uint64_t beyond;    ///< bit i: the chunk that comes i + 1 after the first that is not there

  /// In whatever order they are told of. False for one that is known, or is too far beyond: it is sent again.
  bool add(std::uint32_t chunk) {
    if (chunk < complete || chunk > complete + mostChunksInFlight) return false;
    if (chunk > complete) {
      const std::uint64_t bit = std::uint64_t{1} << (chunk - complete - 1);
      const bool is_new = (beyond & bit) == 0;
      beyond |= bit;
      return is_new;
    }
    for (bool next_is_there = true; next_is_there; beyond >>= 1) {
      ++complete;
      next_is_there = (beyond & 1) != 0;
    }
    return true;
  }
};

/// Returns how many chunks are known to be complete: none in a row that is new.
std::uint32_t insert_archive_copy(Database::Tx& tx, const std::string& client, std::int64_t archive_file, CopyId copy,
                                  std::int64_t data_key) {
  const auto rows = tx.query("SELECT chunks FROM archive_copy WHERE copy=? AND client=? AND archive_file=?",
                             {copy.value, client, archive_file});
  if (!rows.empty()) {
    tx.run("UPDATE archive_copy SET beyond=0 WHERE copy=? AND client=? AND archive_file=? AND beyond<>0",
           {copy.value, client, archive_file});
    return static_cast<std::uint32_t>(number(rows[0][0]));
  }
  tx.run(
      "INSERT INTO archive_copy(copy, client, archive_file, data_key, chunks, beyond, complete) VALUES(?,?,?,?,0,0,0)",
      {copy.value, client, archive_file, data_key});
  return 0;
}

void complete_archive_copy(Database::Tx& tx, const std::string& client, std::int64_t archive_file, CopyId copy) {
  tx.run("UPDATE archive_copy SET complete=1 WHERE copy=? AND client=? AND archive_file=?",
         {copy.value, client, archive_file});
}

}  // namespace

Csdb::BegunBackup Csdb::begin_backup(const NewArchiveFile& file, CopyId copy, std::int64_t data_key) {
  return database_.transact([&](auto& tx) {
    const auto known = tx.query("SELECT front_end_bytes, stored_bytes, level FROM archive_file WHERE id=?", {file.id});
    if (known.empty()) {
      tx.run(
          "INSERT INTO archive_file(id, stream, streams, client, request, level, front_end_bytes, stored_bytes, "
          "begun_ns) VALUES(?,?,?,?,?,?,?,?,?)",
          {file.id, std::int64_t{file.stream}, std::int64_t{file.streams}, file.client, file.request, code(file.level),
           sql_size(file.size.front_end_bytes), sql_size(file.size.stored_bytes), file.begun_ns});
    }
    const DataSize size_of_it =
        known.empty() ? file.size : DataSize{.front_end_bytes = size(known[0][0]), .stored_bytes = size(known[0][1])};
    const BackupLevel level = known.empty() ? file.level : static_cast<BackupLevel>(number(known[0][2]));
    return BegunBackup{level, size_of_it, insert_archive_copy(tx, file.client, file.id, copy, data_key)};
  });
}

std::uint32_t Csdb::begin_copy_of(const std::string& client, std::int64_t archive_file, CopyId copy,
                                  std::int64_t data_key) {
  return database_.transact([&](auto& tx) { return insert_archive_copy(tx, client, archive_file, copy, data_key); });
}

void Csdb::chunk_written(std::int64_t archive_file, CopyId copy, std::uint32_t chunk) {
  database_.transact([&](auto& tx) {
    const auto rows = tx.query(
        "SELECT client, chunks, beyond FROM archive_copy WHERE copy=?1 "
        "AND client=(SELECT client FROM archive_file WHERE id=?2) AND archive_file=?2",
        {copy.value, archive_file});
    if (rows.empty()) return;
    WrittenChunks written{.complete = static_cast<std::uint32_t>(number(rows[0][1])), .beyond = size(rows[0][2])};
    if (!written.add(chunk)) return;
    tx.run("UPDATE archive_copy SET chunks=?, beyond=? WHERE copy=? AND client=? AND archive_file=?",
           {std::int64_t{written.complete}, sql_size(written.beyond), copy.value, text(rows[0][0]), archive_file});
  });
}

void Csdb::complete_copy_of(const std::string& client, std::int64_t archive_file, CopyId copy) {
  database_.transact([&](auto& tx) { complete_archive_copy(tx, client, archive_file, copy); });
}

void Csdb::complete_backup(const std::string& client, const BackupPart& part, CopyId copy) {
  database_.transact([&](auto& tx) {
    complete_archive_copy(tx, client, part.archive_file, copy);
    tx.run(
        "UPDATE job SET status=?1, cause=0, reason='' WHERE id=?2 AND (?3=1 OR ?3=(SELECT COUNT(*) FROM archive_copy "
        "WHERE copy=?4 AND client=?5 AND complete=1 AND archive_file BETWEEN ?2 AND ?2+?3-1))",
        {code(JobStatus::completed), part.job, std::int64_t{part.streams}, copy.value, client});
  });
}

bool Csdb::is_complete(const std::string& client, std::int64_t archive_file, CopyId copy) {
  return database_.read([&](auto& tx) {
    return !tx.query("SELECT 1 FROM archive_copy WHERE copy=? AND client=? AND archive_file=? AND complete=1",
                     {copy.value, client, archive_file})
                .empty();
  });
}

std::uint32_t Csdb::complete_chunks(std::int64_t archive_file, CopyId copy) {
  return database_.read([&](auto& tx) {
    const auto rows = tx.query(
        "SELECT chunks FROM archive_copy "
        "WHERE copy=?1 AND client=(SELECT client FROM archive_file WHERE id=?2) AND archive_file=?2",
        {copy.value, archive_file});
    return rows.empty() ? 0 : small_number(rows[0][0]);
  });
}

std::optional<BackupLevel> Csdb::level_of(std::int64_t archive_file) {
  return database_.read([&](auto& tx) -> std::optional<BackupLevel> {
    const auto rows = tx.query("SELECT level FROM archive_file WHERE id=?", {archive_file});
    return rows.empty() ? std::nullopt : std::optional(static_cast<BackupLevel>(number(rows[0][0])));
  });
}

bool Csdb::has_full_backup(const std::string& client, CopyId copy) {
  return database_.read([&](auto& tx) {
    return !tx.query("SELECT 1 FROM restorable WHERE copy=? AND client=? AND level<>? LIMIT 1",
                     {copy.value, client, code(BackupLevel::incremental)})
                .empty();
  });
}

std::vector<std::int64_t> Csdb::archive_files_to_restore(const std::string& client, CopyId copy,
                                                         std::int64_t as_of_ns) {
  return database_.read([&](auto& tx) {
    std::vector<std::int64_t> files;  // newest first, until the full one
    for (const auto& row : tx.query("SELECT archive_file, level, stream FROM restorable "
                                    "WHERE copy=? AND client=? AND begun_ns<=? ORDER BY archive_file DESC",
                                    {copy.value, client, as_of_ns})) {
      files.push_back(number(row[0]));
      const bool is_first_of_full = number(row[1]) != code(BackupLevel::incremental) && number(row[2]) == 0;
      if (is_first_of_full) break;
    }
    std::ranges::reverse(files);
    return files;
  });
}

std::optional<LatestBackup> Csdb::latest_backup(const std::string& client, CopyId copy, std::int64_t as_of_ns) {
  return database_.read([&](auto& tx) -> std::optional<LatestBackup> {
    const auto rows = tx.query(
        "SELECT archive_file, begun_ns FROM restorable WHERE copy=? AND client=? AND begun_ns<=? "
        "ORDER BY archive_file DESC LIMIT 1",
        {copy.value, client, as_of_ns});
    if (rows.empty()) return std::nullopt;
    return LatestBackup{.archive_file = number(rows[0][0]), .begun_ns = number(rows[0][1])};
  });
}

bool Csdb::holds_data(CopyId copy) {
  return database_.read([&](auto& tx) {
    return !tx.query("SELECT 1 FROM archive_copy WHERE copy=? AND complete=1 LIMIT 1", {copy.value}).empty();
  });
}

std::vector<std::int64_t> Csdb::archive_files_to_copy(CopyId source, CopyId target) {
  std::vector<std::int64_t> lacking = database_.read([&](auto& tx) {
    std::vector<std::int64_t> files;
    for (const auto& row :
         tx.query("SELECT s.archive_file FROM archive_copy s LEFT JOIN archive_copy t "
                  "ON t.copy=? AND t.client=s.client AND t.archive_file=s.archive_file "
                  "WHERE s.copy=? AND s.complete=1 AND COALESCE(t.complete, 0)=0 ORDER BY s.archive_file",
                  {target.value, source.value}))
      files.push_back(number(row[0]));
    return files;
  });
  if (is_ageing_) {
    const std::set<std::int64_t> had = aged_in(target);
    std::erase_if(lacking, [&](std::int64_t file) { return had.contains(file); });
  }
  return lacking;
}

KeyRows Csdb::key_rows_of(std::int64_t archive_file, CopyId copy) {
  return database_.read([&](auto& tx) {
    const auto rows = tx.query(
        "SELECT f.client, r.name, f.stored_bytes, k.id, k.scope, k.protection, k.key_row, "
        "p.id, p.name, p.commcell_id, p.policy, p.copy, p.kms, p.version, p.key_row, f.stream, f.level "
        "FROM archive_copy c JOIN archive_file f ON f.id=c.archive_file JOIN job_request r ON r.id=f.request "
        "JOIN data_key k ON k.id=c.data_key JOIN protection p ON p.id=k.protection "
        "WHERE c.copy=?1 AND c.client=(SELECT client FROM archive_file WHERE id=?2) AND c.archive_file=?2",
        {copy.value, archive_file});
    if (rows.empty()) throw DatabaseError("no archive file " + std::to_string(archive_file) + " with its keys");
    const auto& row = rows[0];
    return KeyRows{.backup = backup_name(text(row[0]), text(row[1]), small_number(row[15])),
                   .stream = small_number(row[15]),
                   .level = static_cast<BackupLevel>(number(row[16])),
                   .stored_bytes = size(row[2]),
                   .data_key = data_key_of(row, 3),
                   .protection = protection_of(row, 7)};
  });
}

}  // namespace keycell::model
