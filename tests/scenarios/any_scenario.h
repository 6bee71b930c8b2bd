#pragma once
// An arbitrary scenario that makes sense, for the laws of reader and writer.

#include <rapidcheck.h>

#include "model/kms/generation.h"
#include "model/path.h"
#include "scenarios/actions.h"
#include "scenarios/fault_kinds.h"
#include "scenarios/units.h"
#include "scenarios/validate.h"

namespace keycell::scenarios::test {

inline bool coin() { return *rc::gen::arbitrary<bool>(); }

inline std::uint64_t number_between(std::uint64_t low, std::uint64_t high) { return *rc::gen::inRange(low, high); }

/// Round and odd, small and huge.
inline std::uint64_t any_rate() {
  return number_between(1, 2000) * *rc::gen::element<std::uint64_t>(1, 125, 1000, 1024, 125'000, 4'000'000'000'000'000);
}

inline Nanos any_duration(Nanos at_least) {
  const auto unit = *rc::gen::element<std::int64_t>(1, 1000, 1'000'000'000, 60'000'000'000, 86'400'000'000'000);
  return at_least + Nanos(static_cast<std::int64_t>(number_between(0, 2000)) * unit);
}

inline std::string any_title() {
  const std::string title = *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~'));
  return title.substr(0, longestTitle - 8) + *rc::gen::element<std::string>(".", "\"", "\\", "#", "\xC3\xA9", "'''");
}

/// Distinct names: a prefix of its own for each kind, a number and a letter for each part, and what quotes have to be
/// for.
inline std::string name_of(const std::string& kind, std::size_t i) {
  return kind + "-" + std::to_string(i) + *rc::gen::element<std::string>("x", "/x", "\"x", "\\x", " .X\xC3\xA9", "'");
}

template <class Part, class Make>
std::vector<Part> some(std::uint64_t at_least, Make make) {
  std::vector<Part> parts;
  for (std::uint64_t i = 0, n = number_between(at_least, at_least + 3); i < n; ++i) parts.push_back(make(i));
  return parts;
}

template <class Part>
const Part& one_of(const std::vector<Part>& parts) {
  return parts[number_between(0, parts.size())];
}

inline Nanos time_before(Nanos horizon) {
  const auto minutes = number_between(0, 60 * 24 * 30) * 60'000'000'000;
  const std::uint64_t odd = coin() ? number_between(0, 1'000'000'000) : 0;
  return Nanos(static_cast<std::int64_t>((minutes + odd) % static_cast<std::uint64_t>(horizon.count())));
}

inline std::optional<LogLevel> any_log_level() {
  return *rc::gen::element<std::optional<LogLevel>>(std::nullopt, LogLevel::debug, LogLevel::error);
}

inline std::uint32_t any_number_from_1() { return static_cast<std::uint32_t>(number_between(1, 4'294'967'296)); }

inline Fault any_fault(const Scenario& s) {
  if (number_between(0, 3) == 0) {
    const bool of_kms = coin();
    Fault fault{.kind = of_kms ? "kms-down" : "media-agent-crash", .values = {{"at", time_before(s.horizon)}}};
    fault.values.say("target", of_kms ? one_of(s.kms).name : one_of(s.media_agents).name);
    if (coin()) {
      fault.kind = "host-restart";
      if (coin()) fault.values.say("target", client_names(one_of(s.clients)).back());
    }
    if (coin()) fault.values.say("lasts", any_duration(shortestOutage));
    return fault;
  }
  if (!s.pools.empty() && s.keys.profile != "per-copy-rsa" && coin()) {
    const Pool& pool = one_of(s.pools);
    const std::string kind =
        *rc::gen::element<std::string>("kms-key-lost", "kms-key-disabled", "kms-key-confused", "kms-key-destroyed");
    const Nanos at = time_before(s.horizon - 1min);
    Fault fault{.kind = kind, .values = {{"target", pool.kms}, {"of", model::path_of(pool.name)}, {"at", at}}};
    if (coin())
      fault.values.say("generation",
                       *rc::gen::element<std::uint64_t>(1, model::oldestGeneration, model::newestGeneration));
    if ((kind == "kms-key-disabled" || kind == "kms-key-confused") && coin()) fault.values.say("until", at + 1s);
    return fault;
  }
  if (coin())
    return power_cut(coin() ? std::string(commserveName) : one_of(s.media_agents).name,
                     number_between(1, largestQuantity));
  const std::string disk = coin() ? std::string(commserveName) : one_of(s.media_agents).name;
  const Nanos at = time_before(s.horizon - 1min);
  const std::string kind =
      *rc::gen::element<std::string>("bit-rot", "fsync-error", "write-lost", "torn-page", "disk-full", "disk-error",
                                     "disk-rolled-back", "records-cut-short");
  Fault fault{.kind = kind, .values = {{"target", disk}, {"at", at}}};
  if (kind == "bit-rot" && coin()) fault.values.say("part", disk == commserveName ? "data_key" : "12");
  if (kind == "bit-rot" && coin()) fault.values.say("acts", coin() ? "now" : "at-boot");
  if (kind == "records-cut-short") fault.values.say("client", client_names(one_of(s.clients)).back());
  if (kind == "write-lost" || ((kind == "fsync-error" || kind == "disk-full" || kind == "disk-error") && coin()))
    fault.values.say("until", at + 1s);
  if (kind == "disk-rolled-back") {
    fault.values.say("as_of", at);
    fault.values.say("at", at + 1s);
  }
  return fault;
}

/// Of a pool, or a copy without one.
template <class Part>
void set_any_paths(Part& part, const Scenario& s) {
  const MediaAgent& preferred = one_of(s.media_agents);
  part.media_agent = preferred.name;
  for (const MediaAgent& other : s.media_agents)
    if (!other.library.empty() && other.library == preferred.library && other.name != preferred.name && coin())
      part.alternates.push_back(other.name);
  if (!part.alternates.empty() && coin()) part.data_paths = DataPathUse::roundRobin;
}

/// Policies with a primary copy, and some with a secondary one; on a pool or with a MediaAgent and a KMS of its own.
inline std::vector<Copy> some_copies(const Scenario& s) {
  std::vector<Copy> copies;
  const auto add = [&](const std::string& policy, const std::string& name, const std::string& source) {
    const bool on_pool = coin();
    copies.push_back({.policy = policy,
                      .name = name,
                      .pool = on_pool ? one_of(s.pools).name : "",
                      .kms = on_pool ? "" : one_of(s.kms).name,
                      .source = source,
                      .encryption = coin() ? CopyEncryption::preserve : CopyEncryption::reEncrypt});
    if (!on_pool) set_any_paths(copies.back(), s);
  };
  for (std::uint64_t i = 0, n = number_between(0, 3); i < n; ++i) {
    const std::string policy = "Policy-" + std::to_string(i);
    add(policy, "Primary", "");
    if (coin()) add(policy, "Secondary", "Primary");
    if (coin())
      copies.back().retention =
          model::Retention{.days = static_cast<std::uint32_t>(number_between(0, model::mostRetentionDays + 1)),
                           .cycles = static_cast<std::uint32_t>(number_between(1, model::mostRetentionCycles + 1))};
  }
  return copies;
}

inline Scenario any_scenario(const Vocabulary& vocabulary) {
  Scenario s;
  s.title = any_title();
  if (coin())
    s.start = model::later(model::Date(std::chrono::year(2000), std::chrono::month(1), std::chrono::day(1)),
                           static_cast<std::int64_t>(number_between(0, 100'000)));
  s.commcell_id = *rc::gen::element<std::string>("0", "2A4F", "FFFFFFFFFFFFFFFF");
  s.log_level = *rc::gen::elementOf(model::allLogLevels);
  s.keys.profile = *rc::gen::elementOf(crypto::profile_names());
  if (s.keys.profile == "pool-kek" && coin()) s.keys.unwrap = crypto::Unwrap::remote;
  s.data_path.cipher = *rc::gen::element<std::string>("AES-128", "AES-256", "3DES-192", "Blowfish-128");
  s.network = {.latency = any_duration(0ns),
               .control_bytes_per_s = any_rate(),
               .channel = coin() ? model::ChannelKind::sealed : model::ChannelKind::plain};
  s.data_path.record_bytes = number_between(smallestRecord, largestRecord + 1);
  s.data_path.chunk_bytes = s.data_path.record_bytes + any_rate();
  s.jobs = {.backup_max_restarts = *rc::gen::arbitrary<std::uint32_t>(),
            .restore_max_restarts = *rc::gen::arbitrary<std::uint32_t>(),
            .aux_copy_max_restarts = *rc::gen::arbitrary<std::uint32_t>(),
            .restart_interval = any_duration(0ns),
            .backup_total_running_time = coin() ? any_duration(1ns) : unlimitedTime,
            .restore_total_running_time = coin() ? any_duration(1ns) : unlimitedTime,
            .aux_copy_total_running_time = coin() ? any_duration(1ns) : unlimitedTime,
            .streams = any_number_from_1(),
            .aux_copy_streams = any_number_from_1(),
            .preemption = coin() ? model::Preemption::on : model::Preemption::off,
            .call_deadline = any_duration(1ns)};
  s.costs = {.encrypt_bytes_per_s = any_rate(),
             .decrypt_bytes_per_s = any_rate(),
             .compress_bytes_per_s = any_rate(),
             .decompress_bytes_per_s = any_rate(),
             .aes_wrap = any_duration(0ns),
             .aes_unwrap = any_duration(0ns),
             .rsa_public = any_duration(0ns),
             .rsa_private = any_duration(0ns),
             .message = any_duration(0ns),
             .rsa_pair = any_duration(0ns),
             .kms_service = any_duration(0ns),
             .disk_operation = any_duration(0ns),
             .disk_sync = any_duration(0ns),
             .reboot = any_duration(shortestOutage),
             .scan = any_duration(0ns),
             .archive_index = any_duration(0ns)};
  s.commserve.log_level = any_log_level();
  s.commserve.cores = static_cast<std::uint32_t>(number_between(1, 100'001));
  s.commserve.ageing_at = 1s * static_cast<std::int64_t>(number_between(0, 24 * 3600));
  s.kms_client = {.first_retry = any_duration(1ns),
                  .longest_retry = {},
                  .retry_jitter_ppm = static_cast<std::uint32_t>(number_between(0, 1'000'001))};
  s.kms_client.longest_retry = s.kms_client.first_retry + any_duration(0ns);
  s.horizon = any_duration(1h);
  s.kms = some<Kms>(1, [](std::size_t i) {
    Kms kms{.name = name_of("kms", i), .kind = "third-party"};
    if (coin()) kms.values.say("service", any_duration(0ns));
    if (coin()) kms.values.say("service_law", *rc::gen::element<std::string>("fixed", "exponential"));
    if (coin()) kms.values.say("nodes", number_between(1, 17));
    if (coin()) kms.values.say("workers", number_between(1, 1001));
    if (coin()) kms.values.say("queue", number_between(0, 1'000'001));
    if (coin()) kms.values.say("requests_per_second", number_between(1, 1'000'001));
    kms.log_level = any_log_level();
    return kms;
  });
  s.sites = some<Site>(0, [](std::size_t i) {
    return Site{.name = name_of("site", i), .wan_bytes_per_s = any_rate(), .latency = any_duration(0ns)};
  });
  const auto any_site = [&] { return s.sites.empty() || coin() ? std::string() : one_of(s.sites).name; };
  for (Kms& kms : s.kms) kms.site = any_site();
  s.libraries = some<Library>(0, [](std::size_t i) {
    return Library{.name = name_of("library", i),
                   .write_bytes_per_s = any_rate(),
                   .read_bytes_per_s = any_rate(),
                   .capacity_bytes = coin() ? std::optional(any_rate()) : std::nullopt};
  });
  s.media_agents = some<MediaAgent>(1, [&](std::size_t i) {
    MediaAgent ma{.name = name_of("ma", i),
                  .site = any_site(),
                  .streams = any_number_from_1(),
                  .cores = static_cast<std::uint32_t>(number_between(1, 100'001)),
                  .network_bytes_per_s = any_rate(),
                  .log_level = any_log_level()};
    if (!s.libraries.empty() && coin()) {
      ma.library = one_of(s.libraries).name;
    } else {
      ma.library_write_bytes_per_s = any_rate();
      ma.library_read_bytes_per_s = any_rate();
      if (coin()) ma.library_capacity_bytes = any_rate();
    }
    return ma;
  });
  s.pools = some<Pool>(1, [&](std::size_t i) {
    Pool pool{.name = name_of("pool", i), .kms = one_of(s.kms).name};
    set_any_paths(pool, s);
    return pool;
  });
  s.readings = {.kms_cache = coin() ? any_duration(0ns) : model::unlimitedCache,
                .data_key_reuse = coin() ? model::DataKeyReuse::reused : model::DataKeyReuse::fresh,
                .data_key_scope = *rc::gen::element<std::optional<crypto::DataKeyScope>>(
                    std::nullopt, crypto::DataKeyScope::client, crypto::DataKeyScope::clientCopy,
                    crypto::DataKeyScope::archiveFile),
                .data_key_born = coin() ? model::DataKeyBorn::commserve : model::DataKeyBorn::client,
                .network_password_at_rest = coin() ? model::PasswordAtRest::memory : model::PasswordAtRest::csdb,
                .master_key_made_by = coin() ? model::MasterKeyMadeBy::kms : model::MasterKeyMadeBy::software,
                .record_crc = coin() ? model::RecordCrc::clear : model::RecordCrc::inside};
  s.copies = some_copies(s);
  std::uint32_t most_streams = std::min(coresOfClients, s.jobs.streams);
  for (const MediaAgent& ma : s.media_agents) most_streams = std::min(most_streams, ma.streams);
  s.clients = some<ClientGroup>(1, [&](std::size_t i) {
    const bool by_policy = !s.copies.empty() && coin();
    return ClientGroup{.name = name_of("fs", i),
                       .count = static_cast<std::uint32_t>(number_between(1, 5)),
                       .pool = by_policy ? "" : one_of(s.pools).name,
                       .policy = by_policy ? one_of(s.copies).policy : "",
                       .site = any_site(),
                       .front_end_bytes = number_between(1, s.data_path.chunk_bytes * 1000 % (largestQuantity / 2) + 2),
                       .daily_change_ppm = static_cast<std::uint32_t>(number_between(0, 1'000'001)),
                       .compression_permille = static_cast<std::uint32_t>(number_between(1000, 1'000'001)),
                       .dedup_full_permille = static_cast<std::uint32_t>(number_between(1000, 1'000'001)),
                       .dedup_incremental_permille = static_cast<std::uint32_t>(number_between(1000, 1'000'001)),
                       .network_bytes_per_s = any_rate(),
                       .read_bytes_per_s = any_rate(),
                       .write_bytes_per_s = any_rate(),
                       .streams = static_cast<std::uint32_t>(number_between(1, most_streams + 1)),
                       .front_end_spread_ppm = coin() ? 0 : static_cast<std::uint32_t>(number_between(0, 900'001)),
                       .daily_change_spread_ppm = coin() ? 0 : static_cast<std::uint32_t>(number_between(0, 900'001)),
                       .log_level = any_log_level()};
  });
  for (ClientGroup& group : s.clients) {
    if (coin()) continue;
    group.before = Before{.full_days = static_cast<std::uint32_t>(number_between(2, 40))};
    if (coin()) group.before->incremental_days = static_cast<std::uint32_t>(number_between(1, group.before->full_days));
  }
  const auto any_level = [] {
    return one_of(std::vector{BackupLevel::full, BackupLevel::incremental, BackupLevel::syntheticFull});
  };
  s.backups = some<Backup>(0, [&](std::size_t) {
    return Backup{.at = time_before(s.horizon - 1min), .clients = one_of(s.clients).name, .level = any_level()};
  });
  if (s.horizon > 24h * 8) {
    s.schedules = some<Schedule>(0, [&](std::size_t) {
      const ClientGroup& group = one_of(s.clients);
      Schedule schedule{.clients = group.name, .level = any_level()};
      if (coin()) {
        schedule.every = shortestEvery + 1s * static_cast<std::int64_t>(number_between(0, 11 * 3600));
      } else {
        schedule.at = 1s * static_cast<std::int64_t>(number_between(0, 24 * 3600));
      }
      schedule.nights = static_cast<std::uint32_t>(number_between(1, 8));
      if (s.start && coin()) {
        for (const model::Weekday day : model::allWeekdays)
          if (coin()) schedule.on.push_back(day);
        if (!schedule.on.empty()) schedule.nights = 1;  // within the horizon
      }
      if (schedule.level == BackupLevel::incremental)
        schedule.full_every = static_cast<std::uint32_t>(number_between(0, 9));
      if (schedule.full_every > 0 && coin()) schedule.fulls = Fulls::synthetic;
      for (const Copy& copy : s.copies)
        if (copy.policy == policy_of(group) && !copy.source.empty()) schedule.aux_copies.push_back(copy.name);
      if (coin()) schedule.start_jitter = 1s * static_cast<std::int64_t>(number_between(0, 60));
      return schedule;
    });
    // What starts again and again, and is copied each time, is soon more than there are actors for.
    if (!s.schedules.empty()) s.jobs.streams = std::min(s.jobs.streams, 10'000U);
  }
  if (!s.backups.empty()) {
    s.restores = some<Restore>(0, [&](std::size_t) {
      const Backup& backup = one_of(s.backups);
      Restore restore{.at = backup.at + 1ns, .clients = backup.clients};
      if (coin()) {
        restore.until = restore.at + 1s;
        restore.between = any_duration(1ms);
      } else if (coin()) {
        restore.count = static_cast<std::uint32_t>(number_between(1, 9));
      }
      restore.priority = static_cast<std::uint32_t>(number_between(0, 1000));
      return restore;
    });
  }
  for (const Copy& copy : s.copies) {
    if (!copy.source.empty())
      s.aux_copies.push_back({.at = time_before(s.horizon), .policy = copy.policy, .copy = copy.name});
  }
  for (const JobKind kind : {JobKind::backup, JobKind::restore, JobKind::auxCopy}) {
    const std::string clients = kind == JobKind::auxCopy || coin() ? "" : one_of(s.clients).name;
    const auto first = first_job(s, kind, clients);
    if (!first || *first + 2ns >= s.horizon || coin()) continue;
    const std::string action = coin() ? "suspend" : "kill";
    s.operators.push_back(on_jobs(*first + 1ns, action, kind, clients));
    if (action == "kill" || coin()) continue;
    s.operators.push_back(on_jobs(*first + 2ns, "resume", kind, clients));
  }
  for (const std::string& owner : key_owners(s, *profile_of(s)))
    if (coin()) s.rotations.push_back({.at = time_before(s.horizon), .of = owner});
  s.faults = some<Fault>(0, [&](std::size_t) { return any_fault(s); });
  if (coin()) s.expect.violated.emplace();
  for (const std::string& id : vocabulary.property_ids)
    if (s.expect.is_said() && coin()) s.expect.violated->push_back(id);
  for (Fault& fault : s.faults) fault.optional = coin();
  return s;
}

}  // namespace keycell::scenarios::test
