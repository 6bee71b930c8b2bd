#pragma once
// The rows of the CSDB as values.

#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hierarchy.h"
#include "model/job_settings.h"
#include "model/path.h"
#include "model/recurrence.h"

namespace keycell::model {

/// Row ids. 0: none.
struct CopyId {
  std::int64_t value = 0;
  auto operator<=>(const CopyId&) const = default;
};

struct ProtectionId {
  std::int64_t value = 0;
  auto operator<=>(const ProtectionId&) const = default;
};

/// A storage policy copy by its names, e.g. "Gold" and "Secondary".
struct CopyName {
  std::string policy;
  std::string copy;
  auto operator<=>(const CopyName&) const = default;
};

/// As a path (path.h).
inline std::string full_name(const CopyName& name) { return path_of(name.policy, name.copy); }

/// What aux copy does with the encryption of what it copies.
enum class CopyEncryption {
  preserve,   ///< the same bytes under the same data key
  reEncrypt,  ///< decrypted and encrypted again under a data key of the copy's own
};

/// Keys of a pool, or of a copy of its own.
struct ProtectionRecord {
  ProtectionId id;
  std::string name;  ///< a path: "pool-a", "Gold/Secondary"
  crypto::KeyAttributes attributes;
  std::string kms;
  std::uint32_t version;  ///< how often it was rotated
  crypto::ProtectionRow row;
};

/// Of the keys that a pool or copy has.
inline crypto::KeyContext context_of(const ProtectionRecord& protection) {
  return {
      .owner = protection.attributes, .version = protection.version, .purpose = crypto::KeyPurpose::protectsDataKeys};
}

/// The keys that a pool or copy was given, and under which attributes the KMS knows them.
struct OwnKeys {
  crypto::KeyAttributes attributes;
  crypto::ProtectionRow row;
};

/// Who reaches the library where the data of a pool or copy lies.
struct LibraryPaths {
  std::vector<std::string> media_agents;  ///< the preferred one first
  bool in_turn = false;                   ///< each work takes the next one; else the first that can be had
  auto operator<=>(const LibraryPaths&) const = default;
};

struct NewPool {
  std::string name;
  LibraryPaths paths;
  std::string kms;
};

struct PoolRow {
  std::string name;
  LibraryPaths paths;
  std::string kms;
  ProtectionId protection;  ///< none when keys belong to copies
};

struct NewCopy {
  CopyName name;
  LibraryPaths paths;
  std::string kms;
  std::string pool;    ///< empty: depends on none
  std::string source;  ///< the copy of the same policy that aux copy reads; empty: a primary copy
  CopyEncryption encryption = CopyEncryption::preserve;
};

struct CopyRow {
  CopyId id;
  CopyName name;
  LibraryPaths paths;
  ProtectionId protection;
  std::string source;
  CopyEncryption encryption;
};

struct DataKeyRecord {
  std::int64_t id;
  std::string scope;  ///< what it is for (data_key_scope.h)
  ProtectionId protection;
  crypto::DataKeyRow row;
};

/// Bytes as a client reads them, and as they are stored.
struct DataSize {
  std::uint64_t front_end_bytes = 0;
  std::uint64_t stored_bytes = 0;
  bool operator==(const DataSize&) const = default;
};

/// What a backup of one client reads.
struct JobSizes {
  DataSize full{};     ///< everything
  DataSize changed{};  ///< what changed since the last one
  bool operator==(const JobSizes&) const = default;
};

/// What each client has to back up, and how much of it changes.
struct FrontEnd {
  std::uint64_t bytes = 0;
  std::uint32_t spread_ppm = 0;            ///< a client has so much more or less, drawn once
  std::uint32_t daily_change_ppm = 0;      ///< of what it has, in a day
  std::uint32_t change_spread_ppm = 0;     ///< and so much more or less changes, drawn for each backup
  std::uint32_t compression_permille = 0;  ///< front-end bytes for a thousand stored bytes; 0: not compressed
  std::uint32_t dedup_full_permille = 0;   ///< of a full backup, what compression leaves for a thousand; 0: none
  std::uint32_t dedup_incremental_permille = 0;
  /// Whether clients differ.
  bool is_drawn() const { return spread_ppm > 0 || change_spread_ppm > 0; }
  bool operator==(const FrontEnd&) const = default;
};

/// What started a request without anybody asking: some instants of a schedule that follow one another. There is more
/// than one when the CommServe missed them: they are merged into one request.
struct ScheduledRun {
  std::int64_t schedule;
  std::uint32_t run;         ///< the first of them, from 0
  std::uint32_t merged = 0;  ///< how many more
};

/// What is asked for at once: a job for each client, with no client one job.
struct NewJobs {
  std::string request;  ///< unique: the same request submitted again is the same jobs
  JobKind kind;
  CopyId copy;  ///< written by backup and aux copy, read by restore
  std::vector<std::string> clients{};
  BackupLevel level = BackupLevel::full;
  DataSize full{};                         ///< of a full backup of one client; nothing: each has its own
  DataSize changed{};                      ///< of an incremental one
  std::vector<JobSizes> own{};             ///< of each client, in their order, where they differ
  std::vector<std::string> then_copies{};  ///< copies of the policy that aux copy fills when all these jobs are over
  std::optional<std::int64_t>
      as_of_ns{};  ///< a restore of what was backed up until then; nothing: until it was submitted
  std::optional<std::uint32_t> priority{};  ///< lower ones are begun first; nothing: that of its kind
  std::optional<ScheduledRun> run{};        ///< nothing: somebody asked
  std::optional<std::int64_t> due_ns{};     ///< nothing: when it is submitted
  bool due_while_down = false;              ///< the CommServe missed it
  std::uint32_t streams = 1;                ///< of each job: a backup writes an archive file with each
};

/// The number of the i-th job of a request, from 0: each has as many numbers as streams.
inline std::int64_t nth_job(const NewJobs& jobs, std::int64_t first, std::size_t i) {
  return first + static_cast<std::int64_t>(i) * jobs.streams;
}

struct JobRequest {
  std::int64_t id;
  NewJobs what;  ///< without clients: each is in its job's row
  std::int64_t submitted_ns;
  std::int64_t due_ns;  ///< when it should have been
};

/// What is started at instants that are known beforehand.
struct NewSchedule {
  std::string name;  ///< unique
  std::string
      each;      ///< what one of its runs is called: "night", "run"; empty: there is one run, of the schedule's name
  JobKind kind;  ///< backup or auxCopy
  CopyId copy;
  std::string group{};  ///< of clients; what the others of the group bring, this one need not
  std::vector<std::string> clients{};
  BackupLevel level = BackupLevel::full;
  std::uint32_t full_every = 0;  ///< of incremental ones, every so many days, from the first, a full one; 0: none
  bool synthetic_fulls = false;  ///< those of them that have a full one before them are put together at the MediaAgent
  std::vector<std::string> then_copies{};
  std::uint32_t streams = 1;  ///< of each backup, but a synthetic one
  FrontEnd front_end{};
  DueTimes due{};
  std::uint32_t runs_before = 0;    ///< days that count for `full_every`, before the first
  std::uint32_t last_days_ago = 0;  ///< its clients were backed up so many days before day 0; 0: never
};

/// Backups of before day 0, which exist without having been made in time: a full one, and incremental ones on the days
/// after it.
struct NewPast {
  std::string name;
  CopyId copy;
  std::vector<std::string> clients;
  FrontEnd front_end;
  std::uint32_t full_days_ago;
  std::uint32_t last_days_ago;
};

struct ScheduleRow {
  std::int64_t id;   ///< in the order in which they were made
  NewSchedule what;  ///< without clients, which are many
  std::int64_t made_ns;
  std::uint32_t next_run;  ///< those before it were started, or merged into others
};

/// Runs that were merged, and the first job of the request that stands for them.
struct MergedRuns {
  ScheduledRun run;
  std::int64_t first_job;
};

/// How a job is doing.
struct JobStanding {
  JobStatus status;
  std::uint32_t restarts = 0;
  JobCause cause = JobCause::none;
  std::string reason{};
};

struct JobRow {
  std::int64_t id;  ///< of a backup, also of its first archive file: the others follow it
  std::int64_t request;
  std::string client;  ///< empty for an aux copy
  JobStanding is;
};

/// The latest backup of a client that a copy has.
struct LatestBackup {
  std::int64_t archive_file;
  std::int64_t begun_ns;
};

/// What became of a record that has aged; the numbers stand in the CSDB.
enum class AgedState {
  toPrune = 1,    ///< it was complete, and lies on the media still
  pruned = 2,     ///< off the media; it is known that it was there
  abandoned = 3,  ///< it was never complete, and lies on the media still: then nothing is known of it
};

/// What jobs read: it does not age meanwhile.
struct InUse {
  std::set<std::int64_t> archive_files{};
  std::set<std::string> clients{};  ///< whose archive files are about to be found
};

struct AgedRecord {
  std::string client;
  std::int64_t archive_file;
  BackupLevel level;
  std::uint64_t stored_bytes;
  bool was_complete;
};

/// What came of ageing one copy.
struct Aged {
  std::vector<AgedRecord> files{};
  std::vector<DataKeyRecord> key_rows{};  ///< that were deleted
  std::uint64_t kept = 0;
};

struct RecordToPrune {
  CopyId copy;
  CopyName copy_name;
  std::vector<std::string> media_agents;  ///< that reach it, the preferred one first
  AgedRecord file;
  std::int64_t key_row;  ///< of the data key that it was under
  bool key_row_is_gone;
};

/// What made an archive file, by names: unlike its number, the same whatever else the cell backs up.
struct BackupName {
  std::string client;
  std::string request;  ///< and the stream, but for the first
};

/// `stream` counts from 0.
inline BackupName backup_name(const std::string& client, const std::string& request, std::uint32_t stream) {
  return {.client = client, .request = stream == 0 ? request : request + ", stream " + std::to_string(stream + 1)};
}

/// What one of `streams` streams brings of a backup; all of them bring all of it.
constexpr DataSize part_of(const DataSize& whole, std::uint32_t stream, std::uint32_t streams) {
  const auto part = [&](std::uint64_t bytes) {
    const auto upto = [&](std::uint64_t count) {
      return static_cast<std::uint64_t>(static_cast<unsigned __int128>(bytes) * count / streams);
    };
    return upto(std::uint64_t{stream} + 1) - upto(stream);
  };
  return {.front_end_bytes = part(whole.front_end_bytes), .stored_bytes = part(whole.stored_bytes)};
}

struct NewArchiveFile {
  std::int64_t id;
  std::uint32_t stream = 0;   ///< of the backup, from 0
  std::uint32_t streams = 1;  ///< of the backup
  std::string client;
  std::int64_t request;  ///< that its job is of
  BackupLevel level;
  DataSize size;
  std::int64_t begun_ns;  ///< when its job was submitted
};

/// An archive file in one copy, and the rows that protect it there.
struct KeyRows {
  BackupName backup;
  std::uint32_t stream;  ///< of the backup, from 0
  BackupLevel level;
  std::uint64_t stored_bytes;
  DataKeyRecord data_key;
  ProtectionRecord protection;
};

}  // namespace keycell::model
