#include "sim/cell.h"

#include "model/client.h"
#include "model/commserve.h"
#include "model/forwarding_world.h"
#include "model/kms/capacity.h"
#include "model/media_agent.h"
#include "sim/plans.h"

namespace keycell::sim {

Cell::Cell(Fabric& fabric, const scenarios::Scenario& scenario, const DiskTemplates& templates, const Parts& parts)
    : fabric_(fabric),
      scenario_(scenario),
      parts_(parts),
      data_paths_(scenario),
      installer_(fabric.seed(), static_cast<std::uint32_t>(model::Stream::cryptoSecret), "installation"),
      installation_(installer_),
      rsa_keys_(fabric.seed()) {
  fabric_.add_resources(data_paths_.resources());
  add_commserve(templates.csdb);
  for (const auto& kms : scenario.kms)
    if (is_node(kms)) add_kms(kms, templates.kms_store);
  for (const auto& media_agent : scenario.media_agents) add_media_agent(media_agent);
  for (const auto& group : scenario.clients) add_clients(group);
  add_host("console", scenarios::coresOfClients);
  fabric_.seal();
}

model::World& Cell::Equipped::seen() {
  if (world) return *world;
  return with_disk ? *with_disk : host;
}

Cell::Equipped& Cell::add_host(const std::string& name, std::uint32_t cores) {
  SimHost& host =
      fabric_.add_host(name, static_cast<int>(cores), data_paths_.ends_of(name), data_paths_.place_of(name));
  Equipped& equipped = hosts_.emplace_back(Equipped{.host = host});
  if (parts_.disk) {
    equipped.disk = parts_.disk(name, host.disk());
    equipped.with_disk = std::make_unique<model::WorldWithDisk>(host, *equipped.disk);
  }
  if (parts_.world) equipped.world = parts_.world(equipped.seen());
  return equipped;
}

Cell::Equipped& Cell::add_data_host(const std::string& name, std::uint32_t cores) {
  Equipped& equipped = add_host(name, cores);
  equipped.cipher = parts_.record_cipher(scenario_, equipped.seen());
  equipped.delivery = parts_.key_delivery(scenario_, equipped.seen());
  return equipped;
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
  Equipped& equipped = add_host(name, scenario_.commserve.cores);
  equipped.host.sim_disk().install(csdb);
  equipped.delivery = parts_.key_delivery(scenario_, equipped.seen());
  hierarchy_ = parts_.hierarchy(scenario_, equipped.seen());
  decltype(model::CommServeSettings::kms) kms_by_name;
  for (const auto& kms : scenario_.kms) kms_by_name[kms.name] = parts_.kms_kinds.at(kms.kind).reach;
  equipped.host.install([this, &equipped, kms_by_name](model::World&) {
    return std::make_shared<model::CommServe>(
        equipped.seen(), installation_, *hierarchy_, *equipped.delivery, rsa_keys_,
        model::CommServeSettings{.commcell_id = scenario_.commcell_id,
                                 .kms = kms_by_name,
                                 .readings = scenario_.readings,
                                 .channel = scenario_.network.channel,
                                 .chunk_bytes = scenario_.data_path.chunk_bytes,
                                 .record_bytes = static_cast<std::uint32_t>(scenario_.data_path.record_bytes),
                                 .call_deadline = scenario_.jobs.call_deadline,
                                 .kms_retry = {.first = scenario_.kms_client.first_retry,
                                               .longest = scenario_.kms_client.longest_retry,
                                               .jitter_ppm = scenario_.kms_client.retry_jitter_ppm},
                                 .jobs = job_settings(),
                                 .chance = chance_of(fabric_)});
  });
  durable_hosts_.push_back(name);
}

void Cell::add_kms(const scenarios::Kms& kms, const FileImage& store) {
  const model::KmsCapacity capacity = model::kms_capacity(kms.values, scenario_.costs.kms_service);
  Equipped& equipped = add_host(kms.name, capacity.nodes * capacity.workers);  // no worker waits for another's core
  equipped.host.sim_disk().install(store);
  equipped.host.install([this, &equipped, &kms](model::World&) {
    return parts_.kms_kinds.at(kms.kind).run({.world = equipped.seen(),
                                              .installation = installation_,
                                              .channel = scenario_.network.channel,
                                              .usual_service_time = scenario_.costs.kms_service,
                                              .values = kms.values,
                                              .around = around_kms_[kms.name]});
  });
  durable_hosts_.push_back(kms.name);
}

void Cell::add_media_agent(const scenarios::MediaAgent& media_agent) {
  Equipped& equipped = add_data_host(media_agent.name, media_agent.cores);
  equipped.host.install([this, &equipped](model::World&) {
    return std::make_shared<model::MediaAgent>(
        equipped.seen(), installation_, *equipped.cipher, *equipped.delivery, scenario_.network.channel,
        model::MediaAgentSettings{.commserve = std::string(scenarios::commserveName),
                                  .call_deadline = scenario_.jobs.call_deadline,
                                  .chunks_in_flight = scenario_.data_path.in_flight});
  });
  durable_hosts_.push_back(media_agent.name);
}

void Cell::add_clients(const scenarios::ClientGroup& group) {
  for (const std::string& name : client_names(group)) {
    Equipped& equipped = add_data_host(name, scenarios::coresOfClients);
    equipped.host.install([this, &equipped](model::World&) {
      return std::make_shared<model::Client>(equipped.seen(), installation_, *equipped.cipher, *equipped.delivery,
                                             scenario_.network.channel,
                                             model::ClientSettings{.scan = scenario_.costs.scan,
                                                                   .archive_index = scenario_.costs.archive_index,
                                                                   .chunks_in_flight = scenario_.data_path.in_flight});
    });
  }
}

void Cell::start() {
  Equipped& console = hosts_.back();
  console.host.install([](model::World&) { return nullptr; });
  for (Equipped& equipped : hosts_) equipped.host.boot();
  start_workload(fabric_, scenario_, installation_, console.seen(), after_set_up_);
}

}  // namespace keycell::sim
