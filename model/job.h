#pragma once
// What the files of the job manager share: a request and a job in its hands, and how an attempt at one ended.

#include "model/job_manager.h"

namespace keycell::model {

/// The work of a job whose archive files are not known yet: to find them.
inline constexpr std::int64_t theList = 0;

std::string hours_text(Nanos time);

struct JobManager::Request {
  JobRequest row;
  CopyRow copy;
  std::vector<LibraryPaths>
      libraries;  ///< its copy's, and of an aux copy the source's: each job takes a stream to each
  std::size_t unfinished = 0;
};

/// What a stream of a job was given.
struct JobManager::AtWork {
  std::vector<std::string> media_agents;  ///< to the libraries of its request
  std::string host{};                     ///< where it reads, once that is known
};

/// MediaAgents that did not answer a stream since a chunk more was complete, or since the job was restarted.
struct JobManager::Tried {
  std::set<std::string> media_agents{};
  std::uint32_t complete_chunks = 0;
};

struct JobManager::Job {
  enum class Stop { no, preempted, suspended, killed };

  JobRow row;
  const Request* request;
  bool is_listed = false;
  bool is_of_an_earlier_boot = false;
  std::deque<std::int64_t> archive_files{};  // to be done
  std::map<std::int64_t, AtWork> at_work{};  // by archive file
  std::map<std::int64_t, Tried> tried{};     // the same
  std::uint64_t done = 0;
  std::uint64_t refused = 0;  // archive files that no restart would help
  bool must_restart = false;
  Stop stop = Stop::no;
  JobCause cause = JobCause::none;
  std::string reason{};                    // the cause in words
  JobCause remark_cause = JobCause::none;  // what there is to say of it although it completes
  std::string remark{};
  JobCause kill_cause = JobCause::none;  // whatever else its streams meet until they have stopped
  std::string kill_reason{};
  std::uint64_t place = 0;  // in the order of queueing
  bool is_queued = false;
  bool is_seen_waiting = false;
  bool is_ending = false;   // the CSDB is being told of its status: who wants another one leaves a wish
  bool is_resumed = false;  // such a wish

  JobKind kind() const { return request->row.what.kind; }
  std::uint32_t priority() const { return request->row.what.priority.value_or(usual_priority(kind())); }
  bool wants_streams() const { return !archive_files.empty() && stop == Stop::no && !must_restart; }
};

struct JobManager::Outcome {
  enum class Result { done, refused, mustRestart, interrupted };
  Result result;
  JobCause cause = JobCause::none;
  std::string reason{};
  std::string silent{};  ///< the MediaAgent that it is due to
};

}  // namespace keycell::model
