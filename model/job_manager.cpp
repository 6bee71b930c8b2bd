#include "model/job_manager.h"

#include <algorithm>

#include "model/commserve.h"
#include "model/flows/flows.h"
#include "model/work_in_hand.h"

namespace keycell::model {
namespace {

/// Restores are urgent, aux copies have time.
int priority_of(JobKind kind) {
  switch (kind) {
    case JobKind::restore: return 0;
    case JobKind::backup: return 1;
    case JobKind::auxCopy: return 2;
  }
  return 2;
}

/// What a restore asks for was there, and retention has let it go.
class DataAged final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The work of a job whose archive files are not known yet: to find them.
constexpr std::int64_t theList = 0;

constexpr const char* suspendedText = "suspended by an operator";

std::string hours_text(Nanos time) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time).count();
  return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

/// Of an attempt that another host refused or broke off.
JobCause cause_of(protocol::Status status) {
  switch (status) {
    case protocol::KMS_UNAVAILABLE:
    case protocol::KMS_KEY_DISABLED: return JobCause::kmsUnavailable;
    case protocol::KMS_REFUSED:
    case protocol::KMS_KEY_MISSING:
    case protocol::KMS_WRONG_KEY:
    case protocol::KMS_DOES_NOT_OPEN: return JobCause::kmsRefused;
    case protocol::KEY_UNRECOVERABLE: return JobCause::keyUnrecoverable;
    case protocol::DOWNSTREAM_FAILED: return JobCause::hostUnreachable;
    case protocol::LIBRARY_FULL: return JobCause::libraryFull;
    default: return JobCause::requestRefused;
  }
}

std::set<std::string> names_of(const std::vector<CopyRow>& copies) {
  std::set<std::string> names;
  for (const CopyRow& copy : copies) names.insert(copy.name.copy);
  return names;
}

/// Those of `copies` that are filled from this one, directly or by way of each other.
std::vector<std::string> filled_from(const CopyRow& first, const std::vector<CopyRow>& copies) {
  std::set<std::string> reached{first.name.copy};
  for (std::size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const CopyRow& copy : copies)
      if (reached.contains(copy.source)) reached.insert(copy.name.copy);
  }
  std::vector<std::string> names;
  for (const CopyRow& copy : copies)
    if (copy.name.copy != first.name.copy && reached.contains(copy.name.copy)) names.push_back(copy.name.copy);
  return names;
}

}  // namespace

struct JobManager::Request {
  JobRequest row;
  CopyRow copy;
  std::vector<std::string> media_agents;  ///< each job of it takes a stream on all of them
  std::size_t unfinished = 0;
};

struct JobManager::Job {
  enum class Stop { no, preempted, suspended, killed };

  JobRow row;
  const Request* request;
  bool is_listed = false;
  bool is_of_an_earlier_boot = false;
  std::deque<std::int64_t> archive_files{};       // to be done
  std::map<std::int64_t, std::string> at_work{};  // and the host where each is read, once it is known
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
  bool wants_streams() const { return !archive_files.empty() && stop == Stop::no && !must_restart; }
};

struct JobManager::Outcome {
  enum class Result { done, refused, mustRestart, interrupted };
  Result result;
  JobCause cause = JobCause::none;
  std::string reason{};
};

JobManager::JobManager(CommServe& commserve, JobSettings settings)
    : commserve_(commserve), settings_(std::move(settings)), streams_(settings_.streams) {}

JobManager::~JobManager() = default;

// --- submission, boots, operators ------------------------------------------------------------------------------------

