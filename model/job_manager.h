#pragma once
// The job manager: queues jobs until there are streams for them, runs and restarts them, lets backups and restores
// pre-empt aux copies, and keeps in the CSDB what a CommServe that comes back needs to go on where it was.

#include <deque>
#include <map>
#include <memory>
#include <set>

#include "model/csdb/csdb.h"
#include "model/stream_slots.h"

namespace keycell::model {

class CommServe;

/// No limit to a job's total running time.
inline constexpr Nanos unlimitedTime = Nanos::max();

/// Of one kind of jobs.
struct RestartRule {
  std::uint32_t max_restarts;
  Nanos total_running_time;  ///< a job that is not done by then, counted from its submission, is killed unless it runs
};

struct JobSettings {
  RestartRule backup;
  RestartRule restore;
  RestartRule aux_copy;
  Nanos restart_interval;  ///< how long a Pending job waits
  Streams::Limits streams;
  std::uint32_t aux_copy_streams;  ///< at most so many archive files of one aux copy are copied at once
  Preemption preemption;           ///< of aux copies by backups and restores
};

/// One archive file of a job, for which a stream is taken.
struct StreamWork {
  std::int64_t job;
  const JobRequest& request;
  const CopyRow& copy;  ///< the request's
  std::string client;
  std::int64_t archive_file;
  std::string media_agent;         ///< that reaches the copy's library
  std::string source_media_agent;  ///< of an aux copy: that reaches the source's

  /// Which of the streams of a backup it is, from 0.
  std::uint32_t number() const { return static_cast<std::uint32_t>(archive_file - job); }
  StreamOf stream() const {
    return {.job = static_cast<std::uint64_t>(job), .archive_file = static_cast<std::uint64_t>(archive_file)};
  }
  /// Says where the data is read, so that the work can be stopped there.
  std::function<void(const std::string& host)> begins_at;
  bool is_past = false;  ///< it was done before day 0: no data takes its time, and nobody is told of phases
};

class JobManager {
 public:
  JobManager(CommServe& commserve, JobSettings settings);
  ~JobManager();

  /// Returns the number of the first job once all are durable, and runs them. The same request again gives the same
  /// number.
  std::int64_t submit(const NewJobs& jobs);
  /// Tells the state of every job, and runs those that are not finished: after a boot.
  void resume();
  /// An operator's hand on the unfinished jobs of a kind: those of `clients`, all of them when it is empty. Returns how
  /// many there were for the action to change.
  std::size_t control(JobAction action, JobKind kind, const std::set<std::string>& clients);
  /// 0 when no job is unfinished and none is about to follow.
  std::size_t unfinished() const { return jobs_.size() + busy_; }
  /// What unfinished restores and aux copies read.
  InUse in_use() const;

 private:
  struct AtWork;
  struct Job;
  struct Request;
  struct Outcome;
  struct Tried;
  struct Assignment {
    std::int64_t job;
    std::int64_t archive_file;
  };
  /// Lower ones first.
  struct Queue {
    std::uint32_t priority;
    LibraryPaths paths;  // to the copy of the request
    auto operator<=>(const Queue&) const = default;
  };

  /// Counts in `unfinished` while jobs are being submitted or resumed.
  class Busy {
   public:
    explicit Busy(std::size_t& count) : count_(++count) {}
    ~Busy() { --count_; }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

   private:
    std::size_t& count_;
  };
  using Waiting = std::map<std::uint64_t, std::int64_t>;  // jobs by their places
  using Queues = std::map<Queue, Waiting>;

  void tell_again(const std::vector<JobRow>& rows);
  void admit(const JobRow& row);
  void suspend(Job& job);
  void resume(Job& job);
  void go_on(Job& job);
  /// Behind all that wait.
  void queue_up(Job& job);
  /// Where it stood.
  void queue_again(Job& job);
  void leave_queue(Job& job);
  /// Hands work out while there are streams. `takers` workers will look for some by themselves.
  void dispatch(std::size_t takers = 0);
  /// Of those with the highest priority, the one whose first job waits the longest.
  Queues::iterator next_queue(const std::set<Queue>& blocked);
  std::string why_it_waits(const Job& job) const;
  bool hand_out_first_of(const Queue& queue, Waiting& waiting);
  void preempt_aux_copy_for(const Streams::Found& missing);
  void stop_streams(Job& job);

  void work();
  void run(const Assignment& assignment);
  void list_archive_files(Job& job);
  /// Archive files that other aux copies to the same copy have not done yet.
  std::set<std::int64_t> in_hands_of_others(const Job& job) const;
  std::string why_nothing_to_copy(const CopyRow& source);
  /// Of a restore as of a moment whose data the copy has no more. Throws DataAged.
  void refuse_what_is_aged(const Job& job, std::int64_t as_of_ns);
  /// Of a restore that brings less than the primary copy would have brought.
  void remark_older_data(Job& job);
  Outcome attempt(Job& job, const Assignment& assignment);
  /// The MediaAgent that did not answer in an attempt; empty when it was another host. `was_called`: by the CommServe.
  static std::string silent_one(const Job& job, const StreamWork& work, bool was_called);
  /// Whether another MediaAgent can do what this one did not, which is left alone for a while.
  bool goes_on_elsewhere(Job& job, std::int64_t archive_file, const std::string& silent);
  void leave_alone(const std::string& media_agent);
  Streams::Away away(const Job& job) const;
  void end_attempt(Job& job);
  /// Others work meanwhile: look at `stop` afterwards.
  void tell_csdb(Job& job, const JobStanding& standing);
  void wait_for_restart(Job& job);
  void kill(Job& job, JobCause cause, const std::string& reason);
  void finish(Job& job, JobStatus status, JobCause cause, const std::string& reason);
  void end_request(std::int64_t request);
  void watch_total_running_time(const JobRequest& request);

  const RestartRule& rule_of(JobKind kind) const;
  bool is_overdue(const Job& job) const;
  std::string overdue_text(const Job& job) const;
  static JobStanding standing_of(const Job& job, JobStatus status, JobCause cause, const std::string& reason);
  void report(Job& job, JobStatus status, JobCause cause, const std::string& reason);
  void tell(const JobRow& row, const JobRequest& request, const CopyRow& copy);

  CommServe& commserve_;
  JobSettings settings_;
  Streams streams_;
  std::map<std::int64_t, std::unique_ptr<Job>> jobs_;          // those that are not finished
  std::set<std::int64_t> aux_copies_;                          // among them
  std::map<std::int64_t, std::unique_ptr<Request>> requests_;  // those with such jobs
  Queues queues_;
  std::vector<std::int64_t> newly_queued_;      // those that have no stream when all are handed out are seen to wait
  std::map<std::string, Nanos> offline_until_;  // MediaAgents that did not answer, and have others beside them
  std::uint64_t last_place_ = 0;
  std::size_t busy_ = 0;
  std::deque<Assignment> assignments_;  // as many workers have been started or are about to look
};

}  // namespace keycell::model
