#include "sim/cell.h"

#include "model/client.h"
#include "model/commserve.h"
#include "model/kms_node.h"
#include "model/media_agent.h"
#include "sim/workload.h"

namespace keycell::sim {

Cell::Cell(Fabric& fabric, const scenarios::Scenario& scenario, const DiskTemplates& templates)
    : fabric_(fabric),
      scenario_(scenario),
      data_paths_(scenario),
      installer_(fabric.seed(), static_cast<std::uint32_t>(model::Stream::cryptoSecret), "installation"),
      installation_(installer_),
      hierarchy_(scenarios::profile_of(scenario)),
      rsa_keys_(fabric.seed()),
      cipher_(scenarios::cipher_of(scenario)) {
  fabric_.add_resources(data_paths_.resources());
  add_commserve(templates.csdb);
  for (const auto& kms : scenario.kms)
    if (kms.kind != scenarios::builtInKind) add_kms(kms, templates.kms_store);
  for (const auto& media_agent : scenario.media_agents) add_media_agent(media_agent);
  for (const auto& group : scenario.clients) add_clients(group);
  add_host("console");
  fabric_.seal();
}

SimHost& Cell::add_host(const std::string& name) {
  hosts_.push_back(name);
  return fabric_.add_host(name, data_paths_.ends_of(name), data_paths_.place_of(name));
}

model::JobSettings Cell::job_settings() const {
  const scenarios::Jobs& jobs = scenario_.jobs;
  std::map<std::string, std::uint32_t> streams;
  for (const auto& media_agent : scenario_.media_agents) streams[media_agent.name] = media_agent.streams;
  return {
      .backup = {.max_restarts = jobs.backup_max_restarts, .total_running_time = jobs.backup_total_running_time},
      .restore = {.max_restarts = jobs.restore_max_restarts, .total_running_time = jobs.restore_total_running_time},
      .aux_copy = {.max_restarts = jobs.aux_copy_max_restarts, .total_running_time = jobs.aux_copy_total_running_time},
      .restart_interval = jobs.restart_interval,
      .streams = {.of_cell = jobs.streams, .of_media_agent = std::move(streams)},
      .aux_copy_streams = jobs.aux_copy_streams,
      .preemption = jobs.preemption};
}

void Cell::add_commserve(const FileImage& csdb) {
  const std::string name(scenarios::commserveName);
  SimHost& host = add_host(name);
  host.sim_disk().install(csdb);
  std::set<std::string> built_in;
  for (const auto& kms : scenario_.kms)
    if (kms.kind == scenarios::builtInKind) built_in.insert(kms.name);
  host.install([this, built_in](model::World& world) {
    return std::make_shared<model::CommServe>(
        world, installation_, *hierarchy_, rsa_keys_,
        model::CommServeSettings{.commcell_id = scenario_.commcell_id,
                                 .built_in_kms = built_in,
                                 .readings = scenario_.readings,
                                 .channel = scenario_.network.channel,
                                 .chunk_bytes = scenario_.data_path.chunk_bytes,
                                 .record_bytes = static_cast<std::uint32_t>(scenario_.data_path.record_bytes),
                                 .call_deadline = scenario_.jobs.call_deadline,
                                 .jobs = job_settings()});
  });
  durable_hosts_.push_back(name);
}

void Cell::add_kms(const scenarios::Kms& kms, const FileImage& store) {
  SimHost& host = add_host(kms.name);
  host.sim_disk().install(store);
  host.install([this](model::World& world) {
    return std::make_shared<model::KmsNode>(world, installation_, scenario_.network.channel,
                                            scenario_.costs.kms_service);
  });
  durable_hosts_.push_back(kms.name);
}

void Cell::add_media_agent(const scenarios::MediaAgent& media_agent) {
  SimHost& host = add_host(media_agent.name);
  host.install([this](model::World& world) {
    return std::make_shared<model::MediaAgent>(
        world, installation_, *cipher_, scenario_.network.channel,
        model::MediaAgentSettings{.commserve = std::string(scenarios::commserveName),
                                  .call_deadline = scenario_.jobs.call_deadline});
  });
  durable_hosts_.push_back(media_agent.name);
}

void Cell::add_clients(const scenarios::ClientGroup& group) {
  for (const std::string& name : client_names(group)) {
    add_host(name).install([this](model::World& world) {
      return std::make_shared<model::Client>(
          world, installation_, *cipher_, scenario_.network.channel,
          model::ClientSettings{.scan = scenario_.costs.scan, .archive_index = scenario_.costs.archive_index});
    });
  }
}

void Cell::start() {
  fabric_.host("console").install([](model::World&) { return nullptr; });
  for (const std::string& host : hosts_) fabric_.host(host).boot();
  start_workload(fabric_, scenario_, installation_);
}

}  // namespace keycell::sim
