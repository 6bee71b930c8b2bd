#pragma once
// The boundary policy that a run is judged by: that of the documented steps, or a file of the user's.

#include <string>

#include "properties/boundaries/policy_file.h"

namespace keycell::cli {

/// `path` is what --policy says; empty: not given. Throws as properties::load_policy does.
properties::PolicyFile policy_of(const std::string& path);

}  // namespace keycell::cli
