#include "scenarios/scenario.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "model/path.h"
#include "scenarios/kms_kinds.h"
#include "scenarios/words.h"

namespace keycell::scenarios {

bool Expect::contains(std::string_view property) const {
  return violated && std::ranges::find(*violated, property) != violated->end();
}

Costs costs_of(const Calibration& calibration, std::string_view cipher) {
  const std::size_t place = place_of_cipher(cipher);
  return {.encrypt_bytes_per_s = calibration.encrypt_bytes_per_s[place],
          .decrypt_bytes_per_s = calibration.decrypt_bytes_per_s[place],
          .compress_bytes_per_s = calibration.compress_bytes_per_s,
          .decompress_bytes_per_s = calibration.decompress_bytes_per_s,
          .aes_wrap = calibration.aes_wrap,
          .aes_unwrap = calibration.aes_unwrap,
          .rsa_public = calibration.rsa_public,
          .rsa_private = calibration.rsa_private,
          .message = calibration.message};
}

std::vector<std::string> cipher_words() {
  std::vector<std::string> words;
  for (const crypto::DataCipher& cipher : crypto::allDataCiphers)
    words.push_back(std::string(cipher.name) + "-" + std::to_string(cipher.key_bits));
  return words;
}

std::vector<std::string> client_names(const ClientGroup& group) {
  if (group.count == 1) return {group.name};
  std::vector<std::string> names;
  names.reserve(group.count);
  for (std::uint32_t i = 1; i <= group.count; ++i) names.push_back(group.name + std::to_string(i));
  return names;
}

std::vector<std::string> client_names(const ClientGroup& group, std::uint32_t count) {
  const std::vector<std::string> all = client_names(group);
  std::vector<std::string> names;
  names.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) names.push_back(all[i % all.size()]);
  return names;
}

model::DueTimes due_times_of(const Scenario& scenario, const Schedule& schedule) {
  constexpr Nanos day = std::chrono::days(1);
  model::DueTimes due{.days = std::clamp(schedule.nights, 1U, mostNights),
                      .at_ns = std::clamp(schedule.at.value_or(Nanos::zero()), Nanos::zero(), day - 1ns).count(),
                      .jitter_ns = std::clamp(schedule.start_jitter, Nanos::zero(), day - 1ns).count()};
  if (schedule.every) due.every_ns = std::clamp(*schedule.every, shortestEvery, longestEvery).count();
  if (!scenario.start) return due;
  due.of_day_0 = model::weekday_of(*scenario.start);
  for (const model::Weekday weekday : schedule.on) due.on.add(weekday);
  return due;
}

std::uint32_t runs_of(const Scenario& scenario, const Schedule& schedule) {
  return model::runs_of(due_times_of(scenario, schedule));
}

Nanos time_of(const Scenario& scenario, const Schedule& schedule, std::uint32_t run) {
  return model::instant_of(due_times_of(scenario, schedule), run);
}

std::uint64_t synthetic_fulls_of(const Scenario& scenario, const ClientGroup& group) {
  std::uint64_t count = 0;
  for (const Backup& backup : scenario.backups)
    count += backup.clients == group.name && backup.level == BackupLevel::syntheticFull ? group.count : 0;
  for (const Schedule& schedule : scenario.schedules) {
    const bool makes_some = schedule.level == BackupLevel::syntheticFull || schedule.fulls == Fulls::synthetic;
    if (schedule.clients == group.name && makes_some) count += std::uint64_t{runs_of(scenario, schedule)} * group.count;
  }
  return count;
}

Nanos last_time(const Scenario& s) {
  Nanos last{0};
  for (const Backup& backup : s.backups) last = std::max(last, backup.at);
  for (const Schedule& schedule : s.schedules)
    last = std::max(last, time_of(s, schedule, runs_of(s, schedule) - 1) + schedule.start_jitter);
  for (const Restore& restore : s.restores) last = std::max(last, restore.until.value_or(restore.at));
  for (const AuxCopy& aux_copy : s.aux_copies) last = std::max(last, aux_copy.at);
  for (const Rotation& rotation : s.rotations) last = std::max(last, rotation.at);
  for (const Operator& hand : s.operators) last = std::max(last, hand.at);
  for (const Fault& fault : s.faults) last = std::max(last, fault.values.time("at").value_or(Nanos{0}));
  return last;
}

