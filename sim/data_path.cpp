#include "sim/data_path.h"

#include <algorithm>

namespace keycell::sim {

using model::DataEnd;

std::string_view name_of(ResourceClass resource_class) {
  switch (resource_class) {
    case ResourceClass::clientRead: return "client read";
    case ResourceClass::clientCompress: return "client compression";
    case ResourceClass::clientEncrypt: return "client encryption";
    case ResourceClass::clientSend: return "client network, sending";
    case ResourceClass::clientReceive: return "client network, receiving";
    case ResourceClass::clientDecrypt: return "client decryption";
    case ResourceClass::clientDecompress: return "client decompression";
    case ResourceClass::clientWrite: return "client write";
    case ResourceClass::mediaAgentCore: return "MediaAgent encryption, one core";
    case ResourceClass::wanUp: return "WAN, from the site";
    case ResourceClass::wanDown: return "WAN, to the site";
    case ResourceClass::mediaAgentReceive: return "MediaAgent network, receiving";
    case ResourceClass::mediaAgentSend: return "MediaAgent network, sending";
    case ResourceClass::mediaAgentCrypto: return "MediaAgent encryption";
    case ResourceClass::libraryWrite: return "library write";
    case ResourceClass::libraryRead: return "library read";
  }
  return "unknown";
}

namespace {

/// Who can copy for an aux copy, and for whom.
struct Copying {
  scenarios::Copy copy;
  std::vector<std::string> from;
  std::vector<std::string> to;
};

bool has(const std::vector<std::string>& names, const std::string& name) { return std::ranges::count(names, name) > 0; }

std::vector<Copying> copyings_of(const scenarios::Scenario& scenario) {
  const auto copies = scenarios::all_copies(scenario);
  std::vector<Copying> found;
  for (const scenarios::Copy& copy : copies)
    for (const scenarios::Copy& source : copies)
      if (source.policy == copy.policy && source.name == copy.source)
        found.push_back(
            {.copy = copy, .from = media_agents_of(scenario, source), .to = media_agents_of(scenario, copy)});
  return found;
}

/// How many aux copies the scenario asks for that fill this copy.
std::uint64_t aux_copies_into(const scenarios::Copy& copy, const scenarios::Scenario& scenario) {
  std::uint64_t count = 0;
  for (const auto& aux_copy : scenario.aux_copies)
    count += aux_copy.policy == copy.policy && aux_copy.copy == copy.name ? 1 : 0;
  for (const auto& schedule : scenario.schedules)
    count += std::ranges::count(schedule.aux_copies, copy.name) > 0 ? runs_of(scenario, schedule) : 0;
  return count;
}

/// How many streams may encrypt again at a MediaAgent at once.
std::uint32_t re_encrypting_streams(const scenarios::MediaAgent& ma, const std::vector<Copying>& copyings,
                                    const scenarios::Scenario& scenario) {
  std::uint64_t streams = 0;
  for (const Copying& copying : copyings)
    if (has(copying.from, ma.name) && copying.copy.encryption == scenarios::CopyEncryption::reEncrypt)
      streams += aux_copies_into(copying.copy, scenario) * scenario.jobs.aux_copy_streams;
  const std::uint64_t most = std::min(ma.streams, scenario.jobs.streams);
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(streams, 1, most));
}

/// How many synthetic full backups may be put together at a MediaAgent at once.
std::uint32_t synthetic_streams(const scenarios::MediaAgent& ma, const scenarios::Scenario& scenario) {
  const auto copies = scenarios::all_copies(scenario);
  std::uint64_t streams = 0;
  for (const scenarios::ClientGroup& group : scenario.clients)
    for (const scenarios::Copy& copy : copies)
      if (copy.policy == policy_of(group) && copy.source.empty() && has(media_agents_of(scenario, copy), ma.name))
        streams += synthetic_fulls_of(scenario, group);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(streams, std::min(ma.streams, scenario.jobs.streams)));
}

}  // namespace

