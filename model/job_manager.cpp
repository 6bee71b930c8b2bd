#include "model/job_manager.h"

#include <algorithm>

#include "model/commserve.h"
#include "model/job.h"
#include "model/log_line.h"

namespace keycell::model {
namespace {

constexpr const char* suspendedText = "suspended by an operator";

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
    admit({.id = nth_job(jobs, first, static_cast<std::size_t>(i)),
           .request = row->request,
           .client = jobs.clients.empty() ? "" : jobs.clients[static_cast<std::size_t>(i)],
           .is = {.status = JobStatus::waiting}});
  for (std::int64_t i = 0; i < count && jobs.due_while_down; ++i)
    if (const auto late = jobs_.find(first + i); late != jobs_.end())
      report(*late->second, JobStatus::waiting, JobCause::dueWhileDown, "it fell due while the CommServe was down");
  if (const auto request = requests_.find(row->request); request != requests_.end())
    watch_total_running_time(request->second->row);
  dispatch();
  return first;
}

void JobManager::resume() {
  const Busy busy(busy_);
  Csdb& csdb = commserve_.csdb();
  tell_again(commserve_.for_sure([&] { return csdb.jobs(); }));
  std::vector<JobRequest> unfinished;
  for (const auto& [id, request] : requests_) unfinished.push_back(request->row);
  for (const JobRequest& request : unfinished) watch_total_running_time(request);
  for (const std::int64_t request : commserve_.for_sure([&] { return csdb.requests_with_aux_copies(); }))
    end_request(request);
  dispatch();
}

/// Whatever was on its way to be told when the power went, is told now: a state that is told twice says nothing new.
void JobManager::tell_again(const std::vector<JobRow>& rows) {
  struct Asked {
    JobRequest request;
    CopyRow copy;
  };
  std::map<std::int64_t, Asked> requests;
  for (const JobRow& row : rows) {
    if (is_final(row.is.status)) {
      auto known = requests.find(row.request);
      if (known == requests.end()) {
        JobRequest asked = commserve_.for_sure([&] { return commserve_.csdb().job_request(row.request); });
        CopyRow copy = commserve_.for_sure([&] { return commserve_.csdb().copy(asked.what.copy); });
        known = requests.try_emplace(row.request, Asked{std::move(asked), std::move(copy)}).first;
      }
      tell(row, known->second.request, known->second.copy);
      continue;
    }
    commserve_.for_sure([&] { admit(row); });
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
    std::vector<LibraryPaths> libraries{copy.paths};
    if (asked.what.kind == JobKind::auxCopy)
      if (const auto source = csdb.copy(CopyName{.policy = copy.name.policy, .copy = copy.source}))
        libraries.push_back(source->paths);
    requests_.try_emplace(row.request,
                          std::make_unique<Request>(Request{std::move(asked), std::move(copy), std::move(libraries)}));
  }
  if (jobs_.contains(row.id)) return;  // the same request, asked twice at once
  Request& request = *requests_.at(row.request);
  ++request.unfinished;
  auto job = std::make_unique<Job>(Job{.row = row, .request = &request});
  Job& admitted = *jobs_.emplace(row.id, std::move(job)).first->second;
  if (admitted.kind() == JobKind::auxCopy) aux_copies_.insert(row.id);
  if (admitted.kind() == JobKind::backup) {
    for (std::uint32_t stream = 0; stream < request.row.what.streams; ++stream)
      admitted.archive_files.push_back(row.id + stream);
  } else {
    admitted.archive_files.push_back(theList);
  }
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

// --- ends ------------------------------------------------------------------------------------------------------------

void JobManager::tell_csdb(Job& job, const JobStanding& standing) {
  leave_queue(job);
  job.is_ending = true;
  const auto store = [&] { commserve_.csdb().set_standing(job.row.id, standing); };
  if (standing.status == JobStatus::pending) {
    // Told also when the CSDB does not take it: its disk may be the reason. After a boot the job goes on all the same.
    try {
      store();
    } catch (const StorageFailed&) {
    }
  } else {
    commserve_.for_sure(store);
  }
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
    commserve_.for_sure([&] { commserve_.csdb().set_standing(job.row.id, standing_of(job, status, cause, reason)); });
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
  const JobRequest request = commserve_.for_sure([&] { return csdb.job_request(id); });
  if (request.what.then_copies.empty()) return;
  const std::vector<CopyRow> targets = commserve_.for_sure([&] {
    const CopyRow copy = csdb.copy(request.what.copy);
    std::vector<CopyRow> found;
    for (const std::string& name : request.what.then_copies)
      if (auto target = csdb.copy(CopyName{.policy = copy.name.policy, .copy = name})) found.push_back(*target);
    return found;
  });
  for (const CopyRow& target : targets) {
    if (names_of(targets).contains(target.source)) continue;  // it follows the one that fills its source
    const NewJobs next{.request = request.what.request + ", then " + path_of(target.name.copy),
                       .kind = JobKind::auxCopy,
                       .copy = target.id,
                       .then_copies = filled_from(target, targets)};
    commserve_.for_sure([&] { submit(next); });
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

std::string hours_text(Nanos time) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time).count();
  return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

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
  tell(job.row, job.request->row, job.request->copy);
}

void JobManager::tell(const JobRow& row, const JobRequest& request, const CopyRow& copy) {
  commserve_.world().emit(JobState{static_cast<std::uint64_t>(row.id), request.what.kind, row.client, row.is.status,
                                   row.is.cause, row.is.reason, full_name(copy.name),
                                   static_cast<std::uint64_t>(copy.id.value), Nanos(request.due_ns)});
  if (!commserve_.world().logs(LogLevel::info)) return;
  LogLine line;
  line << "job " << static_cast<std::uint64_t>(row.id) << ", " << name_of(request.what.kind);
  if (!row.client.empty()) line << " of " << row.client;
  line << ": " << name_of(row.is.status);
  if (!row.is.reason.empty()) line << ", " << row.is.reason;
  commserve_.world().log(LogLevel::info, line.text());
}

}  // namespace keycell::model
