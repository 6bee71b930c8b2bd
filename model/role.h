#pragma once
// What a host is for; boundary policies and the protocol speak of roles, not of hosts.

#include <array>
#include <string_view>

namespace keycell::model {

enum class Role { commserve, kms, mediaAgent, client, console };

inline constexpr std::array allRoles{Role::commserve, Role::kms, Role::mediaAgent, Role::client, Role::console};

constexpr std::string_view name_of(Role role) {
  switch (role) {
    case Role::commserve: return "CommServe";
    case Role::kms: return "KMS";
    case Role::mediaAgent: return "MediaAgent";
    case Role::client: return "client";
    case Role::console: return "console";
  }
  return "unknown";
}

/// All hosts of a role in one word.
constexpr std::string_view hosts_of(Role role) {
  switch (role) {
    case Role::mediaAgent: return "MediaAgents";
    case Role::client: return "clients";
    default: return name_of(role);
  }
}

}  // namespace keycell::model
