#include "properties/documented_weaknesses.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "model/path.h"

namespace keycell::properties {
namespace {

using scenarios::Copy;
using scenarios::Nanos;
using scenarios::Scenario;

/// What one backup of one client writes to its policy's primary copy.
struct PlannedFile {
  std::string client;
  std::string policy;
  Nanos at;
  std::size_t number;
};

class Plan {
 public:
  explicit Plan(const Scenario& scenario)
      : scenario_(scenario), profile_(scenarios::profile_of(scenario)), copies_(scenarios::all_copies(scenario)) {
    for (const auto& group : scenario.clients) {
      if (!group.before) continue;
      back_up(group.name, -std::chrono::days(group.before->full_days));
      if (group.before->incremental_days) back_up(group.name, -std::chrono::days(*group.before->incremental_days));
    }
    for (const auto& backup : scenario.backups) back_up(backup.clients, backup.at);
    // Two are as many as matter: whether there is one data key or more than one.
    for (const auto& schedule : scenario.schedules)
      for (std::uint32_t run = 0; run < std::min(runs_of(scenario, schedule), 2U); ++run)
        back_up(schedule.clients, time_of(scenario, schedule, run));
  }

  /// Data keys under each protection, by what each is for.
  std::map<std::string, std::set<std::string>> data_keys() const {
    std::map<std::string, std::set<std::string>> keys;
    const auto add = [&](const Copy& copy, const PlannedFile& file) {
      keys[protection_of(copy)].insert(scope_of(copy, file));
    };
    for (const Copy& copy : copies_)
      for (const PlannedFile& file : files_)
        if (copy.policy == file.policy && (copy.source.empty() || re_encrypts(copy, file))) add(copy, file);
    return keys;
  }

 private:
  void back_up(const std::string& group_name, Nanos at) {
    const auto group = std::ranges::find(scenario_.clients, group_name, &scenarios::ClientGroup::name);
    if (group == scenario_.clients.end()) return;
    for (const std::string& client : client_names(*group))
      files_.push_back({client, policy_of(*group), at, files_.size()});
  }

  /// Whether an aux copy into this copy finds the file, and encrypts it again.
  bool re_encrypts(const Copy& copy, const PlannedFile& file) const {
    if (copy.encryption != scenarios::CopyEncryption::reEncrypt) return false;
    if (file.at < Nanos::zero()) return true;  // what was before is in every copy
    const auto is_of_policy = [&](const std::string& group_name) {
      const auto group = std::ranges::find(scenario_.clients, group_name, &scenarios::ClientGroup::name);
      return group != scenario_.clients.end() && policy_of(*group) == copy.policy;
    };
    return std::ranges::any_of(scenario_.aux_copies,
                               [&](const scenarios::AuxCopy& aux) {
                                 return aux.policy == copy.policy && aux.copy == copy.name && aux.at > file.at;
                               }) ||
           std::ranges::any_of(scenario_.schedules, [&](const scenarios::Schedule& schedule) {
             return is_of_policy(schedule.clients) &&
                    std::ranges::find(schedule.aux_copies, copy.name) != schedule.aux_copies.end() &&
                    time_of(scenario_, schedule, runs_of(scenario_, schedule) - 1) >= file.at;
           });
  }

  std::string protection_of(const Copy& copy) const {
    const bool is_of_pool = profile_->key_owner() == crypto::KeyOwner::pool && !copy.pool.empty();
    return is_of_pool ? model::path_of(copy.pool) : model::path_of(copy.policy, copy.name);
  }

  /// As the CommServe counts them (CommServe::scope_of).
  std::string scope_of(const Copy& copy, const PlannedFile& file) const {
    const std::string number = std::to_string(file.number);
    const std::string fresh = scenario_.readings.data_key_reuse == model::DataKeyReuse::fresh ? "\n" + number : "";
    switch (scenario_.readings.data_key_scope.value_or(profile_->data_key_scope())) {
      case crypto::DataKeyScope::client: return file.client + fresh;
      case crypto::DataKeyScope::clientCopy: return file.client + "\n" + copy.policy + "\n" + copy.name + fresh;
      case crypto::DataKeyScope::archiveFile: break;
    }
    return copy.policy + "\n" + copy.name + "\n" + number;
  }

  const Scenario& scenario_;
  std::unique_ptr<crypto::Hierarchy> profile_;
  std::vector<Copy> copies_;
  std::vector<PlannedFile> files_;
};

}  // namespace

bool shares_a_wrapping_key(const Scenario& scenario) {
  return std::ranges::any_of(Plan(scenario).data_keys(), [](const auto& keys) { return keys.second.size() > 1; });
}

std::vector<std::string> documented_weaknesses(const Scenario& scenario) {
  std::vector<std::string> ids;
  if (shares_a_wrapping_key(scenario)) ids.emplace_back("SEC-7");
  return ids;
}

}  // namespace keycell::properties
