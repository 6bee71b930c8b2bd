#pragma once
// Who may hold a key in clear, and until when.

#include <vector>

#include "properties/boundary_policy.h"

namespace keycell::properties {

/// Until when a host may hold a key.
enum class Hold {
  whileUsed,  ///< until its last use
  cached,     ///< and for the time of the reading kms_cache
  hostUp,     ///< until the host goes down
};

/// Hosts of this role may hold keys of this class.
struct CustodyRule {
  crypto::KeyClass key_class;
  Role role;
  Hold until;
};

/// What is not in the list is held against the rules.
std::vector<CustodyRule> custody_rules(const scenarios::Scenario& scenario);

/// Between the last use of a key and its wipe, in simulated time: what a host writes to its disk and answers meanwhile.
inline constexpr model::Nanos custodyGrace = std::chrono::seconds(1);

}  // namespace keycell::properties