DataPaths::DataPaths(const scenarios::Scenario& scenario) {
  for (const auto& site : scenario.sites) {
    const auto rate = static_cast<double>(site.wan_bytes_per_s);
    const ResourceId up = add(site.name + betweenNames + "wan-up", ResourceClass::wanUp, rate);
    const ResourceId down = add(site.name + betweenNames + "wan-down", ResourceClass::wanDown, rate);
    sites_[site.name] = {.is_remote = true, .wan_up = up, .wan_down = down, .wan_latency = site.latency};
  }
  for (const auto& kms : scenario.kms) place(kms.name, kms.site);
  for (const auto& library : scenario.libraries) libraries_[library.name] = add_library(library);
  for (const auto& media_agent : scenario.media_agents) add_media_agent(scenario, media_agent);
  for (const auto& group : scenario.clients) add_clients(group, scenario.costs);
}

ResourceId DataPaths::add(std::string name, ResourceClass resource_class, double stored_bytes_per_s,
                          std::uint32_t streams, bool is_shared) {
  resources_.push_back({std::move(name), resource_class, stored_bytes_per_s, streams, is_shared});
  return resources_.size() - 1;
}

void DataPaths::place(const std::string& host, const std::string& site) {
  if (!site.empty()) places_[host] = sites_.at(site);
}

DataPaths::LibraryRates DataPaths::add_library(const scenarios::Library& library) {
  const auto rate = [](std::uint64_t bytes_per_s) { return static_cast<double>(bytes_per_s); };
  const ResourceId write = add(library.name + betweenNames + "library-write-rate", ResourceClass::libraryWrite,
                               rate(library.write_bytes_per_s));
  const ResourceId read = add(library.name + betweenNames + "library-read-rate", ResourceClass::libraryRead,
                              rate(library.read_bytes_per_s));
  return {.write = write, .read = read};
}

void DataPaths::add_media_agent(const scenarios::Scenario& scenario, const scenarios::MediaAgent& ma) {
  const auto network = static_cast<double>(ma.network_bytes_per_s);
  const auto copyings = copyings_of(scenario);
  const bool copies_to_itself =
      std::ranges::any_of(copyings, [&](const Copying& c) { return has(c.from, ma.name) && has(c.to, ma.name); });
  const std::uint32_t synthetic = synthetic_streams(ma, scenario);
  const StaysWithin within = copies_to_itself || synthetic > 0 ? StaysWithin::some : StaysWithin::none;
  // A core decrypts a byte and encrypts it again, one after the other. A stream has one core at a time.
  const double one_core = 1 / (1.0 / static_cast<double>(scenario.costs.decrypt_bytes_per_s) +
                               1.0 / static_cast<double>(scenario.costs.encrypt_bytes_per_s));
  const ResourceId receive = add(ma.name + betweenNames + "receive", ResourceClass::mediaAgentReceive, network);
  const ResourceId send = add(ma.name + betweenNames + "send", ResourceClass::mediaAgentSend, network);
  const ResourceId crypto =
      add(ma.name + betweenNames + "crypto", ResourceClass::mediaAgentCrypto, ma.cores * one_core);
  const ResourceId core = add(ma.name + betweenNames + "core", ResourceClass::mediaAgentCore, one_core,
                              re_encrypting_streams(ma, copyings, scenario));
  const auto shared = libraries_.find(ma.library);
  const auto [write, read] = shared == libraries_.end() ? add_library(library_of(scenario, ma)) : shared->second;
  ends_[ma.name] = {
      {DataEnd::libraryWrite, {.within = {write}, .network = receive, .stays_within = within}},
      {DataEnd::libraryRead, {.within = {read}, .network = send, .stays_within = within}},
      {DataEnd::libraryReEncrypt, {.within = {read, crypto, core}, .network = send, .stays_within = within}}};
  if (synthetic > 0) {
    const ResourceId cores =
        add(ma.name + betweenNames + "synthetic-core", ResourceClass::mediaAgentCore, one_core, synthetic);
    ends_[ma.name][DataEnd::librarySynthetic] = {
        .within = {read, crypto, cores}, .network = send, .stays_within = within};
  }
  place(ma.name, ma.site);
}