std::optional<Nanos> first_job(const Scenario& s, JobKind kind, const std::string& clients) {
  std::optional<Nanos> first;
  const auto add = [&](const std::string& group, Nanos at) {
    if (clients.empty() || clients == group) first = std::min(first.value_or(at), at);
  };
  switch (kind) {
    case JobKind::backup:
      for (const Backup& backup : s.backups) add(backup.clients, backup.at);
      for (const Schedule& schedule : s.schedules)
        add(schedule.clients, time_of(s, schedule, 0) + schedule.start_jitter);
      break;
    case JobKind::restore:
      for (const Restore& restore : s.restores) add(restore.clients, restore.at);
      break;
    case JobKind::auxCopy:
      for (const AuxCopy& aux_copy : s.aux_copies) add({}, aux_copy.at);
      for (const Schedule& schedule : s.schedules)
        if (!schedule.aux_copies.empty()) add({}, time_of(s, schedule, 0) + schedule.start_jitter);
      break;
  }
  return first;
}

std::optional<Nanos> first_backup(const Scenario& s, const std::string& clients) {
  const auto group = std::ranges::find(s.clients, clients, &ClientGroup::name);
  if (group != s.clients.end() && group->before) return -std::chrono::days(group->before->full_days);
  return first_job(s, JobKind::backup, clients);
}

std::uint32_t nights_before(const Scenario& s, const Schedule& schedule) {
  const auto group = std::ranges::find(s.clients, schedule.clients, &ClientGroup::name);
  if (group == s.clients.end() || !group->before) return 0;
  const model::DueTimes due = due_times_of(s, schedule);
  std::uint32_t nights = 0;
  for (std::uint32_t ago = 1; ago <= std::min(group->before->full_days, mostDaysAgo); ++ago)
    nights += due.on.empty() || due.on.has(model::later(due.of_day_0, -std::int64_t{ago})) ? 1 : 0;
  return nights;
}

std::vector<Copy> all_copies(const Scenario& scenario) {
  std::vector<Copy> copies;
  for (const ClientGroup& group : scenario.clients) {
    if (group.pool.empty()) continue;
    const bool known = std::ranges::find(copies, group.pool, &Copy::policy) != copies.end();
    if (!known) copies.push_back({.policy = group.pool, .name = std::string(primaryCopyName), .pool = group.pool});
  }
  std::ranges::copy_if(scenario.copies, std::back_inserter(copies), [](const Copy& c) { return c.source.empty(); });
  std::ranges::copy_if(scenario.copies, std::back_inserter(copies), [](const Copy& c) { return !c.source.empty(); });
  return copies;
}

std::unique_ptr<crypto::RecordCipher> cipher_of(const Scenario& scenario) {
  const std::string& word = scenario.data_path.cipher;
  const std::size_t dash = word.rfind('-');
  std::size_t bits = 0;
  if (dash != std::string::npos) std::from_chars(word.data() + dash + 1, word.data() + word.size(), bits);
  return crypto::make_record_cipher(std::string_view(word).substr(0, dash), bits, scenario.readings.record_crc);
}

std::unique_ptr<crypto::Hierarchy> profile_of(const Scenario& scenario) {
  return crypto::make_profile(
      scenario.keys.profile, {.unwrap = scenario.keys.unwrap, .data_key_bytes = cipher_of(scenario)->key_size_bytes()});
}

std::vector<std::string> key_owners(const Scenario& scenario, const crypto::Hierarchy& profile) {
  const bool copies_own = profile.key_owner() == crypto::KeyOwner::copy;
  std::vector<std::string> names;
  if (!copies_own)
    for (const Pool& pool : scenario.pools) names.push_back(model::path_of(pool.name));
  for (const Copy& copy : all_copies(scenario))
    if (copies_own || copy.pool.empty()) names.push_back(model::path_of(copy.policy, copy.name));
  return names;
}

