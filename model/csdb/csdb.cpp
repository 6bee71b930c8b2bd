#include "model/csdb/csdb.h"

#include <algorithm>

#include "model/csdb/columns.h"

namespace keycell::model {

const std::string_view csdbFile = "csdb.db";

// No index, UNIQUE or ORDER BY touches a column that holds key-derived bytes: page shapes must not depend on keys.
const std::string_view csdbSchema = R"sql(
CREATE TABLE protection(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, commcell_id TEXT NOT NULL,
                        policy TEXT NOT NULL, copy TEXT NOT NULL, kms TEXT NOT NULL, version INTEGER NOT NULL,
                        key_row BLOB NOT NULL);
CREATE TABLE built_in_key(number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kms TEXT NOT NULL,
                          commcell_id TEXT NOT NULL, policy TEXT NOT NULL, copy TEXT NOT NULL,
                          scrambled BLOB NOT NULL);
CREATE TABLE network_password(host TEXT PRIMARY KEY, scrambled BLOB NOT NULL);
CREATE TABLE pool(name TEXT PRIMARY KEY, media_agent TEXT NOT NULL, kms TEXT NOT NULL, protection INTEGER NOT NULL);
CREATE TABLE copy(id INTEGER PRIMARY KEY, policy TEXT NOT NULL, name TEXT NOT NULL, media_agent TEXT NOT NULL,
                  protection INTEGER NOT NULL, source TEXT NOT NULL, encryption INTEGER NOT NULL,
                  UNIQUE(policy, name));
CREATE TABLE data_key(id INTEGER PRIMARY KEY, scope TEXT NOT NULL UNIQUE,
                      protection INTEGER NOT NULL REFERENCES protection(id), key_row BLOB NOT NULL);
CREATE TABLE rotation(request TEXT PRIMARY KEY, protection INTEGER NOT NULL REFERENCES protection(id));
CREATE TABLE job_request(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL,
                         copy INTEGER NOT NULL REFERENCES copy(id), level INTEGER NOT NULL,
                         full_front_end_bytes INTEGER NOT NULL, full_stored_bytes INTEGER NOT NULL,
                         changed_front_end_bytes INTEGER NOT NULL, changed_stored_bytes INTEGER NOT NULL,
                         then_copies TEXT NOT NULL, as_of_ns INTEGER NOT NULL, submitted_ns INTEGER NOT NULL,
                         due_ns INTEGER NOT NULL, priority INTEGER NOT NULL, schedule INTEGER NOT NULL, run INTEGER NOT NULL,
                         merged INTEGER NOT NULL, first_job INTEGER NOT NULL);
CREATE TABLE schedule(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, each TEXT NOT NULL, kind INTEGER NOT NULL,
                      copy INTEGER NOT NULL REFERENCES copy(id), client_group TEXT NOT NULL, level INTEGER NOT NULL,
                      full_every INTEGER NOT NULL, then_copies TEXT NOT NULL, bytes INTEGER NOT NULL, spread_ppm INTEGER NOT NULL,
                      daily_change_ppm INTEGER NOT NULL, change_spread_ppm INTEGER NOT NULL,
                      compression_permille INTEGER NOT NULL, first_day INTEGER NOT NULL, days INTEGER NOT NULL,
                      at_ns INTEGER NOT NULL, every_ns INTEGER NOT NULL, weekdays INTEGER NOT NULL,
                      weekday_of_day_0 INTEGER NOT NULL, jitter_ns INTEGER NOT NULL, runs_before INTEGER NOT NULL,
                      last_days_ago INTEGER NOT NULL, made_ns INTEGER NOT NULL);
CREATE TABLE schedule_clients(schedule INTEGER PRIMARY KEY REFERENCES schedule(id), names TEXT NOT NULL);
CREATE TABLE schedule_run(schedule INTEGER PRIMARY KEY REFERENCES schedule(id), next INTEGER NOT NULL);
CREATE TABLE job(id INTEGER PRIMARY KEY, request INTEGER NOT NULL REFERENCES job_request(id), client TEXT NOT NULL,
                 status INTEGER NOT NULL, restarts INTEGER NOT NULL, cause INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE job_size(job INTEGER PRIMARY KEY, full_front_end_bytes INTEGER NOT NULL,
                      full_stored_bytes INTEGER NOT NULL, changed_front_end_bytes INTEGER NOT NULL,
                      changed_stored_bytes INTEGER NOT NULL);
CREATE TABLE archive_file(id INTEGER PRIMARY KEY, client TEXT NOT NULL,
                          request INTEGER NOT NULL REFERENCES job_request(id), level INTEGER NOT NULL,
                          front_end_bytes INTEGER NOT NULL, stored_bytes INTEGER NOT NULL, begun_ns INTEGER NOT NULL);
CREATE TABLE archive_copy(copy INTEGER NOT NULL REFERENCES copy(id), client TEXT NOT NULL,
                          archive_file INTEGER NOT NULL REFERENCES archive_file(id),
                          data_key INTEGER NOT NULL REFERENCES data_key(id), chunks INTEGER NOT NULL,
                          beyond INTEGER NOT NULL, complete INTEGER NOT NULL, PRIMARY KEY(copy, client, archive_file)) WITHOUT ROWID;
)sql";

namespace {

/// Of a moment that is none.
constexpr std::int64_t noMoment = -1;

std::optional<std::int64_t> moment_in(const SqlValue& value) {
  return number(value) == noMoment ? std::nullopt : std::optional(number(value));
}

ProtectionRecord protection_of(const Database::SqlRow& row, std::size_t from = 0) {
  return {
      .id = {number(row[from])},
      .name = text(row[from + 1]),
      .attributes = {.commcell_id = text(row[from + 2]), .policy = text(row[from + 3]), .copy = text(row[from + 4])},
      .kms = text(row[from + 5]),
      .version = static_cast<std::uint32_t>(number(row[from + 6])),
      .row = {blob(row[from + 7])}};
}

CopyRow copy_of(const Database::SqlRow& row) {
  return {.id = {number(row[0])},
          .name = {.policy = text(row[1]), .copy = text(row[2])},
          .media_agent = text(row[3]),
          .protection = {number(row[4])},
          .source = text(row[5]),
          .encryption = static_cast<CopyEncryption>(number(row[6]))};
}

DataKeyRecord data_key_of(const Database::SqlRow& row, std::size_t from = 0) {
  return {.id = number(row[from]),
          .scope = text(row[from + 1]),
          .protection = {number(row[from + 2])},
          .row = {blob(row[from + 3])}};
}

JobRow job_of(const Database::SqlRow& row) {
  return {.id = number(row[0]),
          .request = number(row[1]),
          .client = text(row[2]),
          .is = {.status = static_cast<JobStatus>(number(row[3])),
                 .restarts = static_cast<std::uint32_t>(number(row[4])),
                 .cause = static_cast<JobCause>(number(row[5])),
                 .reason = text(row[6])}};
}

std::int64_t insert_protection(Database::Tx& tx, const std::string& name, const std::string& kms, const OwnKeys& keys) {
  tx.run(
      "INSERT OR IGNORE INTO protection(name, commcell_id, policy, copy, kms, version, key_row) VALUES(?,?,?,?,?,0,?)",
      {name, keys.attributes.commcell_id, keys.attributes.policy, keys.attributes.copy, kms, keys.row.bytes});
  return number(tx.query("SELECT id FROM protection WHERE name=?", {name})[0][0]);
}

}  // namespace

Csdb::Csdb(World& world) : database_(world, std::string(csdbFile), csdbSchema, Place::csdbPage) {}

std::optional<PoolRow> Csdb::pool(const std::string& name) {
  return database_.read([&](auto& tx) -> std::optional<PoolRow> {
    const auto rows = tx.query("SELECT name, media_agent, kms, protection FROM pool WHERE name=?", {name});
    if (rows.empty()) return std::nullopt;
    return PoolRow{text(rows[0][0]), text(rows[0][1]), text(rows[0][2]), {number(rows[0][3])}};
  });
}

void Csdb::insert_pool(const NewPool& pool, const std::optional<OwnKeys>& keys) {
  database_.transact([&](auto& tx) {
    const std::int64_t protection = keys ? insert_protection(tx, pool.name, pool.kms, *keys) : 0;
    tx.run("INSERT OR IGNORE INTO pool(name, media_agent, kms, protection) VALUES(?,?,?,?)",
           {pool.name, pool.media_agent, pool.kms, protection});
  });
}

std::optional<CopyRow> Csdb::copy(const CopyName& name) {
  return database_.read([&](auto& tx) -> std::optional<CopyRow> {
    const auto rows = tx.query(
        "SELECT id, policy, name, media_agent, protection, source, encryption FROM copy WHERE policy=? AND name=?",
        {name.policy, name.copy});
    return rows.empty() ? std::nullopt : std::optional(copy_of(rows[0]));
  });
}

CopyRow Csdb::copy(CopyId id) {
  return database_.read([&](auto& tx) {
    const auto rows = tx.query(
        "SELECT id, policy, name, media_agent, protection, source, encryption FROM copy WHERE id=?", {id.value});
    if (rows.empty()) throw DatabaseError("no copy " + std::to_string(id.value));
    return copy_of(rows[0]);
  });
}

void Csdb::insert_copy(const NewCopy& copy, const std::optional<OwnKeys>& keys) {
  database_.transact([&](auto& tx) {
    const std::int64_t protection =
        keys ? insert_protection(tx, full_name(copy.name), copy.kms, *keys)
             : number(tx.query("SELECT protection FROM pool WHERE name=?", {copy.pool}).at(0)[0]);
    tx.run("INSERT OR IGNORE INTO copy(policy, name, media_agent, protection, source, encryption) VALUES(?,?,?,?,?,?)",
           {copy.name.policy, copy.name.copy, copy.media_agent, protection, copy.source, code(copy.encryption)});
  });
}

ProtectionRecord Csdb::protection(ProtectionId id) {
  return database_.read([&](auto& tx) {
    const auto rows = tx.query(
        "SELECT id, name, commcell_id, policy, copy, kms, version, key_row FROM protection WHERE id=?", {id.value});
    if (rows.empty()) throw DatabaseError("no protection " + std::to_string(id.value));
    return protection_of(rows[0]);
  });
}

std::optional<ProtectionRecord> Csdb::protection(const std::string& name) {
  return database_.read([&](auto& tx) -> std::optional<ProtectionRecord> {
    const auto rows = tx.query(
        "SELECT id, name, commcell_id, policy, copy, kms, version, key_row FROM protection WHERE name=?", {name});
    return rows.empty() ? std::nullopt : std::optional(protection_of(rows[0]));
  });
}

void Csdb::replace_protection(ProtectionId id, const crypto::ProtectionRow& row, const std::string& request) {
  database_.transact([&](auto& tx) {
    if (!tx.query("SELECT 1 FROM rotation WHERE request=?", {request}).empty()) return;
    tx.run("UPDATE protection SET key_row=?, version=version+1 WHERE id=?", {row.bytes, id.value});
    tx.run("INSERT INTO rotation(request, protection) VALUES(?,?)", {request, id.value});
  });
}

bool Csdb::was_rotated_by(const std::string& request) {
  return database_.read(
      [&](auto& tx) { return !tx.query("SELECT 1 FROM rotation WHERE request=?", {request}).empty(); });
}

std::optional<DataKeyRecord> Csdb::data_key(const std::string& scope) {
  return database_.read([&](auto& tx) -> std::optional<DataKeyRecord> {
    const auto rows = tx.query("SELECT id, scope, protection, key_row FROM data_key WHERE scope=?", {scope});
    return rows.empty() ? std::nullopt : std::optional(data_key_of(rows[0]));
  });
}

DataKeyRecord Csdb::insert_data_key(const std::string& scope, ProtectionId protection, const crypto::DataKeyRow& row) {
  return database_.transact([&](auto& tx) {
    tx.run("INSERT OR IGNORE INTO data_key(scope, protection, key_row) VALUES(?,?,?)",
           {scope, protection.value, row.bytes});
    return data_key_of(tx.query("SELECT id, scope, protection, key_row FROM data_key WHERE scope=?", {scope})[0]);
  });
}

std::int64_t Csdb::submit(const NewJobs& jobs, std::int64_t now_ns) {
  return database_.transact([&](auto& tx) {
    const auto known = tx.query("SELECT first_job FROM job_request WHERE name=?", {jobs.request});
    if (!known.empty()) return number(known[0][0]);
    const std::int64_t first = number(tx.query("SELECT COALESCE(MAX(id), 0) + 1 FROM job")[0][0]);
    tx.run(
        "INSERT INTO job_request(name, kind, copy, level, full_front_end_bytes, full_stored_bytes, "
        "changed_front_end_bytes, changed_stored_bytes, then_copies, as_of_ns, submitted_ns, due_ns, priority, "
        "schedule, "
        "run, merged, first_job) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        {jobs.request, code(jobs.kind), jobs.copy.value, code(jobs.level), sql_size(jobs.full.front_end_bytes),
         sql_size(jobs.full.stored_bytes), sql_size(jobs.changed.front_end_bytes), sql_size(jobs.changed.stored_bytes),
         lines_of(jobs.then_copies), jobs.as_of_ns.value_or(noMoment), now_ns, jobs.due_ns.value_or(now_ns),
         std::int64_t{jobs.priority.value_or(usual_priority(jobs.kind))}, jobs.run ? jobs.run->schedule : 0,
         std::int64_t{jobs.run ? jobs.run->run : 0}, std::int64_t{jobs.run ? jobs.run->merged : 0}, first});
    const std::int64_t request = tx.last_id();
    if (jobs.run)
      tx.run("UPDATE schedule_run SET next=? WHERE schedule=?",
             {std::int64_t{jobs.run->run} + jobs.run->merged + 1, jobs.run->schedule});
    const auto insert = [&](std::int64_t id, const std::string& client) {
      tx.run("INSERT INTO job(id, request, client, status, restarts, cause, reason) VALUES(?,?,?,?,0,0,'')",
             {id, request, client, code(JobStatus::waiting)});
    };
    if (jobs.clients.empty()) insert(first, {});
    for (std::size_t i = 0; i < jobs.clients.size(); ++i) insert(first + static_cast<std::int64_t>(i), jobs.clients[i]);
    for (std::size_t i = 0; i < jobs.own.size(); ++i)
      tx.run(
          "INSERT INTO job_size(job, full_front_end_bytes, full_stored_bytes, changed_front_end_bytes, "
          "changed_stored_bytes) VALUES(?,?,?,?,?)",
          {first + static_cast<std::int64_t>(i), sql_size(jobs.own[i].full.front_end_bytes),
           sql_size(jobs.own[i].full.stored_bytes), sql_size(jobs.own[i].changed.front_end_bytes),
           sql_size(jobs.own[i].changed.stored_bytes)});
    return first;
  });
}

