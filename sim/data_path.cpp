#include "sim/data_path.h"

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

DataPaths::DataPaths(const scenarios::Scenario& scenario) {
  for (const auto& site : scenario.sites) {
    const auto rate = static_cast<double>(site.wan_bytes_per_s);
    const ResourceId up = add(site.name + "#wan-up", ResourceClass::wanUp, rate);
    const ResourceId down = add(site.name + "#wan-down", ResourceClass::wanDown, rate);
    sites_[site.name] = {.is_remote = true, .wan_up = up, .wan_down = down, .wan_latency = site.latency};
  }
  for (const auto& kms : scenario.kms) place(kms.name, kms.site);
  for (const auto& media_agent : scenario.media_agents) add_media_agent(media_agent, scenario.costs);
  for (const auto& group : scenario.clients) add_clients(group, scenario.costs);
}

ResourceId DataPaths::add(std::string name, ResourceClass resource_class, double stored_bytes_per_s) {
  resources_.push_back({std::move(name), resource_class, stored_bytes_per_s});
  return resources_.size() - 1;
}

void DataPaths::place(const std::string& host, const std::string& site) {
  if (!site.empty()) places_[host] = sites_.at(site);
}

void DataPaths::add_media_agent(const scenarios::MediaAgent& ma, const scenarios::Costs& costs) {
  const auto network = static_cast<double>(ma.network_bytes_per_s);
  // A core decrypts a byte and encrypts it again, one after the other.
  const double again = ma.cores / (1.0 / static_cast<double>(costs.decrypt_bytes_per_s) +
                                   1.0 / static_cast<double>(costs.encrypt_bytes_per_s));
  const ResourceId receive = add(ma.name + "#receive", ResourceClass::mediaAgentReceive, network);
  const ResourceId send = add(ma.name + "#send", ResourceClass::mediaAgentSend, network);
  const ResourceId crypto = add(ma.name + "#crypto", ResourceClass::mediaAgentCrypto, again);
  const ResourceId write = add(ma.name + "#library-write-rate", ResourceClass::libraryWrite,
                               static_cast<double>(ma.library_write_bytes_per_s));
  const ResourceId read =
      add(ma.name + "#library-read-rate", ResourceClass::libraryRead, static_cast<double>(ma.library_read_bytes_per_s));
  ends_[ma.name] = {{DataEnd::libraryWrite, {receive, write}},
                    {DataEnd::libraryRead, {read, send}},
                    {DataEnd::libraryReEncrypt, {read, crypto, send}}};
  place(ma.name, ma.site);
}

void DataPaths::add_clients(const scenarios::ClientGroup& group, const scenarios::Costs& costs) {
  constexpr double none = 1000;
  const double stored_share = none / group.compression_permille;
  const auto before_compression = [&](std::uint64_t rate) { return static_cast<double>(rate) * stored_share; };
  const auto network = static_cast<double>(group.network_bytes_per_s);
  for (const std::string& client : client_names(group)) {
    std::vector<ResourceId> out{
        add(client + "#read-rate", ResourceClass::clientRead, before_compression(group.read_bytes_per_s))};
    std::vector<ResourceId> in{
        add(client + "#receive", ResourceClass::clientReceive, network),
        add(client + "#decrypt", ResourceClass::clientDecrypt, static_cast<double>(costs.decrypt_bytes_per_s))};
    if (group.compression_permille > none) {
      out.push_back(
          add(client + "#compress", ResourceClass::clientCompress, before_compression(costs.compress_bytes_per_s)));
      in.push_back(add(client + "#decompress", ResourceClass::clientDecompress,
                       before_compression(costs.decompress_bytes_per_s)));
    }
    out.push_back(
        add(client + "#encrypt", ResourceClass::clientEncrypt, static_cast<double>(costs.encrypt_bytes_per_s)));
    out.push_back(add(client + "#send", ResourceClass::clientSend, network));
    in.push_back(add(client + "#write-rate", ResourceClass::clientWrite, before_compression(group.write_bytes_per_s)));
    ends_[client] = {{DataEnd::clientRead, std::move(out)}, {DataEnd::clientWrite, std::move(in)}};
    place(client, group.site);
  }
}

const DataPaths::Place& DataPaths::place_of(std::string_view host) const {
  static const Place dataCentre;
  const auto found = places_.find(host);
  return found == places_.end() ? dataCentre : found->second;
}

const DataPaths::Ends& DataPaths::ends_of(std::string_view host) const {
  static const Ends none;
  const auto found = ends_.find(host);
  return found == ends_.end() ? none : found->second;
}

std::vector<ResourceId> DataPaths::way_of(std::string_view from, DataEnd from_end, std::string_view to,
                                          DataEnd to_end) const {
  std::vector<ResourceId> way = ends_of(from).at(from_end);
  const Place& here = place_of(from);
  const Place& there = place_of(to);
  if (here != there && here.is_remote) way.push_back(here.wan_up);
  if (here != there && there.is_remote) way.push_back(there.wan_down);
  const std::vector<ResourceId>& rest = ends_of(to).at(to_end);
  way.insert(way.end(), rest.begin(), rest.end());
  return way;
}

}  // namespace keycell::sim
