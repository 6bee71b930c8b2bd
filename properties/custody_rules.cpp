#include "properties/custody_rules.h"

#include <algorithm>

namespace keycell::properties {

std::vector<CustodyRule> custody_rules(const scenarios::Scenario& scenario) {
  using enum crypto::KeyClass;
  const auto any_kms = [&](bool built_in) {
    return std::ranges::any_of(scenario.kms, [built_in](const scenarios::Kms& kms) {
      return (kms.kind == scenarios::builtInKind) == built_in;
    });
  };
  const bool is_rsa = scenario.keys.profile != "pool-kek";
  const bool kms_unwraps = !is_rsa && scenario.keys.unwrap == crypto::Unwrap::remote;
  std::vector<CustodyRule> rules;
  // What opens data keys, and what opens that.
  if (!kms_unwraps || any_kms(true) || scenario.readings.master_key_made_by == model::MasterKeyMadeBy::software)
    rules.push_back({masterKey, Role::commserve, Hold::cached});
  rules.push_back({is_rsa ? rsaPrivate : kek, Role::commserve, kms_unwraps ? Hold::cached : Hold::whileUsed});
  if (any_kms(false)) {
    rules.push_back({kmsRoot, Role::kms, Hold::whileUsed});
    rules.push_back({masterKey, Role::kms, Hold::whileUsed});
    if (!is_rsa) rules.push_back({kek, Role::kms, Hold::whileUsed});  // which it wraps, and may unwrap
  }
  // Data keys and what they travel under. A MediaAgent needs them to encrypt again.
  for (const Role role : {Role::commserve, Role::client}) {
    rules.push_back({dataKey, role, Hold::whileUsed});
    rules.push_back({networkPassword, role, Hold::whileUsed});
  }
  if (std::ranges::any_of(scenario.copies, [](const scenarios::Copy& copy) {
        return copy.encryption == scenarios::CopyEncryption::reEncrypt;
      })) {
    rules.push_back({dataKey, Role::mediaAgent, Hold::whileUsed});
    rules.push_back({networkPassword, Role::mediaAgent, Hold::whileUsed});
  }
  for (const Role role : {Role::commserve, Role::kms, Role::mediaAgent, Role::client, Role::console}) {
    rules.push_back({channelCredential, role, Hold::whileUsed});
    rules.push_back({channelKey, role, Hold::hostUp});
  }
  return rules;
}

}  // namespace keycell::properties
