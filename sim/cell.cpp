#include "sim/cell.h"

#include "model/client.h"
#include "model/commserve.h"
#include "model/kms_node.h"
#include "model/media_agent.h"
#include "sim/workload.h"

namespace keycell::sim {

using model::DataEnd;

Cell::Cell(Fabric& fabric, const scenarios::Scenario& scenario, const DiskTemplates& templates)
    : fabric_(fabric),
      scenario_(scenario),
      installer_(fabric.seed(), static_cast<std::uint32_t>(model::Stream::cryptoSecret), "installation"),
      installation_(installer_),
      hierarchy_(scenarios::profile_of(scenario)),
      rsa_keys_(fabric.seed()),
      cipher_(scenarios::cipher_of(scenario)) {
  add_commserve(templates.csdb);
  for (const auto& kms : scenario.kms)
    if (kms.kind != scenarios::builtInKind) add_kms(kms, templates.kms_store);
  for (const auto& media_agent : scenario.media_agents) add_media_agent(media_agent);
  for (const auto& group : scenario.clients) add_clients(group);
  fabric_.add_host("console", {});
  hosts_.push_back("console");
  fabric_.seal();
}

void Cell::add_commserve(const FileImage& csdb) {
  const std::string name(scenarios::commserveName);
  SimHost& host = fabric_.add_host(name, {});
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
                                 .key_operation = scenario_.costs.aes_unwrap,
                                 .jobs = {.backup_max_restarts = scenario_.jobs.backup_max_restarts,
                                          .restore_max_restarts = scenario_.jobs.restore_max_restarts,
                                          .aux_copy_max_restarts = scenario_.jobs.aux_copy_max_restarts,
                                          .restart_interval = scenario_.jobs.restart_interval}});
  });
  hosts_.push_back(name);
  durable_hosts_.push_back(name);
}

void Cell::add_kms(const scenarios::Kms& kms, const FileImage& store) {
  SimHost& host = fabric_.add_host(kms.name, {});
  host.sim_disk().install(store);
  host.install([this](model::World& world) {
    return std::make_shared<model::KmsNode>(world, installation_, scenario_.network.channel,
                                            scenario_.costs.kms_service);
  });
  hosts_.push_back(kms.name);
  durable_hosts_.push_back(kms.name);
}

void Cell::add_media_agent(const scenarios::MediaAgent& media_agent) {
  const std::string& name = media_agent.name;
  const ResourceId receive = fabric_.add_resource(name + "#rx", media_agent.network_bytes_per_s);
  const ResourceId send = fabric_.add_resource(name + "#tx", media_agent.network_bytes_per_s);
  const ResourceId write = fabric_.add_resource(name + "#write-rate", media_agent.library_write_bytes_per_s);
  const ResourceId read = fabric_.add_resource(name + "#read-rate", media_agent.library_read_bytes_per_s);
  SimHost& host =
      fabric_.add_host(name, {{DataEnd::libraryWrite, {receive, write}}, {DataEnd::libraryRead, {read, send}}});
  host.install([this](model::World& world) {
    return std::make_shared<model::MediaAgent>(world, installation_, *cipher_, scenario_.network.channel);
  });
  hosts_.push_back(name);
  durable_hosts_.push_back(name);
}

void Cell::add_clients(const scenarios::ClientGroup& group) {
  for (const std::string& name : client_names(group)) {
    const ResourceId read = fabric_.add_resource(name + "#read-rate", group.read_bytes_per_s);
    const ResourceId write = fabric_.add_resource(name + "#write-rate", group.write_bytes_per_s);
    const ResourceId cpu = fabric_.add_resource(name + "#cpu", scenario_.costs.encrypt_bytes_per_s);
    const ResourceId send = fabric_.add_resource(name + "#tx", group.network_bytes_per_s);
    const ResourceId receive = fabric_.add_resource(name + "#rx", group.network_bytes_per_s);
    SimHost& host = fabric_.add_host(
        name, {{DataEnd::clientRead, {read, cpu, send}}, {DataEnd::clientWrite, {receive, cpu, write}}});
    host.install([this](model::World& world) {
      return std::make_shared<model::Client>(world, installation_, *cipher_, scenario_.network.channel);
    });
    hosts_.push_back(name);
  }
}

void Cell::start() {
  fabric_.host("console").install([](model::World&) { return nullptr; });
  for (const std::string& host : hosts_) fabric_.host(host).boot();
  start_workload(fabric_, scenario_, installation_);
}

}  // namespace keycell::sim
