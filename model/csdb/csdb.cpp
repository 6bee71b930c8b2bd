#include "model/csdb/csdb.h"

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
CREATE TABLE pool(name TEXT PRIMARY KEY, media_agents TEXT NOT NULL, in_turn INTEGER NOT NULL, kms TEXT NOT NULL,
                  protection INTEGER NOT NULL);
CREATE TABLE copy(id INTEGER PRIMARY KEY, policy TEXT NOT NULL, name TEXT NOT NULL, media_agents TEXT NOT NULL,
                  in_turn INTEGER NOT NULL, protection INTEGER NOT NULL, source TEXT NOT NULL,
                  encryption INTEGER NOT NULL,
                  UNIQUE(policy, name));
CREATE TABLE data_key(id INTEGER PRIMARY KEY, scope TEXT NOT NULL UNIQUE,
                      protection INTEGER NOT NULL REFERENCES protection(id), key_row BLOB NOT NULL);
CREATE TABLE rotation(request TEXT PRIMARY KEY, protection INTEGER NOT NULL REFERENCES protection(id));
CREATE TABLE job_request(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL,
                         copy INTEGER NOT NULL REFERENCES copy(id), level INTEGER NOT NULL,
                         full_front_end_bytes INTEGER NOT NULL, full_stored_bytes INTEGER NOT NULL,
                         changed_front_end_bytes INTEGER NOT NULL, changed_stored_bytes INTEGER NOT NULL,
                         then_copies TEXT NOT NULL, as_of_ns INTEGER NOT NULL, streams INTEGER NOT NULL,
                         submitted_ns INTEGER NOT NULL, due_ns INTEGER NOT NULL, priority INTEGER NOT NULL,
                         schedule INTEGER NOT NULL, run INTEGER NOT NULL, merged INTEGER NOT NULL,
                         first_job INTEGER NOT NULL);
CREATE TABLE schedule(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, each TEXT NOT NULL, kind INTEGER NOT NULL,
                      copy INTEGER NOT NULL REFERENCES copy(id), client_group TEXT NOT NULL, level INTEGER NOT NULL,
                      full_every INTEGER NOT NULL, synthetic_fulls INTEGER NOT NULL, then_copies TEXT NOT NULL,
                      streams INTEGER NOT NULL, bytes INTEGER NOT NULL, spread_ppm INTEGER NOT NULL,
                      daily_change_ppm INTEGER NOT NULL, change_spread_ppm INTEGER NOT NULL,
                      compression_permille INTEGER NOT NULL, dedup_full_permille INTEGER NOT NULL,
                      dedup_incremental_permille INTEGER NOT NULL, first_day INTEGER NOT NULL, days INTEGER NOT NULL,
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
CREATE TABLE archive_file(id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, streams INTEGER NOT NULL,
                          client TEXT NOT NULL,
                          request INTEGER NOT NULL REFERENCES job_request(id), level INTEGER NOT NULL,
                          front_end_bytes INTEGER NOT NULL, stored_bytes INTEGER NOT NULL, begun_ns INTEGER NOT NULL);
CREATE TABLE archive_copy(copy INTEGER NOT NULL REFERENCES copy(id), client TEXT NOT NULL,
                          archive_file INTEGER NOT NULL REFERENCES archive_file(id),
                          data_key INTEGER NOT NULL REFERENCES data_key(id), chunks INTEGER NOT NULL,
                          beyond INTEGER NOT NULL, complete INTEGER NOT NULL, PRIMARY KEY(copy, client, archive_file)) WITHOUT ROWID;
CREATE VIEW restorable AS  -- what is complete in a copy, with all streams of its backup
  SELECT c.copy, c.client, c.archive_file, f.level, f.stream, f.begun_ns
  FROM archive_copy c JOIN archive_file f ON f.id=c.archive_file
  WHERE c.complete=1 AND (f.streams=1 OR f.streams=(
    SELECT COUNT(*) FROM archive_copy o WHERE o.copy=c.copy AND o.client=c.client AND o.complete=1
    AND o.archive_file BETWEEN f.id-f.stream AND f.id-f.stream+f.streams-1));
)sql";

using namespace columns;

CopyRow columns::copy_of(const Database::SqlRow& row) {
  return {.id = {number(row[0])},
          .name = {.policy = text(row[1]), .copy = text(row[2])},
          .paths = {.media_agents = names_in(text(row[3])), .in_turn = number(row[4]) != 0},
          .protection = {number(row[5])},
          .source = text(row[6]),
          .encryption = static_cast<CopyEncryption>(number(row[7]))};
}

namespace {

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
    const auto rows = tx.query("SELECT name, media_agents, in_turn, kms, protection FROM pool WHERE name=?", {name});
    if (rows.empty()) return std::nullopt;
    return PoolRow{.name = text(rows[0][0]),
                   .paths = {.media_agents = names_in(text(rows[0][1])), .in_turn = number(rows[0][2]) != 0},
                   .kms = text(rows[0][3]),
                   .protection = {number(rows[0][4])}};
  });
}

void Csdb::insert_pool(const NewPool& pool, const std::optional<OwnKeys>& keys) {
  database_.transact([&](auto& tx) {
    const std::int64_t protection = keys ? insert_protection(tx, path_of(pool.name), pool.kms, *keys) : 0;
    tx.run("INSERT OR IGNORE INTO pool(name, media_agents, in_turn, kms, protection) VALUES(?,?,?,?,?)",
           {pool.name, lines_of(pool.paths.media_agents), std::int64_t{pool.paths.in_turn}, pool.kms, protection});
  });
}

std::optional<CopyRow> Csdb::copy(const CopyName& name) {
  return database_.read([&](auto& tx) -> std::optional<CopyRow> {
    const auto rows = tx.query(
        "SELECT id, policy, name, media_agents, in_turn, protection, source, encryption FROM copy WHERE policy=? AND "
        "name=?",
        {name.policy, name.copy});
    return rows.empty() ? std::nullopt : std::optional(copy_of(rows[0]));
  });
}

CopyRow Csdb::copy(CopyId id) {
  return database_.read([&](auto& tx) {
    const auto rows =
        tx.query("SELECT id, policy, name, media_agents, in_turn, protection, source, encryption FROM copy WHERE id=?",
                 {id.value});
    if (rows.empty()) throw DatabaseError("no copy " + std::to_string(id.value));
    return copy_of(rows[0]);
  });
}

void Csdb::insert_copy(const NewCopy& copy, const std::optional<OwnKeys>& keys) {
  database_.transact([&](auto& tx) {
    const std::int64_t protection =
        keys ? insert_protection(tx, full_name(copy.name), copy.kms, *keys)
             : number(tx.query("SELECT protection FROM pool WHERE name=?", {copy.pool}).at(0)[0]);
    tx.run(
        "INSERT OR IGNORE INTO copy(policy, name, media_agents, in_turn, protection, source, encryption) "
        "VALUES(?,?,?,?,?,?,?)",
        {copy.name.policy, copy.name.copy, lines_of(copy.paths.media_agents), std::int64_t{copy.paths.in_turn},
         protection, copy.source, code(copy.encryption)});
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

crypto::KeyContext context_of_data_key(Csdb& csdb, const ProtectionRecord& protection, const DataKeySubject& subject,
                                       const std::string& client) {
  crypto::KeyContext context = context_of(protection);
  context.purpose = crypto::KeyPurpose::encryptsData;
  if (subject.copy) context.copy = full_name(csdb.copy(*subject.copy).name);
  context.client = client;
  context.archive_file = static_cast<std::uint64_t>(subject.archive_file);
  return context;
}

}  // namespace keycell::model
