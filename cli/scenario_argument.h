#pragma once
// The SCENARIO that a subcommand is given: a name from the catalogue, a file, or - for standard input.

#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace keycell::cli {

/// Names on standard error the keys that an old file calls otherwise than today. Throws UsageError for a name that is
/// neither, ScenarioError and ScenarioFileError as the loader does.
scenarios::Scenario load_scenario(const std::string& subcommand, const std::string& name);
/// The same; `files_read` gets the files that were read for it.
scenarios::Scenario load_scenario(const std::string& subcommand, const std::string& name,
                                  std::vector<std::string>& files_read);

/// The text of the file that load_scenario() takes for this name; empty of what is no file.
std::string text_of_scenario(const std::string& name);

/// What --strict asks for: a scenario that says nothing of what it expects is taken to expect no violation, not even
/// one that is known of its profile.
void expect_nothing_unsaid(scenarios::Scenario& scenario);

}  // namespace keycell::cli
