#include "properties/restored_bytes.h"

#include <algorithm>

#include "sim/random.h"

namespace keycell::properties {
namespace {

std::string name_of(std::uint64_t archive_file, std::uint32_t chunk) {
  return "chunk " + std::to_string(chunk) + " of archive file " + std::to_string(archive_file);
}

}  // namespace

void RestoredBytes::on(const model::Event& event) {
  if (const auto* read = std::get_if<model::ChunkRead>(&event.body)) {
    archive_files_[read->archive_file][read->chunk].hash = sim::stable_hash(text_of(read->plain));
  } else if (const auto* restored = std::get_if<model::ChunkRestored>(&event.body)) {
    compare(event, *restored);
  } else if (const auto* job = std::get_if<model::JobState>(&event.body)) {
    if (job->kind == "restore" && (job->state == "Failed" || job->state == "Completed with errors")) {
      mark_exercised();
      violated(event, "not everything came back: restore job " + std::to_string(job->job) + " of " + std::string(job->client) +
                          " failed: " + std::string(job->reason));
    }
  } else if (std::holds_alternative<model::WorkloadEnded>(event.body)) {
    look_for_missing(event);
  }
}

void RestoredBytes::compare(const model::Event& event, const model::ChunkRestored& restored) {
  mark_exercised();
  const std::string what = name_of(restored.archive_file, restored.chunk);
  ArchiveFile& file = archive_files_[restored.archive_file];
  const auto chunk = file.find(restored.chunk);
  if (chunk == file.end()) return violated(event, what + " was restored and never backed up");
  chunk->second.restored = true;
  if (!restored.opened) return violated(event, what + " does not open");
  if (sim::stable_hash(text_of(restored.plain)) != chunk->second.hash)
    violated(event, what + " opens to other bytes than were backed up");
}

void RestoredBytes::look_for_missing(const model::Event& event) {
  for (const auto& [number, file] : archive_files_) {
    const auto came_back = std::ranges::count_if(file, [](const auto& entry) { return entry.second.restored; });
    if (came_back != 0 && static_cast<std::size_t>(came_back) != file.size())
      violated(event, "archive file " + std::to_string(number) + ": " + std::to_string(came_back) + " of " +
                          std::to_string(file.size()) + " chunks came back");
  }
}

}  // namespace keycell::properties
