#include "model/kms/key_store.h"

namespace keycell::model {
namespace {

// Of everyday work, which a database that is kept has compiled.
// Not MAX(id): a row of a pool may still name a key that was destroyed, and must not find another one.
constexpr const char* nextNumber = "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name='master_key'), 0) + 1";
constexpr const char* insertKey =
    "INSERT INTO master_key(id, name, commcell_id, policy, copy, wrapped) VALUES(?,?,?,?,?,?)";
constexpr const char* findKey = "SELECT disabled, wrapped FROM master_key WHERE name=? AND wrapped IS NOT NULL";

const char* statement_for(KeyState state) {
  switch (state) {
    case KeyState::active: return "UPDATE master_key SET disabled=0 WHERE name=?";
    case KeyState::disabled: return "UPDATE master_key SET disabled=1 WHERE name=?";
    case KeyState::destroyed:
    case KeyState::lost: return "UPDATE master_key SET wrapped=NULL WHERE name=?";
  }
  throw std::logic_error("no such state of a key");
}

}  // namespace

const std::string_view KeyStore::file = "kms.db";

const std::string_view KeyStore::schema = R"sql(
CREATE TABLE master_key(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, commcell_id TEXT NOT NULL,
                        policy TEXT NOT NULL, copy TEXT NOT NULL, wrapped BLOB,
                        disabled INTEGER NOT NULL DEFAULT 0);
)sql";

void KeyStore::keep(Database& store) {
  store.rehearse([&store] {
    store.transact([](auto& tx) {
      tx.query(nextNumber);
      tx.run(insertKey, {std::int64_t{1}, "name", "", "", "", Bytes(1)});
    });
    store.read([](auto& tx) { return tx.query(findKey, {"name"}); });
  });
  store.keep();
}

KeyStore::KeyStore(World& world) : world_(world), database_(world, std::string(file), schema, Place::kmsStore) {}

crypto::MasterKeyId KeyStore::add(const Bytes& wrapped, const crypto::KeyAttributes& attributes,
                                  crypto::SecretId secret) {
  const crypto::MasterKeyId id = database_.transact([&](auto& tx) {
    const auto next = std::get<std::int64_t>(tx.query(nextNumber)[0][0]);
    const std::string name = std::string(world_.self()) + "-mk-" + std::to_string(next);
    tx.run(insertKey, {next, name, attributes.commcell_id, attributes.policy, attributes.copy, wrapped});
    return crypto::MasterKeyId{name};
  });
  world_.emit(MasterKeyAtKms{world_.self(), id.value, attributes.commcell_id, attributes.policy, attributes.copy,
                             name_of(KeyState::active), secret});
  return id;
}

std::optional<KeyStore::Entry> KeyStore::find(const crypto::MasterKeyId& id) {
  const auto rows = database_.read([&](auto& tx) { return tx.query(findKey, {id.value}); });
  if (rows.empty()) return std::nullopt;
  const bool disabled = std::get<std::int64_t>(rows[0][0]) != 0;
  return Entry{.state = disabled ? KeyState::disabled : KeyState::active, .wrapped = std::get<Bytes>(rows[0][1])};
}

std::vector<crypto::MasterKeyId> KeyStore::locate(const crypto::KeyAttributes& wanted) {
  const auto rows = database_.read([&](auto& tx) {
    return tx.query(
        "SELECT name FROM master_key WHERE wrapped IS NOT NULL AND (?1='' OR commcell_id=?1) AND (?2='' OR policy=?2) "
        "AND "
        "(?3='' OR copy=?3) ORDER BY id",
        {wanted.commcell_id, wanted.policy, wanted.copy});
  });
  std::vector<crypto::MasterKeyId> found;
  for (const auto& row : rows) found.push_back({std::get<std::string>(row[0])});
  return found;
}

std::vector<crypto::MasterKeyId> KeyStore::keys_of(const std::string& policy, const std::string& copy,
                                                   Generation which) {
  const auto rows = database_.read([&](auto& tx) {
    return tx.query("SELECT name, wrapped IS NOT NULL FROM master_key WHERE policy=? AND copy=? ORDER BY id",
                    {policy, copy});
  });
  std::vector<crypto::MasterKeyId> there;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool is_there = std::get<std::int64_t>(rows[i][1]) != 0;
    const bool is_meant =
        which == i + 1 || which == everyGeneration || which == oldestGeneration || which == newestGeneration;
    if (is_there && is_meant) there.push_back({std::get<std::string>(rows[i][0])});
  }
  if (which == oldestGeneration && there.size() > 1) there.erase(there.begin() + 1, there.end());
  if (which == newestGeneration && there.size() > 1) there.erase(there.begin(), there.end() - 1);
  return there;
}

void KeyStore::set_state(const std::vector<crypto::MasterKeyId>& ids, KeyState state) {
  using Row = Database::SqlRow;
  const auto keys = database_.transact([&](auto& tx) {
    std::vector<Row> changed;
    for (const crypto::MasterKeyId& id : ids) {
      const auto rows = tx.query(
          "SELECT name, commcell_id, policy, copy FROM master_key WHERE name=? AND wrapped IS NOT NULL", {id.value});
      if (rows.empty()) continue;
      tx.run(statement_for(state), {id.value});
      changed.push_back(rows[0]);
    }
    return changed;
  });
  const auto text = [](const Row& row, std::size_t column) -> std::string_view {
    return std::get<std::string>(row[column]);
  };
  for (const Row& key : keys)
    world_.emit(MasterKeyAtKms{world_.self(), text(key, 0), text(key, 1), text(key, 2), text(key, 3), name_of(state)});
}

bool KeyStore::destroy(const crypto::MasterKeyId& id) {
  if (!find(id)) return false;
  set_state({id}, KeyState::destroyed);
  return true;
}

}  // namespace keycell::model
