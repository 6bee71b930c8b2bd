#pragma once
// All properties, by id.

#include <memory>
#include <string>
#include <vector>

#include "properties/property.h"
#include "scenarios/scenario.h"
#include "sim/run.h"

namespace keycell::properties {

/// The valid words of [expect] in scenarios.
std::vector<std::string> property_ids();

/// The properties that this scenario is judged by.
std::vector<std::unique_ptr<Property>> properties_of(const scenarios::Scenario& scenario);

/// The judgements in a run's results.
std::vector<Judgement> judgements_of(const sim::Run& run);

}  // namespace keycell::properties
