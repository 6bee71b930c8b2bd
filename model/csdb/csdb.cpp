#include "model/csdb/csdb.h"

namespace keycell::model {

const std::string_view csdbFile = "csdb.db";

// No index, UNIQUE or ORDER BY touches a column that holds key-derived bytes: page shapes must not depend on keys.
const std::string_view csdbSchema = R"sql(
CREATE TABLE pool(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, media_agent TEXT NOT NULL, kms TEXT NOT NULL,
                  protection BLOB NOT NULL);
CREATE TABLE data_key(id INTEGER PRIMARY KEY, client TEXT NOT NULL, pool TEXT NOT NULL REFERENCES pool(name),
                      key_row BLOB NOT NULL, UNIQUE(client, pool));
CREATE TABLE job(id INTEGER PRIMARY KEY, request TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL, client TEXT NOT NULL,
                 pool TEXT NOT NULL REFERENCES pool(name), front_end_bytes INTEGER NOT NULL, phase INTEGER NOT NULL,
                 restarts INTEGER NOT NULL, archive_file INTEGER NOT NULL);
CREATE INDEX job_by_phase ON job(phase);
CREATE TABLE archive_file(id INTEGER PRIMARY KEY, client TEXT NOT NULL, pool TEXT NOT NULL REFERENCES pool(name),
                          front_end_bytes INTEGER NOT NULL, complete INTEGER NOT NULL);
CREATE INDEX archive_file_by_client ON archive_file(client, pool, complete);
)sql";

namespace {

std::int64_t number(const SqlValue& value) { return std::get<std::int64_t>(value); }
std::uint64_t size(const SqlValue& value) { return static_cast<std::uint64_t>(number(value)); }
const std::string& text(const SqlValue& value) { return std::get<std::string>(value); }
const Bytes& blob(const SqlValue& value) { return std::get<Bytes>(value); }

template <class Enum>
std::int64_t code(Enum value) {
  return static_cast<std::int64_t>(value);
}

PoolRow pool_row(const Database::SqlRow& row) {
  return {.id = number(row[0]),
          .name = text(row[1]),
          .media_agent = text(row[2]),
          .kms = text(row[3]),
          .protection = {blob(row[4])}};
}

JobRow job_row(const Database::SqlRow& row) {
  return {.id = number(row[0]),
          .kind = static_cast<JobKind>(number(row[1])),
          .client = text(row[2]),
          .pool = text(row[3]),
          .front_end_bytes = size(row[4]),
          .archive_file = number(row[5]),
          .phase = static_cast<JobPhase>(number(row[6])),
          .restarts = static_cast<std::uint32_t>(number(row[7]))};
}

}  // namespace

Csdb::Csdb(World& world) : database_(world, std::string(csdbFile), csdbSchema, Place::csdbPage) {}

std::optional<PoolRow> Csdb::pool(const std::string& name) {
  return database_.read([&](auto& tx) -> std::optional<PoolRow> {
    const auto rows = tx.query("SELECT id, name, media_agent, kms, protection FROM pool WHERE name=?", {name});
    return rows.empty() ? std::nullopt : std::optional(pool_row(rows[0]));
  });
}

void Csdb::insert_pool(const std::string& name, const std::string& media_agent, const std::string& kms,
                       const crypto::ProtectionRow& protection) {
  database_.transact([&](auto& tx) {
    tx.run("INSERT OR IGNORE INTO pool(name, media_agent, kms, protection) VALUES(?,?,?,?)",
           {name, media_agent, kms, protection.bytes});
  });
}

std::optional<crypto::DataKeyRow> Csdb::data_key(const std::string& client, const std::string& pool) {
  return database_.read([&](auto& tx) -> std::optional<crypto::DataKeyRow> {
    const auto rows = tx.query("SELECT key_row FROM data_key WHERE client=? AND pool=?", {client, pool});
    if (rows.empty()) return std::nullopt;
    return crypto::DataKeyRow{blob(rows[0][0])};
  });
}

crypto::DataKeyRow Csdb::insert_data_key(const std::string& client, const std::string& pool,
                                         const crypto::DataKeyRow& row) {
  return database_.transact([&](auto& tx) {
    tx.run("INSERT OR IGNORE INTO data_key(client, pool, key_row) VALUES(?,?,?)", {client, pool, row.bytes});
    const auto rows = tx.query("SELECT key_row FROM data_key WHERE client=? AND pool=?", {client, pool});
    return crypto::DataKeyRow{blob(rows[0][0])};
  });
}

std::int64_t Csdb::submit(const NewJob& job) {
  return database_.transact([&](auto& tx) {
    tx.run(
        "INSERT OR IGNORE INTO job(request, kind, client, pool, front_end_bytes, phase, restarts, archive_file) "
        "VALUES(?,?,?,?,?,?,0,0)",
        {job.request, code(job.kind), job.client, job.pool, static_cast<std::int64_t>(job.front_end_bytes),
         code(JobPhase::running)});
    return number(tx.query("SELECT id FROM job WHERE request=?", {job.request})[0][0]);
  });
}

std::optional<JobRow> Csdb::job(std::int64_t id) {
  return database_.read([&](auto& tx) -> std::optional<JobRow> {
    const auto rows = tx.query(
        "SELECT id, kind, client, pool, front_end_bytes, archive_file, phase, restarts FROM job WHERE id=?", {id});
    return rows.empty() ? std::nullopt : std::optional(job_row(rows[0]));
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
    tx.run("INSERT INTO archive_file(client, pool, front_end_bytes, complete) VALUES(?,?,?,0)",
           {job.client, job.pool, static_cast<std::int64_t>(job.front_end_bytes)});
    const std::int64_t made = tx.last_id();
    tx.run("UPDATE job SET archive_file=? WHERE id=?", {made, job.id});
    return made;
  });
}

void Csdb::complete_archive_file(std::int64_t archive_file) {
  database_.transact([&](auto& tx) { tx.run("UPDATE archive_file SET complete=1 WHERE id=?", {archive_file}); });
}

std::optional<std::int64_t> Csdb::latest_archive_file(const std::string& client, const std::string& pool) {
  return database_.read([&](auto& tx) -> std::optional<std::int64_t> {
    const auto rows = tx.query(
        "SELECT id FROM archive_file WHERE client=? AND pool=? AND complete=1 ORDER BY id DESC LIMIT 1", {client, pool});
    return rows.empty() ? std::nullopt : std::optional(number(rows[0][0]));
  });
}

KeyRows Csdb::key_rows_of(std::int64_t archive_file) {
  return database_.read([&](auto& tx) {
    const auto rows = tx.query(
        "SELECT p.id, p.name, p.media_agent, p.kms, p.protection, k.key_row, f.front_end_bytes FROM archive_file f "
        "JOIN pool p ON p.name=f.pool JOIN data_key k ON k.client=f.client AND k.pool=f.pool WHERE f.id=?",
        {archive_file});
    if (rows.empty()) throw DatabaseError("no archive file " + std::to_string(archive_file) + " with its keys");
    return KeyRows{pool_row(rows[0]), {blob(rows[0][5])}, size(rows[0][6])};
  });
}

}  // namespace keycell::model
