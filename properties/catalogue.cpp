#include "properties/catalogue.h"

#include "properties/restored_bytes.h"
#include "properties/secret_places.h"

namespace keycell::properties {

std::vector<std::string> property_ids() { return {"FID-1", "SEC-1"}; }

std::vector<std::unique_ptr<Property>> properties_of(const scenarios::Scenario& scenario) {
  return properties_of(scenario, documented_policy());
}

std::vector<std::unique_ptr<Property>> properties_of(const scenarios::Scenario& scenario, const PolicyFile& policy) {
  std::vector<std::unique_ptr<Property>> properties;
  const BoundaryPolicy boundaries(policy, scenario);
  const auto scanner = std::make_shared<Scanner>();  // whoever asks what crossed shares it
  properties.push_back(std::make_unique<SecretPlaces>(boundaries, scanner));
  // Without a restore there is nothing to compare: not applicable rather than vacuous.
  if (!scenario.restores.empty()) properties.push_back(std::make_unique<RestoredBytes>());
  return properties;
}

std::vector<Judgement> judgements_of(const sim::Run& run) {
  std::vector<Judgement> judgements;
  for (const std::string& id : property_ids())
    if (const auto json = run.result_of(id); !json.empty()) judgements.push_back(judgement_of(json));
  return judgements;
}

}  // namespace keycell::properties
