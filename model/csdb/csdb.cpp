#include "model/csdb/csdb.h"

namespace keycell::model {

const std::string_view csdbFile = "csdb.db";

// No index, UNIQUE or ORDER BY touches a column that holds key-derived bytes: page shapes must not depend on keys.
const std::string_view csdbSchema = R"sql(
CREATE TABLE protection(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, commcell_id TEXT NOT NULL,
                        policy TEXT NOT NULL, copy TEXT NOT NULL, kms TEXT NOT NULL, key_row BLOB NOT NULL);
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
CREATE TABLE job(id INTEGER PRIMARY KEY, request TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL, client TEXT NOT NULL,
                 copy INTEGER NOT NULL REFERENCES copy(id), front_end_bytes INTEGER NOT NULL, phase INTEGER NOT NULL,
                 restarts INTEGER NOT NULL, archive_file INTEGER NOT NULL);
CREATE INDEX job_by_phase ON job(phase);
CREATE TABLE archive_file(id INTEGER PRIMARY KEY, client TEXT NOT NULL, front_end_bytes INTEGER NOT NULL);
CREATE INDEX archive_file_by_client ON archive_file(client);
CREATE TABLE archive_copy(archive_file INTEGER NOT NULL REFERENCES archive_file(id),
                          copy INTEGER NOT NULL REFERENCES copy(id), data_key INTEGER NOT NULL REFERENCES data_key(id),
                          complete INTEGER NOT NULL, PRIMARY KEY(copy, archive_file)) WITHOUT ROWID;
)sql";

namespace {

std::int64_t number(const SqlValue& value) { return std::get<std::int64_t>(value); }
std::uint64_t size(const SqlValue& value) { return static_cast<std::uint64_t>(number(value)); }
const std::string& text(const SqlValue& value) { return std::get<std::string>(value); }
const Bytes& blob(const SqlValue& value) { return std::get<Bytes>(value); }
std::int64_t sql_size(std::uint64_t value) { return static_cast<std::int64_t>(value); }

template <class Enum>
std::int64_t code(Enum value) {
  return static_cast<std::int64_t>(value);
}

ProtectionRecord protection_of(const Database::SqlRow& row, std::size_t from = 0) {
  return {
      .id = {number(row[from])},
      .name = text(row[from + 1]),
      .attributes = {.commcell_id = text(row[from + 2]), .policy = text(row[from + 3]), .copy = text(row[from + 4])},
      .kms = text(row[from + 5]),
      .row = {blob(row[from + 6])}};
}

CopyRow copy_of(const Database::SqlRow& row) {
  return {.id = {number(row[0])},
          .name = {.policy = text(row[1]), .copy = text(row[2])},
          .media_agent = text(row[3]),
          .protection = {number(row[4])},
          .source = text(row[5]),
          .encryption = static_cast<CopyEncryption>(number(row[6]))};
}

DataKeyRecord data_key_of(const Database::SqlRow& row) {
  return {.id = number(row[0]), .protection = {number(row[1])}, .row = {blob(row[2])}};
}

JobRow job_of(const Database::SqlRow& row) {
  return {.id = number(row[0]),
          .kind = static_cast<JobKind>(number(row[1])),
          .client = text(row[2]),
          .copy = {number(row[3])},
          .front_end_bytes = size(row[4]),
          .archive_file = number(row[5]),
          .phase = static_cast<JobPhase>(number(row[6])),
          .restarts = static_cast<std::uint32_t>(number(row[7]))};
}

std::int64_t insert_protection(Database::Tx& tx, const std::string& name, const std::string& kms, const OwnKeys& keys) {
  tx.run("INSERT OR IGNORE INTO protection(name, commcell_id, policy, copy, kms, key_row) VALUES(?,?,?,?,?,?)",
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
    const auto rows =
        tx.query("SELECT id, name, commcell_id, policy, copy, kms, key_row FROM protection WHERE id=?", {id.value});
    if (rows.empty()) throw DatabaseError("no protection " + std::to_string(id.value));
    return protection_of(rows[0]);
  });
}

std::optional<ProtectionRecord> Csdb::protection(const std::string& name) {
  return database_.read([&](auto& tx) -> std::optional<ProtectionRecord> {
    const auto rows =
        tx.query("SELECT id, name, commcell_id, policy, copy, kms, key_row FROM protection WHERE name=?", {name});
    return rows.empty() ? std::nullopt : std::optional(protection_of(rows[0]));
  });
}

void Csdb::replace_protection(ProtectionId id, const crypto::ProtectionRow& row, const std::string& request) {
  database_.transact([&](auto& tx) {
    if (!tx.query("SELECT 1 FROM rotation WHERE request=?", {request}).empty()) return;
    tx.run("UPDATE protection SET key_row=? WHERE id=?", {row.bytes, id.value});
    tx.run("INSERT INTO rotation(request, protection) VALUES(?,?)", {request, id.value});
  });
}

bool Csdb::was_rotated_by(const std::string& request) {
  return database_.read(
      [&](auto& tx) { return !tx.query("SELECT 1 FROM rotation WHERE request=?", {request}).empty(); });
}

std::optional<DataKeyRecord> Csdb::data_key(const std::string& scope) {
  return database_.read([&](auto& tx) -> std::optional<DataKeyRecord> {
    const auto rows = tx.query("SELECT id, protection, key_row FROM data_key WHERE scope=?", {scope});
    return rows.empty() ? std::nullopt : std::optional(data_key_of(rows[0]));
  });
}

