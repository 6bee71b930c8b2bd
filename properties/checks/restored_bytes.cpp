#include "properties/checks/restored_bytes.h"

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
    // What another host reads under the owner's name is not the owner's.
    const auto& owner = owners_.emplace(read->archive_file, event.host).first->second;
    if (owner != event.host) return;
    archive_files_[read->archive_file][read->chunk].hash = sim::stable_hash(text_of(read->plain));
    const bool is_of_before = read->front_end_bytes == 0;  // no job is told of it
    if (is_of_before) backed_up_.emplace(event.host);
  } else if (const auto* taken = std::get_if<model::ChunkTakenOver>(&event.body)) {
    // What a client read once: what the MediaAgent makes of it is not asked.
    const auto& source = archive_files_[taken->from_archive_file];
    const auto chunk = source.find(taken->from_chunk);
    if (chunk != source.end()) archive_files_[taken->archive_file][taken->chunk].hash = chunk->second.hash;
  } else if (const auto* restored = std::get_if<model::ChunkRestored>(&event.body)) {
    compare(event, *restored);
  } else if (const auto* job = std::get_if<model::JobState>(&event.body)) {
    if (job->kind == model::JobKind::restore) hear(event, *job);
    const bool is_done =
        job->state == model::JobStatus::completed || job->state == model::JobStatus::completedWithErrors;
    if (job->kind == model::JobKind::backup && is_done) backed_up_.emplace(job->client);
  } else if (const auto* aged = std::get_if<model::ArchiveFileAged>(&event.body)) {
    aged_.emplace(aged->client, aged->copy_name);
  } else if (std::holds_alternative<model::WorkloadEnded>(event.body)) {
    look_for_missing(event);
  }
}

void RestoredBytes::hear(const model::Event& event, const model::JobState& job) {
  if (is_final(job.state) && !over_.insert(job.job).second) return;  // told again, by a CommServe that came back
  Restoring& restoring = restoring_[std::string(job.client)];
  using model::JobStatus;
  const bool is_killed = job.state == JobStatus::killed;
  // What was asked for as of then is gone, as its retention says, or there never was any: nothing could come back.
  const bool is_aged = job.cause == model::JobCause::dataAged &&
                       aged_.contains(std::pair(std::string(job.client), std::string(job.copy)));
  const bool was_never_there = job.cause == model::JobCause::noBackup && !backed_up_.contains(job.client);
  const bool is_refused = job.state == JobStatus::failed && (is_aged || was_never_there);
  const bool killed_by_operator = is_killed && job.cause == model::JobCause::operatorKills;
  const bool failed = (job.state == JobStatus::failed && !is_refused) || job.state == JobStatus::completedWithErrors ||
                      (is_killed && !killed_by_operator);
  if (failed) {
    mark_exercised();
    violated(event, {},
             "not everything came back: restore job " + std::to_string(job.job) + " of " + std::string(job.client) +
                 " failed: " + std::string(name_of(job.cause)));  // its reason is text that nobody has scanned
  }
  if (!failed && !is_refused && !killed_by_operator && job.state != JobStatus::completed) {
    if (restoring.jobs.empty()) restoring.chunks.clear();
    restoring.jobs.insert(job.job);
    return;
  }
  if (restoring.jobs.erase(job.job) == 0) return;
  // Chunks say nothing of their job: of several at once only the last one's end shows what is missing.
  if (job.state == JobStatus::completed && restoring.jobs.empty()) look_for_parts(event, job, restoring);
}

void RestoredBytes::look_for_parts(const model::Event& event, const model::JobState& job, const Restoring& restoring) {
  const std::string what = "restore job " + std::to_string(job.job) + " of " + std::string(job.client) + " completed";
  if (restoring.chunks.empty()) violated(event, {}, what + " and brought nothing back");
  for (const auto& [number, chunks] : restoring.chunks) {
    const auto file = archive_files_.find(number);
    if (file == archive_files_.end() || chunks.size() >= file->second.size()) continue;
    violated(event, {},
             what + " with " + std::to_string(chunks.size()) + " of " + std::to_string(file->second.size()) +
                 " chunks of archive file " + std::to_string(number));
  }
}

void RestoredBytes::compare(const model::Event& event, const model::ChunkRestored& restored) {
  mark_exercised();
  const std::string what = name_of(restored.archive_file, restored.chunk);
  if (const auto client = restoring_.find(event.host); client != restoring_.end())
    client->second.chunks[restored.archive_file].insert(restored.chunk);
  ArchiveFile& file = archive_files_[restored.archive_file];
  const auto chunk = file.find(restored.chunk);
  if (chunk == file.end()) return violated(event, {}, what + " was restored and never backed up");
  chunk->second.restored = true;
  if (!restored.opened) return violated(event, {}, what + " does not open");
  if (sim::stable_hash(text_of(restored.plain)) != chunk->second.hash)
    violated(event, {}, what + " opens to other bytes than were backed up");
}

void RestoredBytes::look_for_missing(const model::Event& event) {
  for (const auto& [number, file] : archive_files_) {
    const auto came_back = std::ranges::count_if(file, [](const auto& entry) { return entry.second.restored; });
    if (came_back != 0 && static_cast<std::size_t>(came_back) != file.size())
      violated(event, {},
               "archive file " + std::to_string(number) + ": " + std::to_string(came_back) + " of " +
                   std::to_string(file.size()) + " chunks came back");
  }
}

}  // namespace keycell::properties
