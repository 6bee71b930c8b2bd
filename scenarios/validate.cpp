#include "scenarios/validate.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "scenarios/checks.h"
#include "scenarios/units.h"
#include "scenarios/wording.h"
#include "scenarios/words.h"

namespace keycell::scenarios {
namespace {

void check_commcell_id(const std::string& id) {
  const auto fits = [](char c) { return (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9'); };
  if (id.empty() || id.size() > 16 || !std::ranges::all_of(id, fits)) {
    refuse({.table = "commcell", .key = "id"},
           quoted(id) + " is no CommCell id; expected 1 to 16 of 0-9 and A-F, as \"2A4F\"");
  }
}

/// What a constructor objects to, in words; empty when it objects to nothing.
template <class Objection, class Make>
std::string objection_of(Make make) {
  try {
    make();
  } catch (const Objection& objection) {
    return objection.what();
  }
  return {};
}

void check_hierarchy(const Scenario& s) {
  check_known({.table = "keys", .key = "profile"}, s.keys.profile, "profile", crypto::profile_names());
  const std::string cipher = objection_of<crypto::UnsupportedCipher>([&] { cipher_of(s); });
  if (!cipher.empty()) refuse({.table = "data", .key = "cipher"}, cipher + "; write for example \"AES-256\"");
  check_known({.table = "data", .key = "cipher"}, s.data_path.cipher, "cipher", cipher_words());  // no "AES-0256"
  const std::string profile = objection_of<std::invalid_argument>([&] { profile_of(s); });
  if (!profile.empty()) refuse({.table = "keys", .key = "unwrap"}, profile + "; expected \"fetch\"");
}

void check_settings(const Scenario& s) {
  check_line({.key = "title"}, s.title, "what the scenario shows");
  positive({.key = "horizon"}, s.horizon);
  check_commcell_id(s.commcell_id);
  check_hierarchy(s);
  not_negative({.table = "readings", .key = "kms_cache"}, s.readings.kms_cache);
  not_negative({.table = "network", .key = "latency"}, s.network.latency);
  positive_rate({.table = "network", .key = "control_rate"}, s.network.control_bytes_per_s);
  not_negative({.table = "jobs", .key = "restart_interval"}, s.jobs.restart_interval);
  positive({.table = "jobs", .key = "call_deadline"}, s.jobs.call_deadline);
  positive({.table = "jobs", .key = "backup_total_running_time"}, s.jobs.backup_total_running_time);
  positive({.table = "jobs", .key = "restore_total_running_time"}, s.jobs.restore_total_running_time);
  positive({.table = "jobs", .key = "aux_copy_total_running_time"}, s.jobs.aux_copy_total_running_time);
  in_range({.table = "jobs", .key = "streams"}, s.jobs.streams, 1);
  in_range({.table = "jobs", .key = "aux_copy_streams"}, s.jobs.aux_copy_streams, 1);
  positive_rate({.table = "costs", .key = "encrypt"}, s.costs.encrypt_bytes_per_s);
  positive_rate({.table = "costs", .key = "decrypt"}, s.costs.decrypt_bytes_per_s);
  positive_rate({.table = "costs", .key = "compress"}, s.costs.compress_bytes_per_s);
  positive_rate({.table = "costs", .key = "decompress"}, s.costs.decompress_bytes_per_s);
  not_negative({.table = "costs", .key = "aes_wrap"}, s.costs.aes_wrap);
  not_negative({.table = "costs", .key = "aes_unwrap"}, s.costs.aes_unwrap);
  not_negative({.table = "costs", .key = "rsa_public"}, s.costs.rsa_public);
  not_negative({.table = "costs", .key = "rsa_private"}, s.costs.rsa_private);
  not_negative({.table = "costs", .key = "message"}, s.costs.message);
  not_negative({.table = "costs", .key = "kms_service"}, s.costs.kms_service);
  not_negative({.table = "costs", .key = "disk_operation"}, s.costs.disk_operation);
  not_negative({.table = "costs", .key = "disk_sync"}, s.costs.disk_sync);
  positive({.table = "costs", .key = "reboot"}, s.costs.reboot);
  not_negative({.table = "costs", .key = "scan"}, s.costs.scan);
  not_negative({.table = "costs", .key = "archive_index"}, s.costs.archive_index);
}

void check_data_path(const DataPath& data) {
  const Where record{.table = "data", .key = "record"};
  positive_size({.table = "data", .key = "chunk"}, data.chunk_bytes);
  if (data.record_bytes < smallestRecord || data.record_bytes > largestRecord) {
    refuse(record, quoted(size_text(data.record_bytes)) + " is no record size; expected \"32 B\" to \"64 KiB\"");
  }
  if (data.record_bytes > data.chunk_bytes) {
    refuse(record, quoted(size_text(data.record_bytes)) + " is more than a chunk; expected at most " +
                       quoted(size_text(data.chunk_bytes)));
  }
}

void check_client_group(std::size_t i, const ClientGroup& group, const DataPath& data) {
  const auto key = [&](std::string_view name) { return Where{.table = "client", .index = i, .key = name}; };
  in_range(key("count"), group.count, 1);
  positive_size(key("front_end"), group.front_end_bytes);
  positive_rate(key("network"), group.network_bytes_per_s);
  positive_rate(key("read"), group.read_bytes_per_s);
  positive_rate(key("write"), group.write_bytes_per_s);
  const std::uint64_t chunks = (group.front_end_bytes - 1) / data.chunk_bytes + 1;
  if (chunks > mostChunksPerClient) {
    refuse(key("front_end"), "makes " + std::to_string(chunks) + " chunks of " + quoted(size_text(data.chunk_bytes)) +
                                 "; expected at most " + std::to_string(mostChunksPerClient) +
                                 " a client, so take larger chunks ([data] chunk)");
  }
}

void check_parts(const Scenario& s) {
  for (std::size_t i = 0; i < s.kms.size(); ++i) {
    check_known({.table = "kms", .index = i, .key = "kind"}, s.kms[i].kind, "kind of KMS", kms_kinds());
    if (s.kms[i].client_key == ClientKey::encrypted) {
      refuse({.table = "kms", .index = i, .key = "client_key"},
             "the key of the client certificate for KMS " + quoted(s.kms[i].name) +
                 " is encrypted, and the CommServe takes none that is; expected \"unencrypted\"");
    }
  }
  for (std::size_t i = 0; i < s.media_agents.size(); ++i) {
    const MediaAgent& ma = s.media_agents[i];
    in_range({.table = "media_agent", .index = i, .key = "streams"}, ma.streams, 1);
    in_range({.table = "media_agent", .index = i, .key = "cores"}, ma.cores, 1);
    positive_rate({.table = "media_agent", .index = i, .key = "network"}, ma.network_bytes_per_s);
    positive_rate({.table = "media_agent", .index = i, .key = "library_write"}, ma.library_write_bytes_per_s);
    positive_rate({.table = "media_agent", .index = i, .key = "library_read"}, ma.library_read_bytes_per_s);
  }
  for (std::size_t i = 0; i < s.sites.size(); ++i) {
    positive_rate({.table = "site", .index = i, .key = "wan"}, s.sites[i].wan_bytes_per_s);
    not_negative({.table = "site", .index = i, .key = "latency"}, s.sites[i].latency);
  }
  for (std::size_t i = 0; i < s.clients.size(); ++i) check_client_group(i, s.clients[i], s.data_path);
}

void check_size_of_cell(const Scenario& s) {
  const auto at_least_one = [](bool none, std::string_view table) {
    if (none) refuse({.key = table}, "there is none; expected at least one [[" + std::string(table) + "]]");
  };
  at_least_one(s.kms.empty(), "kms");
  at_least_one(s.media_agents.empty(), "media_agent");
  if (s.pools.empty() && s.copies.empty())
    refuse({.key = "pool"}, "there is none; expected at least one [[pool]] or [[copy]]");
  at_least_one(s.clients.empty(), "client");
  std::uint64_t clients = 0;
  for (std::size_t i = 0; i < s.clients.size(); ++i) {
    clients += s.clients[i].count;
    if (clients <= mostClients) continue;
    refuse({.table = "client", .index = i, .key = "count"},
           "makes " + std::to_string(clients) + " clients; expected at most " + std::to_string(mostClients) +
               ": a simulated host needs actors, and the machine maps at most about 32000");
  }
}

// ---- names

/// Every name of a cell; that of a group of several clients too, although no host has it.
class Names {
 public:
  explicit Names(const Scenario& s) {
    durable_hosts.emplace_back(commserveName);
    taken_.insert(durable_hosts.front());
    for (std::size_t i = 0; i < s.sites.size(); ++i)
      sites.push_back(take({.table = "site", .index = i, .key = "name"}, s.sites[i].name));
    for (std::size_t i = 0; i < s.kms.size(); ++i) {
      kms.push_back(take({.table = "kms", .index = i, .key = "name"}, s.kms[i].name));
      if (s.kms[i].kind != builtInKind) durable_hosts.push_back(s.kms[i].name);
    }
    for (std::size_t i = 0; i < s.media_agents.size(); ++i) {
      media_agents.push_back(take({.table = "media_agent", .index = i, .key = "name"}, s.media_agents[i].name));
      durable_hosts.push_back(s.media_agents[i].name);
    }
    for (std::size_t i = 0; i < s.clients.size(); ++i) {
      const Where where{.table = "client", .index = i, .key = "name"};
      groups.push_back(take(where, s.clients[i].name));
      if (s.clients[i].count == 1) continue;
      for (const std::string& client : client_names(s.clients[i])) take(where, client);
    }
    std::set<std::string> taken_pools;
    for (std::size_t i = 0; i < s.pools.size(); ++i) {
      const Where where{.table = "pool", .index = i, .key = "name"};
      check_name(where, s.pools[i].name);
      if (!taken_pools.insert(s.pools[i].name).second) refuse_taken(where, s.pools[i].name);
      pools.push_back(s.pools[i].name);
    }
  }

  std::vector<std::string> sites, kms, media_agents, pools, groups;
  std::vector<std::string> durable_hosts;  ///< those whose disks hold what must survive: clients have none

 private:
  [[noreturn]] static void refuse_taken(const Where& where, const std::string& name) {
    refuse(where, quoted(name) + " is the name of something else already; expected another name");
  }

  std::string take(const Where& where, const std::string& name) {
    check_name(where, name);
    if (!taken_.insert(name).second) refuse_taken(where, name);
    return name;
  }

  std::set<std::string> taken_;
};

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

void check_copy(const Scenario& s, std::size_t i, const Names& names) {
  const Copy& copy = s.copies[i];
  const auto key = [&](std::string_view name) { return Where{.table = "copy", .index = i, .key = name}; };
  check_label(key("policy"), copy.policy);
  check_label(key("name"), copy.name);
  if (std::ranges::find(names.pools, copy.policy) != names.pools.end())
    refuse(key("policy"), quoted(copy.policy) + " is the name of a pool already; expected another name");
  for (std::size_t before = 0; before < i; ++before) {
    const Copy& other = s.copies[before];
    if (other.policy != copy.policy) continue;
    if (other.name == copy.name) refuse(key("name"), quoted(copy.name) + " is there twice; expected another name");
    if (other.source.empty() && copy.source.empty())
      refuse(key({}), "policy " + quoted(copy.policy) + " has a primary copy already; expected a \"source\"");
  }
  if (copy.pool.empty()) {
    check_known(key("media_agent"), copy.media_agent, "media agent", names.media_agents);
    check_known(key("kms"), copy.kms, "KMS", names.kms);
  } else {
    check_known(key("pool"), copy.pool, "pool", names.pools);
    if (!copy.media_agent.empty()) refuse(key("media_agent"), "a copy on a pool has the pool's; expected no other");
    if (!copy.kms.empty()) refuse(key("kms"), "a copy on a pool has the pool's; expected no other");
  }
  if (copy.source.empty()) return;
  check_known(key("source"), copy.source, "copy of this policy", copies_of(s.copies, copy.policy));
  if (copy.source == copy.name) refuse(key("source"), "is the copy itself; expected another copy of the policy");
}

void check_sites(const Scenario& s, const Names& names) {
  const auto check = [&](std::string_view table, std::size_t i, const std::string& site) {
    if (!site.empty()) check_known({.table = table, .index = i, .key = "site"}, site, "site", names.sites);
  };
  for (std::size_t i = 0; i < s.kms.size(); ++i) {
    check("kms", i, s.kms[i].site);
    if (s.kms[i].kind == builtInKind && !s.kms[i].site.empty())
      refuse({.table = "kms", .index = i, .key = "site"}, "a built-in KMS is where the CommServe is; expected no site");
  }
  for (std::size_t i = 0; i < s.media_agents.size(); ++i) check("media_agent", i, s.media_agents[i].site);
  for (std::size_t i = 0; i < s.clients.size(); ++i) check("client", i, s.clients[i].site);
}

void check_references(const Scenario& s, const Names& names) {
  check_sites(s, names);
  for (std::size_t i = 0; i < s.pools.size(); ++i) {
    check_known({.table = "pool", .index = i, .key = "media_agent"}, s.pools[i].media_agent, "media agent",
                names.media_agents);
    check_known({.table = "pool", .index = i, .key = "kms"}, s.pools[i].kms, "KMS", names.kms);
  }
  for (std::size_t i = 0; i < s.copies.size(); ++i) check_copy(s, i, names);
  for (std::size_t i = 0; i < s.clients.size(); ++i) {
    const ClientGroup& group = s.clients[i];
    const auto key = [&](std::string_view name) { return Where{.table = "client", .index = i, .key = name}; };
    if (!group.pool.empty() && !group.policy.empty())
      refuse(key("policy"), "is there beside \"pool\"; expected one of the two, the place that it is backed up to");
    if (group.pool.empty() && group.policy.empty())
      refuse(key({}), "expected one of \"pool\" and \"policy\", the place that it is backed up to");
    if (!group.pool.empty()) check_known(key("pool"), group.pool, "pool", names.pools);
    if (!group.policy.empty()) check_known(key("policy"), group.policy, "policy", policies_of(s.copies));
  }
  for (std::size_t i = 0; i < s.backups.size(); ++i) {
    check_known({.table = "backup", .index = i, .key = "clients"}, s.backups[i].clients, "group of clients",
                names.groups);
  }
  for (std::size_t i = 0; i < s.schedules.size(); ++i) {
    check_known({.table = "schedule", .index = i, .key = "clients"}, s.schedules[i].clients, "group of clients",
                names.groups);
  }
  for (std::size_t i = 0; i < s.operators.size(); ++i) {
    if (s.operators[i].clients.empty()) continue;
    const Where where{.table = "operator", .index = i, .key = "clients"};
    check_known(where, s.operators[i].clients, "group of clients", names.groups);
    if (s.operators[i].jobs == JobKind::auxCopy) refuse(where, "an aux copy is of no client; expected no such key");
  }
  for (std::size_t i = 0; i < s.restores.size(); ++i) {
    check_known({.table = "restore", .index = i, .key = "clients"}, s.restores[i].clients, "group of clients",
                names.groups);
  }
}

// ---- what happens, and what is expected

void check_time(const Where& where, Nanos at, Nanos horizon) {
  if (at < Nanos::zero()) refuse(where, "is before the start; " + std::string(instantExample));
  if (at >= horizon) {
    refuse(where, quoted(instant_text(at)) + " is not before the end of the run; expected less than the horizon, " +
                      quoted(duration_text(horizon)));
  }
}

void check_jobs(const Scenario& s) {
  std::map<std::string, Nanos> first_backup;
  for (std::size_t i = 0; i < s.backups.size(); ++i) {
    const Backup& backup = s.backups[i];
    check_time({.table = "backup", .index = i, .key = "at"}, backup.at, s.horizon);
    const auto [first, is_new] = first_backup.try_emplace(backup.clients, backup.at);
    if (!is_new) first->second = std::min(first->second, backup.at);
  }
  for (std::size_t i = 0; i < s.schedules.size(); ++i) {
    const Schedule& schedule = s.schedules[i];
    const auto key = [&](std::string_view name) { return Where{.table = "schedule", .index = i, .key = name}; };
    not_negative(key("at"), schedule.at);
    // A time of day has no fractions of a second, so that the writer can write it.
    if (schedule.at >= std::chrono::days(1) || schedule.at % 1s != Nanos::zero())
      refuse(key("at"), "is no time of day; " + std::string(timeOfDayExample));
    if (schedule.nights < 1 || schedule.nights > mostNights)
      refuse(key("nights"),
             std::to_string(schedule.nights) + " is no number of nights; expected 1 to " + std::to_string(mostNights));
    if (schedule.full_every > 0 && schedule.level == BackupLevel::full)
      refuse(key("full_every"), "all of them are full; expected level = \"incremental\"");
    check_time(key("nights"), time_of(schedule, schedule.nights - 1), s.horizon);
    const auto [first, is_new] = first_backup.try_emplace(schedule.clients, schedule.at);
    if (!is_new) first->second = std::min(first->second, schedule.at);
  }
  for (std::size_t i = 0; i < s.restores.size(); ++i) {
    const Where where{.table = "restore", .index = i, .key = "at"};
    const Restore& restore = s.restores[i];
    check_time(where, restore.at, s.horizon);
    const auto first = first_backup.find(restore.clients);
    if (first == first_backup.end()) {
      refuse(where, quoted(restore.clients) + " has no backup to restore; expected a [[backup]] before it");
    }
    if (restore.at <= first->second) {
      refuse(where, quoted(instant_text(restore.at)) + " is not after a backup of " + quoted(restore.clients) +
                        "; expected more than " + quoted(instant_text(first->second)));
    }
    if (restore.as_of && (*restore.as_of < first->second || *restore.as_of > restore.at)) {
      refuse({.table = "restore", .index = i, .key = "as_of"},
             quoted(instant_text(*restore.as_of)) + " has nothing to restore; expected from " +
                 quoted(instant_text(first->second)) + ", the first backup, to the restore itself");
    }
  }
}

void check_rsa_pairs(const Scenario& s, const crypto::Hierarchy& profile) {
  const std::vector<std::string> owners = key_owners(s, profile);
  if (!profile.draws_rsa_pairs() || owners.size() <= maxRsaPairs) return;
  const std::string what = profile.key_owner() == crypto::KeyOwner::copy ? "copies" : "pools, and copies without one";
  refuse({.table = "keys", .key = "profile"},
         quoted(s.keys.profile) + " gives an RSA pair to each of " + std::to_string(owners.size()) + " " + what + " (" +
             quoted(owners[0]) + ", " + quoted(owners[1]) + ", ...); expected at most " + std::to_string(maxRsaPairs) +
             ", so take fewer, or \"pool-kek\", which draws none");
}

void check_other_work(const Scenario& s) {
  const std::vector<Copy> copies = all_copies(s);
  for (std::size_t i = 0; i < s.restores.size(); ++i) {
    const Restore& restore = s.restores[i];
    if (restore.copy.empty()) continue;
    for (const ClientGroup& group : s.clients) {
      if (group.name != restore.clients) continue;
      check_known({.table = "restore", .index = i, .key = "copy"}, restore.copy, "copy of the clients' policy",
                  copies_of(copies, policy_of(group)));
    }
  }
  for (std::size_t i = 0; i < s.aux_copies.size(); ++i) {
    const AuxCopy& aux_copy = s.aux_copies[i];
    const auto key = [&](std::string_view name) { return Where{.table = "aux_copy", .index = i, .key = name}; };
    check_time(key("at"), aux_copy.at, s.horizon);
    check_known(key("policy"), aux_copy.policy, "policy", policies_of(copies));
    check_known(key("copy"), aux_copy.copy, "copy of this policy", copies_of(copies, aux_copy.policy));
    if (primary_copy_of(copies, aux_copy.policy) == aux_copy.copy)
      refuse(key("copy"), quoted(aux_copy.copy) + " is filled by backups; expected a copy with a \"source\"");
  }
  for (std::size_t i = 0; i < s.schedules.size(); ++i) {
    for (std::size_t item = 0; item < s.schedules[i].aux_copies.size(); ++item) {
      const Where where{.table = "schedule", .index = i, .key = "aux_copy", .item = item};
      const std::string& name = s.schedules[i].aux_copies[item];
      const auto group = std::ranges::find(s.clients, s.schedules[i].clients, &ClientGroup::name);
      check_known(where, name, "copy of the clients' policy", copies_of(copies, policy_of(*group)));
      if (primary_copy_of(copies, policy_of(*group)) == name)
        refuse(where, quoted(name) + " is filled by backups; expected a copy with a \"source\"");
    }
  }
  for (std::size_t i = 0; i < s.operators.size(); ++i)
    check_time({.table = "operator", .index = i, .key = "at"}, s.operators[i].at, s.horizon);
  const auto profile = profile_of(s);
  check_rsa_pairs(s, *profile);
  for (std::size_t i = 0; i < s.rotations.size(); ++i) {
    const Where of{.table = "rotation", .index = i, .key = "of"};
    check_time({.table = "rotation", .index = i, .key = "at"}, s.rotations[i].at, s.horizon);
    check_known(of, s.rotations[i].of, "pool or copy with keys of its own", key_owners(s, *profile));
  }
}

/// The name of the KMS that keeps the master key of a pool or copy.
std::string kms_of(const Scenario& s, const std::string& owner) {
  const auto of_pool = [&](const std::string& name) {
    const auto pool = std::ranges::find(s.pools, name, &Pool::name);
    return pool == s.pools.end() ? std::string() : pool->kms;
  };
  for (const Copy& copy : all_copies(s))
    if (copy.policy + "/" + copy.name == owner) return copy.pool.empty() ? copy.kms : of_pool(copy.pool);
  return of_pool(owner);
}

void check_fault_of_key(const Scenario& s, std::size_t i, const Names& names) {
  const Fault& fault = s.faults[i];
  const auto key = [&](std::string_view name) { return Where{.table = "fault", .index = i, .key = name}; };
  check_known(key("target"), fault.target, "KMS", names.kms);
  const auto kms = std::ranges::find(s.kms, fault.target, &Kms::name);
  if (kms->kind == builtInKind)
    refuse(key("target"), quoted(fault.target) + " is built-in and has no console; expected a node");
  check_known(key("of"), fault.of, "pool or copy with keys of its own", key_owners(s, *profile_of(s)));
  if (kms_of(s, fault.of) != fault.target)
    refuse(key("of"), quoted(fault.of) + " has its master key at " + quoted(kms_of(s, fault.of)) +
                          "; expected one that " + quoted(fault.target) + " keeps");
  if (!fault.at || fault.io) refuse(key("at"), "acts at a time; expected \"at\"");
  check_time(key("at"), *fault.at, s.horizon);
  if (!fault.until) return;
  if (fault.kind == FaultKind::kmsKeyLost) refuse(key("until"), "a lost key does not come back; expected no end");
  check_time(key("until"), *fault.until, s.horizon);
  if (*fault.until <= *fault.at) refuse(key("until"), "is not after \"at\"; expected a later time");
}

void check_outage(const Scenario& s, std::size_t i, const Names& names) {
  const Fault& fault = s.faults[i];
  const auto key = [&](std::string_view name) { return Where{.table = "fault", .index = i, .key = name}; };
  if (fault.kind == FaultKind::kmsDown) {
    check_known(key("target"), fault.target, "KMS", names.kms);
    if (std::ranges::find(s.kms, fault.target, &Kms::name)->kind == builtInKind)
      refuse(key("target"), quoted(fault.target) + " is built-in, part of the CommServe; expected a node");
  } else {
    check_known(key("target"), fault.target, "media agent", names.media_agents);
  }
  if (!fault.at || fault.io) refuse(key("at"), "an outage begins at a time; expected \"at\"");
  check_time(key("at"), *fault.at, s.horizon);
  if (fault.lasts) positive(key("lasts"), *fault.lasts);
}

void check_faults(const Scenario& s, const Names& names) {
  for (std::size_t i = 0; i < s.faults.size(); ++i) {
    const Fault& fault = s.faults[i];
    const auto key = [&](std::string_view name) { return Where{.table = "fault", .index = i, .key = name}; };
    switch (fault.kind) {
      case FaultKind::powerCut:
        check_known(key("target"), fault.target, "host with a durable disk", names.durable_hosts);
        if (!fault.io || fault.at) refuse(key("io"), "a power-cut acts at a disk operation; expected \"io\" alone");
        if (*fault.io == 0) refuse(key("io"), "0 is no disk operation; they count from 1");
        in_range(key("io"), *fault.io, 1);
        break;
      case FaultKind::bitRot:
        check_known(key("target"), fault.target, "media agent", names.media_agents);
        if (!fault.at || fault.io) refuse(key("at"), "bit-rot acts at a time; expected \"at\" alone");
        check_time(key("at"), *fault.at, s.horizon);
        break;
      case FaultKind::kmsDown:
      case FaultKind::mediaAgentCrash: check_outage(s, i, names); break;
      case FaultKind::kmsKeyLost:
      case FaultKind::kmsKeyDisabled:
      case FaultKind::kmsKeyConfused: check_fault_of_key(s, i, names); break;
    }
  }
}

void check_expect(const Expect& expect, const Vocabulary& vocabulary) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < expect.violated.size(); ++i) {
    const Where where{.table = "expect", .key = "violated", .item = i};
    check_known(where, expect.violated[i], "property", vocabulary.property_ids);
    if (!seen.insert(expect.violated[i]).second)
      refuse(where, quoted(expect.violated[i]) + " is there twice; expected once");
  }
}

}  // namespace

void validate(const Scenario& scenario, const Vocabulary& vocabulary) {
  check_settings(scenario);
  check_data_path(scenario.data_path);
  check_size_of_cell(scenario);
  check_parts(scenario);
  const Names names(scenario);
  check_references(scenario, names);
  check_jobs(scenario);
  check_other_work(scenario);
  check_faults(scenario, names);
  check_expect(scenario.expect, vocabulary);
}

}  // namespace keycell::scenarios
