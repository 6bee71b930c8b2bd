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
        console_(host_, installation,
                 {.commserve = std::string(scenarios::commserveName),
                  .channel = scenario.network.channel,
                  .call_deadline = scenario.jobs.call_deadline,
                  .ask_again_after = askAgainAfter}) {}

  void start() {
    in_work_ = 1;
    host_.run_to_end("pools", [self = shared_from_this()] {
      self->host_.sleep(firstRequest);
      self->create_pools();
      for (std::size_t i = 0; i < self->scenario_.backups.size(); ++i) {
        const auto& backup = self->scenario_.backups[i];
        self->start_jobs("backup" + std::to_string(i + 1), backup.at, backup.clients, protocol::BACKUP);
      }
      for (std::size_t i = 0; i < self->scenario_.restores.size(); ++i) {
        const auto& restore = self->scenario_.restores[i];
        self->start_jobs("restore" + std::to_string(i + 1), restore.at, restore.clients, protocol::RESTORE);
      }
      self->one_done();
    });
  }

 private:
  void create_pools() {
    for (const auto& pool : scenario_.pools)
      ask("storage pool " + pool.name, [&] { console_.create_storage_pool(pool.name, pool.media_agent, pool.kms); });
  }

  void start_jobs(const std::string& name, Nanos at, const std::string& clients, protocol::JobKind kind) {
    ++in_work_;
    host_.run_to_end(name, [self = shared_from_this(), name, at, clients, kind] {
      self->host_.sleep(at - self->host_.now());
      self->run_jobs(name, clients, kind);
      self->one_done();
    });
  }

  void run_jobs(const std::string& name, const std::string& clients, protocol::JobKind kind) {
    std::vector<std::uint64_t> jobs;
    for (const auto& group : scenario_.clients) {
      if (group.name != clients) continue;
      for (const std::string& client : client_names(group)) {
        protocol::SubmitJob job;
        job.set_request(name + "/" + client);
        job.set_kind(kind);
        job.set_client(client);
        job.set_pool(group.pool);
        job.set_front_end_bytes(group.front_end_bytes);
        ask(job.request(), [&] { jobs.push_back(console_.submit(job)); });
      }
    }
    for (const std::uint64_t job : jobs) ask("job " + std::to_string(job), [&] { console_.wait_for(job); });
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
  model::Console console_;
  std::size_t in_work_ = 0;
  bool complete_ = true;
};

}  // namespace

void start_workload(Fabric& fabric, const Scenario& scenario, const model::Installation& installation) {
  std::make_shared<Workload>(fabric, scenario, installation)->start();
}

}  // namespace keycell::sim
