#pragma once
// What a run did that its user should not overlook although no property speaks of it: jobs that did not complete,
// backups that overlapped, operators who came for nothing. No warning changes the exit code.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace keycell::measures {

/// What can be seen without a run; empty when there is nothing.
std::vector<std::string> warnings_of(const scenarios::Scenario& scenario);

/// The same, and what is seen in a summary's `jobs` and `cell`, which may be null.
std::vector<std::string> warnings_of(const scenarios::Scenario& scenario, const nlohmann::ordered_json& jobs,
                                     const nlohmann::ordered_json& cell);

}  // namespace keycell::measures
