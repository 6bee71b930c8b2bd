#include "measures/backlog_meter.h"

#include <algorithm>

#include "measures/results/json.h"
#include "model/path.h"

namespace keycell::measures {
namespace {

std::int64_t night_of(model::Nanos time) {
  using namespace std::chrono_literals;
  return (time + 12h) / 24h;
}

}  // namespace

BacklogMeter::BacklogMeter(const scenarios::Scenario& scenario) {
  for (const scenarios::Copy& copy : all_copies(scenario)) {  // sources before those that are filled from them
    if (copy.source.empty()) continue;
    const std::string name = model::path_of(copy.policy, copy.name);
    const std::string source = model::path_of(copy.policy, copy.source);
    const auto further = source_of_.find(source);
    const std::string& primary = source_of_[name] = further == source_of_.end() ? source : further->second;
    filled_from_[primary].push_back(name);
  }
}

void BacklogMeter::Behind::change(std::int64_t night, std::int64_t by) {
  if (by > 0 && (nights_.empty() || nights_.back().night != night)) nights_.push_back({night, amount_});
  amount_ += by;
  came_ += std::max<std::int64_t>(by, 0);
  most_ = std::max(most_, amount_);
}

CopyBacklog BacklogMeter::Behind::told(std::string copy, std::string source) const {
  CopyBacklog told{.copy = std::move(copy),
                   .source = std::move(source),
                   .at_the_end = static_cast<std::uint64_t>(std::max<std::int64_t>(amount_, 0)),
                   .most = static_cast<std::uint64_t>(most_),
                   .nights = nights_.size()};
  if (nights_.size() < 3) return told;
  // The first night's full backups may take days to be copied: what comes later shows whether it is caught up with.
  const Night& middle = nights_[(nights_.size() - 1) / 2];
  const Night& last = nights_.back();
  const double growth = static_cast<double>(last.left - middle.left) / static_cast<double>(last.night - middle.night);
  told.growth_a_night = growth;
  // What is left now and then varies a little: a hundredth of what a night brings is no growth.
  constexpr double little = 0.01;
  told.never_catches_up = growth > little * static_cast<double>(came_) / static_cast<double>(nights_.size());
  return told;
}

void BacklogMeter::on(const model::Event& event) {
  if (const auto* job = std::get_if<model::JobState>(&event.body)) {
    hear(night_of(event.time), *job);
  } else if (const auto* moved = std::get_if<model::DataMoved>(&event.body)) {
    if (moved->to_end == model::DataEnd::libraryWrite && moved->moved_bytes == moved->wire_bytes)
      moved_[moved->call] = {moved->wire_bytes, std::string(moved->from), std::string(moved->to)};
  } else if (const auto* chunk = std::get_if<model::ChunkAcknowledged>(&event.body)) {
    hear(night_of(event.time), *chunk);
  } else if (std::holds_alternative<model::HostDown>(event.body)) {
    // What was between it and another host comes again.
    std::erase_if(moved_,
                  [&](const auto& entry) { return entry.second.from == event.host || entry.second.to == event.host; });
  }
}

void BacklogMeter::hear(std::int64_t night, const model::JobState& job) {
  copy_names_.try_emplace(job.copy_id, job.copy);
  if (job.kind != model::JobKind::restore) filled_.emplace(job.copy);
  const bool changes = is_final(job.state) ? in_work_.erase(job.job) > 0 : in_work_.insert(job.job).second;
  if (job.kind == model::JobKind::backup && changes)
    behind_[std::string(job.copy)].change(night, is_final(job.state) ? -1 : 1);
}

void BacklogMeter::hear(std::int64_t night, const model::ChunkAcknowledged& chunk) {
  const auto moved = moved_.find(chunk.call);
  if (moved == moved_.end()) return;  // the second who is told
  const auto bytes = static_cast<std::int64_t>(moved->second.bytes);
  moved_.erase(moved);
  std::uint32_t& known = chunks_[{chunk.copy, chunk.archive_file}];
  if (chunk.chunk < known) return;  // sent again
  known = chunk.chunk + 1;
  const auto named = copy_names_.find(chunk.copy);
  if (named == copy_names_.end()) return;
  const std::string& copy = named->second;
  if (source_of_.contains(copy)) behind_[copy].change(night, -bytes);
  if (const auto filled = filled_from_.find(copy); filled != filled_from_.end())
    for (const std::string& target : filled->second) behind_[target].change(night, bytes);
}

Backlog BacklogMeter::backlog() const {
  Backlog backlog{.jobs_in_work = in_work_.size(), .copies = {}};
  for (const auto& [copy, behind] : behind_) {
    if (!filled_.contains(copy)) continue;  // behind because nobody ever asks for it
    const auto source = source_of_.find(copy);
    backlog.copies.push_back(behind.told(copy, source == source_of_.end() ? "" : source->second));
  }
  return backlog;
}

std::string BacklogMeter::result() const { return result_text(backlog()); }

}  // namespace keycell::measures
