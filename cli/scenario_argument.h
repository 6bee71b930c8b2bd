#pragma once
// The SCENARIO that a subcommand is given: a name from the catalogue, a file, or - for standard input.

#include <string>

#include "scenarios/scenario.h"

namespace keycell::cli {

/// Names on standard error the keys that an old file calls otherwise than today. Throws UsageError for a name that is
/// neither, ScenarioError and ScenarioFileError as the loader does.
scenarios::Scenario load_scenario(const std::string& subcommand, const std::string& name);

}  // namespace keycell::cli
