#include "sim/faults/media_files.h"

#include <algorithm>
#include <iterator>

#include "model/library.h"

namespace keycell::sim {

std::shared_ptr<const OwnersOfArchiveFiles> OwnersOfArchiveFiles::listen(Fabric& fabric) {
  auto owners = std::make_shared<OwnersOfArchiveFiles>();
  fabric.listen([owners](const model::Event& event) { owners->hear(event); });
  return owners;
}

void OwnersOfArchiveFiles::hear(const model::Event& event) {
  if (const auto* job = std::get_if<model::JobState>(&event.body)) {
    if (job->kind == model::JobKind::backup) client_of_job_.try_emplace(job->job, job->client);
  } else if (const auto* sent = std::get_if<model::ChunkSent>(&event.body)) {
    const bool is_a_backup = sent->source_copy == 0 && sent->source_key == crypto::SecretId{};
    if (is_a_backup) client_of_file_.try_emplace(sent->archive_file, event.host);
  }
}

bool OwnersOfArchiveFiles::is_of(std::uint64_t archive_file, const std::string& whose) const {
  if (std::to_string(archive_file) == whose) return true;
  // The archive files of a backup with several streams follow each other; a synthetic one is sent by a MediaAgent.
  const auto after = client_of_job_.upper_bound(archive_file);
  if (after != client_of_job_.begin() && std::prev(after)->second == whose) return true;
  const auto sent = client_of_file_.find(archive_file);
  return sent != client_of_file_.end() && sent->second == whose;
}

bool is_media_agent(const scenarios::Scenario& scenario, std::string_view host) {
  return std::ranges::find(scenario.media_agents, host, &scenarios::MediaAgent::name) != scenario.media_agents.end();
}

std::vector<std::string> records_of(const SimDisk& disk, const OwnersOfArchiveFiles& owners, const std::string& whose) {
  std::vector<std::string> records;
  for (const std::string& file : disk.files(model::Library::folder))
    if (owners.is_of(disk.object(file).archive_file, whose)) records.push_back(file);
  return records;
}

}  // namespace keycell::sim
