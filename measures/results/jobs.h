#pragma once
// What became of the jobs of a run: by kind, night for night, one by one, and where their time went. Times are seconds,
// moments seconds since the start.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "measures/results/durations.h"
#include "model/job_settings.h"

namespace keycell::measures {

/// Times from when a job was due to its end, those of jobs that ended well and of others apart. Nothing where there are
/// none.
struct JobDurations {
  std::optional<Durations> done{};      ///< Completed, also with errors
  std::optional<Durations> not_done{};  ///< Failed, Killed
  std::optional<Durations> going{};     ///< neither; until the end of the run
  bool operator==(const JobDurations&) const = default;
};

/// The jobs of one kind for the clients of a group.
struct JobsOfGroup {
  std::uint64_t count = 0;
  std::uint64_t not_completed = 0;
  std::uint64_t restarts = 0;
  JobDurations durations{};
  bool operator==(const JobsOfGroup&) const = default;
};

/// Jobs of a group, or to a copy, that waited for the same reason.
struct JobWait {
  std::string of{};
  std::string reason{};
  std::uint64_t jobs = 0;
  double waited_s = 0;
  bool operator==(const JobWait&) const = default;
};

/// What jobs ran into, the last that each did.
struct JobTrouble {
  model::JobCause cause{};
  std::string reason{};  ///< the cause in words, with pool, key or record
  std::string means{};   ///< whether what is missing comes back (measures/prospect.h); empty: nothing is missing
  std::uint64_t jobs = 0;
  std::uint64_t not_done = 0;  ///< of them: not Completed, not even with errors
  bool operator==(const JobTrouble&) const = default;
};

struct JobsOfKind {
  std::uint64_t count = 0;
  std::map<std::string, std::uint64_t> states{};
  std::uint64_t completed = 0;
  std::uint64_t completed_with_errors = 0;
  std::uint64_t failed = 0;
  std::uint64_t killed = 0;
  std::uint64_t unfinished = 0;
  std::uint64_t restarts = 0;
  double first_start_s = 0;
  double last_end_s = 0;
  double window_s = 0;  ///< from the first submission to the last end
  double longest_run_s = 0;
  double waited_s = 0;
  double pending_s = 0;
  std::vector<JobTrouble> troubles{};                         ///< the worst first
  std::map<std::string, std::uint64_t> completed_although{};  ///< causes of jobs that completed all the same
  JobDurations durations{};
  std::map<std::string, JobsOfGroup> groups{};
  std::vector<JobWait> waits{};
  std::map<std::string, double> phases_s{};
  bool operator==(const JobsOfKind&) const = default;
};

/// The backups that were submitted from one noon to the next.
struct BackupNight {
  std::int64_t day = 0;  ///< of its first submission: 1 is the first
  std::uint64_t jobs = 0;
  double first_submission_s = 0;
  double last_end_s = 0;
  double window_s = 0;
  std::vector<std::string> last_jobs{};  ///< clients, the last first
  bool operator==(const BackupNight&) const = default;
};

struct ListedJob {
  std::uint64_t job = 0;
  std::string kind{};
  std::string client{};
  std::string policy{};
  std::string copy{};
  std::string state{};
  std::uint64_t restarts = 0;
  std::string reason{};
  double started_s = 0;
  double ended_s = 0;
  double waited_s = 0;
  bool operator==(const ListedJob&) const = default;
};

/// Backups that began while an earlier one of their client was still going.
struct OverlappingBackups {
  std::uint64_t backups = 0;
  std::string first_client{};
  double first_at_s = 0;
  bool operator==(const OverlappingBackups&) const = default;
};

struct Jobs {
  std::map<std::string, JobsOfKind> kinds{};  ///< "backup", "restore", "aux-copy"
  std::vector<BackupNight> nights{};
  std::vector<ListedJob> list{};  ///< the first of them
  std::uint64_t not_listed = 0;
  OverlappingBackups overlapping_backups{};
  bool operator==(const Jobs&) const = default;
};

struct TimePart {
  std::string part{};  ///< "waiting", "data", "KMS"
  std::string of{};    ///< a KMS, a reason to wait; or empty
  double s = 0;
  bool operator==(const TimePart&) const = default;
};

/// Where the time of the jobs of one kind for one group, or to one copy, went.
struct JobTime {
  std::string kind{};
  std::string of{};
  double all_s = 0;
  std::vector<TimePart> parts{};         ///< the largest first
  std::optional<std::string> library{};  ///< of an aux copy: where its data goes
  bool operator==(const JobTime&) const = default;
};

using JobTimes = std::vector<JobTime>;

}  // namespace keycell::measures
