// How jobs wait for streams, get them, and have them taken away.

#include <algorithm>

#include "model/commserve.h"
#include "model/job.h"

namespace keycell::model {
void JobManager::queue_up(Job& job) {
  if (job.is_queued) return;
  job.place = ++last_place_;
  queue_again(job);
}

void JobManager::queue_again(Job& job) {
  if (job.is_ending || job.stop == Job::Stop::killed) return;
  newly_queued_.push_back(job.row.id);
  if (std::exchange(job.is_queued, true)) return;
  queues_[{job.priority(), job.request->libraries.front()}].emplace(job.place, job.row.id);
}

void JobManager::leave_queue(Job& job) {
  if (!std::exchange(job.is_queued, false)) return;
  queues_[{job.priority(), job.request->libraries.front()}].erase(job.place);
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
  const std::string why = streams_.find(job.request->libraries, away(job)).why;
  return why.empty() ? "others were first" : why;
}

bool JobManager::hand_out_first_of(const Queue& queue, Waiting& waiting) {
  const auto has_enough = [&](const Job& job) {
    const std::size_t most =
        job.kind() == JobKind::auxCopy ? settings_.aux_copy_streams : job.request->row.what.streams;
    return !job.wants_streams() || job.at_work.size() >= most;
  };
  while (!waiting.empty() && has_enough(*jobs_.at(waiting.begin()->second)))
    leave_queue(*jobs_.at(waiting.begin()->second));
  if (waiting.empty()) return false;
  Job& job = *jobs_.at(waiting.begin()->second);
  Streams::Found found = streams_.find(job.request->libraries, away(job));
  if (!found.is_complete()) {
    if (queue.priority < usual_priority(JobKind::auxCopy)) preempt_aux_copy_for(found);
    return false;
  }
  streams_.take(found.media_agents);
  const std::int64_t archive_file = job.archive_files.front();
  if (archive_file != theList) streams_.end_turn(job.request->libraries);
  job.archive_files.pop_front();
  job.at_work.emplace(archive_file, AtWork{std::move(found.media_agents)});
  assignments_.push_back({job.row.id, archive_file});
  return true;
}

void JobManager::preempt_aux_copy_for(const Streams::Found& missing) {
  if (settings_.preemption == Preemption::off) return;
  Job* victim = nullptr;
  for (const std::int64_t id : aux_copies_) {
    Job& job = *jobs_.at(id);
    const bool is_there = std::ranges::any_of(job.at_work, [&](const auto& entry) {
      const std::vector<std::string>& held = entry.second.media_agents;
      return missing.cell_is_full || std::ranges::find_first_of(held, missing.full) != held.end();
    });
    if (!is_there) continue;
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
  for (const auto& [archive_file, work] : at_work) {
    if (work.host.empty()) continue;  // it stops by itself where it would begin
    protocol::Request request;
    request.mutable_stop_work()->set_job(static_cast<std::uint64_t>(job.row.id));
    request.mutable_stop_work()->set_archive_file(static_cast<std::uint64_t>(archive_file));
    commserve_.world().spawn("stop", [this, to = work.host, request, id = job.row.id, file = archive_file] {
      const auto goes_on = [&] {
        const auto found = jobs_.find(id);
        return found != jobs_.end() && found->second->stop != Job::Stop::no && found->second->at_work.contains(file);
      };
      while (goes_on()) {
        try {
          commserve_.messenger().call(to, request, commserve_.settings().call_deadline);
        } catch (const CallFailed&) {   // then it does not work there any more
        } catch (const RemoteError&) {  // nor then
        }
        commserve_.world().sleep(again);
      }
    });
  }
}

}  // namespace keycell::model
