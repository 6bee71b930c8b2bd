// What a stream does for a job: finds its archive files, and moves one of them.

#include "model/commserve.h"
#include "model/flows/flows.h"
#include "model/job.h"
#include "model/work_in_hand.h"

namespace keycell::model {
namespace {

/// A restore asks for what nobody backed up.
class NoBackup final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a restore asks for was there, and retention has let it go.
class DataAged final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Of an attempt that another host refused or broke off.
JobCause cause_of(protocol::Status status) {
  switch (status) {
    case protocol::KMS_UNAVAILABLE: return JobCause::kmsUnavailable;
    case protocol::KMS_KEY_DISABLED: return JobCause::kmsKeyDisabled;
    case protocol::KMS_KEY_MISSING: return JobCause::kmsKeyMissing;
    case protocol::KMS_WRONG_KEY: return JobCause::kmsWrongKey;
    case protocol::KMS_REFUSED:
    case protocol::KMS_DOES_NOT_OPEN: return JobCause::kmsRefused;
    case protocol::DATA_UNREADABLE: return JobCause::dataUnreadable;
    case protocol::KEY_UNRECOVERABLE: return JobCause::keyUnrecoverable;
    case protocol::DOWNSTREAM_FAILED: return JobCause::hostUnreachable;
    case protocol::LIBRARY_FULL: return JobCause::libraryFull;
    case protocol::STORAGE_FAILED: return JobCause::storageFailed;
    default: return JobCause::requestRefused;
  }
}

}  // namespace

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
  streams_.give_back(job.at_work.extract(assignment.archive_file).mapped().media_agents);
  switch (outcome.result) {
    case Outcome::Result::done:
      job.done += assignment.archive_file != theList ? 1 : 0;
      job.tried.erase(assignment.archive_file);
      break;
    case Outcome::Result::refused:
      ++job.refused;
      job.cause = outcome.cause;
      job.reason = outcome.reason;
      break;
    case Outcome::Result::mustRestart:
      job.archive_files.push_front(assignment.archive_file);
      if (goes_on_elsewhere(job, assignment.archive_file, outcome.silent)) {
        report(job, JobStatus::running, JobCause::otherMediaAgent,
               outcome.reason + "; it goes on by another MediaAgent");
        break;
      }
      job.must_restart = true;
      job.tried.clear();
      job.cause = outcome.cause;
      job.reason = outcome.reason;
      break;
    case Outcome::Result::interrupted: job.archive_files.push_front(assignment.archive_file); break;
  }
  if (job.wants_streams()) return queue_again(job);
  if (job.at_work.empty()) end_attempt(job);
}

std::string JobManager::silent_one(const Job& job, const StreamWork& work, bool was_called) {
  const std::string& begun_at = job.at_work.at(work.archive_file).host;
  if (begun_at.empty()) return {};  // somebody else was asked before
  // Work is given to the host where data is read; of a restore it is the client that asks the MediaAgent.
  const bool is_restore = job.kind() == JobKind::restore;
  const bool is_of_a_media_agent = !is_restore && (begun_at == work.media_agent || begun_at == work.source_media_agent);
  if (was_called) return is_of_a_media_agent ? begun_at : std::string();
  return is_of_a_media_agent && begun_at == work.media_agent ? std::string() : work.media_agent;
}

bool JobManager::goes_on_elsewhere(Job& job, std::int64_t archive_file, const std::string& silent) {
  const auto has_others = [&](const LibraryPaths& paths) {
    return paths.media_agents.size() > 1 && std::ranges::count(paths.media_agents, silent) > 0;
  };
  const std::vector<LibraryPaths>& libraries = job.request->libraries;
  if (silent.empty() || std::ranges::none_of(libraries, has_others)) return false;
  leave_alone(silent);
  if (job.stop != Job::Stop::no || is_overdue(job)) return false;
  Tried& tried = job.tried[archive_file];
  const std::uint32_t complete =
      commserve_.for_sure([&] { return commserve_.csdb().complete_chunks(archive_file, job.request->copy.id); });
  if (complete > std::exchange(tried.complete_chunks, complete)) tried.media_agents.clear();
  tried.media_agents.insert(silent);
  return std::ranges::all_of(libraries, [&](const LibraryPaths& paths) {
    return std::ranges::any_of(paths.media_agents,
                               [&](const std::string& name) { return !tried.media_agents.contains(name); });
  });
}

void JobManager::leave_alone(const std::string& media_agent) {
  constexpr Nanos shortest = std::chrono::minutes(1);  // it may take half of that to find out that a host is off
  const Nanos until = commserve_.world().now() + std::max(settings_.restart_interval, shortest);
  Nanos& known = offline_until_[media_agent];
  if (known >= until) return;
  known = until;
  commserve_.world().spawn("data path", [this, until] {
    commserve_.world().sleep(until - commserve_.world().now());
    dispatch();  // somebody may have waited for another one's stream
  });
}

Streams::Away JobManager::away(const Job& job) const {
  Streams::Away away;
  for (const auto& [name, until] : offline_until_)
    if (commserve_.world().now() < until) away.all.insert(name);
  if (away.all.empty() || job.archive_files.empty()) return away;
  if (const auto tried = job.tried.find(job.archive_files.front()); tried != job.tried.end())
    away.tried = tried->second.media_agents;
  return away;
}

