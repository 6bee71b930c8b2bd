#include "scenarios/things.h"

#include <algorithm>
#include <iterator>

namespace keycell::scenarios {
namespace {

template <class Part>
std::vector<std::string> part_names(const std::vector<Part>& parts) {
  std::vector<std::string> names;
  for (const Part& part : parts) names.push_back(part.name);
  return names;
}

std::vector<std::string> durable_hosts(const Scenario& s) {
  std::vector<std::string> hosts{std::string(commserveName)};
  for (const std::string& node : kms_nodes(s)) hosts.push_back(node);
  for (const MediaAgent& media_agent : s.media_agents) hosts.push_back(media_agent.name);
  return hosts;
}

std::vector<std::string> all_hosts(const Scenario& s) {
  std::vector<std::string> hosts = durable_hosts(s);
  for (const ClientGroup& group : s.clients) std::ranges::move(client_names(group), std::back_inserter(hosts));
  return hosts;
}

std::vector<std::string> hosts_and_console(const Scenario& s) {
  std::vector<std::string> hosts = all_hosts(s);
  hosts.emplace_back(consoleName);
  return hosts;
}

std::vector<std::string> hosts_and_sites(const Scenario& s) {
  std::vector<std::string> names = all_hosts(s);
  std::ranges::move(part_names(s.sites), std::back_inserter(names));
  return names;
}

}  // namespace

const Things durableHosts{"host with a durable disk", Sort::host, durable_hosts};
const Things durableHostsAndKmsServers{"host with a durable disk", Sort::host, [](const Scenario& s) {
                                         std::vector<std::string> names = durable_hosts(s);
                                         for (const Kms& kms : s.kms)
                                           if (!is_node(kms)) names.push_back(kms.name);
                                         return names;
                                       }};
const Things allHosts{"host", Sort::host, all_hosts};
const Things hostsAndConsole{"host", Sort::host, hosts_and_console};
const Things sites{"site", Sort::host, [](const Scenario& s) { return part_names(s.sites); }};
const Things hostsAndSites{"host or site", Sort::host, hosts_and_sites};
const Things kmsServers{"KMS", Sort::host, [](const Scenario& s) { return part_names(s.kms); }};
const Things mediaAgents{"media agent", Sort::host, [](const Scenario& s) { return part_names(s.media_agents); }};
const Things sharedLibraries{"library", Sort::library, [](const Scenario& s) { return part_names(s.libraries); }};
const Things keyOwners{"pool or copy with keys of its own", Sort::keyOwner,
                       [](const Scenario& s) { return key_owners(s, *profile_of(s)); }};
const Things clientGroups{"group of clients", Sort::group, [](const Scenario& s) { return part_names(s.clients); }};

}  // namespace keycell::scenarios
