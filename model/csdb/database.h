#pragma once
// One SQLite database on a host's disk, with one connection. Statements are prepared once; a transaction is a closure
// that makes no world call.

#include <initializer_list>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "model/by_text.h"
#include "model/world.h"

struct sqlite3;
struct sqlite3_stmt;

namespace keycell::model {

/// The database refused what makes no sense: an error in the program. What a disk does is StorageFailed.
class DatabaseError final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A value to bind or a value of a row.
using SqlValue = std::variant<std::int64_t, std::string, Bytes>;

class Database {
 public:
  using SqlRow = std::vector<SqlValue>;

  /// Opens `file` on the world's disk, recovering what a power cut left, and creates `schema` when the file is new.
  /// Every block written is a crossing at `place`. Tries again until the disk lets it.
  Database(World& world, const std::string& file, std::string_view schema, Place place);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// What a transaction can do. Its calls wait for nothing.
  class Tx {
   public:
    /// Runs one statement to its end and returns its rows.
    std::vector<SqlRow> query(const char* sql, std::initializer_list<SqlValue> values = {});
    void run(const char* sql, std::initializer_list<SqlValue> values = {}) { query(sql, values); }
    /// The id of the last inserted row.
    std::int64_t last_id() const;

   private:
    friend class Database;
    explicit Tx(Database& database) : database_(database) {}
    Database& database_;
  };

  /// Runs `body(Tx&)` in one transaction, durable when this returns. Throws StorageFailed: then its outcome is unknown
  /// until the next transaction that succeeds, or the next boot, and who runs it again must find out by what is there.
  /// Throws DatabaseError; what `body` throws rolls back.
  template <class Body>
  auto transact(Body&& body) {
    if constexpr (std::is_void_v<decltype(body(std::declval<Tx&>()))>) {
      run_transaction([&](Tx& tx) { body(tx); });
    } else {
      std::optional<decltype(body(std::declval<Tx&>()))> result;
      run_transaction([&](Tx& tx) { result.emplace(body(tx)); });
      return std::move(*result);
    }
  }

  /// The same for a body of one SELECT, which sees one state without a transaction.
  template <class Body>
  auto read(Body&& body) {
    std::optional<decltype(body(std::declval<Tx&>()))> result;
    run_read([&](Tx& tx) { result.emplace(body(tx)); });
    return std::move(*result);
  }

  /// Runs `body`, whose transactions are all undone: what is left is that their statements are compiled.
  void rehearse(const std::function<void()>& body);

  /// Leaves the connection open for the next that opens a file of this name and content where no log of it is, in this
  /// process or in one that is forked from it: nothing of it is parsed again. This world must outlive that. Throws
  /// std::logic_error when something was written since the database was opened.
  void keep();

 private:
  /// Not open yet, but whole: what fails after it leaves through the destructor.
  Database(World& world, std::string file) : world_(world), file_(std::move(file)) {}
  bool take_over_kept();
  void open_for_sure(std::string_view schema, const StoredObject& object);
  void open(std::string_view schema, const StoredObject& object);
  void close();
  void run_transaction(const std::function<void(Tx&)>& body);
  void run_read(const std::function<void(Tx&)>& body);
  void execute(const char* sql);
  sqlite3_stmt* prepared(const char* sql);
  [[noreturn]] void fail(const char* doing) const;

  using Statements = ByText<sqlite3_stmt*>;
  /// An open connection that nobody uses.
  struct Kept {
    std::string mount;
    Bytes content;  ///< of the file
    sqlite3* connection;
    Statements statements;
  };
  static std::map<std::string, Kept>& kept();  // by file

  World& world_;
  std::string file_;
  std::string mount_;  // the name under which SQLite reaches the world's disk
  sqlite3* connection_ = nullptr;
  Statements statements_;
  bool rehearsing_ = false;
};

}  // namespace keycell::model