std::int64_t JobManager::submit(const NewJobs& jobs) {
  const Busy busy(busy_);
  Csdb& csdb = commserve_.csdb();
  const std::int64_t first = csdb.submit(jobs, commserve_.world().now().count());
  if (jobs_.contains(first)) return first;
  const auto row = csdb.job(first);
  if (!row || is_final(row->is.status) || jobs_.contains(first)) return first;  // asked for again
  const auto count = static_cast<std::int64_t>(std::max<std::size_t>(jobs.clients.size(), 1));
  for (std::int64_t i = 0; i < count; ++i)
    admit({.id = first + i,
           .request = row->request,
           .client = jobs.clients.empty() ? "" : jobs.clients[static_cast<std::size_t>(i)],
           .is = {.status = JobStatus::waiting}});
  if (const auto request = requests_.find(row->request); request != requests_.end())
    watch_total_running_time(request->second->row);
  dispatch();
  return first;
}

void JobManager::resume() {
  const Busy busy(busy_);
  Csdb& csdb = commserve_.csdb();
  tell_again(csdb.jobs());
  std::vector<JobRequest> unfinished;
  for (const auto& [id, request] : requests_) unfinished.push_back(request->row);
  for (const JobRequest& request : unfinished) watch_total_running_time(request);
  for (const std::int64_t request : csdb.requests_with_aux_copies()) end_request(request);
  dispatch();
}

/// Whatever was on its way to be told when the power went, is told now: a state that is told twice says nothing new.
void JobManager::tell_again(const std::vector<JobRow>& rows) {
  struct Asked {
    JobKind kind;
    CopyRow copy;
  };
  std::map<std::int64_t, Asked> requests;
  for (const JobRow& row : rows) {
    if (is_final(row.is.status)) {
      auto known = requests.find(row.request);
      if (known == requests.end()) {
        const NewJobs what = commserve_.csdb().job_request(row.request).what;
        known = requests.try_emplace(row.request, Asked{what.kind, commserve_.csdb().copy(what.copy)}).first;
      }
      tell(row, known->second.kind, known->second.copy);
      continue;
    }
    admit(row);
    Job& job = *jobs_.at(row.id);
    job.is_of_an_earlier_boot = true;
    const bool keeps_its_state = row.is.status == JobStatus::pending || row.is.status == JobStatus::suspended;
    if (keeps_its_state) {
      report(job, row.is.status, row.is.cause, row.is.reason);
    } else {
      report(job, JobStatus::waiting, JobCause::commserveRestarted, "the CommServe went down and came back");
    }
  }
}

void JobManager::admit(const JobRow& row) {
  if (jobs_.contains(row.id)) return;
  if (!requests_.contains(row.request)) {
    Csdb& csdb = commserve_.csdb();
    JobRequest asked = csdb.job_request(row.request);
    CopyRow copy = csdb.copy(asked.what.copy);
    std::vector<std::string> media_agents{copy.media_agent};
    if (asked.what.kind == JobKind::auxCopy) {
      const auto source = csdb.copy(CopyName{.policy = copy.name.policy, .copy = copy.source});
      if (source && source->media_agent != copy.media_agent) media_agents.push_back(source->media_agent);
    }
    requests_.try_emplace(
        row.request, std::make_unique<Request>(Request{std::move(asked), std::move(copy), std::move(media_agents)}));
  }
  if (jobs_.contains(row.id)) return;  // the same request, asked twice at once
  Request& request = *requests_.at(row.request);
  ++request.unfinished;
  auto job = std::make_unique<Job>(Job{.row = row, .request = &request});
  Job& admitted = *jobs_.emplace(row.id, std::move(job)).first->second;
  if (admitted.kind() == JobKind::auxCopy) aux_copies_.insert(row.id);
  admitted.archive_files.push_back(admitted.kind() == JobKind::backup ? row.id : theList);
  switch (row.is.status) {
    case JobStatus::pending: wait_for_restart(admitted); break;
    case JobStatus::suspended: break;
    default: queue_up(admitted); break;
  }
}

