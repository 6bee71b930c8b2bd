#pragma once
// Reads a scenario from its TOML text. Every key, unit and default: docs/reference/scenario.md.

#include <iosfwd>
#include <string>
#include <string_view>

#include "scenarios/problem.h"
#include "scenarios/scenario.h"
#include "scenarios/validate.h"

namespace keycell::scenarios {

/// `file_name` is what errors call the text. Throws ScenarioError.
Scenario load_text(std::string_view file_name, std::string_view text, const Vocabulary& vocabulary);

inline constexpr std::size_t largestFile = 4 * 1024 * 1024;

/// Throws ScenarioError; ScenarioFileError when the stream cannot be read or holds more than largestFile.
Scenario load_stream(std::string_view name, std::istream& stream, const Vocabulary& vocabulary);

/// Throws ScenarioError; ScenarioFileError when the file cannot be read or is larger than largestFile.
Scenario load_file(const std::string& path, const Vocabulary& vocabulary);

}  // namespace keycell::scenarios
