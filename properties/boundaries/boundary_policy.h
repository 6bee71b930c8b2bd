#pragma once
// Which class of key may wrap which, be seen where, and which host may hold it: a policy file in force for one
// scenario. What no rule allows is forbidden.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "properties/boundaries/host_roles.h"
#include "properties/boundaries/policy_file.h"
#include "properties/watch/shown_forms.h"

namespace keycell::properties {

class BoundaryPolicy {
 public:
  /// The policy that comes with KeyCell.
  explicit BoundaryPolicy(const scenarios::Scenario& scenario) : BoundaryPolicy(documented_policy(), scenario) {}
  BoundaryPolicy(const PolicyFile& file, const scenarios::Scenario& scenario);

  const std::string& title() const { return title_; }

  /// Keys of the class `by` may wrap keys of the class `what`.
  bool allows_wrapping(crypto::KeyClass by, crypto::KeyClass what) const;

  /// The declaration under which a key of this class may be seen in this crossing in these forms; null when it may not.
  const DeclaredExposure* declared(crypto::KeyClass key_class, const Forms& forms,
                                   const model::Crossing& crossing) const;
  const std::vector<DeclaredExposure>& exposures() const { return exposures_; }
  /// Bytes of a wrap of a key of this class may be seen there.
  bool allows_wrap(crypto::KeyClass key_class, model::Place place) const;
  /// "wrapped", "declared", "wrapped, declared"; empty where a key of this class has no place in any form.
  std::string allowed(crypto::KeyClass key_class, model::Place place) const;

  /// How long a host of this role may hold a key of this class in its memory; of several rules the most generous.
  MemoryRule memory_rule(crypto::KeyClass key_class, Role role) const;

 private:
  std::string title_;
  std::vector<DeclaredExposure> exposures_;
  std::set<std::pair<crypto::KeyClass, crypto::KeyClass>> wraps_;  // by, what
  std::set<std::pair<crypto::KeyClass, model::Place>> wrapped_;
  std::map<std::pair<crypto::KeyClass, Role>, MemoryRule> memory_;
  HostRoles roles_;
};

}  // namespace keycell::properties
