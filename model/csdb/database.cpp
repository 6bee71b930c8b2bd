#include "model/csdb/database.h"

#include <sqlite3.h>

#include <exception>
#include <utility>

#include "model/csdb/vfs.h"

namespace keycell::model {
namespace {

// WAL with FULL loses nothing that was acknowledged; 1 KiB pages keep what crosses per transaction small.
constexpr const char* settings =
    "PRAGMA page_size=1024;PRAGMA locking_mode=EXCLUSIVE;PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA "
    "wal_autocheckpoint=8000;"
    "PRAGMA temp_store=MEMORY;PRAGMA secure_delete=OFF;PRAGMA foreign_keys=ON;";

void bind(sqlite3_stmt* statement, int index, const SqlValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    sqlite3_bind_int64(statement, index, *number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    sqlite3_bind_text(statement, index, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
  } else {
    const Bytes& bytes = std::get<Bytes>(value);
    sqlite3_bind_blob(statement, index, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
  }
}

SqlValue column(sqlite3_stmt* statement, int index) {
  switch (sqlite3_column_type(statement, index)) {
    case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(statement, index)};
    case SQLITE_BLOB: {
      const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, index));
      return Bytes(data, data + sqlite3_column_bytes(statement, index));
    }
    case SQLITE_NULL: return std::int64_t{0};
    default: {
      const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement, index));
      return std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement, index)));
    }
  }
}

std::string log_of(const std::string& file) { return file + "-wal"; }

Bytes content_of(Disk& disk, const std::string& file) {
  Bytes content(disk.size(file));
  disk.read(file, 0, content);
  return content;
}

}  // namespace

Database::Database(World& world, const std::string& file, std::string_view schema, Place place)
    : Database(world, file) {
  const StoredObject object{.kind = place == Place::kmsStore ? ObjectKind::kmsStore : ObjectKind::csdb};
  const bool takes_over = take_over_kept();
  if (!takes_over) mount_ = world.self();
  vfs::mount(mount_, {.disk = &world.disk(),
                      .random = world.random(Stream::database, {"SQLite", {file_}}),
                      .written = [&world, place](std::string_view name, View bytes) {
                        world.emit(Crossing{place, world.self(), name, "block", bytes, {}});
                      }});
  world.disk().label(file_, object);
  if (takes_over) {
    world.disk().label(log_of(file_), object);
    world_.disk().truncate(log_of(file_), 0);
  } else {
    open_for_sure(schema, object);
  }
  world_.settle();
}

void Database::open_for_sure(std::string_view schema, const StoredObject& object) {
  constexpr Nanos again = std::chrono::minutes(1);
  for (;;) {
    std::string why;
    try {
      return open(schema, object);
    } catch (const StorageFailed& error) {
      why = error.what();
    }
    close();
    world_.settle();
    world_.log(LogLevel::error, why);
    world_.sleep(again);
  }
}

void Database::open(std::string_view schema, const StoredObject& object) {
  const std::string path = mount_ + "/" + file_;
  if (sqlite3_open_v2(path.c_str(), &connection_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                      nullptr) != SQLITE_OK) {
    world_.settle();
    fail("open");
  }
  world_.disk().label(log_of(file_), object);  // which the settings make
  execute(settings);
  const bool is_new =
      transact([](Tx& tx) { return std::get<std::int64_t>(tx.query("PRAGMA user_version")[0][0]) == 0; });
  if (is_new) {
    execute("BEGIN IMMEDIATE");
    execute(std::string(schema).c_str());
    execute("PRAGMA user_version=1");
    execute("COMMIT");
  }
}

Database::~Database() {
  if (connection_ == nullptr) return;  // kept, or never opened
  close();
  vfs::unmount(mount_);
}

void Database::close() {
  for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  statements_.clear();
  sqlite3_close(std::exchange(connection_, nullptr));
}

// --- kept connections ----------------------------------------------------------------------------------------------

std::map<std::string, Database::Kept>& Database::kept() {
  static auto& connections = *new std::map<std::string, Kept>;  // open until the process ends
  return connections;
}

void Database::keep() {
  if (world_.disk().size(log_of(file_)) != 0) throw std::logic_error("a database with a log cannot be kept open");
  kept().insert_or_assign(file_, Kept{.mount = mount_,
                                      .content = content_of(world_.disk(), file_),
                                      .connection = std::exchange(connection_, nullptr),
                                      .statements = std::move(statements_)});
}

bool Database::take_over_kept() {
  const auto found = kept().find(file_);
  if (found == kept().end() || world_.disk().exists(log_of(file_)) ||
      content_of(world_.disk(), file_) != found->second.content)
    return false;
  mount_ = std::move(found->second.mount);
  connection_ = found->second.connection;
  statements_ = std::move(found->second.statements);
  kept().erase(found);
  return true;
}

void Database::fail(const char* doing) const {
  const std::string what =
      std::string(doing) + " " + std::string(world_.self()) + "/" + file_ + ": " + sqlite3_errmsg(connection_);
  switch (sqlite3_errcode(connection_)) {
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN: throw StorageFailed(what);
    default: throw DatabaseError(what);
  }
}

void Database::execute(const char* sql) {
  if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    world_.settle();  // a host that lost power stops here
    fail("prepare");
  }
}

sqlite3_stmt* Database::prepared(const char* sql) {
  if (const auto found = statements_.find(std::string_view(sql)); found != statements_.end()) return found->second;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) fail(sql);
  statements_.emplace(sql, statement);
  return statement;
}

std::vector<Database::SqlRow> Database::Tx::query(const char* sql, std::initializer_list<SqlValue> values) {
  sqlite3_stmt* statement = database_.prepared(sql);
  int index = 1;
  for (const SqlValue& value : values) bind(statement, index++, value);
  std::vector<SqlRow> rows;
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
    SqlRow& row = rows.emplace_back();
    for (int i = 0; i < sqlite3_column_count(statement); ++i) row.push_back(column(statement, i));
  }
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  if (code != SQLITE_DONE) database_.fail("query");
  return rows;
}

std::int64_t Database::Tx::last_id() const { return sqlite3_last_insert_rowid(database_.connection_); }

void Database::rehearse(const std::function<void()>& body) {
  Tx tx(*this);
  tx.run("BEGIN IMMEDIATE");
  prepared("COMMIT");
  rehearsing_ = true;
  body();
  rehearsing_ = false;
  execute("ROLLBACK");
}

void Database::run_transaction(const std::function<void(Tx&)>& body) {
  std::exception_ptr thrown;
  Tx tx(*this);
  if (rehearsing_) return body(tx);
  try {
    const World::NoWaiting guard(world_);
    tx.run("BEGIN IMMEDIATE");
    body(tx);
    tx.run("COMMIT");
  } catch (...) {
    thrown = std::current_exception();
    sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
  world_.settle();  // a host that lost power in one of the writes stops here
  if (thrown) std::rethrow_exception(thrown);
}

void Database::run_read(const std::function<void(Tx&)>& body) {
  std::exception_ptr thrown;
  Tx tx(*this);
  try {
    const World::NoWaiting guard(world_);
    body(tx);
  } catch (...) {
    thrown = std::current_exception();
  }
  world_.settle();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace keycell::model
