#pragma once
// What a key of a row can name: parts of the cell, by the names that the scenario gives them.

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/scenario.h"

namespace keycell::scenarios {

/// Names of one sort have one space: no two hosts or groups are called the same, an owner of keys may be called like
/// either.
enum class Sort { host, keyOwner, group, library };

struct Things {
  std::string_view noun;  ///< "media agent"
  Sort sort;
  std::vector<std::string> (*names)(const Scenario&);  ///< in the order of the file
};

/// CommServe, KMS nodes, MediaAgents: those whose disks hold what must survive. Clients have none.
extern const Things durableHosts;
extern const Things durableHostsAndKmsServers;  ///< also a built-in KMS, which has no disk: a row says so
extern const Things allHosts;  ///< these, and each client by its own name
extern const Things hostsAndConsole;
extern const Things sites;
extern const Things hostsAndSites;
extern const Things kmsServers;
extern const Things mediaAgents;
extern const Things sharedLibraries;
extern const Things keyOwners;  ///< may throw what profile_of() throws
extern const Things clientGroups;

}  // namespace keycell::scenarios