DataKeyRecord Csdb::insert_data_key(const std::string& scope, ProtectionId protection, const crypto::DataKeyRow& row) {
  return database_.transact([&](auto& tx) {
    tx.run("INSERT OR IGNORE INTO data_key(scope, protection, key_row) VALUES(?,?,?)",
           {scope, protection.value, row.bytes});
    return data_key_of(tx.query("SELECT id, protection, key_row FROM data_key WHERE scope=?", {scope})[0]);
  });
}

std::int64_t Csdb::submit(const NewJob& job) {
  return database_.transact([&](auto& tx) {
    tx.run(
        "INSERT OR IGNORE INTO job(request, kind, client, copy, front_end_bytes, phase, restarts, archive_file) "
        "VALUES(?,?,?,?,?,?,0,0)",
        {job.request, code(job.kind), job.client, job.copy.value, sql_size(job.front_end_bytes),
         code(JobPhase::running)});
    return number(tx.query("SELECT id FROM job WHERE request=?", {job.request})[0][0]);
  });
}

std::optional<JobRow> Csdb::job(std::int64_t id) {
  return database_.read([&](auto& tx) -> std::optional<JobRow> {
    const auto rows = tx.query(
        "SELECT id, kind, client, copy, front_end_bytes, archive_file, phase, restarts FROM job WHERE id=?", {id});
    return rows.empty() ? std::nullopt : std::optional(job_of(rows[0]));
  });
}

std::vector<std::int64_t> Csdb::unfinished_jobs() {
  return database_.read([&](auto& tx) {
    std::vector<std::int64_t> jobs;
    for (const auto& row : tx.query("SELECT id FROM job WHERE phase IN (?,?) ORDER BY id",
                                    {code(JobPhase::running), code(JobPhase::pending)}))
      jobs.push_back(number(row[0]));
    return jobs;
  });
}

void Csdb::set_phase(std::int64_t job, JobPhase phase, std::uint32_t restarts) {
  database_.transact([&](auto& tx) {
    tx.run("UPDATE job SET phase=?, restarts=? WHERE id=?", {code(phase), std::int64_t{restarts}, job});
  });
}

std::int64_t Csdb::archive_file_of(const JobRow& job) {
  return database_.transact([&](auto& tx) {
    const std::int64_t known = number(tx.query("SELECT archive_file FROM job WHERE id=?", {job.id})[0][0]);
    if (known != 0) return known;
    tx.run("INSERT INTO archive_file(client, front_end_bytes) VALUES(?,?)",
           {job.client, sql_size(job.front_end_bytes)});
    const std::int64_t made = tx.last_id();
    tx.run("UPDATE job SET archive_file=? WHERE id=?", {made, job.id});
    return made;
  });
}

void Csdb::begin_copy_of(std::int64_t archive_file, CopyId copy, std::int64_t data_key) {
  database_.transact([&](auto& tx) {
    tx.run("INSERT OR IGNORE INTO archive_copy(archive_file, copy, data_key, complete) VALUES(?,?,?,0)",
           {archive_file, copy.value, data_key});
  });
}

void Csdb::complete_copy_of(std::int64_t archive_file, CopyId copy) {
  database_.transact([&](auto& tx) {
    tx.run("UPDATE archive_copy SET complete=1 WHERE archive_file=? AND copy=?", {archive_file, copy.value});
  });
}

bool Csdb::is_complete(std::int64_t archive_file, CopyId copy) {
  return database_.read([&](auto& tx) {
    return !tx.query("SELECT 1 FROM archive_copy WHERE archive_file=? AND copy=? AND complete=1",
                     {archive_file, copy.value})
                .empty();
  });
}

std::optional<std::int64_t> Csdb::latest_archive_file(const std::string& client, CopyId copy) {
  return database_.read([&](auto& tx) -> std::optional<std::int64_t> {
    const auto rows = tx.query(
        "SELECT f.id FROM archive_file f JOIN archive_copy c ON c.archive_file=f.id "
        "WHERE f.client=? AND c.copy=? AND c.complete=1 ORDER BY f.id DESC LIMIT 1",
        {client, copy.value});
    return rows.empty() ? std::nullopt : std::optional(number(rows[0][0]));
  });
}

std::vector<std::int64_t> Csdb::archive_files_to_copy(CopyId source, CopyId target) {
  return database_.read([&](auto& tx) {
    std::vector<std::int64_t> files;
    for (const auto& row :
         tx.query("SELECT s.archive_file FROM archive_copy s LEFT JOIN archive_copy t "
                  "ON t.archive_file=s.archive_file AND t.copy=? "
                  "WHERE s.copy=? AND s.complete=1 AND COALESCE(t.complete, 0)=0 ORDER BY s.archive_file",
                  {target.value, source.value}))
      files.push_back(number(row[0]));
    return files;
  });
}

KeyRows Csdb::key_rows_of(std::int64_t archive_file, CopyId copy) {
  return database_.read([&](auto& tx) {
    const auto rows = tx.query(
        "SELECT f.client, f.front_end_bytes, y.media_agent, k.id, k.protection, k.key_row, "
        "p.id, p.name, p.commcell_id, p.policy, p.copy, p.kms, p.key_row "
        "FROM archive_copy c JOIN archive_file f ON f.id=c.archive_file JOIN copy y ON y.id=c.copy "
        "JOIN data_key k ON k.id=c.data_key JOIN protection p ON p.id=k.protection WHERE c.archive_file=? AND c.copy=?",
        {archive_file, copy.value});
    if (rows.empty()) throw DatabaseError("no archive file " + std::to_string(archive_file) + " with its keys");
    const auto& row = rows[0];
    return KeyRows{.client = text(row[0]),
                   .front_end_bytes = size(row[1]),
                   .media_agent = text(row[2]),
                   .data_key = {.id = number(row[3]), .protection = {number(row[4])}, .row = {blob(row[5])}},
                   .protection = protection_of(row, 6)};
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
