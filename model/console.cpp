#include "model/console.h"

#include <algorithm>

#include "model/csdb/rows.h"
#include "model/path.h"

namespace keycell::model {

protocol::Reply Console::ask(const protocol::Request& request) { return ask(request, settings_.commserve); }

protocol::Reply Console::ask(const protocol::Request& request, const std::string& host) {
  return ask(request, host, settings_.call_deadline, {});
}

protocol::Reply Console::ask(const protocol::Request& request, const std::string& host, Nanos deadline,
                             const OnFailedTry& failed) {
  for (;;) {
    std::string why;
    try {
      return messenger_.call(host, request, deadline).reply;
    } catch (const CallFailed& error) {  // asked again below
      why = error.what();
    } catch (const RemoteError& error) {
      if (error.status() != protocol::KMS_UNAVAILABLE && error.status() != protocol::DOWNSTREAM_FAILED &&
          error.status() != protocol::STORAGE_FAILED)
        throw;
      why = error.what();
    }
    if (failed) failed(why);
    world_.sleep(settings_.ask_again_after);
  }
}

void Console::operate(OperationKind kind, std::string_view subject, const protocol::Request& request) {
  const std::uint64_t number = ++operations_;
  const auto tell = [&](OperationStatus status, std::string_view reason = {}) {
    world_.emit(OperationState{number, kind, subject, status, reason});
  };
  tell(OperationStatus::asked);
  try {
    // The CommServe may wait for a KMS itself until its deadline: who waits longer hears why.
    ask(request, settings_.commserve, 2 * settings_.call_deadline,
        [&](std::string_view why) { tell(OperationStatus::failed, why); });
  } catch (const RemoteError& error) {
    tell(OperationStatus::refused, error.what());
    throw;
  }
  tell(OperationStatus::done);
}

void Console::create_storage_pool(const protocol::CreateStoragePool& pool) {
  protocol::Request request;
  *request.mutable_create_storage_pool() = pool;
  operate(OperationKind::createStoragePool, path_of(pool.name()), request);
}

void Console::create_copy(const protocol::CreateCopy& copy) {
  protocol::Request request;
  *request.mutable_create_copy() = copy;
  operate(OperationKind::createCopy, path_of(copy.policy(), copy.copy()), request);
}

void Console::make_past(const protocol::MakePast& past) {
  protocol::Request request;
  *request.mutable_make_past() = past;
  ask(request);
  protocol::Request status;
  status.mutable_work_status();
  // It takes the time of its messages.
  constexpr Nanos shortest = std::chrono::milliseconds(100);
  for (Nanos look = shortest; ask(status).past_to_come(); look = std::min(2 * look, settings_.ask_again_after))
    world_.sleep(look);
}

void Console::make_schedules(const protocol::MakeSchedules& schedules) {
  protocol::Request request;
  *request.mutable_make_schedules() = schedules;
  ask(request);
}

void Console::rotate_master_key(const std::string& request, const std::string& name) {
  protocol::Request message;
  message.mutable_rotate_master_key()->set_name(name);
  message.mutable_rotate_master_key()->set_request(request);
  operate(OperationKind::rotateMasterKey, name, message);
}

void Console::control_jobs(const protocol::ControlJobs& what, const std::string& subject) {
  protocol::Request request;
  *request.mutable_control_jobs() = what;
  operate(OperationKind::controlJobs, subject, request);
}

protocol::Reply Console::administer_kms(const std::string& kms, const protocol::KmsAdminister& what) {
  protocol::Request request;
  *request.mutable_kms_administer() = what;
  return ask(request, kms);
}

std::uint64_t Console::submit(const protocol::SubmitJob& job) {
  protocol::Request request;
  *request.mutable_submit_job() = job;
  return ask(request).job();
}

std::string Console::wait_for(std::uint64_t job) {
  protocol::Request request;
  request.mutable_job_status()->set_job(job);
  std::string state;
  look_until([&] {
    state = ask(request).job_state();
    return state == name_of(JobStatus::completed) || state == name_of(JobStatus::completedWithErrors) ||
           state == name_of(JobStatus::failed) || state == name_of(JobStatus::killed);
  });
  return state;
}

void Console::wait_for_all_schedules() {
  protocol::Request request;
  request.mutable_work_status();
  look_until([&] { return ask(request).runs_to_come() == 0; });
}

void Console::wait_for_all_jobs() {
  protocol::Request request;
  request.mutable_work_status();
  look_until([&] { return ask(request).unfinished_jobs() == 0; });
}

void Console::look_until(const std::function<bool()>& is_so) {
  constexpr std::int64_t part = 16;
  const Nanos began = world_.now();
  while (!is_so()) world_.sleep(std::max(settings_.ask_again_after, (world_.now() - began) / part));
}

}  // namespace keycell::model
