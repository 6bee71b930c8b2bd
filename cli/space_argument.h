#pragma once
// The SPACE that a campaign is given: the name of a shipped one, or a file.

#include <string>

#include "campaigns/space.h"

namespace keycell::cli {

/// Throws UsageError for a name that is neither, ScenarioError and ScenarioFileError as the loader does.
campaigns::Space load_space(const std::string& name);

}  // namespace keycell::cli
