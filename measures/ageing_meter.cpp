#include "measures/ageing_meter.h"

#include <nlohmann/json.hpp>

namespace keycell::measures {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

void AgeingMeter::on(const model::Event& event) {
  const auto& body = event.body;
  if (const auto* run = std::get_if<model::AgeingRun>(&body)) {
    runs_ += run->is_done ? 0 : 1;
    if (run->is_done) last_ = *run;
  } else if (const auto* aged = std::get_if<model::ArchiveFileAged>(&body)) {
    if (!aged_.insert({aged->copy, aged->archive_file}).second) return;
    abandoned_ += aged->was_complete ? 0 : 1;
    const std::int64_t day = event.time / std::chrono::days(1) + 1;
    for (Amount* amount : {&all_, &by_copy_[std::string(aged->copy_name)], &by_day_[day]}) {
      ++amount->records;
      amount->stored_bytes += aged->stored_bytes;
    }
  } else if (const auto* key = std::get_if<model::KeyRowDeleted>(&body)) {
    key_rows_.insert(key->key_row);
  } else if (const auto* pruned = std::get_if<model::ArchiveFilePruned>(&body)) {
    if (pruned_.insert({pruned->copy, pruned->archive_file}).second) freed_bytes_ += pruned->stored_bytes;
  }
}

std::string AgeingMeter::result() const {
  if (runs_ == 0) return Json().dump();
  const auto told = [](const Amount& amount) {
    return Json{{"archive_files", amount.records}, {"stored_bytes", amount.stored_bytes}};
  };
  Json json{{"runs", runs_}};
  json["aged"] = told(all_);
  json["abandoned"] = abandoned_;
  json["key_rows_deleted"] = key_rows_.size();
  json["pruned"] = {{"archive_files", pruned_.size()}, {"stored_bytes", freed_bytes_}};
  json["kept"] = last_.kept;
  json["left_on_media"] = aged_.size() - pruned_.size();
  auto& copies = json["copies"] = Json::object();
  for (const auto& [copy, amount] : by_copy_) copies[copy] = told(amount);
  auto& days = json["days"] = Json::array();
  for (const auto& [day, amount] : by_day_) {
    if (days.size() == mostListed) break;
    days.push_back({{"day", day}});
    days.back().update(told(amount));
  }
  json["last_day"] = by_day_.empty() ? Json() : Json(by_day_.rbegin()->first);
  json["days_not_listed"] = by_day_.size() - days.size();
  return json.dump();
}

}  // namespace keycell::measures
