#pragma once
// The words of jobs and their settings, for scenarios too: no CSDB, no parts.

#include <cstdint>
#include <string_view>

namespace keycell::model {

/// As many chunks of a data stream may be sent and not acknowledged: the CSDB keeps track of no more.
inline constexpr std::uint32_t mostChunksInFlight = 32;

enum class JobKind { backup, restore, auxCopy };

constexpr std::string_view name_of(JobKind kind) {
  switch (kind) {
    case JobKind::backup: return "backup";
    case JobKind::restore: return "restore";
    case JobKind::auxCopy: return "aux-copy";
  }
  return "unknown";
}

/// The states that the product's job controller shows. In the CSDB `waiting` stands for running too: a CommServe that
/// comes back lets such a job wait again.
enum class JobStatus {
  waiting,  ///< for a stream
  running,
  pending,    ///< failed an attempt, and will be restarted
  suspended,  ///< by an operator, until he resumes it
  completed,
  completedWithErrors,  ///< some of its archive files failed
  failed,
  killed,
};

constexpr bool is_final(JobStatus status) { return status >= JobStatus::completed; }

constexpr std::string_view name_of(JobStatus status) {
  switch (status) {
    case JobStatus::waiting: return "Waiting";
    case JobStatus::running: return "Running";
    case JobStatus::pending: return "Pending";
    case JobStatus::suspended: return "Suspended";
    case JobStatus::completed: return "Completed";
    case JobStatus::completedWithErrors: return "Completed with errors";
    case JobStatus::failed: return "Failed";
    case JobStatus::killed: return "Killed";
  }
  return "unknown";
}

/// Of jobs that wait for streams, those with the lowest number are begun first; of one number the first submitted. As
/// the product numbers them: three digits, of the operation (restores 0, backups 1), the client and the agent (6 unless
/// somebody changes it). That of aux copies is assumed.
inline constexpr std::uint32_t urgentJobs = 66;
inline constexpr std::uint32_t leastPriority = 999;

constexpr std::uint32_t usual_priority(JobKind kind) {
  switch (kind) {
    case JobKind::restore: return urgentJobs;
    case JobKind::backup: return 166;
    case JobKind::auxCopy: return 366;
  }
  return leastPriority;
}

/// Why a job is in the state that it is in, or why an attempt of it ended.
enum class JobCause {
  none,                ///< it goes its way
  waitsForStream,      ///< all that it could take are taken, or others were first
  preempted,           ///< a backup or restore took its stream
  kmsUnavailable,      ///< no answer from a KMS
  kmsRefused,          ///< a KMS refused for another reason than those below
  keyUnrecoverable,    ///< a key does not open
  dataUnreadable,      ///< something that was sealed does not open
  hostUnreachable,     ///< another host did not answer
  requestRefused,      ///< what was asked for cannot be
  nothingToCopy,       ///< an aux copy completed without having found anything
  olderThanAsked,      ///< a restore completed from a copy that lacks what the primary one has until then
  commserveRestarted,  ///< the CommServe went down and came back
  dueWhileDown,        ///< it fell due while the CommServe was down
  overdue,             ///< not done in its total running time
  operatorSuspends,
  operatorResumes,
  operatorKills,
  dataAged,         ///< a restore asked for what retention has let go
  libraryFull,      ///< a chunk did not fit
  otherMediaAgent,  ///< one did not answer, and the job goes on by another one that reaches the library
  kmsKeyDisabled,   ///< the KMS has the key, and its state forbids its use
  kmsKeyMissing,    ///< the KMS has no such key any more, or never had
  kmsWrongKey,      ///< the KMS answered for another key
  noBackup,         ///< a restore found none to restore
  storageFailed,    ///< a disk of the CommServe or a MediaAgent failed, or is full
};

constexpr std::string_view name_of(JobCause cause) {
  switch (cause) {
    case JobCause::none: return "none";
    case JobCause::waitsForStream: return "waits-for-stream";
    case JobCause::preempted: return "preempted";
    case JobCause::kmsUnavailable: return "kms-unavailable";
    case JobCause::kmsRefused: return "kms-refused";
    case JobCause::keyUnrecoverable: return "key-unrecoverable";
    case JobCause::dataUnreadable: return "data-unreadable";
    case JobCause::hostUnreachable: return "host-unreachable";
    case JobCause::requestRefused: return "request-refused";
    case JobCause::nothingToCopy: return "nothing-to-copy";
    case JobCause::olderThanAsked: return "older-than-asked";
    case JobCause::commserveRestarted: return "commserve-restarted";
    case JobCause::dueWhileDown: return "due-while-down";
    case JobCause::overdue: return "overdue";
    case JobCause::operatorSuspends: return "operator-suspends";
    case JobCause::operatorResumes: return "operator-resumes";
    case JobCause::operatorKills: return "operator-kills";
    case JobCause::dataAged: return "data-aged";
    case JobCause::libraryFull: return "library-full";
    case JobCause::otherMediaAgent: return "other-media-agent";
    case JobCause::kmsKeyDisabled: return "kms-key-disabled";
    case JobCause::kmsKeyMissing: return "kms-key-missing";
    case JobCause::kmsWrongKey: return "kms-wrong-key";
    case JobCause::noBackup: return "no-backup";
    case JobCause::storageFailed: return "storage-failed";
  }
  return "unknown";
}

/// What a backup brings.
enum class BackupLevel {
  full,           ///< everything, read by the client
  incremental,    ///< what changed since the last one
  syntheticFull,  ///< everything, put together at the MediaAgent from the backups that the copy has
};

constexpr std::string_view name_of(BackupLevel level) {
  switch (level) {
    case BackupLevel::full: return "full";
    case BackupLevel::incremental: return "incremental";
    case BackupLevel::syntheticFull: return "synthetic-full";
  }
  return "unknown";
}

/// By how much deduplication reduces what backups of a client send and store: a thousandth each. 1000: not at all.
struct Dedup {
  std::uint32_t full_permille = 1000;
  std::uint32_t incremental_permille = 1000;
  std::uint32_t of(BackupLevel level) const {
    return level == BackupLevel::full ? full_permille : incremental_permille;
  }
};

/// What an operator can do to a job.
enum class JobAction { suspend, resume, kill };

constexpr std::string_view name_of(JobAction action) {
  switch (action) {
    case JobAction::suspend: return "suspend";
    case JobAction::resume: return "resume";
    case JobAction::kill: return "kill";
  }
  return "unknown";
}

/// Whether backups and restores that wait for a stream may take it from an aux copy.
enum class Preemption { off, on };

constexpr std::string_view name_of(Preemption preemption) { return preemption == Preemption::on ? "on" : "off"; }

}  // namespace keycell::model
