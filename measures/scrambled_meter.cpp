#include "measures/scrambled_meter.h"

#include <algorithm>

#include "measures/results/json.h"
#include "model/path.h"

namespace keycell::measures {
std::set<std::string> scrambled_owners(const scenarios::Scenario& scenario) {
  std::set<std::string> scrambled;
  const auto profile = scenarios::profile_of(scenario);
  for (const std::string& owner : key_owners(scenario, *profile)) {
    const auto kms = std::ranges::find(scenario.kms, kms_of(scenario, owner), &scenarios::Kms::name);
    if (kms != scenario.kms.end() && !is_node(*kms)) scrambled.insert(owner);
  }
  return scrambled;
}

ScrambledMeter::ScrambledMeter(const scenarios::Scenario& scenario) {
  const std::set<std::string> scrambled = scrambled_owners(scenario);
  if (scrambled.empty()) return;
  for (const scenarios::Copy& copy : scenarios::all_copies(scenario))
    if (scrambled.contains(key_owner_of(scenario, copy))) copies_.insert(model::path_of(copy.policy, copy.name));
}

void ScrambledMeter::on(const model::Event& event) {
  if (copies_.empty()) return;
  if (const auto* job = std::get_if<model::JobState>(&event.body)) {
    if (copies_.contains(job->copy)) copy_ids_.insert(job->copy_id);
  } else if (const auto* read = std::get_if<model::ChunkRead>(&event.body)) {
    read_[{read->archive_file, read->chunk}] = read->front_end_bytes;
  } else if (const auto* kept = std::get_if<model::ChunkAcknowledged>(&event.body)) {
    if (!copy_ids_.contains(kept->copy)) return;
    const auto found = read_.find({kept->archive_file, kept->chunk});
    if (found == read_.end()) return;
    ++data_.chunks;
    data_.front_end_bytes += found->second;
    read_.erase(found);
  }
}

std::string ScrambledMeter::result() const { return result_text(data_); }

}  // namespace keycell::measures
