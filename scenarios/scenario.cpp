#include "scenarios/scenario.h"

namespace keycell::scenarios {

std::vector<std::string> client_names(const ClientGroup& group) {
  if (group.count == 1) return {group.name};
  std::vector<std::string> names;
  names.reserve(group.count);
  for (std::uint32_t i = 1; i <= group.count; ++i) names.push_back(group.name + std::to_string(i));
  return names;
}

}  // namespace keycell::scenarios
