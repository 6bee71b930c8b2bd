#include "model/job_manager.h"

#include "model/commserve.h"
#include "model/flows/flows.h"

namespace keycell::model {

std::int64_t JobManager::submit(const NewJob& job) {
  const std::int64_t id = commserve_.csdb().submit(job);
  const JobPhase phase = commserve_.csdb().job(id)->phase;
  if (phase == JobPhase::running || phase == JobPhase::pending) start(id);
  return id;
}

void JobManager::resume() {
  for (const std::int64_t id : commserve_.csdb().unfinished_jobs()) start(id);
}

void JobManager::start(std::int64_t job) {
  if (!in_work_.insert(job).second) return;
  commserve_.world().spawn("job" + std::to_string(job), [this, job] { run(job); });
}

JobManager::Outcome JobManager::attempt(const JobRow& job) {
  try {
    switch (job.kind) {
      case JobKind::backup: backup(commserve_, job); break;
      case JobKind::restore: restore(commserve_, job); break;
      case JobKind::auxCopy: aux_copy(commserve_, job); break;
    }
    return {.done = true, .retry = false, .reason = {}};
  } catch (const crypto::KmsUnavailable& error) {
    return {.done = false, .retry = true, .reason = error.what()};
  } catch (const CallFailed& error) {
    return {.done = false, .retry = true, .reason = error.what()};
  } catch (const RemoteError& error) {
    const bool may_help = error.status() == protocol::DOWNSTREAM_FAILED ||
                          error.status() == protocol::KMS_UNAVAILABLE || error.status() == protocol::KMS_KEY_DISABLED;
    return {.done = false, .retry = may_help, .reason = error.what()};
  } catch (const crypto::KmsKeyDisabled& error) {  // somebody may enable it
    return {.done = false, .retry = true, .reason = error.what()};
  } catch (const crypto::KmsRefused& error) {
    return {.done = false, .retry = false, .reason = error.what()};
  } catch (const crypto::KeyUnrecoverable& error) {
    return {.done = false, .retry = false, .reason = error.what()};
  } catch (const RequestRefused& error) {
    return {.done = false, .retry = false, .reason = error.what()};
  } catch (const crypto::Refused& error) {
    return {.done = false, .retry = false, .reason = error.what()};
  }
}

std::uint32_t JobManager::max_restarts_of(JobKind kind) const {
  switch (kind) {
    case JobKind::backup: return settings_.backup_max_restarts;
    case JobKind::restore: return settings_.restore_max_restarts;
    case JobKind::auxCopy: return settings_.aux_copy_max_restarts;
  }
  return 0;
}

void JobManager::run(std::int64_t id) {
  World& world = commserve_.world();
  JobRow job = *commserve_.csdb().job(id);
  const std::uint32_t max_restarts = max_restarts_of(job.kind);
  const auto report = [&](JobPhase phase, std::string_view reason) {
    if (phase != job.phase) commserve_.csdb().set_phase(id, phase, job.restarts);
    job.phase = phase;
    world.emit(JobState{static_cast<std::uint64_t>(id), name_of(job.kind), job.client, name_of(phase), reason});
  };
  for (;;) {
    report(JobPhase::running, "");
    const Outcome outcome = attempt(job);
    if (outcome.done) {
      report(JobPhase::completed, "");
      break;
    }
    if (!outcome.retry || job.restarts >= max_restarts) {
      report(JobPhase::failed, outcome.reason);
      break;
    }
    ++job.restarts;
    report(JobPhase::pending, outcome.reason);
    world.sleep(settings_.restart_interval);
  }
  in_work_.erase(id);
}

}  // namespace keycell::model