std::size_t JobManager::control(JobAction action, JobKind kind, const std::set<std::string>& clients) {
  const auto changes = [action](const Job& job) {
    const bool is_held = job.row.is.status == JobStatus::suspended || job.stop == Job::Stop::suspended;
    switch (action) {
      case JobAction::kill: return true;
      case JobAction::suspend: return job.is_ending || !is_held;
      case JobAction::resume: return job.is_ending || is_held;
    }
    return true;
  };
  std::size_t changed = 0;
  std::vector<std::int64_t> meant;
  for (const auto& [id, job] : jobs_)
    if (job->kind() == kind && (clients.empty() || clients.contains(job->row.client))) meant.push_back(id);
  for (const std::int64_t id : meant) {
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) continue;
    Job& job = *found->second;
    changed += changes(job) ? 1 : 0;
    switch (action) {
      case JobAction::kill: kill(job, JobCause::operatorKills, "killed by an operator"); break;
      case JobAction::suspend: suspend(job); break;
      case JobAction::resume: resume(job); break;
    }
  }
  dispatch();
  return changed;
}

void JobManager::suspend(Job& job) {
  job.is_resumed = false;
  const bool is_so = job.row.is.status == JobStatus::suspended && !job.is_ending;
  if (is_so || job.stop == Job::Stop::killed || job.stop == Job::Stop::suspended) return;
  const bool knows_already = job.stop == Job::Stop::preempted;
  job.stop = Job::Stop::suspended;
  if (job.is_ending || knows_already) return;
  if (job.at_work.empty()) {
    end_attempt(job);
  } else {
    stop_streams(job);
  }
}

void JobManager::resume(Job& job) {
  // A suspension that is not over yet is taken back: streams that stop because of it go on.
  if (job.stop == Job::Stop::suspended) job.stop = Job::Stop::no;
  job.is_resumed = job.is_ending;
  if (job.row.is.status == JobStatus::suspended && !job.is_ending) go_on(job);
}

void JobManager::go_on(Job& job) {
  if (is_overdue(job)) return finish(job, JobStatus::killed, JobCause::overdue, overdue_text(job));
  tell_csdb(job, standing_of(job, JobStatus::waiting, JobCause::operatorResumes, ""));
  job.is_resumed = false;
  if (job.stop != Job::Stop::no) return end_attempt(job);
  report(job, JobStatus::waiting, JobCause::operatorResumes, "resumed by an operator");
  job.is_seen_waiting = true;
  queue_up(job);
}

// --- streams ---------------------------------------------------------------------------------------------------------

void JobManager::queue_up(Job& job) {
  if (job.is_queued) return;
  job.place = ++last_place_;
  queue_again(job);
}

void JobManager::queue_again(Job& job) {
  if (job.is_ending || job.stop == Job::Stop::killed) return;
  newly_queued_.push_back(job.row.id);
  if (std::exchange(job.is_queued, true)) return;
  queues_[{priority_of(job.kind()), job.request->media_agents.front()}].emplace(job.place, job.row.id);
}

void JobManager::leave_queue(Job& job) {
  if (!std::exchange(job.is_queued, false)) return;
  queues_[{priority_of(job.kind()), job.request->media_agents.front()}].erase(job.place);
}

JobManager::Queues::iterator JobManager::next_queue(const std::set<Queue>& blocked) {
  const auto place = [&](const auto& entry) { return std::pair(entry.first.priority, entry.second.begin()->first); };
  auto next = queues_.end();
  for (auto entry = queues_.begin(); entry != queues_.end(); ++entry) {
    if (entry->second.empty() || blocked.contains(entry->first)) continue;
    if (next == queues_.end() || place(*entry) < place(*next)) next = entry;
  }
  return next;
}

void JobManager::dispatch(std::size_t takers) {
  std::set<Queue> blocked;
  for (auto next = next_queue(blocked); next != queues_.end(); next = next_queue(blocked)) {
    if (!hand_out_first_of(next->first, next->second)) {
      blocked.insert(next->first);
      continue;
    }
    // To start a worker is to let others work: what was handed out may be taken by then.
    if (takers > 0) {
      --takers;
    } else if (!assignments_.empty()) {
      commserve_.world().spawn("stream", [this] { work(); });
    }
  }
  for (const std::int64_t id : std::exchange(newly_queued_, {})) {
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) continue;
    Job& job = *found->second;
    if (!job.is_queued || !job.at_work.empty() || std::exchange(job.is_seen_waiting, true)) continue;
    report(job, JobStatus::waiting, JobCause::waitsForStream, why_it_waits(job));
  }
}

