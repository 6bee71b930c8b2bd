// The CSDB's part in data ageing: what nothing needs any more is marked, and its key rows go with it; what is marked is
// known until the media are rid of it, and for restores that ask for it.

#include <algorithm>

#include "model/csdb/columns.h"
#include "model/csdb/csdb.h"

namespace keycell::model {
namespace {

using namespace columns;

/// A record in the copy, with what goes with it.
struct Record {
  std::string client;
  std::int64_t data_key;
  std::uint64_t stored_bytes;
  std::int64_t streams;  ///< of its backup
  RecordInCopy::State if_incomplete;
  RecordInCopy record;
};

/// By client, oldest first. A backup that is over and not complete has left what nobody can read; a copy that an aux
/// copy has not completed is still to be made.
std::vector<Record> records_in(Database::Tx& tx, const CopyRow& copy, const InUse& in_use) {
  const bool is_primary = copy.source.empty();
  std::vector<Record> found;
  for (const auto& row :
       tx.query("SELECT c.client, c.archive_file, c.data_key, c.complete, f.level, f.begun_ns, f.stored_bytes, "
                "j.status, f.stream, f.streams, EXISTS(SELECT 1 FROM copy y WHERE y.policy=?2 AND y.source=?3 AND NOT "
                "EXISTS("
                "SELECT 1 FROM archive_copy t WHERE t.copy=y.id AND t.client=c.client AND "
                "t.archive_file=c.archive_file AND t.complete=1) AND NOT EXISTS("
                "SELECT 1 FROM aged a WHERE a.copy=y.id AND a.client=c.client AND a.archive_file=c.archive_file)) "
                "FROM archive_copy c JOIN archive_file f ON f.id=c.archive_file JOIN job j ON j.id=f.id-f.stream "
                "WHERE c.copy=?1 ORDER BY c.client, c.archive_file",
                {copy.id.value, copy.name.policy, copy.name.copy})) {
    using State = RecordInCopy::State;
    const std::int64_t file = number(row[1]);
    const bool is_complete = number(row[3]) != 0;
    const bool is_over = is_final(static_cast<JobStatus>(number(row[7])));
    const State if_incomplete = is_primary && is_over ? State::abandoned : State::inTheMaking;
    const bool is_read = in_use.archive_files.contains(file) || in_use.clients.contains(text(row[0]));
    found.push_back({.client = text(row[0]),
                     .data_key = number(row[2]),
                     .stored_bytes = size(row[6]),
                     .streams = number(row[9]),
                     .if_incomplete = if_incomplete,
                     .record = {.archive_file = file,
                                .level = static_cast<BackupLevel>(number(row[4])),
                                .begun_ns = number(row[5]),
                                .state = is_complete ? State::complete : if_incomplete,
                                .is_held = is_read || (is_complete && number(row[10]) != 0),
                                .backup = file - number(row[8])}});
  }
  return found;
}

/// What some streams of a backup completed serves nothing without the others.
void make_backups_whole(std::vector<Record>& records) {
  for (auto begin = records.begin(); begin != records.end();) {
    const auto end = std::find_if(begin, records.end(),
                                  [&](const Record& one) { return one.record.backup != begin->record.backup; });
    const auto is_complete = [](const Record& one) { return one.record.state == RecordInCopy::State::complete; };
    if (end - begin < begin->streams || !std::all_of(begin, end, is_complete))
      for (auto one = begin; one != end; ++one) one->record.state = one->if_incomplete;
    begin = end;
  }
}

/// Such a backup may have taken a key that only abandoned records have.
std::set<std::string> clients_being_backed_up(Database::Tx& tx) {
  std::set<std::string> clients;
  for (const auto& row : tx.query("SELECT DISTINCT j.client FROM job j JOIN job_request r ON r.id=j.request "
                                  "WHERE r.kind=? AND j.status<?",
                                  {code(JobKind::backup), code(JobStatus::completed)}))
    clients.insert(text(row[0]));
  return clients;
}

/// Those of `keys` that no record has any more.
std::vector<DataKeyRecord> delete_unneeded(Database::Tx& tx, const std::set<std::int64_t>& keys) {
  std::vector<DataKeyRecord> deleted;
  for (const std::int64_t key : keys) {
    for (const auto& row : tx.query("SELECT id, scope, protection, key_row FROM data_key WHERE id=?1 AND NOT EXISTS("
                                    "SELECT 1 FROM archive_copy WHERE data_key=?1)",
                                    {key}))
      deleted.push_back(data_key_of(row));
  }
  for (const DataKeyRecord& key : deleted) tx.run("DELETE FROM data_key WHERE id=?", {key.id});
  return deleted;
}

}  // namespace

void Csdb::prepare_ageing() {
  database_.transact([](auto& tx) {
    // Not in the schema: a cell without retention has its CSDB as it was.
    tx.run(
        "CREATE TABLE IF NOT EXISTS aged(copy INTEGER NOT NULL REFERENCES copy(id), client TEXT NOT NULL, "
        "archive_file INTEGER NOT NULL REFERENCES archive_file(id), key_row INTEGER NOT NULL, "
        "state INTEGER NOT NULL, PRIMARY KEY(copy, client, archive_file)) WITHOUT ROWID");
    tx.run("CREATE INDEX IF NOT EXISTS records_of_key ON archive_copy(data_key)");
  });
  is_ageing_ = true;
}

Aged Csdb::age(const CopyRow& copy, const Retention& retention, std::int64_t now_ns, const InUse& in_use) {
  return database_.transact([&](auto& tx) {
    Aged result;
    std::vector<Record> all = records_in(tx, copy, in_use);
    make_backups_whole(all);
    const auto is_abandoned = [](const Record& one) { return one.record.state == RecordInCopy::State::abandoned; };
    if (std::ranges::any_of(all, is_abandoned)) {
      const std::set<std::string> busy = clients_being_backed_up(tx);
      for (Record& one : all) one.record.is_held |= is_abandoned(one) && busy.contains(one.client);
    }
    std::set<std::int64_t> keys;
    for (auto begin = all.begin(); begin != all.end();) {
      const auto end = std::find_if(begin, all.end(), [&](const Record& one) { return one.client != begin->client; });
      std::vector<RecordInCopy> of_client;
      for (auto one = begin; one != end; ++one) of_client.push_back(one->record);
      const auto files = aged(of_client, retention, now_ns);
      for (auto one = begin; one != end; ++one) {
        if (!std::ranges::binary_search(files, one->record.archive_file)) continue;
        tx.run("DELETE FROM archive_copy WHERE copy=? AND client=? AND archive_file=?",
               {copy.id.value, one->client, one->record.archive_file});
        tx.run("INSERT INTO aged(copy, client, archive_file, key_row, state) VALUES(?,?,?,?,?)",
               {copy.id.value, one->client, one->record.archive_file, one->data_key,
                code(is_abandoned(*one) ? AgedState::abandoned : AgedState::toPrune)});
        keys.insert(one->data_key);
        result.files.push_back({.client = one->client,
                                .archive_file = one->record.archive_file,
                                .level = one->record.level,
                                .stored_bytes = one->stored_bytes,
                                .was_complete = !is_abandoned(*one)});
      }
      begin = end;
    }
    result.kept = all.size() - result.files.size();
    result.key_rows = delete_unneeded(tx, keys);
    return result;
  });
}

std::vector<RecordToPrune> Csdb::records_to_prune() {
  return database_.read([&](auto& tx) {
    std::vector<RecordToPrune> records;
    for (const auto& row :
         tx.query("SELECT a.copy, y.policy, y.name, y.media_agents, a.client, a.archive_file, f.level, f.stored_bytes, "
                  "a.state, a.key_row, k.id IS NULL FROM aged a JOIN archive_file f ON f.id=a.archive_file "
                  "JOIN copy y ON y.id=a.copy LEFT JOIN data_key k ON k.id=a.key_row WHERE a.state<>? "
                  "ORDER BY y.media_agents, a.copy, a.client, a.archive_file",
                  {code(AgedState::pruned)}))
      records.push_back({.copy = {number(row[0])},
                         .copy_name = {.policy = text(row[1]), .copy = text(row[2])},
                         .media_agents = names_in(text(row[3])),
                         .file = {.client = text(row[4]),
                                  .archive_file = number(row[5]),
                                  .level = static_cast<BackupLevel>(number(row[6])),
                                  .stored_bytes = size(row[7]),
                                  .was_complete = number(row[8]) == code(AgedState::toPrune)},
                         .key_row = number(row[9]),
                         .key_row_is_gone = number(row[10]) != 0});
    return records;
  });
}

void Csdb::pruned(std::span<const RecordToPrune> records) {
  database_.transact([&](auto& tx) {
    for (const RecordToPrune& record : records) {
      const auto& [client, archive_file, level, stored_bytes, was_complete] = record.file;
      if (was_complete) {
        tx.run("UPDATE aged SET state=? WHERE copy=? AND client=? AND archive_file=?",
               {code(AgedState::pruned), record.copy.value, client, archive_file});
      } else {
        tx.run("DELETE FROM aged WHERE copy=? AND client=? AND archive_file=?",
               {record.copy.value, client, archive_file});
      }
    }
  });
}

std::set<std::int64_t> Csdb::aged_in(CopyId copy) {
  return database_.read([&](auto& tx) {
    std::set<std::int64_t> files;
    for (const auto& row : tx.query("SELECT archive_file FROM aged WHERE copy=?", {copy.value}))
      files.insert(number(row[0]));
    return files;
  });
}

bool Csdb::is_aged(const std::string& client, CopyId copy, std::int64_t as_of_ns) {
  const std::int64_t latest = database_.read([&](auto& tx) {
    return number(
        tx.query("SELECT COALESCE(MAX(f.id), 0) FROM aged a JOIN archive_file f ON f.id=a.archive_file "
                 "WHERE a.copy=? AND a.client=? AND a.state<>? AND f.begun_ns<=?",
                 {copy.value, client, code(AgedState::abandoned), as_of_ns})[0][0]);
  });
  const auto kept = latest_backup(client, copy, as_of_ns);
  return latest > (kept ? kept->archive_file : 0);
}

}  // namespace keycell::model
