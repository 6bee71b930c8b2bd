#include "scenarios/validate.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "scenarios/actions.h"
#include "scenarios/check_rows.h"
#include "scenarios/check_work.h"
#include "scenarios/checks.h"
#include "scenarios/fault_kinds.h"
#include "scenarios/kms_kinds.h"
#include "scenarios/names.h"
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
  if (s.start && !s.start->ok()) refuse({.key = "start"}, "is no date; " + std::string(dateExample));
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
  in_range({.table = "commserve", .key = "cores"}, s.commserve.cores, 1);
  check_time_of_day({.table = "commserve", .key = "ageing_at"}, s.commserve.ageing_at);
  const Where longest{.table = "kms_client", .key = "longest_retry"};
  positive({.table = "kms_client", .key = "first_retry"}, s.kms_client.first_retry);
  positive(longest, s.kms_client.longest_retry);
  if (s.kms_client.longest_retry < s.kms_client.first_retry)
    refuse(longest, quoted(duration_text(s.kms_client.longest_retry)) + " is below the first wait; expected at least " +
                        quoted(duration_text(s.kms_client.first_retry)));
  positive_rate({.table = "costs", .key = "encrypt"}, s.costs.encrypt_bytes_per_s);
  positive_rate({.table = "costs", .key = "decrypt"}, s.costs.decrypt_bytes_per_s);
  positive_rate({.table = "costs", .key = "compress"}, s.costs.compress_bytes_per_s);
  positive_rate({.table = "costs", .key = "decompress"}, s.costs.decompress_bytes_per_s);
  not_negative({.table = "costs", .key = "aes_wrap"}, s.costs.aes_wrap);
  not_negative({.table = "costs", .key = "aes_unwrap"}, s.costs.aes_unwrap);
  not_negative({.table = "costs", .key = "rsa_public"}, s.costs.rsa_public);
  not_negative({.table = "costs", .key = "rsa_private"}, s.costs.rsa_private);
  not_negative({.table = "costs", .key = "message"}, s.costs.message);
  not_negative({.table = "costs", .key = "rsa_pair"}, s.costs.rsa_pair);
  not_negative({.table = "costs", .key = "kms_service"}, s.costs.kms_service);
  not_negative({.table = "costs", .key = "disk_operation"}, s.costs.disk_operation);
  not_negative({.table = "costs", .key = "disk_sync"}, s.costs.disk_sync);
  const Where reboot{.table = "costs", .key = "reboot"};
  positive(reboot, s.costs.reboot);
  if (s.costs.reboot < shortestOutage) refuse(reboot, too_short_to_be_off(s.costs.reboot));
  not_negative({.table = "costs", .key = "scan"}, s.costs.scan);
  not_negative({.table = "costs", .key = "archive_index"}, s.costs.archive_index);
}

void check_data_path(const DataPath& data) {
  const Where record{.table = "data", .key = "record"};
  positive_size({.table = "data", .key = "chunk"}, data.chunk_bytes);
  in_range({.table = "data", .key = "in_flight"}, data.in_flight, 1, model::mostChunksInFlight);
  if (data.record_bytes < smallestRecord || data.record_bytes > largestRecord) {
    refuse(record, quoted(size_text(data.record_bytes)) + " is no record size; expected \"32 B\" to \"64 KiB\"");
  }
  if (data.record_bytes > data.chunk_bytes) {
    refuse(record, quoted(size_text(data.record_bytes)) + " is more than a chunk; expected at most " +
                       quoted(size_text(data.chunk_bytes)));
  }
}

void check_spread(const Where& where, std::uint32_t spread_ppm) {
  constexpr std::uint32_t most = 900'000;
  if (spread_ppm > most)
    refuse(where, quoted(share_text(spread_ppm)) + " leaves next to nothing of some; expected at most " +
                      quoted(share_text(most)));
}

