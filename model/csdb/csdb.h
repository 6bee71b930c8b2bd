#pragma once
// The CommServe database: what must survive for backups to be restorable. Every method is one transaction.

#include <optional>

#include "crypto/hierarchy.h"
#include "model/csdb/database.h"

namespace keycell::model {

enum class JobKind { backup, restore };
enum class JobPhase { running, pending, completed, failed };

constexpr std::string_view name_of(JobKind kind) { return kind == JobKind::backup ? "backup" : "restore"; }

constexpr std::string_view name_of(JobPhase phase) {
  switch (phase) {
    case JobPhase::running: return "Running";
    case JobPhase::pending: return "Pending";
    case JobPhase::completed: return "Completed";
    case JobPhase::failed: return "Failed";
  }
  return "unknown";
}

struct PoolRow {
  std::int64_t id;
  std::string name;
  std::string media_agent;
  std::string kms;
  crypto::ProtectionRow protection;
};

struct JobRow {
  std::int64_t id;
  JobKind kind;
  std::string client;
  std::string pool;
  std::uint64_t front_end_bytes;
  std::int64_t archive_file;  ///< 0: none yet
  JobPhase phase;
  std::uint32_t restarts;
};

struct NewJob {
  std::string request;  ///< unique: the same request submitted again is the same job
  JobKind kind;
  std::string client;
  std::string pool;
  std::uint64_t front_end_bytes;
};

/// An archive file and the rows that protect it.
struct KeyRows {
  PoolRow pool;
  crypto::DataKeyRow data_key;
  std::uint64_t front_end_bytes;
};

class Csdb {
 public:
  explicit Csdb(World& world);

  std::optional<PoolRow> pool(const std::string& name);
  /// Keeps the row that is there when the pool exists already.
  void insert_pool(const std::string& name, const std::string& media_agent, const std::string& kms,
                   const crypto::ProtectionRow& protection);

  std::optional<crypto::DataKeyRow> data_key(const std::string& client, const std::string& pool);
  /// Keeps the row that is there when the client has one in this pool already, and returns the one that counts.
  crypto::DataKeyRow insert_data_key(const std::string& client, const std::string& pool, const crypto::DataKeyRow& row);

  std::int64_t submit(const NewJob& job);
  std::optional<JobRow> job(std::int64_t id);
  /// In order of submission.
  std::vector<std::int64_t> unfinished_jobs();
  void set_phase(std::int64_t job, JobPhase phase, std::uint32_t restarts);

  /// The archive file of a backup job: made at the first call, the same at every later one.
  std::int64_t archive_file_of(const JobRow& job);
  void complete_archive_file(std::int64_t archive_file);
  /// The archive file of the client's latest completed backup.
  std::optional<std::int64_t> latest_archive_file(const std::string& client, const std::string& pool);
  /// Throws DatabaseError for an archive file that is not there.
  KeyRows key_rows_of(std::int64_t archive_file);

 private:
  Database database_;
};

/// Schema and file name, for the template image that the process keeps (sim/process.h).
extern const std::string_view csdbSchema;
extern const std::string_view csdbFile;

}  // namespace keycell::model
