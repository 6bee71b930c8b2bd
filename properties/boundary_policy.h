#pragma once
// Which class of key may be seen in clear where. Everything that is not declared is forbidden; what is declared is an
// exposure that a documented step itself makes, and is reported.

#include <set>
#include <string>
#include <vector>

#include "model/events.h"
#include "scenarios/scenario.h"

namespace keycell::properties {

/// What a host is for; a policy speaks of roles, not of hosts.
enum class Role { commserve, kms, mediaAgent, client, console };

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

/// A key of this class may be seen in clear in this message, inside the channel between hosts of these roles.
struct DeclaredExposure {
  crypto::KeyClass key_class;
  Role from;
  Role to;
  std::string_view message;
  std::string_view why;  ///< a text of ours, for reports
};

class BoundaryPolicy {
 public:
  /// The policy of the scenario's profile and settings.
  explicit BoundaryPolicy(const scenarios::Scenario& scenario);

  /// The declaration under which a key of this class may be seen in this crossing; null when it is forbidden.
  const DeclaredExposure* declared(crypto::KeyClass key_class, const model::Crossing& crossing) const;
  const std::vector<DeclaredExposure>& exposures() const { return exposures_; }

 private:
  Role role_of(std::string_view host) const;

  std::vector<DeclaredExposure> exposures_;
  std::set<std::string, std::less<>> kms_;
  std::set<std::string, std::less<>> media_agents_;
};

}  // namespace keycell::properties