std::string JobManager::why_it_waits(const Job& job) const {
  const std::string full = streams_.full(job.request->media_agents);
  return full.empty() ? "others were first" : streams_.taken_text(full);
}

bool JobManager::hand_out_first_of(const Queue& queue, Waiting& waiting) {
  const auto has_enough = [&](const Job& job) {
    const std::size_t most = job.kind() == JobKind::auxCopy ? settings_.aux_copy_streams : 1;
    return !job.wants_streams() || job.at_work.size() >= most;
  };
  while (!waiting.empty() && has_enough(*jobs_.at(waiting.begin()->second)))
    leave_queue(*jobs_.at(waiting.begin()->second));
  if (waiting.empty()) return false;
  Job& job = *jobs_.at(waiting.begin()->second);
  const std::string full = streams_.full(job.request->media_agents);
  if (!full.empty()) {
    if (queue.priority < priority_of(JobKind::auxCopy)) preempt_aux_copy_on(full);
    return false;
  }
  streams_.take(job.request->media_agents);
  const std::int64_t archive_file = job.archive_files.front();
  job.archive_files.pop_front();
  job.at_work.emplace(archive_file, "");
  assignments_.push_back({job.row.id, archive_file});
  return true;
}

void JobManager::preempt_aux_copy_on(const std::string& full) {
  if (settings_.preemption == Preemption::off) return;
  Job* victim = nullptr;
  for (const std::int64_t id : aux_copies_) {
    Job& job = *jobs_.at(id);
    const bool is_there = full == "commcell" || std::ranges::count(job.request->media_agents, full) > 0;
    if (job.at_work.empty() || !is_there) continue;
    if (job.stop != Job::Stop::no) return;  // one is about to leave
    victim = &job;                          // the youngest
  }
  if (victim == nullptr) return;
  victim->stop = Job::Stop::preempted;
  stop_streams(*victim);
}

void JobManager::stop_streams(Job& job) {
  // A host may be asked before it has begun: it is asked again as long as the work goes on.
  static constexpr Nanos again = std::chrono::seconds(30);
  const auto at_work = job.at_work;  // starting an actor lets others work
  for (const auto& [archive_file, host] : at_work) {
    if (host.empty()) continue;  // it stops by itself where it would begin
    protocol::Request request;
    request.mutable_stop_work()->set_job(static_cast<std::uint64_t>(job.row.id));
    request.mutable_stop_work()->set_archive_file(static_cast<std::uint64_t>(archive_file));
    commserve_.world().spawn("stop", [this, to = host, request, id = job.row.id, file = archive_file] {
      const auto goes_on = [&] {
        const auto found = jobs_.find(id);
        return found != jobs_.end() && found->second->stop != Job::Stop::no && found->second->at_work.contains(file);
      };
      while (goes_on()) {
        try {
          commserve_.messenger().call(to, request, commserve_.settings().call_deadline);
        } catch (const CallFailed&) {   // then it does not work there any more
        } catch (const RemoteError&) {  // nor then
        } catch (const crypto::Refused&) {
        }
        commserve_.world().sleep(again);
      }
    });
  }
}

// --- work ------------------------------------------------------------------------------------------------------------

void JobManager::work() {
  while (!assignments_.empty()) {
    const Assignment assignment = assignments_.front();
    assignments_.pop_front();
    run(assignment);
    dispatch(1);
  }
}