void check_client_group(std::size_t i, const ClientGroup& group, const DataPath& data) {
  const auto key = [&](std::string_view name) { return Where{.table = "client", .index = i, .key = name}; };
  in_range(key("count"), group.count, 1);
  in_range(key("streams"), group.streams, 1, coresOfClients);
  positive_size(key("front_end"), group.front_end_bytes);
  positive_rate(key("network"), group.network_bytes_per_s);
  positive_rate(key("read"), group.read_bytes_per_s);
  positive_rate(key("write"), group.write_bytes_per_s);
  check_spread(key("front_end_spread"), group.front_end_spread_ppm);
  check_spread(key("daily_change_spread"), group.daily_change_spread_ppm);
  const std::uint64_t most = group.front_end_spread_ppm == 0 ? group.front_end_bytes : 2 * group.front_end_bytes;
  in_range(key("front_end"), most, 1);
  const std::uint64_t chunks = (most - 1) / data.chunk_bytes + 1;
  if (chunks > mostChunksPerClient) {
    refuse(key("front_end"), "makes " + std::to_string(chunks) + " chunks of " + quoted(size_text(data.chunk_bytes)) +
                                 "; expected at most " + std::to_string(mostChunksPerClient) +
                                 " a client, so take larger chunks ([data] chunk)");
  }
}

void check_parts(const Scenario& s) {
  for (std::size_t i = 0; i < s.kms.size(); ++i) {
    check_known({.table = "kms", .index = i, .key = "kind"}, s.kms[i].kind, "kind of KMS", words_of_rows(kms_kinds()));
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
    if (ma.library_capacity_bytes)
      positive_size({.table = "media_agent", .index = i, .key = "library_capacity"}, *ma.library_capacity_bytes);
  }
  for (std::size_t i = 0; i < s.libraries.size(); ++i) {
    const Library& library = s.libraries[i];
    positive_rate({.table = "library", .index = i, .key = "write"}, library.write_bytes_per_s);
    positive_rate({.table = "library", .index = i, .key = "read"}, library.read_bytes_per_s);
    if (library.capacity_bytes)
      positive_size({.table = "library", .index = i, .key = "capacity"}, *library.capacity_bytes);
  }
  for (std::size_t i = 0; i < s.sites.size(); ++i) {
    positive_rate({.table = "site", .index = i, .key = "wan"}, s.sites[i].wan_bytes_per_s);
    not_negative({.table = "site", .index = i, .key = "latency"}, s.sites[i].latency);
  }
  for (std::size_t i = 0; i < s.clients.size(); ++i) check_client_group(i, s.clients[i], s.data_path);
}

/// What the settings allow, and no more than there is to move.
std::uint64_t streams_at_once(const Scenario& s) {
  const auto clients_of = [&](const std::string& group) {
    const auto found = std::ranges::find(s.clients, group, &ClientGroup::name);
    return found == s.clients.end() ? std::uint64_t{0} : std::uint64_t{found->count} * found->streams;
  };
  std::uint64_t backups = 0;
  std::uint64_t restores = 0;
  std::uint64_t aux_copies = s.aux_copies.size();
  for (const Backup& backup : s.backups) backups += clients_of(backup.clients);
  for (const Restore& restore : s.restores)
    restores += restore.until && restore.between > Nanos::zero()
                    ? static_cast<std::uint64_t>((*restore.until - restore.at) / restore.between) + 1
                    : restore.count.value_or(static_cast<std::uint32_t>(clients_of(restore.clients)));
  for (const Schedule& schedule : s.schedules) {
    backups += runs_of(s, schedule) * clients_of(schedule.clients);
    aux_copies += runs_of(s, schedule) * schedule.aux_copies.size();
  }
  const std::uint64_t jobs =
      backups + restores + aux_copies * std::min<std::uint64_t>(s.jobs.aux_copy_streams, backups);
  std::uint64_t of_media_agents = 0;
  for (const MediaAgent& ma : s.media_agents) of_media_agents += ma.streams;
  return std::min({jobs, of_media_agents, std::uint64_t{s.jobs.streams}});
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
               ": a simulated host needs actors, and the machine maps at most about " + std::to_string(mostActors));
  }
  const std::uint64_t most = (mostActors - clients) / actorsOfAStream;
  if (streams_at_once(s) > most)
    refuse({.table = "jobs", .key = "streams"},
           std::to_string(streams_at_once(s)) + " jobs could move data at once; expected at most " +
               std::to_string(most) + " beside " + std::to_string(clients) + " clients: each needs " +
               std::to_string(actorsOfAStream) + " actors, and the machine maps at most about " +
               std::to_string(mostActors));
}