std::string key_owner_of(const Scenario& scenario, const Copy& copy) {
  const std::vector<Copy> copies = all_copies(scenario);
  const Copy* sealed = &copy;
  while (!sealed->source.empty() && sealed->encryption != CopyEncryption::reEncrypt) {  // no circles: validate.cpp
    const auto source = std::ranges::find_if(
        copies, [&](const Copy& other) { return other.policy == sealed->policy && other.name == sealed->source; });
    if (source == copies.end()) break;
    sealed = &*source;
  }
  const std::string own = model::path_of(sealed->policy, sealed->name);
  const auto owners = key_owners(scenario, *profile_of(scenario));
  return std::ranges::find(owners, own) != owners.end() ? own : model::path_of(sealed->pool);
}

std::string kms_of(const Scenario& scenario, const std::string& owner) {
  const auto names = model::names_in_path(owner).value_or(std::vector<std::string>{});
  const auto of_pool = [&](const std::string& name) {
    const auto pool = std::ranges::find(scenario.pools, name, &Pool::name);
    return pool == scenario.pools.end() ? std::string() : pool->kms;
  };
  if (names.size() == 1) return of_pool(names[0]);
  for (const Copy& copy : all_copies(scenario))
    if (names == std::vector{copy.policy, copy.name}) return copy.pool.empty() ? copy.kms : of_pool(copy.pool);
  return {};
}

std::vector<std::string> media_agents_of(const Scenario& scenario, const Copy& copy) {
  const auto all = [](const auto& part) {
    std::vector<std::string> names{part.media_agent};
    names.insert(names.end(), part.alternates.begin(), part.alternates.end());
    return names;
  };
  const auto pool = std::ranges::find(scenario.pools, copy.pool, &Pool::name);
  return pool == scenario.pools.end() ? all(copy) : all(*pool);
}

std::string media_agent_of(const Scenario& scenario, const Copy& copy) {
  return media_agents_of(scenario, copy).front();
}

Library library_of(const Scenario& scenario, const MediaAgent& media_agent) {
  const auto library = std::ranges::find(scenario.libraries, media_agent.library, &Library::name);
  if (library != scenario.libraries.end()) return *library;
  return {.name = media_agent.name,
          .write_bytes_per_s = media_agent.library_write_bytes_per_s,
          .read_bytes_per_s = media_agent.library_read_bytes_per_s,
          .capacity_bytes = media_agent.library_capacity_bytes};
}

std::string library_of(const Scenario& scenario, const Copy& copy) {
  const std::string name = media_agent_of(scenario, copy);
  const auto media_agent = std::ranges::find(scenario.media_agents, name, &MediaAgent::name);
  return media_agent == scenario.media_agents.end() ? name : library_of(scenario, *media_agent).name;
}

bool is_node(const Kms& kms) {
  const KmsKind* kind = find_row(kms_kinds(), kms.kind);
  return kind != nullptr && kind->lives == KmsLives::onANode;
}

std::vector<std::string> kms_nodes(const Scenario& scenario) {
  std::vector<std::string> nodes;
  for (const Kms& kms : scenario.kms)
    if (is_node(kms)) nodes.push_back(kms.name);
  return nodes;
}

std::string policy_of(const ClientGroup& group) { return group.policy.empty() ? group.pool : group.policy; }

std::vector<std::string> policies_of(const std::vector<Copy>& copies) {
  std::vector<std::string> policies;
  for (const Copy& copy : copies)
    if (std::ranges::find(policies, copy.policy) == policies.end()) policies.push_back(copy.policy);
  return policies;
}

std::vector<std::string> copies_of(const std::vector<Copy>& copies, const std::string& policy) {
  std::vector<std::string> names;
  for (const Copy& copy : copies)
    if (copy.policy == policy) names.push_back(copy.name);
  return names;
}

std::string primary_copy_of(const std::vector<Copy>& copies, const std::string& policy) {
  for (const Copy& copy : copies)
    if (copy.policy == policy && copy.source.empty()) return copy.name;
  return {};
}

}  // namespace keycell::scenarios