void JobManager::run(const Assignment& assignment) {
  Job& job = *jobs_.at(assignment.job);
  if (job.row.is.status != JobStatus::running) report(job, JobStatus::running, JobCause::none, "");
  job.is_seen_waiting = false;
  Outcome outcome{Outcome::Result::interrupted};
  const StreamOf stream{.job = static_cast<std::uint64_t>(assignment.job),
                        .archive_file = static_cast<std::uint64_t>(assignment.archive_file)};
  commserve_.world().emit(StreamDoes{stream, StreamPart::commserve});
  if (job.stop == Job::Stop::no) outcome = attempt(job, assignment);
  commserve_.world().emit(StreamDoes{stream, StreamPart::none});
  job.at_work.erase(assignment.archive_file);
  streams_.give_back(job.request->media_agents);
  switch (outcome.result) {
    case Outcome::Result::done: job.done += assignment.archive_file != theList ? 1 : 0; break;
    case Outcome::Result::refused:
      ++job.refused;
      job.cause = outcome.cause;
      job.reason = outcome.reason;
      break;
    case Outcome::Result::mustRestart:
      job.must_restart = true;
      job.cause = outcome.cause;
      job.reason = outcome.reason;
      job.archive_files.push_front(assignment.archive_file);
      break;
    case Outcome::Result::interrupted: job.archive_files.push_front(assignment.archive_file); break;
  }
  if (job.wants_streams()) return queue_again(job);
  if (job.at_work.empty()) end_attempt(job);
}

void JobManager::list_archive_files(Job& job) {
  Csdb& csdb = commserve_.csdb();
  const NewJobs& what = job.request->row.what;
  std::vector<std::int64_t> files;
  switch (job.kind()) {
    case JobKind::backup: return;
    case JobKind::restore: {
      const std::int64_t as_of_ns = what.as_of_ns != 0 ? what.as_of_ns : job.request->row.submitted_ns;
      if (what.as_of_ns != 0) refuse_what_is_aged(job, as_of_ns);
      files = csdb.archive_files_to_restore(job.row.client, what.copy, as_of_ns);
      if (files.empty()) throw RequestRefused("no completed backup of " + job.row.client + " in this copy");
      remark_older_data(job);
      break;
    }
    case JobKind::auxCopy: {
      const CopyName& name = job.request->copy.name;
      const auto source = csdb.copy(CopyName{.policy = name.policy, .copy = job.request->copy.source});
      if (!source) throw RequestRefused(full_name(name) + " has no source copy");
      files = csdb.archive_files_to_copy(source->id, what.copy);
      const bool is_filled = files.empty();
      const std::set<std::int64_t> theirs = in_hands_of_others(job);
      std::erase_if(files, [&](std::int64_t file) { return theirs.contains(file); });
      // One that was at work when the power went may have copied everything.
      if (files.empty() && !job.is_of_an_earlier_boot) {
        job.remark_cause = JobCause::nothingToCopy;
        job.remark = is_filled ? why_nothing_to_copy(*source)
                               : "nothing left to copy: what it lacks is in the hands of another aux copy";
      }
      break;
    }
  }
  job.archive_files.assign(files.begin(), files.end());
  job.is_listed = true;
}

std::set<std::int64_t> JobManager::in_hands_of_others(const Job& job) const {
  std::set<std::int64_t> files;
  for (const std::int64_t id : aux_copies_) {
    const Job& other = *jobs_.at(id);
    if (&other == &job || other.request->copy.id != job.request->copy.id) continue;
    files.insert(other.archive_files.begin(), other.archive_files.end());
    for (const auto& [file, host] : other.at_work) files.insert(file);
  }
  return files;
}

InUse JobManager::in_use() const {
  InUse used;
  for (const auto& [id, job] : jobs_) {
    if (job->kind() == JobKind::backup) continue;
    used.archive_files.insert(job->archive_files.begin(), job->archive_files.end());
    for (const auto& [file, host] : job->at_work) {
      used.archive_files.insert(file);
      if (file == theList && job->kind() == JobKind::restore) used.clients.insert(job->row.client);
    }
  }
  return used;
}

