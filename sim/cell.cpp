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
  add_host("console", scenarios::coresOfClients, std::nullopt);
}

model::World& Cell::Equipped::seen() {
  if (world) return *world;
  return with_disk ? *with_disk : host;
}

Cell::Equipped& Cell::add_host(const std::string& name, std::uint32_t cores, std::optional<model::LogLevel> log_level) {
  SimHost& host =
      fabric_.add_host(name, static_cast<int>(cores), data_paths_.ends_of(name), data_paths_.place_of(name));
  host.set_log_level(log_level.value_or(scenario_.log_level));
  Equipped& equipped = hosts_.emplace_back(Equipped{.host = host});
  give_world(equipped);
  return equipped;
}

void Cell::give_world(Equipped& equipped) const {
  if (parts_.disk) {
    equipped.disk = parts_.disk(equipped.host.self(), equipped.host.disk());
    equipped.with_disk = std::make_unique<model::WorldWithDisk>(equipped.host, *equipped.disk);
  }
  if (parts_.world) equipped.world = parts_.world(equipped.seen());
}

void Cell::give_data_parts(Equipped& equipped) const {
  equipped.cipher = parts_.record_cipher(scenario_, equipped.seen());
  equipped.delivery = parts_.key_delivery(scenario_, equipped.seen());
}

SimHost& Cell::add_clone_of(const std::string& client) {
  SimHost& clone = fabric_.add_clone(fabric_.host(client), scenarios::coresOfClients, data_paths_.ends_of(client),
                                     data_paths_.place_of(client));
  clone.set_log_level(scenario_.log_level);
  Equipped& equipped = clones_.emplace_back(Equipped{.host = clone});
  give_world(equipped);
  give_data_parts(equipped);
  clone.install(client_program(equipped, std::string(clone.told_as())));
  return clone;
}

Cell::Equipped& Cell::add_data_host(const std::string& name, std::uint32_t cores,
                                    std::optional<model::LogLevel> log_level) {
  Equipped& equipped = add_host(name, cores, log_level);
  give_data_parts(equipped);
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

std::map<std::string, model::Dedup> Cell::dedup_by_client() const {
  std::map<std::string, model::Dedup> dedup;
  for (const scenarios::ClientGroup& group : scenario_.clients)
    if (group.is_deduplicated())
      for (const std::string& client : client_names(group))
        dedup[client] = {.full_permille = group.dedup_full_permille,
                         .incremental_permille = group.dedup_incremental_permille};
  return dedup;
}

std::set<std::string> Cell::limited_libraries() const {
  std::set<std::string> names;
  for (const scenarios::MediaAgent& media_agent : scenario_.media_agents)
    if (library_of(scenario_, media_agent).capacity_bytes) names.insert(media_agent.name);
  return names;
}

model::AgeingSettings Cell::ageing_settings() const {
  model::AgeingSettings ageing{.retention = {}, .at = scenario_.commserve.ageing_at};
  for (const scenarios::Copy& copy : scenario_.copies)
    if (copy.retention) ageing.retention[{copy.policy, copy.name}] = *copy.retention;
  return ageing;
}

void Cell::add_commserve(const FileImage& csdb) {
  const std::string name(scenarios::commserveName);
  Equipped& equipped = add_host(name, scenario_.commserve.cores, scenario_.commserve.log_level);
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
                                 .ageing = ageing_settings(),
                                 .dedup = dedup_by_client(),
                                 .limited_libraries = limited_libraries(),
                                 .chance = chance_of(fabric_)});
  });
  durable_hosts_.push_back(name);
}

void Cell::add_kms(const scenarios::Kms& kms, const FileImage& store) {
  const model::KmsCapacity capacity = model::kms_capacity(kms.values, scenario_.costs.kms_service);
  // No worker waits for another's core.
  Equipped& equipped = add_host(kms.name, capacity.nodes * capacity.workers, kms.log_level);
  equipped.host.sim_disk().install(store);
  equipped.host.install([this, &equipped, &kms](model::World&) {
    return parts_.kms_kinds.at(kms.kind).run({.world = equipped.seen(),
                                              .installation = installation_,
                                              .channel = scenario_.network.channel,
                                              .usual_service_time = scenario_.costs.kms_service,
                                              .values = kms.values,
                                              .around = around_kms_[kms.name],
                                              .strains = strains_[kms.name]});
  });
  durable_hosts_.push_back(kms.name);
}

void Cell::add_media_agent(const scenarios::MediaAgent& media_agent) {
  Equipped& equipped = add_data_host(media_agent.name, media_agent.cores, media_agent.log_level);
  const scenarios::Library library = library_of(scenario_, media_agent);
  if (!media_agent.library.empty())
    equipped.host.sim_disk().mount(std::string(model::Library::folder), shared_libraries_[library.name]);
  equipped.host.install([this, &equipped, library](model::World&) {
    return std::make_shared<model::MediaAgent>(
        equipped.seen(), installation_, *equipped.cipher, *equipped.delivery, scenario_.network.channel,
        model::MediaAgentSettings{.commserve = std::string(scenarios::commserveName),
                                  .call_deadline = scenario_.jobs.call_deadline,
                                  .chunks_in_flight = scenario_.data_path.in_flight,
                                  .library = library.name,
                                  .library_capacity_bytes = library.capacity_bytes});
  });
  durable_hosts_.push_back(media_agent.name);
}

Program Cell::client_program(Equipped& equipped, const std::string& files) {
  return [this, &equipped, files](model::World&) {
    return std::make_shared<model::Client>(equipped.seen(), installation_, *equipped.cipher, *equipped.delivery,
                                           scenario_.network.channel,
                                           model::ClientSettings{.scan = scenario_.costs.scan,
                                                                 .archive_index = scenario_.costs.archive_index,
                                                                 .chunks_in_flight = scenario_.data_path.in_flight,
                                                                 .files = files});
  };
}

void Cell::add_clients(const scenarios::ClientGroup& group) {
  for (const std::string& name : client_names(group)) {
    Equipped& equipped = add_data_host(name, scenarios::coresOfClients, group.log_level);
    equipped.host.install(client_program(equipped, {}));
  }
}

void Cell::start() {
  fabric_.seal();
  Equipped& console = hosts_.back();
  console.host.install([](model::World&) { return nullptr; });
  for (Equipped& equipped : hosts_) equipped.host.boot();
  start_workload(fabric_, scenario_, installation_, console.seen(), after_set_up_);
}

}  // namespace keycell::sim
