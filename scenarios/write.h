#pragma once
// Writes a scenario as the TOML that reads back as the same value, every default spelled out or none.

#include <string>

#include "scenarios/scenario.h"

namespace keycell::scenarios {

/// For any scenario that `validate` accepts, with a title in UTF-8, load_text(to_toml(s)) == s.
std::string to_toml(const Scenario& scenario);

/// The same for people: one part a line, and only what differs from the defaults. Reads back as the same value too.
std::string to_short_toml(const Scenario& scenario);

}  // namespace keycell::scenarios
