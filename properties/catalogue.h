#pragma once
// All properties, by id.

#include <memory>
#include <string>
#include <vector>

#include "properties/boundaries/policy_file.h"
#include "properties/property.h"
#include "scenarios/scenario.h"
#include "sim/parts.h"
#include "sim/run.h"

namespace keycell::properties {

/// The valid words of [expect] in scenarios.
std::vector<std::string> property_ids();

/// What is wrong where a property is violated, in plain words: "keys can be exchanged in the CSDB". Empty for an
/// unknown id.
std::string_view violation_of(std::string_view id);

/// The properties that this scenario is judged by; without a policy of the user's, by that of the documented steps.
std::vector<std::unique_ptr<Property>> properties_of(const scenarios::Scenario& scenario);
std::vector<std::unique_ptr<Property>> properties_of(const scenarios::Scenario& scenario, const PolicyFile& policy);
/// Of a cell with other parts than the product's.
std::vector<std::unique_ptr<Property>> properties_of(const scenarios::Scenario& scenario, const PolicyFile& policy,
                                                     const sim::Parts& parts);

/// The judgements in a run's results.
std::vector<Judgement> judgements_of(const sim::Run& run);

}  // namespace keycell::properties