void DataPaths::add_clients(const scenarios::ClientGroup& group, const scenarios::Costs& costs) {
  constexpr double none = 1000;
  const double compressed_share = none / group.compression_permille;
  const auto before_compression = [&](std::uint64_t rate) { return static_cast<double>(rate) * compressed_share; };
  const auto network = static_cast<double>(group.network_bytes_per_s);
  // What a client reads, and compresses, it sends and stores only so much of.
  const auto stored_share = [&](std::uint32_t dedup_permille) { return none / dedup_permille; };
  for (const std::string& client : client_names(group)) {
    using enum ResourceClass;
    // Streams share what is read, written and sent; each has a core of its own.
    const auto of_all = [&](const char* what, ResourceClass of_class, double rate) {
      return add(client + betweenNames + what, of_class, rate, 1, group.streams > 1);
    };
    const auto of_each = [&](const char* what, ResourceClass of_class, double rate) {
      return add(client + betweenNames + what, of_class, rate, group.streams);
    };
    const double read = before_compression(group.read_bytes_per_s);
    const double compress = before_compression(costs.compress_bytes_per_s);
    const bool compresses = group.compression_permille > none;
    const double full_share = stored_share(group.dedup_full_permille);
    std::vector<ResourceId> out{of_all("read-rate", clientRead, read * full_share)};
    const ResourceId receive = of_all("receive", clientReceive, network);
    std::vector<ResourceId> in{of_each("decrypt", clientDecrypt, static_cast<double>(costs.decrypt_bytes_per_s))};
    if (compresses) {
      out.push_back(of_each("compress", clientCompress, compress * full_share));
      in.push_back(of_each("decompress", clientDecompress, before_compression(costs.decompress_bytes_per_s)));
    }
    out.push_back(of_each("encrypt", clientEncrypt, static_cast<double>(costs.encrypt_bytes_per_s)));
    const ResourceId send = of_all("send", clientSend, network);
    in.push_back(of_all("write-rate", clientWrite, before_compression(group.write_bytes_per_s)));
    if (group.dedup_incremental_permille != group.dedup_full_permille) {
      const double share = stored_share(group.dedup_incremental_permille);
      std::vector<ResourceId> incremental{of_all("read-rate-incremental", clientRead, read * share)};
      if (compresses) incremental.push_back(of_each("compress-incremental", clientCompress, compress * share));
      incremental.push_back(out.back());  // encryption works on what is sent
      ends_[client][DataEnd::clientReadIncremental] = {.within = std::move(incremental), .network = send};
    }
    ends_[client][DataEnd::clientRead] = {.within = std::move(out), .network = send};
    ends_[client][DataEnd::clientWrite] = {.within = std::move(in), .network = receive};
    place(client, group.site);
  }
}

const DataPaths::Place& DataPaths::place_of(std::string_view host) const {
  static const Place dataCentre;
  const auto found = places_.find(host);
  return found == places_.end() ? dataCentre : found->second;
}

const DataPaths::Place* DataPaths::site_called(std::string_view name) const {
  const auto found = sites_.find(name);
  return found == sites_.end() ? nullptr : &found->second;
}

const DataPaths::Ends& DataPaths::ends_of(std::string_view host) const {
  static const Ends none;
  const auto found = ends_.find(host);
  return found == ends_.end() ? none : found->second;
}

std::vector<ResourceId> DataPaths::way_of(std::string_view from, DataEnd from_end, std::string_view to,
                                          DataEnd to_end) const {
  const End& source = ends_of(from).at(from_end);
  const End& target = ends_of(to).at(to_end);
  std::vector<ResourceId> way = source.within;
  if (from != to) way.push_back(source.network);
  const Place& here = place_of(from);
  const Place& there = place_of(to);
  if (here != there && here.is_remote) way.push_back(here.wan_up);
  if (here != there && there.is_remote) way.push_back(there.wan_down);
  if (from != to) way.push_back(target.network);
  way.insert(way.end(), target.within.begin(), target.within.end());
  return way;
}

}  // namespace keycell::sim
