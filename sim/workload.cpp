#include "sim/workload.h"

#include "model/console.h"

namespace keycell::sim {
namespace {

using model::Nanos;
using scenarios::Scenario;
using namespace std::chrono_literals;

/// The console waits this long for the cell's services to come up.
constexpr Nanos firstRequest = 1s;
constexpr Nanos askAgainAfter = 1min;

/// Lives as long as the last of its actors.
class Workload : public std::enable_shared_from_this<Workload> {
 public:
  Workload(Fabric& fabric, const Scenario& scenario, const model::Installation& installation)
      : host_(fabric.host("console")),
        fabric_(fabric),
        scenario_(scenario),
        copies_(all_copies(scenario)),
        console_(host_, installation,
                 {.commserve = std::string(scenarios::commserveName),
                  .channel = scenario.network.channel,
                  .call_deadline = scenario.jobs.call_deadline,
                  .ask_again_after = askAgainAfter}) {}

  void start() {
    in_work_ = 1;
    host_.run_to_end("set-up", [self = shared_from_this()] {
      self->host_.sleep(firstRequest);
      self->create_pools_and_copies();
      self->schedule();
      self->one_done();
    });
  }

 private:
  void create_pools_and_copies() {
    for (const auto& pool : scenario_.pools)
      ask("storage pool " + pool.name, [&] { console_.create_storage_pool(pool.name, pool.media_agent, pool.kms); });
    for (const auto& copy : copies_) {
      protocol::CreateCopy request;
      request.set_policy(copy.policy);
      request.set_copy(copy.name);
      request.set_pool(copy.pool);
      request.set_media_agent(copy.media_agent);
      request.set_kms(copy.kms);
      request.set_source(copy.source);
      request.set_encryption(copy.encryption == scenarios::CopyEncryption::reEncrypt ? protocol::RE_ENCRYPT
                                                                                     : protocol::PRESERVE);
      ask("copy " + copy.policy + "/" + copy.name, [&] { console_.create_copy(request); });
    }
  }

  void schedule() {
    schedule_faults_of_keys();
    for (std::size_t i = 0; i < scenario_.backups.size(); ++i) {
      const auto& backup = scenario_.backups[i];
      const std::string name = "backup" + std::to_string(i + 1);
      at(name, backup.at, [this, name, backup] { run_jobs(name, backup.clients, protocol::BACKUP, {}); });
    }
    for (std::size_t i = 0; i < scenario_.restores.size(); ++i) {
      const auto& restore = scenario_.restores[i];
      const std::string name = "restore" + std::to_string(i + 1);
      at(name, restore.at, [this, name, restore] { run_jobs(name, restore.clients, protocol::RESTORE, restore.copy); });
    }
    for (std::size_t i = 0; i < scenario_.aux_copies.size(); ++i) {
      const auto& aux_copy = scenario_.aux_copies[i];
      const std::string name = "aux-copy" + std::to_string(i + 1);
      at(name, aux_copy.at, [this, name, aux_copy] { run_aux_copy(name, aux_copy); });
    }
    for (std::size_t i = 0; i < scenario_.rotations.size(); ++i) {
      const auto& rotation = scenario_.rotations[i];
      const std::string name = "rotation" + std::to_string(i + 1);
      at(name, rotation.at, [this, name, rotation] {
        ask("rotation of " + rotation.of, [&] { console_.rotate_master_key(name, rotation.of); });
      });
    }
  }