void JobManager::list_archive_files(Job& job) {
  Csdb& csdb = commserve_.csdb();
  const NewJobs& what = job.request->row.what;
  std::vector<std::int64_t> files;
  switch (job.kind()) {
    case JobKind::backup: return;
    case JobKind::restore: {
      const std::int64_t as_of_ns = what.as_of_ns.value_or(job.request->row.submitted_ns);
      if (what.as_of_ns) refuse_what_is_aged(job, as_of_ns);
      files = csdb.archive_files_to_restore(job.row.client, what.copy, as_of_ns);
      if (files.empty()) throw NoBackup("no completed backup of " + job.row.client + " in this copy");
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
    for (const auto& [file, work] : other.at_work) files.insert(file);
  }
  return files;
}

InUse JobManager::in_use() const {
  InUse used;
  for (const auto& [id, job] : jobs_) {
    const bool is_synthetic = job->request->row.what.level == BackupLevel::syntheticFull;
    if (job->kind() == JobKind::backup) {
      if (is_synthetic && !job->at_work.empty()) used.clients.insert(job->row.client);
      continue;
    }
    // Which files a restore reads it finds out when it has a stream.
    if (job->kind() == JobKind::restore && !job->is_listed) used.clients.insert(job->row.client);
    used.archive_files.insert(job->archive_files.begin(), job->archive_files.end());
    for (const auto& [file, work] : job->at_work) used.archive_files.insert(file);
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
  const std::int64_t as_of_ns = asked.what.as_of_ns.value_or(asked.submitted_ns);
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
  AtWork& at_work = job.at_work.at(assignment.archive_file);
  const StreamWork work{.job = job.row.id,
                        .request = job.request->row,
                        .copy = job.request->copy,
                        .client = job.row.client,
                        .archive_file = assignment.archive_file,
                        .media_agent = at_work.media_agents.front(),
                        .source_media_agent = at_work.media_agents.back(),
                        .begins_at = [&](const std::string& host) {
                          if (job.stop != Job::Stop::no) throw Interrupted();
                          at_work.host = host;
                        }};
  // A reader has to know whose keys and records these are.
  const auto of_keys = [&](const std::exception& error) { return full_name(work.copy.name) + ": " + error.what(); };
  try {
    if (assignment.archive_file == theList) {
      list_archive_files(job);
    } else {
      switch (job.kind()) {
        case JobKind::backup:
          if (job.request->row.what.level == BackupLevel::syntheticFull) {
            synthetic_full(commserve_, work);
          } else {
            backup(commserve_, work);
          }
          break;
        case JobKind::restore: restore(commserve_, work); break;
        case JobKind::auxCopy: aux_copy(commserve_, work); break;
      }
    }
    return {Result::done};
  } catch (const Interrupted& error) {
    return {Result::interrupted, JobCause::none, error.what()};
  } catch (const crypto::KmsUnavailable& error) {
    return {Result::mustRestart, JobCause::kmsUnavailable, of_keys(error)};
  } catch (const CallFailed& error) {
    return {Result::mustRestart, JobCause::hostUnreachable, error.what(), silent_one(job, work, true)};
  } catch (const RemoteError& error) {
    const JobCause cause = cause_of(error.status());
    switch (error.status()) {
      case protocol::INTERRUPTED: return {Result::interrupted, JobCause::none, error.what()};
      case protocol::DOWNSTREAM_FAILED: return {Result::mustRestart, cause, error.what(), silent_one(job, work, false)};
      case protocol::LIBRARY_FULL:
      case protocol::STORAGE_FAILED: return {Result::mustRestart, cause, error.what()};
      case protocol::KMS_UNAVAILABLE:
      case protocol::KMS_KEY_DISABLED:
      case protocol::KMS_WRONG_KEY: return {Result::mustRestart, cause, of_keys(error)};
      case protocol::REFUSED: return {Result::refused, cause, error.what()};
      default: return {Result::refused, cause, of_keys(error)};
    }
  } catch (const crypto::KmsKeyDisabled& error) {  // somebody may enable it
    return {Result::mustRestart, JobCause::kmsKeyDisabled, of_keys(error)};
  } catch (const crypto::KmsKeyMissing& error) {
    return {Result::refused, JobCause::kmsKeyMissing, of_keys(error)};
  } catch (const crypto::KmsWrongKey& error) {  // it may come to itself
    return {Result::mustRestart, JobCause::kmsWrongKey, of_keys(error)};
  } catch (const crypto::KmsRefused& error) {
    return {Result::refused, JobCause::kmsRefused, of_keys(error)};
  } catch (const crypto::KeyUnrecoverable& error) {
    return {Result::refused, JobCause::keyUnrecoverable, of_keys(error)};
  } catch (const StorageFailed& error) {
    return {Result::mustRestart, JobCause::storageFailed, error.what()};
  } catch (const NoBackup& error) {
    return {Result::refused, JobCause::noBackup, error.what()};
  } catch (const DataAged& error) {
    return {Result::refused, JobCause::dataAged, error.what()};
  } catch (const RequestRefused& error) {
    return {Result::refused, JobCause::requestRefused, error.what()};
  } catch (const crypto::Refused& error) {
    return {Result::refused, JobCause::dataUnreadable, of_keys(error)};
  }
}

}  // namespace keycell::model