// ---- references

void check_libraries(const Scenario& s, const Names& names) {
  const MediaAgent usual;
  for (std::size_t i = 0; i < s.media_agents.size(); ++i) {
    const MediaAgent& ma = s.media_agents[i];
    if (ma.library.empty()) continue;
    const auto key = [&](std::string_view name) { return Where{.table = "media_agent", .index = i, .key = name}; };
    names.check_known(key("library"), ma.library, "library", names.libraries);
    const auto has_no_own = [&](std::string_view name, bool is_said) {
      if (is_said)
        refuse(key(name), "is of a library of its own, and it reaches " + quoted(ma.library) +
                              "; expected it under [[library]], or no \"library\"");
    };
    has_no_own("library_write", ma.library_write_bytes_per_s != usual.library_write_bytes_per_s);
    has_no_own("library_read", ma.library_read_bytes_per_s != usual.library_read_bytes_per_s);
    has_no_own("library_capacity", ma.library_capacity_bytes.has_value());
  }
}

/// Of a pool, or a copy without one.
template <class Part>
void check_alternates(const Scenario& s, std::string_view table, std::size_t i, const Part& part, const Names& names) {
  if (part.alternates.empty() && part.data_paths != DataPathUse::preferred)
    refuse({.table = table, .index = i, .key = "data_paths"}, "there is one MediaAgent; expected \"alternates\" too");
  const auto library = [&](const std::string& name) -> const std::string& {
    return std::ranges::find(s.media_agents, name, &MediaAgent::name)->library;
  };
  for (std::size_t item = 0; item < part.alternates.size(); ++item) {
    const std::string& name = part.alternates[item];
    const Where where{.table = table, .index = i, .key = "alternates", .item = item};
    names.check_known(where, name, "media agent", names.media_agents);
    if (name == part.media_agent ||
        std::ranges::find(part.alternates, name) - part.alternates.begin() != static_cast<std::ptrdiff_t>(item))
      refuse(where, quoted(name) + " is there twice; expected each MediaAgent once");
    if (library(part.media_agent).empty())
      refuse(where, "the data lies in the library of " + quoted(part.media_agent) +
                        " alone; expected a \"library\" that both MediaAgents reach");
    if (library(name) != library(part.media_agent))
      refuse(where, quoted(name) + " does not reach the library " + quoted(library(part.media_agent)) +
                        ", where the data lies; expected a MediaAgent that does");
  }
}

void check_copy(const Scenario& s, std::size_t i, const Names& names) {
  const Copy& copy = s.copies[i];
  const auto key = [&](std::string_view name) { return Where{.table = "copy", .index = i, .key = name}; };
  for (std::size_t before = 0; before < i; ++before) {
    const Copy& other = s.copies[before];
    if (other.policy != copy.policy) continue;
    if (other.source.empty() && copy.source.empty())
      refuse(key({}), "policy " + quoted(copy.policy) + " has a primary copy already; expected a \"source\"");
  }
  if (copy.pool.empty()) {
    names.check_known(key("media_agent"), copy.media_agent, "media agent", names.media_agents);
    names.check_known(key("kms"), copy.kms, "KMS", names.kms);
    check_alternates(s, "copy", i, copy, names);
  } else {
    names.check_known(key("pool"), copy.pool, "pool", names.pools);
    if (!copy.media_agent.empty()) refuse(key("media_agent"), "a copy on a pool has the pool's; expected no other");
    if (!copy.kms.empty()) refuse(key("kms"), "a copy on a pool has the pool's; expected no other");
    if (!copy.alternates.empty()) refuse(key("alternates"), "a copy on a pool has the pool's; expected no other");
    if (copy.data_paths != DataPathUse::preferred)
      refuse(key("data_paths"), "a copy on a pool has the pool's; expected no other");
  }
  if (copy.retention) {
    in_range(key("retention"), copy.retention->days, 0, model::mostRetentionDays);
    in_range(key("retention"), copy.retention->cycles, 1, model::mostRetentionCycles);
  }
  if (copy.source.empty()) return;
  check_known(key("source"), copy.source, "copy of this policy", copies_of(s.copies, copy.policy));
  if (copy.source == copy.name) refuse(key("source"), "is the copy itself; expected another copy of the policy");
}

