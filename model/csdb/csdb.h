#pragma once
// The CommServe database: what must survive for backups to be restorable. Every method is one transaction.

#include <optional>

#include "crypto/hierarchy.h"
#include "model/csdb/database.h"
#include "model/csdb/rows.h"

namespace keycell::model {

class Csdb {
 public:
  explicit Csdb(World& world);

  // Pools and copies. Inserting what is there already keeps what is there.
  std::optional<PoolRow> pool(const std::string& name);
  void insert_pool(const NewPool& pool, const std::optional<OwnKeys>& keys);
  std::optional<CopyRow> copy(const CopyName& name);
  CopyRow copy(CopyId id);
  /// Without keys of its own, the copy's pool protects it.
  void insert_copy(const NewCopy& copy, const std::optional<OwnKeys>& keys);

  ProtectionRecord protection(ProtectionId id);
  std::optional<ProtectionRecord> protection(const std::string& name);
  /// Rotation: the one moment at which the new row counts. A request that rotated before does nothing.
  void replace_protection(ProtectionId id, const crypto::ProtectionRow& row, const std::string& request);
  bool was_rotated_by(const std::string& request);

  std::optional<DataKeyRecord> data_key(const std::string& scope);
  /// Keeps the row that is there when the scope has one already, and returns the one that counts.
  DataKeyRecord insert_data_key(const std::string& scope, ProtectionId protection, const crypto::DataKeyRow& row);

  /// The number of the first job; the others follow it. A request that is there already keeps its jobs.
  std::int64_t submit(const NewJobs& jobs, std::int64_t now_ns);
  JobRequest job_request(std::int64_t id);
  /// Requests after whose last job aux copies follow.
  std::vector<std::int64_t> requests_with_aux_copies();
  /// Nothing for a job that is not there.
  std::optional<JobRow> job(std::int64_t id);
  /// In order of submission, finished ones too.
  std::vector<JobRow> jobs();
  void set_standing(std::int64_t job, const JobStanding& standing);
  /// Of a job whose request has sizes for each client.
  JobSizes own_sizes(std::int64_t job);

  /// Say which key an archive file has in a copy, before anything is written there; a backup makes its archive file.
  /// They return how many chunks, from the first, are known to be complete: none at the first call. What was written
  /// beyond them counts no more: it is sent again.
  /// An archive file that is there already stays as it is, whatever `archive_file` says.
  struct BegunBackup {
    DataSize size;
    std::uint32_t complete_chunks;
  };
  BegunBackup begin_backup(const NewArchiveFile& archive_file, CopyId copy, std::int64_t data_key);
  std::uint32_t begin_copy_of(const std::string& client, std::int64_t archive_file, CopyId copy, std::int64_t data_key);
  /// In whatever order, while no more than `mostChunksInFlight` chunks are on their way.
  void chunk_written(std::int64_t archive_file, CopyId copy, std::uint32_t chunk);
  void complete_copy_of(const std::string& client, std::int64_t archive_file, CopyId copy);
  /// The same, and its job is Completed.
  void complete_backup(const std::string& client, std::int64_t job, CopyId copy);
  bool is_complete(const std::string& client, std::int64_t archive_file, CopyId copy);
  /// Whether an incremental backup of the client into this copy has something to build on.
  bool has_full_backup(const std::string& client, CopyId copy);
  /// What a restore of the client to this moment reads: its latest full backup until then, and the incremental ones
  /// after it; those that are complete in the copy, oldest first.
  std::vector<std::int64_t> archive_files_to_restore(const std::string& client, CopyId copy, std::int64_t as_of_ns);
  /// Of those that are complete and were begun until then; nothing when there is none.
  std::optional<LatestBackup> latest_backup(const std::string& client, CopyId copy, std::int64_t as_of_ns);
  /// Whether anything at all is complete in the copy.
  bool holds_data(CopyId copy);
  /// Archive files that are complete in `source` and not in `target`, oldest first.
  std::vector<std::int64_t> archive_files_to_copy(CopyId source, CopyId target);
  /// Throws DatabaseError for an archive file that the copy does not have.
  KeyRows key_rows_of(std::int64_t archive_file, CopyId copy);

  // Schedules. All of them are made in one transaction; one whose name is there already keeps what is there. A run is
  // over when its request is submitted: one transaction too.
  void insert_schedules(const std::vector<NewSchedule>& schedules, std::int64_t now_ns);
  /// In the order in which they were made.
  std::vector<ScheduleRow> schedules();
  std::vector<std::string> clients_of_schedule(std::int64_t id);
  std::vector<MergedRuns> merged_runs();

  // Backups of before, which are those that were submitted at a negative time; no method above knows their jobs.
  /// Those that do not exist yet, in order.
  std::vector<JobRow> past_jobs();
  /// Copies into which an archive file of before can be copied now, sources before what is filled from them.
  std::vector<CopyRow> copies_with_past_files_to_come();
  std::vector<std::int64_t> past_files_to_copy(CopyId source, CopyId target);

  // What the built-in KMS keeps: scrambled master keys.
  std::string insert_built_in_key(const std::string& kms, const crypto::KeyAttributes& attributes,
                                  const Bytes& scrambled);
  std::optional<Bytes> built_in_key(const std::string& id);
  /// Those whose attributes equal every non-empty one of `wanted`, oldest first.
  std::vector<std::string> built_in_keys(const std::string& kms, const crypto::KeyAttributes& wanted);
  void delete_built_in_key(const std::string& id);

  /// Reading network_password_at_rest = "csdb". Keeps what is there.
  void insert_network_password(const std::string& host, const Bytes& scrambled);
  std::optional<Bytes> network_password(const std::string& host);

  /// Compiles every statement of everyday work, and leaves the open database to the next CommServe (Database::keep).
  void keep();

 private:
  Database database_;
};

/// Schema and file name, for the template image that the process keeps (sim/process.h).
extern const std::string_view csdbSchema;
extern const std::string_view csdbFile;

}  // namespace keycell::model
