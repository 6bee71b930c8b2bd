#pragma once
// Which group of the scenario a client is of: figures speak of groups.

#include <map>
#include <string>
#include <string_view>

#include "scenarios/scenario.h"

namespace keycell::measures {

class ClientGroups {
 public:
  explicit ClientGroups(const scenarios::Scenario& scenario) {
    for (const auto& group : scenario.clients)
      for (std::string& client : client_names(group)) of_client_.emplace(std::move(client), group.name);
  }

  /// Null for what is no client of the scenario.
  const std::string* find(std::string_view client) const {
    const auto found = of_client_.find(client);
    return found == of_client_.end() ? nullptr : &found->second;
  }
  /// The name itself for what is no client of the scenario.
  std::string of(std::string_view client) const {
    const std::string* group = find(client);
    return group == nullptr ? std::string(client) : *group;
  }

 private:
  std::map<std::string, std::string, std::less<>> of_client_;
};

}  // namespace keycell::measures
