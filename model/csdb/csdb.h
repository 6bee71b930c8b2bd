#pragma once
// The CommServe database: what must survive for backups to be restorable. Every method is one transaction.

#include <optional>
#include <span>

#include "crypto/hierarchy.h"
#include "model/csdb/data_key_scope.h"
#include "model/csdb/database.h"
#include "model/csdb/rows.h"
#include "model/retention.h"

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
    BackupLevel level;
    DataSize size;
    std::uint32_t complete_chunks;
  };
  BegunBackup begin_backup(const NewArchiveFile& archive_file, CopyId copy, std::int64_t data_key);
  std::uint32_t begin_copy_of(const std::string& client, std::int64_t archive_file, CopyId copy, std::int64_t data_key);
  /// In whatever order, while no more than `mostChunksInFlight` chunks are on their way.
  void chunk_written(std::int64_t archive_file, CopyId copy, std::uint32_t chunk);
  void complete_copy_of(const std::string& client, std::int64_t archive_file, CopyId copy);
  /// The same for what a stream of a backup wrote; with the last one its job is Completed.
  struct BackupPart {
    std::int64_t archive_file;
    std::int64_t job;
    std::uint32_t streams = 1;  ///< of the job
  };
  void complete_backup(const std::string& client, const BackupPart& part, CopyId copy);
  bool is_complete(const std::string& client, std::int64_t archive_file, CopyId copy);
  /// How many chunks of an archive file a copy has without a gap; 0 for one that was not begun there.
  std::uint32_t complete_chunks(std::int64_t archive_file, CopyId copy);
  /// Nothing for an archive file that was not begun.
  std::optional<BackupLevel> level_of(std::int64_t archive_file);
  /// Whether an incremental backup of the client into this copy has something to build on.
  bool has_full_backup(const std::string& client, CopyId copy);
  /// What a restore of the client to this moment reads: its latest full backup until then, and the incremental ones
  /// after it; those that are complete in the copy, oldest first.
  std::vector<std::int64_t> archive_files_to_restore(const std::string& client, CopyId copy, std::int64_t as_of_ns);
  /// Of those that are complete and were begun until then; nothing when there is none.
  std::optional<LatestBackup> latest_backup(const std::string& client, CopyId copy, std::int64_t as_of_ns);
  /// Whether anything at all is complete in the copy.
  bool holds_data(CopyId copy);
  /// Archive files that are complete in `source` and not in `target`, and have not aged there, oldest first.
  std::vector<std::int64_t> archive_files_to_copy(CopyId source, CopyId target);
  /// Throws DatabaseError for an archive file that the copy does not have.
  KeyRows key_rows_of(std::int64_t archive_file, CopyId copy);

  // Data ageing. Nothing else may be asked of it before it was prepared: a CSDB has a table more then.
  void prepare_ageing();
  /// Marks what has passed in the copy and nothing needs (retention.h), and deletes the rows of data keys that no
  /// record of any copy needs then: at once, so that no crash leaves a record that stays without its key.
  Aged age(const CopyRow& copy, const Retention& retention, std::int64_t now_ns, const InUse& in_use);
  /// What is marked, by MediaAgent.
  std::vector<RecordToPrune> records_to_prune();
  /// They are off the media.
  void pruned(std::span<const RecordToPrune> records);
  /// Whether the latest backup that the copy had as of this moment is aged.
  bool is_aged(const std::string& client, CopyId copy, std::int64_t as_of_ns);

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
  /// What the copy had and let go.
  std::set<std::int64_t> aged_in(CopyId copy);

  Database database_;
  bool is_ageing_ = false;
};

/// Of a data key for this subject under this protection, of a client's data.
crypto::KeyContext context_of_data_key(Csdb& csdb, const ProtectionRecord& protection, const DataKeySubject& subject,
                                       const std::string& client);

/// Schema and file name, for the template image that the process keeps (sim/process.h).
extern const std::string_view csdbSchema;
extern const std::string_view csdbFile;

}  // namespace keycell::model
