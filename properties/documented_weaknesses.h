#pragma once
// Which properties a documented profile violates by construction.

#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace keycell::properties {

/// What the scenario's plan makes of data keys is wrapped under the KEK (or RSA pair) of a pool or copy: whether one of
/// them gets two or more. By the plan alone: a key that a fault keeps from being made is counted all the same, and an
/// aux copy that is asked for by time is taken to find every backup that begins before it.
bool shares_a_wrapping_key(const scenarios::Scenario& scenario);

/// Ids of the properties that every run of this scenario violates, as [expect] states them: SEC-7 where
/// shares_a_wrapping_key(), because no documented wrap is bound to its context.
std::vector<std::string> documented_weaknesses(const scenarios::Scenario& scenario);

}  // namespace keycell::properties
