#pragma once
// The text of a file that somebody names on the command line or in a scenario.

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

#include "scenarios/problem.h"

namespace keycell::scenarios {

inline constexpr std::size_t largestFile = 4 * 1024 * 1024;

/// `name` and `kind` are what errors call it: "standard input", "scenario file". Throws ScenarioFileError when the
/// stream cannot be read or holds more than largestFile.
std::string read_text_stream(std::string_view name, std::istream& stream, std::string_view kind);

/// `kind` is what errors call it: "scenario file". Throws ScenarioFileError when the file cannot be read or is larger
/// than largestFile.
std::string read_text_file(const std::string& path, std::string_view kind);

}  // namespace keycell::scenarios
