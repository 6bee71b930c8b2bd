#include "measures/ageing_meter.h"

#include "measures/results/json.h"

namespace keycell::measures {

void AgeingMeter::on(const model::Event& event) {
  const auto& body = event.body;
  if (const auto* run = std::get_if<model::AgeingRun>(&body)) {
    runs_ += run->is_done ? 0 : 1;
    if (run->is_done) last_ = *run;
  } else if (const auto* aged = std::get_if<model::ArchiveFileAged>(&body)) {
    if (!aged_.insert({aged->copy, aged->archive_file}).second) return;
    abandoned_ += aged->was_complete ? 0 : 1;
    const std::int64_t day = event.time / std::chrono::days(1) + 1;
    for (AgedAmount* amount : {&all_, &by_copy_[std::string(aged->copy_name)], &by_day_[day]}) {
      ++amount->archive_files;
      amount->stored_bytes += aged->stored_bytes;
    }
  } else if (const auto* key = std::get_if<model::KeyRowDeleted>(&body)) {
    key_rows_.insert(key->key_row);
  } else if (const auto* pruned = std::get_if<model::ArchiveFilePruned>(&body)) {
    if (pruned_.insert({pruned->copy, pruned->archive_file}).second) freed_bytes_ += pruned->stored_bytes;
  }
}

std::optional<Ageing> AgeingMeter::ageing() const {
  if (runs_ == 0) return std::nullopt;
  Ageing ageing{.runs = runs_,
                .aged = all_,
                .abandoned = abandoned_,
                .key_rows_deleted = key_rows_.size(),
                .pruned = {.archive_files = pruned_.size(), .stored_bytes = freed_bytes_},
                .kept = last_.kept,
                .left_on_media = aged_.size() - pruned_.size(),
                .copies = by_copy_};
  for (const auto& [day, amount] : by_day_) {
    if (ageing.days.size() == mostListed) break;
    ageing.days.push_back({.day = day, .amount = amount});
  }
  if (!by_day_.empty()) ageing.last_day = by_day_.rbegin()->first;
  ageing.days_not_listed = by_day_.size() - ageing.days.size();
  return ageing;
}

std::string AgeingMeter::result() const { return result_text(ageing()); }

}  // namespace keycell::measures
