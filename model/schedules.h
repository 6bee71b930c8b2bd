#pragma once
// The CommServe's schedules: starts the jobs of each when it falls due. What falls due while the CommServe is down it
// starts when it is back, in the order in which it fell due; of what is due at one instant, the schedule that was made
// first goes first. Of one schedule's runs that were missed, the first is started and the others are merged into it:
// two backups of one client at once would bring nothing that one does not.

#include <map>
#include <set>

#include "model/due_times.h"

namespace keycell::model {

class CommServe;
class JobManager;

class Schedules {
 public:
  Schedules(CommServe& commserve, JobManager& jobs, Chance chance)
      : commserve_(commserve), jobs_(jobs), chance_(std::move(chance)) {}

  /// After a boot: starts what fell due.
  void resume();
  /// They are durable when this returns. What is due before it is made, is due when it is made.
  void make(const std::vector<NewSchedule>& schedules);
  std::uint64_t runs_to_come() const;

 private:
  void load();
  void tell_merged(const ScheduledRun& run, std::int64_t first_job);
  /// From now on, in an actor of its own.
  void watch();
  void start_what_is_due();
  void start(ScheduleRow& row);
  NewJobs jobs_of(const ScheduleRow& row, const ScheduledRun& run);
  /// How much of the time the run's backup has to catch up with: since the last instant at which any schedule of the
  /// group was due, up to the last one that was merged into it.
  Nanos since_last(const ScheduleRow& row, const ScheduledRun& run) const;

  CommServe& commserve_;
  JobManager& jobs_;
  Chance chance_;
  Nanos began_{};  // with this boot
  std::map<std::int64_t, ScheduleRow> rows_;
  std::set<std::pair<Nanos, std::int64_t>> line_;  // when the next run of each falls due
  std::uint64_t watch_ = 0;                        // the actor that waits for the first of the line
  bool is_starting_ = false;
};

}  // namespace keycell::model