std::string JobManager::why_nothing_to_copy(const CopyRow& source) {
  Csdb& csdb = commserve_.csdb();
  const std::string name = full_name(source.name);
  if (!csdb.holds_data(source.id)) return "nothing to copy: its source " + name + " was not filled";
  const auto before = csdb.copy(CopyName{.policy = source.name.policy, .copy = source.source});
  const std::size_t lacks = before ? csdb.archive_files_to_copy(before->id, source.id).size() : 0;
  if (lacks == 0) return "nothing new in its source " + name;
  return "nothing new in its source " + name + ", which was not filled: it lacks " + std::to_string(lacks) +
         " archive files of " + full_name(before->name);
}

void JobManager::refuse_what_is_aged(const Job& job, std::int64_t as_of_ns) {
  const CopyRow& copy = job.request->copy;
  const auto& retention = commserve_.settings().ageing.retention;
  const auto rule = retention.find(copy.name);
  if (rule == retention.end() || !commserve_.csdb().is_aged(job.row.client, copy.id, as_of_ns)) return;
  throw DataAged("what " + job.row.client + " had backed up then is aged: " + full_name(copy.name) + " keeps it " +
                 std::to_string(rule->second.days) + " days and " + std::to_string(rule->second.cycles) + " cycles");
}

void JobManager::remark_older_data(Job& job) {
  Csdb& csdb = commserve_.csdb();
  const JobRequest& asked = job.request->row;
  const std::int64_t as_of_ns = asked.what.as_of_ns != 0 ? asked.what.as_of_ns : asked.submitted_ns;
  CopyRow primary = job.request->copy;
  if (primary.source.empty()) return;
  while (!primary.source.empty()) {  // no copies are filled in a circle (scenarios/validate.cpp)
    auto source = csdb.copy(CopyName{.policy = primary.name.policy, .copy = primary.source});
    if (!source) return;
    primary = std::move(*source);
  }
  const auto here = csdb.latest_backup(job.row.client, asked.what.copy, as_of_ns);
  const auto there = csdb.latest_backup(job.row.client, primary.id, as_of_ns);
  if (!here || !there || there->archive_file <= here->archive_file) return;
  job.remark_cause = JobCause::olderThanAsked;
  job.remark = "its data is " + hours_text(Nanos(there->begun_ns - here->begun_ns)) +
               " older than was asked for: " + full_name(job.request->copy.name) + " lacks the latest backup of " +
               full_name(primary.name);
}

JobManager::Outcome JobManager::attempt(Job& job, const Assignment& assignment) {
  using Result = Outcome::Result;
  const StreamWork work{.job = job.row.id,
                        .request = job.request->row,
                        .copy = job.request->copy,
                        .client = job.row.client,
                        .archive_file = assignment.archive_file,
                        .begins_at = [&](const std::string& host) {
                          if (job.stop != Job::Stop::no) throw Interrupted();
                          job.at_work[assignment.archive_file] = host;
                        }};
  try {
    if (assignment.archive_file == theList) {
      list_archive_files(job);
    } else {
      switch (job.kind()) {
        case JobKind::backup: backup(commserve_, work); break;
        case JobKind::restore: restore(commserve_, work); break;
        case JobKind::auxCopy: aux_copy(commserve_, work); break;
      }
    }
    return {Result::done};
  } catch (const Interrupted& error) {
    return {Result::interrupted, JobCause::none, error.what()};
  } catch (const crypto::KmsUnavailable& error) {
    return {Result::mustRestart, JobCause::kmsUnavailable, error.what()};
  } catch (const CallFailed& error) {
    return {Result::mustRestart, JobCause::hostUnreachable, error.what()};
  } catch (const RemoteError& error) {
    const JobCause cause = cause_of(error.status());
    switch (error.status()) {
      case protocol::INTERRUPTED: return {Result::interrupted, JobCause::none, error.what()};
      case protocol::DOWNSTREAM_FAILED:
      case protocol::LIBRARY_FULL:
      case protocol::KMS_UNAVAILABLE:
      case protocol::KMS_KEY_DISABLED: return {Result::mustRestart, cause, error.what()};
      default: return {Result::refused, cause, error.what()};
    }
  } catch (const crypto::KmsKeyDisabled& error) {  // somebody may enable it
    return {Result::mustRestart, JobCause::kmsUnavailable, error.what()};
  } catch (const crypto::KmsRefused& error) {
    return {Result::refused, JobCause::kmsRefused, error.what()};
  } catch (const crypto::KeyUnrecoverable& error) {
    return {Result::refused, JobCause::keyUnrecoverable, error.what()};
  } catch (const DataAged& error) {
    return {Result::refused, JobCause::dataAged, error.what()};
  } catch (const RequestRefused& error) {
    return {Result::refused, JobCause::requestRefused, error.what()};
  } catch (const crypto::Refused& error) {
    return {Result::refused, JobCause::dataUnreadable, error.what()};
  }
}