  /// What happens to keys at a KMS is done at its console. It keeps nobody waiting: a workload that is done before
  /// ends.
  void schedule_faults_of_keys() {
    for (const auto& fault : scenario_.faults) {
      if (!is_of_kms_key(fault.kind)) continue;
      host_.spawn("kms console", [self = shared_from_this(), fault] {
        const auto incident = [&](protocol::KmsIncident what, Nanos when, std::string_view word) {
          self->host_.sleep(when - self->host_.now());
          protocol::KmsAdminister request;
          request.set_incident(what);
          const std::size_t slash = fault.of.find('/');
          request.set_policy(fault.of.substr(0, slash));
          if (slash != std::string::npos) request.set_copy(fault.of.substr(slash + 1));
          self->host_.emit(model::FaultActed{word, fault.target + ", master key of " + fault.of});
          self->console_.administer_kms(fault.target, request);
        };
        switch (fault.kind) {
          case scenarios::FaultKind::kmsKeyLost: incident(protocol::KEY_LOST, *fault.at, "kms-key-lost"); break;
          case scenarios::FaultKind::kmsKeyDisabled:
            incident(protocol::KEY_DISABLED, *fault.at, "kms-key-disabled");
            break;
          case scenarios::FaultKind::kmsKeyConfused:
            incident(protocol::KEY_CONFUSED, *fault.at, "kms-key-confused");
            break;
          default: break;
        }
        if (!fault.until) return;
        if (fault.kind == scenarios::FaultKind::kmsKeyConfused) {
          incident(protocol::KEY_NOT_CONFUSED, *fault.until, "kms-key-no-longer-confused");
        } else {
          incident(protocol::KEY_ENABLED, *fault.until, "kms-key-enabled");
        }
      });
    }
  }

  /// Does something at a time, in an actor of its own, which keeps the workload going until it is done.
  void at(const std::string& name, Nanos when, std::function<void()> what) {
    ++in_work_;
    host_.run_to_end(name, [self = shared_from_this(), when, what = std::move(what)] {
      self->host_.sleep(when - self->host_.now());
      what();
      self->one_done();
    });
  }

  /// One job for each client of a group, all submitted before the first is waited for.
  void run_jobs(const std::string& name, const std::string& clients, protocol::JobKind kind, const std::string& copy) {
    std::vector<std::uint64_t> jobs;
    for (const auto& group : scenario_.clients) {
      if (group.name != clients) continue;
      const std::string policy = policy_of(group);
      for (const std::string& client : client_names(group)) {
        protocol::SubmitJob job;
        job.set_request(name + "/" + client);
        job.set_kind(kind);
        job.set_client(client);
        job.set_policy(policy);
        job.set_copy(copy.empty() ? primary_copy_of(copies_, policy) : copy);
        job.set_front_end_bytes(group.front_end_bytes);
        ask(job.request(), [&] { jobs.push_back(console_.submit(job)); });
      }
    }
    for (const std::uint64_t job : jobs) ask("job " + std::to_string(job), [&] { console_.wait_for(job); });
  }

  void run_aux_copy(const std::string& name, const scenarios::AuxCopy& aux_copy) {
    protocol::SubmitJob job;
    job.set_request(name);
    job.set_kind(protocol::AUX_COPY);
    job.set_policy(aux_copy.policy);
    job.set_copy(aux_copy.copy);
    ask(name, [&] { console_.wait_for(console_.submit(job)); });
  }

  /// What the CommServe refuses for good goes into the console's log, and the workload is not complete.
  void ask(const std::string& what, const std::function<void()>& question) {
    std::string refusal;
    try {
      question();
    } catch (const model::RemoteError& error) {
      refusal = what + ": " + error.what();
    }
    if (refusal.empty()) return;
    complete_ = false;
    host_.log(model::LogLevel::error, refusal);
  }

  void one_done() {
    if (--in_work_ == 0) fabric_.close(complete_);
  }

  SimHost& host_;
  Fabric& fabric_;
  const Scenario& scenario_;
  std::vector<scenarios::Copy> copies_;
  model::Console console_;
  std::size_t in_work_ = 0;
  bool complete_ = true;
};

}  // namespace

void start_workload(Fabric& fabric, const Scenario& scenario, const model::Installation& installation) {
  std::make_shared<Workload>(fabric, scenario, installation)->start();
}

}  // namespace keycell::sim