JobRequest Csdb::job_request(std::int64_t id) {
  return database_.read([&](auto& tx) {
    const auto rows = tx.query(
        "SELECT name, kind, copy, level, full_front_end_bytes, full_stored_bytes, changed_front_end_bytes, "
        "changed_stored_bytes, then_copies, as_of_ns, submitted_ns, due_ns, priority FROM job_request WHERE id=?",
        {id});
    if (rows.empty()) throw DatabaseError("no request " + std::to_string(id));
    const auto& row = rows[0];
    return JobRequest{.id = id,
                      .what = {.request = text(row[0]),
                               .kind = static_cast<JobKind>(number(row[1])),
                               .copy = {number(row[2])},
                               .level = static_cast<BackupLevel>(number(row[3])),
                               .full = {.front_end_bytes = size(row[4]), .stored_bytes = size(row[5])},
                               .changed = {.front_end_bytes = size(row[6]), .stored_bytes = size(row[7])},
                               .then_copies = names_in(text(row[8])),
                               .as_of_ns = moment_in(row[9]),
                               .priority = small_number(row[12])},
                      .submitted_ns = number(row[10]),
                      .due_ns = number(row[11])};
  });
}

std::vector<std::int64_t> Csdb::requests_with_aux_copies() {
  return database_.read([&](auto& tx) {
    std::vector<std::int64_t> requests;
    for (const auto& row : tx.query("SELECT id FROM job_request WHERE then_copies<>'' ORDER BY id"))
      requests.push_back(number(row[0]));
    return requests;
  });
}

