#pragma once
// Reads a scenario from its TOML text. Every key, unit and default: docs/reference/scenario.md.

#include <iosfwd>
#include <string>
#include <string_view>

#include "scenarios/problem.h"
#include "scenarios/scenario.h"
#include "scenarios/text_file.h"
#include "scenarios/validate.h"

namespace keycell::scenarios {

/// `file_name` is what errors call the text, which names no other file. Throws ScenarioError.
Scenario load_text(std::string_view file_name, std::string_view text, const Vocabulary& vocabulary);

/// `name` is what errors call the stream. Throws as load_text, and ScenarioFileError when the stream cannot be read or
/// holds more than largestFile.
Scenario load_stream(std::string_view name, std::istream& stream, const Vocabulary& vocabulary);

/// The text of a file, or what is to become it: a calibration that it names is looked for from the file's folder.
/// Throws ScenarioError.
Scenario load_text_of_file(const std::string& path, std::string_view text, const Vocabulary& vocabulary);

/// A calibration that the file names is looked for from the file's folder. Throws ScenarioError; ScenarioFileError when
/// the file cannot be read or is larger than largestFile.
Scenario load_file(const std::string& path, const Vocabulary& vocabulary);

}  // namespace keycell::scenarios