/// A copy that is filled, by way of others, from itself would wait for itself, or copy nothing for ever.
void check_circles(const Scenario& s) {
  const auto source_of = [&](const Copy& copy) -> const Copy* {
    const auto found = std::ranges::find_if(
        s.copies, [&](const Copy& other) { return other.policy == copy.policy && other.name == copy.source; });
    return found == s.copies.end() ? nullptr : &*found;
  };
  for (std::size_t i = 0; i < s.copies.size(); ++i) {
    std::string way;
    const Copy* at = &s.copies[i];
    for (std::size_t left = s.copies.size(); left > 0; --left) {
      const Copy* source = source_of(*at);
      if (source == nullptr) break;
      way += (way.empty() ? "" : ", ") + quoted(at->name) + " from " + quoted(source->name);
      at = source;
      if (at != &s.copies[i]) continue;
      refuse(
          {.table = "copy", .index = i, .key = "source"},
          "leads back to the copy itself: " + way + "; expected sources that lead to the primary copy of the policy");
    }
  }
}

void check_sites(const Scenario& s, const Names& names) {
  const auto check = [&](std::string_view table, std::size_t i, const std::string& site) {
    if (!site.empty()) names.check_known({.table = table, .index = i, .key = "site"}, site, "site", names.sites);
  };
  for (std::size_t i = 0; i < s.kms.size(); ++i) {
    check("kms", i, s.kms[i].site);
    if (!is_node(s.kms[i]) && !s.kms[i].site.empty())
      refuse({.table = "kms", .index = i, .key = "site"},
             "a " + s.kms[i].kind + " KMS is where the CommServe is; expected no site");
    if (!is_node(s.kms[i]) && s.kms[i].log_level)
      refuse({.table = "kms", .index = i, .key = "log_level"},
             "a " + s.kms[i].kind + " KMS logs where the CommServe does; expected it under [commserve]");
    check_values({.table = "kms", .index = i, .key = "kind"}, *find_row(kms_kinds(), s.kms[i].kind), s.kms[i].values, s,
                 names);
  }
  for (std::size_t i = 0; i < s.media_agents.size(); ++i) check("media_agent", i, s.media_agents[i].site);
  for (std::size_t i = 0; i < s.clients.size(); ++i) check("client", i, s.clients[i].site);
}