std::optional<JobRow> Csdb::job(std::int64_t id) {
  return database_.read([&](auto& tx) -> std::optional<JobRow> {
    const auto rows = tx.query("SELECT id, request, client, status, restarts, cause, reason FROM job WHERE id=?", {id});
    return rows.empty() ? std::nullopt : std::optional(job_of(rows[0]));
  });
}

JobSizes Csdb::own_sizes(std::int64_t job) {
  return database_.read([&](auto& tx) {
    const auto rows = tx.query(
        "SELECT full_front_end_bytes, full_stored_bytes, changed_front_end_bytes, changed_stored_bytes FROM job_size "
        "WHERE job=?",
        {job});
    if (rows.empty()) throw DatabaseError("no sizes of job " + std::to_string(job));
    const auto& row = rows[0];
    return JobSizes{.full = {.front_end_bytes = size(row[0]), .stored_bytes = size(row[1])},
                    .changed = {.front_end_bytes = size(row[2]), .stored_bytes = size(row[3])}};
  });
}

std::vector<JobRow> Csdb::jobs() {
  return database_.read([&](auto& tx) {
    std::vector<JobRow> jobs;
    for (const auto& row :
         tx.query("SELECT j.id, j.request, j.client, j.status, j.restarts, j.cause, j.reason FROM job j "
                  "JOIN job_request r ON r.id=j.request WHERE r.submitted_ns>=0 ORDER BY j.id"))
      jobs.push_back(job_of(row));
    return jobs;
  });
}