// --- ends ------------------------------------------------------------------------------------------------------------

void JobManager::tell_csdb(Job& job, const JobStanding& standing) {
  leave_queue(job);
  job.is_ending = true;
  commserve_.csdb().set_standing(job.row.id, standing);
  job.is_ending = false;
}

void JobManager::end_attempt(Job& job) {
  const auto left = job.archive_files.size();
  if (left == 0 && job.refused == 0) return finish(job, JobStatus::completed, job.remark_cause, job.remark);
  if (left == 0)
    return finish(job, job.done > 0 ? JobStatus::completedWithErrors : JobStatus::failed, job.cause, job.reason);
  if (job.stop == Job::Stop::killed) return finish(job, JobStatus::killed, job.kill_cause, job.kill_reason);
  const Job::Stop stop = std::exchange(job.stop, Job::Stop::no);
  if (std::exchange(job.must_restart, false)) {
    if (job.row.is.restarts >= rule_of(job.kind()).max_restarts)
      return finish(job, JobStatus::failed, job.cause, job.reason);
    ++job.row.is.restarts;
    if (stop != Job::Stop::suspended) {
      if (is_overdue(job)) return finish(job, JobStatus::killed, JobCause::overdue, overdue_text(job));
      tell_csdb(job, standing_of(job, JobStatus::pending, job.cause, job.reason));
      if (job.stop != Job::Stop::no) return end_attempt(job);
      report(job, JobStatus::pending, job.cause, job.reason);
      return wait_for_restart(job);
    }
  }
  switch (stop) {
    case Job::Stop::preempted:
      if (is_overdue(job)) return finish(job, JobStatus::killed, JobCause::overdue, overdue_text(job));
      report(job, JobStatus::waiting, JobCause::preempted, "pre-empted");
      job.is_seen_waiting = true;
      return queue_again(job);
    case Job::Stop::suspended:
      tell_csdb(job, standing_of(job, JobStatus::suspended, JobCause::operatorSuspends, suspendedText));
      if (job.stop == Job::Stop::killed) return end_attempt(job);
      job.stop = Job::Stop::no;
      report(job, JobStatus::suspended, JobCause::operatorSuspends, suspendedText);
      if (std::exchange(job.is_resumed, false)) go_on(job);
      return;
    default: return queue_again(job);
  }
}

void JobManager::wait_for_restart(Job& job) {
  commserve_.world().spawn("restart", [this, id = job.row.id, attempt = job.row.is.restarts] {
    commserve_.world().sleep(settings_.restart_interval);
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return;
    Job& waiting = *found->second;
    if (waiting.row.is.status != JobStatus::pending || waiting.row.is.restarts != attempt) return;
    queue_up(waiting);
    dispatch();
  });
}

void JobManager::kill(Job& job, JobCause cause, const std::string& reason) {
  job.kill_cause = cause;
  job.kill_reason = reason;
  job.stop = Job::Stop::killed;
  if (!job.at_work.empty()) return stop_streams(job);
  if (!job.is_ending) finish(job, JobStatus::killed, cause, reason);
}

