#include "properties/catalogue.h"

#include <algorithm>
#include <array>

#include "properties/checks/clear_data.h"
#include "properties/checks/custody.h"
#include "properties/checks/durable_keys.h"
#include "properties/checks/key_roles.h"
#include "properties/checks/nonces.h"
#include "properties/checks/restorable.h"
#include "properties/checks/restored_bytes.h"
#include "properties/checks/secret_places.h"
#include "properties/checks/swapped_rows.h"
#include "properties/documented_weaknesses.h"

namespace keycell::properties {

std::vector<std::string> property_ids() {
  return {"AVL-1", "AVL-2", "CUS-1", "FID-1", "SEC-1", "SEC-6", "SEC-7", "SEC-11", "SEC-13"};
}

std::string_view violation_of(std::string_view id) {
  struct Violation {
    std::string_view id;
    std::string_view is;
  };
  constexpr std::array all{Violation{"AVL-1", "acknowledged backups cannot be opened any more"},
                           Violation{"AVL-2", "a chunk is acknowledged before its keys are durable"},
                           Violation{"CUS-1", "a host holds a key longer than it needs it, or must not hold it"},
                           Violation{"FID-1", "not everything that was backed up comes back"},
                           Violation{"SEC-1", "keys are seen where nothing puts them"},
                           Violation{"SEC-6", "a nonce is used twice under one key"},
                           Violation{"SEC-7", "keys can be exchanged in the CSDB"},
                           Violation{"SEC-11", "a key serves two purposes, or a data key two clients"},
                           Violation{"SEC-13", "backup data is in clear where the setting forbids it"}};
  const auto found = std::ranges::find(all, id, &Violation::id);
  return found == all.end() ? std::string_view() : found->is;
}

std::vector<std::unique_ptr<Property>> properties_of(const scenarios::Scenario& scenario) {
  return properties_of(scenario, documented_policy());
}

std::vector<std::unique_ptr<Property>> properties_of(const scenarios::Scenario& scenario, const PolicyFile& policy) {
  return properties_of(scenario, policy, sim::Parts());
}

std::vector<std::unique_ptr<Property>> properties_of(const scenarios::Scenario& scenario, const PolicyFile& policy,
                                                     const sim::Parts& parts) {
  const BoundaryPolicy boundaries(policy, scenario);
  const auto scanner = std::make_shared<Scanner>();  // whoever asks what crossed shares it
  // What a scenario gives no occasion to is not applicable rather than vacuous.
  const bool backs_up = !scenario.backups.empty() || !scenario.schedules.empty();
  std::vector<std::unique_ptr<Property>> properties;
  if (backs_up) {
    const auto forms = std::make_shared<KeyForms>(scenario);
    properties.push_back(std::make_unique<Restorable>(scenario, forms));
    properties.push_back(std::make_unique<DurableKeys>(forms));
  }
  properties.push_back(std::make_unique<Custody>(scenario, boundaries));
  if (!scenario.restores.empty()) properties.push_back(std::make_unique<RestoredBytes>());
  properties.push_back(std::make_unique<SecretPlaces>(boundaries, scanner, places_that_must_be_crossed(scenario)));
  if (backs_up || scenario.network.channel == model::ChannelKind::sealed)
    properties.push_back(std::make_unique<Nonces>());
  if (shares_a_wrapping_key(scenario))
    properties.push_back(std::make_unique<SwappedRows>(parts.reader_of_rows(scenario)));
  properties.push_back(std::make_unique<KeyRoles>(scenario, boundaries));
  if (backs_up) properties.push_back(std::make_unique<ClearData>());
  return properties;
}

std::vector<Judgement> judgements_of(const sim::Run& run) {
  std::vector<Judgement> judgements;
  for (const std::string& id : property_ids())
    if (const auto json = run.result_of(id); !json.empty()) judgements.push_back(judgement_of(json));
  return judgements;
}

}  // namespace keycell::properties