void Csdb::set_standing(std::int64_t job, const JobStanding& standing) {
  database_.transact([&](auto& tx) {
    tx.run("UPDATE job SET status=?, restarts=?, cause=?, reason=? WHERE id=?",
           {code(standing.status), std::int64_t{standing.restarts}, code(standing.cause), standing.reason, job});
  });
}

namespace {

/// Returns how many chunks are known to be complete: none in a row that is new.
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
    const auto known = tx.query("SELECT front_end_bytes, stored_bytes FROM archive_file WHERE id=?", {file.id});
    if (known.empty()) {
      tx.run(
          "INSERT INTO archive_file(id, client, request, level, front_end_bytes, stored_bytes, begun_ns) "
          "VALUES(?,?,?,?,?,?,?)",
          {file.id, file.client, file.request, code(file.level), sql_size(file.size.front_end_bytes),
           sql_size(file.size.stored_bytes), file.begun_ns});
    }
    const DataSize size_of_it =
        known.empty() ? file.size : DataSize{.front_end_bytes = size(known[0][0]), .stored_bytes = size(known[0][1])};
    return BegunBackup{size_of_it, insert_archive_copy(tx, file.client, file.id, copy, data_key)};
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

void Csdb::complete_backup(const std::string& client, std::int64_t job, CopyId copy) {
  database_.transact([&](auto& tx) {
    complete_archive_copy(tx, client, job, copy);
    tx.run("UPDATE job SET status=?, cause=0, reason='' WHERE id=?", {code(JobStatus::completed), job});
  });
}

bool Csdb::is_complete(const std::string& client, std::int64_t archive_file, CopyId copy) {
  return database_.read([&](auto& tx) {
    return !tx.query("SELECT 1 FROM archive_copy WHERE copy=? AND client=? AND archive_file=? AND complete=1",
                     {copy.value, client, archive_file})
                .empty();
  });
}

bool Csdb::has_full_backup(const std::string& client, CopyId copy) {
  return database_.read([&](auto& tx) {
    return !tx.query(
                  "SELECT 1 FROM archive_copy c JOIN archive_file f ON f.id=c.archive_file "
                  "WHERE c.copy=? AND c.client=? AND c.complete=1 AND f.level=? LIMIT 1",
                  {copy.value, client, code(BackupLevel::full)})
                .empty();
  });
}

std::vector<std::int64_t> Csdb::archive_files_to_restore(const std::string& client, CopyId copy,
                                                         std::int64_t as_of_ns) {
  return database_.read([&](auto& tx) {
    std::vector<std::int64_t> files;  // newest first, until the full one
    for (const auto& row :
         tx.query("SELECT f.id, f.level FROM archive_copy c JOIN archive_file f ON f.id=c.archive_file "
                  "WHERE c.copy=? AND c.client=? AND c.complete=1 AND f.begun_ns<=? ORDER BY c.archive_file DESC",
                  {copy.value, client, as_of_ns})) {
      files.push_back(number(row[0]));
      if (number(row[1]) == code(BackupLevel::full)) break;
    }
    std::ranges::reverse(files);
    return files;
  });
}

std::optional<LatestBackup> Csdb::latest_backup(const std::string& client, CopyId copy, std::int64_t as_of_ns) {
  return database_.read([&](auto& tx) -> std::optional<LatestBackup> {
    const auto rows = tx.query(
        "SELECT f.id, f.begun_ns FROM archive_copy c JOIN archive_file f ON f.id=c.archive_file "
        "WHERE c.copy=? AND c.client=? AND c.complete=1 AND f.begun_ns<=? ORDER BY c.archive_file DESC LIMIT 1",
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
  return database_.read([&](auto& tx) {
    std::vector<std::int64_t> files;
    for (const auto& row :
         tx.query("SELECT s.archive_file FROM archive_copy s LEFT JOIN archive_copy t "
                  "ON t.copy=? AND t.client=s.client AND t.archive_file=s.archive_file "
                  "WHERE s.copy=? AND s.complete=1 AND COALESCE(t.complete, 0)=0 ORDER BY s.archive_file",
                  {target.value, source.value}))
      files.push_back(number(row[0]));
    return files;
  });
}

KeyRows Csdb::key_rows_of(std::int64_t archive_file, CopyId copy) {
  return database_.read([&](auto& tx) {
    const auto rows = tx.query(
        "SELECT f.client, r.name, f.stored_bytes, y.media_agent, k.id, k.scope, k.protection, k.key_row, "
        "p.id, p.name, p.commcell_id, p.policy, p.copy, p.kms, p.version, p.key_row "
        "FROM archive_copy c JOIN archive_file f ON f.id=c.archive_file JOIN job_request r ON r.id=f.request "
        "JOIN copy y ON y.id=c.copy JOIN data_key k ON k.id=c.data_key JOIN protection p ON p.id=k.protection "
        "WHERE c.copy=?1 AND c.client=(SELECT client FROM archive_file WHERE id=?2) AND c.archive_file=?2",
        {copy.value, archive_file});
    if (rows.empty()) throw DatabaseError("no archive file " + std::to_string(archive_file) + " with its keys");
    const auto& row = rows[0];
    return KeyRows{.backup = {.client = text(row[0]), .request = text(row[1])},
                   .stored_bytes = size(row[2]),
                   .media_agent = text(row[3]),
                   .data_key = data_key_of(row, 4),
                   .protection = protection_of(row, 8)};
  });
}

std::string Csdb::insert_built_in_key(const std::string& kms, const crypto::KeyAttributes& attributes,
                                      const Bytes& scrambled) {
  return database_.transact([&](auto& tx) {
    // Not MAX(number): a row may still name a key that was destroyed, and must not find another one.
    const std::int64_t next =
        number(tx.query("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name='built_in_key'), 0) + 1")[0][0]);
    const std::string id = kms + "-mk-" + std::to_string(next);
    tx.run("INSERT INTO built_in_key(number, id, kms, commcell_id, policy, copy, scrambled) VALUES(?,?,?,?,?,?,?)",
           {next, id, kms, attributes.commcell_id, attributes.policy, attributes.copy, scrambled});
    return id;
  });
}

std::optional<Bytes> Csdb::built_in_key(const std::string& id) {
  return database_.read([&](auto& tx) -> std::optional<Bytes> {
    const auto rows = tx.query("SELECT scrambled FROM built_in_key WHERE id=?", {id});
    return rows.empty() ? std::nullopt : std::optional(blob(rows[0][0]));
  });
}

std::vector<std::string> Csdb::built_in_keys(const std::string& kms, const crypto::KeyAttributes& wanted) {
  return database_.read([&](auto& tx) {
    std::vector<std::string> ids;
    for (const auto& row : tx.query("SELECT id FROM built_in_key WHERE kms=?1 AND (?2='' OR commcell_id=?2) AND "
                                    "(?3='' OR policy=?3) AND (?4='' OR copy=?4) ORDER BY number",
                                    {kms, wanted.commcell_id, wanted.policy, wanted.copy}))
      ids.push_back(text(row[0]));
    return ids;
  });
}

void Csdb::delete_built_in_key(const std::string& id) {
  database_.transact([&](auto& tx) { tx.run("DELETE FROM built_in_key WHERE id=?", {id}); });
}

void Csdb::insert_network_password(const std::string& host, const Bytes& scrambled) {
  database_.transact([&](auto& tx) {
    tx.run("INSERT OR IGNORE INTO network_password(host, scrambled) VALUES(?,?)", {host, scrambled});
  });
}

std::optional<Bytes> Csdb::network_password(const std::string& host) {
  return database_.read([&](auto& tx) -> std::optional<Bytes> {
    const auto rows = tx.query("SELECT scrambled FROM network_password WHERE host=?", {host});
    return rows.empty() ? std::nullopt : std::optional(blob(rows[0][0]));
  });
}

}  // namespace keycell::model