void JobManager::finish(Job& job, JobStatus status, JobCause cause, const std::string& reason) {
  leave_queue(job);
  job.is_ending = true;
  // A completed backup is so since its archive file is complete: one transaction.
  if (status != JobStatus::completed || job.kind() != JobKind::backup)
    commserve_.csdb().set_standing(job.row.id, standing_of(job, status, cause, reason));
  report(job, status, cause, reason);
  const std::int64_t request = job.row.request;
  const Busy busy(busy_);  // until what follows is submitted
  leave_queue(job);
  aux_copies_.erase(job.row.id);
  jobs_.erase(job.row.id);
  if (--requests_.at(request)->unfinished > 0) return;
  requests_.erase(request);
  end_request(request);
}

void JobManager::end_request(std::int64_t id) {
  if (requests_.contains(id)) return;
  Csdb& csdb = commserve_.csdb();
  const JobRequest request = csdb.job_request(id);
  if (request.what.then_copies.empty()) return;
  const CopyRow copy = csdb.copy(request.what.copy);
  std::vector<CopyRow> targets;
  for (const std::string& name : request.what.then_copies)
    if (auto target = csdb.copy(CopyName{.policy = copy.name.policy, .copy = name})) targets.push_back(*target);
  for (const CopyRow& target : targets) {
    if (names_of(targets).contains(target.source)) continue;  // it follows the one that fills its source
    submit({.request = request.what.request + ", then " + target.name.copy,
            .kind = JobKind::auxCopy,
            .copy = target.id,
            .then_copies = filled_from(target, targets)});
  }
}

void JobManager::watch_total_running_time(const JobRequest& request) {
  const Nanos most = rule_of(request.what.kind).total_running_time;
  if (most == unlimitedTime) return;
  commserve_.world().spawn("total running time", [this, most, id = request.id, since = request.submitted_ns] {
    commserve_.world().sleep(Nanos(since) + most - commserve_.world().now());
    std::vector<std::int64_t> overdue;
    for (const auto& [number, job] : jobs_)
      if (job->row.request == id && job->at_work.empty()) overdue.push_back(number);
    for (const std::int64_t number : overdue)
      if (const auto found = jobs_.find(number); found != jobs_.end() && found->second->at_work.empty())
        kill(*found->second, JobCause::overdue, overdue_text(*found->second));
  });
}

// --- small things ----------------------------------------------------------------------------------------------------

const RestartRule& JobManager::rule_of(JobKind kind) const {
  switch (kind) {
    case JobKind::backup: return settings_.backup;
    case JobKind::restore: return settings_.restore;
    case JobKind::auxCopy: return settings_.aux_copy;
  }
  return settings_.backup;
}

bool JobManager::is_overdue(const Job& job) const {
  const Nanos most = rule_of(job.kind()).total_running_time;
  return most != unlimitedTime && commserve_.world().now() - Nanos(job.request->row.submitted_ns) >= most;
}

std::string JobManager::overdue_text(const Job& job) const {
  return "not done in its total running time of " + hours_text(rule_of(job.kind()).total_running_time);
}

JobStanding JobManager::standing_of(const Job& job, JobStatus status, JobCause cause, const std::string& reason) {
  return {.status = status, .restarts = job.row.is.restarts, .cause = cause, .reason = reason};
}

void JobManager::report(Job& job, JobStatus status, JobCause cause, const std::string& reason) {
  job.row.is = standing_of(job, status, cause, reason);
  tell(job.row, job.kind(), job.request->copy);
}

void JobManager::tell(const JobRow& row, JobKind kind, const CopyRow& copy) {
  commserve_.world().emit(JobState{static_cast<std::uint64_t>(row.id), kind, row.client, row.is.status, row.is.cause,
                                   row.is.reason, full_name(copy.name), static_cast<std::uint64_t>(copy.id.value)});
}

}  // namespace keycell::model
