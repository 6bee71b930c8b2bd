#include "properties/boundary_policy.h"

#include <algorithm>

namespace keycell::properties {
namespace {

using crypto::KeyClass;

/// By hand from the documented steps (docs/reference/exposures.md). A built-in KMS is part of the CommServe: nothing
/// leaves it.
std::vector<DeclaredExposure> declared_exposures(const scenarios::Scenario& scenario) {
  std::vector<DeclaredExposure> exposures;
  const bool has_node =
      std::ranges::any_of(scenario.kms, [](const scenarios::Kms& kms) { return kms.kind != scenarios::builtInKind; });
  if (!has_node) return exposures;
  if (scenario.readings.master_key_made_by == model::MasterKeyMadeBy::software)
    exposures.push_back({KeyClass::masterKey, Role::commserve, Role::kms, "kms_register",
                         "master_key_made_by = \"software\": the CommServe registers the master key"});
  if (scenario.keys.profile != "pool-kek") {
    exposures.push_back({KeyClass::masterKey, Role::kms, Role::commserve, "kms_fetch reply",
                         "the master key is fetched to encrypt and decrypt the RSA private key"});
    return exposures;
  }
  exposures.push_back({KeyClass::kek, Role::commserve, Role::kms, "kms_wrap",
                       "the KMS encrypts the KEK: storage pool creation, step 3, and rotation"});
  switch (scenario.keys.unwrap) {
    case crypto::Unwrap::fetch:
      exposures.push_back({KeyClass::masterKey, Role::kms, Role::commserve, "kms_fetch reply",
                           "the CommServe fetches the master key to open the KEK: restore, step 2, and backups"});
      break;
    case crypto::Unwrap::remote:
      exposures.push_back({KeyClass::kek, Role::kms, Role::commserve, "kms_unwrap reply",
                           "unwrap = \"remote\": the KMS returns the opened KEK"});
      break;
  }
  return exposures;
}

}  // namespace

BoundaryPolicy::BoundaryPolicy(const scenarios::Scenario& scenario) : exposures_(declared_exposures(scenario)) {
  for (const auto& kms : scenario.kms) kms_.insert(kms.name);
  for (const auto& media_agent : scenario.media_agents) media_agents_.insert(media_agent.name);
}

Role BoundaryPolicy::role_of(std::string_view host) const {
  if (host == scenarios::commserveName) return Role::commserve;
  if (host == "console") return Role::console;
  if (kms_.contains(host)) return Role::kms;
  if (media_agents_.contains(host)) return Role::mediaAgent;
  return Role::client;
}

const DeclaredExposure* BoundaryPolicy::declared(crypto::KeyClass key_class, const model::Crossing& crossing) const {
  if (crossing.place != model::Place::payload) return nullptr;
  for (const DeclaredExposure& exposure : exposures_)
    if (exposure.key_class == key_class && exposure.from == role_of(crossing.from) &&
        exposure.to == role_of(crossing.to) && exposure.message == crossing.what)
      return &exposure;
  return nullptr;
}

}  // namespace keycell::properties
