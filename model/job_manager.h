#pragma once
// Runs jobs, restarts what can be restarted, and keeps each job's state in the CSDB, so that a CommServe that comes
// back goes on where it was.

#include <set>

#include "model/csdb/csdb.h"

namespace keycell::model {

class CommServe;

struct JobSettings {
  std::uint32_t backup_max_restarts;
  std::uint32_t restore_max_restarts;
  std::uint32_t aux_copy_max_restarts;
  Nanos restart_interval;  ///< how long a Pending job waits
};

class JobManager {
 public:
  JobManager(CommServe& commserve, JobSettings settings) : commserve_(commserve), settings_(settings) {}

  /// Returns the job's number once the job is durable, and runs it. The same request again gives the same number.
  std::int64_t submit(const NewJob& job);
  /// Runs every job that is not finished: after a boot.
  void resume();

 private:
  struct Outcome {
    bool done;
    bool retry;
    std::string reason;
  };
  void start(std::int64_t job);
  void run(std::int64_t id);
  Outcome attempt(const JobRow& job);
  std::uint32_t max_restarts_of(JobKind kind) const;

  CommServe& commserve_;
  JobSettings settings_;
  std::set<std::int64_t> in_work_;
};

}  // namespace keycell::model
