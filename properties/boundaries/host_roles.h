#pragma once
// What each host of a scenario is for.

#include <map>
#include <string>
#include <string_view>

#include "model/role.h"
#include "scenarios/scenario.h"

namespace keycell::properties {

using model::allRoles;
using model::Role;

class HostRoles {
 public:
  explicit HostRoles(const scenarios::Scenario& scenario) {
    roles_.emplace(scenarios::commserveName, Role::commserve);
    roles_.emplace("console", Role::console);
    for (const auto& kms : scenario.kms) roles_.emplace(kms.name, Role::kms);
    for (const auto& media_agent : scenario.media_agents) roles_.emplace(media_agent.name, Role::mediaAgent);
  }
  /// A host that is nothing else is a client.
  Role role_of(std::string_view host) const {
    const auto found = roles_.find(host);
    return found == roles_.end() ? Role::client : found->second;
  }

 private:
  std::map<std::string, Role, std::less<>> roles_;
};

}  // namespace keycell::properties