void check_references(const Scenario& s, const Names& names) {
  check_sites(s, names);
  check_libraries(s, names);
  for (std::size_t i = 0; i < s.pools.size(); ++i) {
    names.check_known({.table = "pool", .index = i, .key = "media_agent"}, s.pools[i].media_agent, "media agent",
                      names.media_agents);
    names.check_known({.table = "pool", .index = i, .key = "kms"}, s.pools[i].kms, "KMS", names.kms);
    check_alternates(s, "pool", i, s.pools[i], names);
  }
  for (std::size_t i = 0; i < s.copies.size(); ++i) check_copy(s, i, names);
  check_circles(s);
  for (std::size_t i = 0; i < s.clients.size(); ++i) {
    const ClientGroup& group = s.clients[i];
    const auto key = [&](std::string_view name) { return Where{.table = "client", .index = i, .key = name}; };
    if (!group.pool.empty() && !group.policy.empty())
      refuse(key("policy"), "is there beside \"pool\"; expected one of the two, the place that it is backed up to");
    if (group.pool.empty() && group.policy.empty())
      refuse(key({}), "expected one of \"pool\" and \"policy\", the place that it is backed up to");
    if (!group.pool.empty()) names.check_known(key("pool"), group.pool, "pool", names.pools);
    if (!group.policy.empty()) names.check_known(key("policy"), group.policy, "policy", policies_of(s.copies));
  }
  for (std::size_t i = 0; i < s.backups.size(); ++i) {
    names.check_known({.table = "backup", .index = i, .key = "clients"}, s.backups[i].clients, "group of clients",
                      names.groups);
  }
  for (std::size_t i = 0; i < s.schedules.size(); ++i) {
    names.check_known({.table = "schedule", .index = i, .key = "clients"}, s.schedules[i].clients, "group of clients",
                      names.groups);
  }
  for (std::size_t i = 0; i < s.restores.size(); ++i) {
    names.check_known({.table = "restore", .index = i, .key = "clients"}, s.restores[i].clients, "group of clients",
                      names.groups);
  }
}

/// A limit below what a client asks for would make `streams` mean something else.
void check_streams_of_clients(const Scenario& s) {
  for (std::size_t i = 0; i < s.clients.size(); ++i) {
    const ClientGroup& group = s.clients[i];
    const auto within = [&](std::uint64_t limit, const std::string& whose) {
      if (group.streams > limit)
        refuse({.table = "client", .index = i, .key = "streams"},
               std::to_string(group.streams) + " at once is more than " + whose + " has (" + std::to_string(limit) +
                   "); expected no more, or a higher limit there");
    };
    within(s.jobs.streams, "the cell ([jobs] streams)");
    for (const Copy& copy : all_copies(s)) {
      if (copy.policy != policy_of(group) || !copy.source.empty()) continue;
      std::uint64_t limit = 0;
      std::string whose;
      for (const std::string& name : media_agents_of(s, copy)) {
        limit += std::ranges::find(s.media_agents, name, &MediaAgent::name)->streams;
        whose += (whose.empty() ? "MediaAgent " : " and ") + quoted(name);
      }
      within(limit, whose);
    }
  }
}

// ---- what goes wrong, and what is expected

void check_operators(const Scenario& s, const Names& names) {
  for (std::size_t i = 0; i < s.operators.size(); ++i) {
    const Operator& hand = s.operators[i];
    const Where where{.table = "operator", .index = i, .key = "action"};
    check_known(where, hand.action, "action", words_of_rows(actions()));
    const Action& action = *find_action(hand.action);
    check_values(where, action, hand.values, s, names);
    check_time({.table = "operator", .index = i, .key = "at"}, hand.at, s.horizon);
    if (action.check != nullptr) action.check(s, i);
  }
}

void check_faults(const Scenario& s, const Names& names) {
  for (std::size_t i = 0; i < s.faults.size(); ++i) {
    const Fault& fault = s.faults[i];
    const Where where{.table = "fault", .index = i, .key = "kind"};
    check_known(where, fault.kind, "kind of fault", words_of_rows(fault_kinds()));
    check_values(where, *find_fault_kind(fault.kind), fault.values, s, names);
  }
}

void check_expect(const Expect& expect, const Vocabulary& vocabulary) {
  if (!expect.is_said()) return;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < expect.violated->size(); ++i) {
    const std::string& id = (*expect.violated)[i];
    const Where where{.table = "expect", .key = "violated", .item = i};
    check_known(where, id, "property", vocabulary.property_ids);
    if (!seen.insert(id).second) refuse(where, quoted(id) + " is there twice; expected once");
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
  check_streams_of_clients(scenario);
  check_work(scenario);
  check_operators(scenario, names);
  check_faults(scenario, names);
  check_expect(scenario.expect, vocabulary);
}

}  // namespace keycell::scenarios
