#pragma once
// What people type, as they know it from other programs: `help`, a wrong word before --help, an option without a value.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

namespace keycell::cli {

/// As typed, without the program's name; "help run" means "run --help".
std::vector<std::string> words_meant(int argc, char** argv);

/// Why a word that stands where a subcommand belongs is none; nothing when all are.
std::optional<std::string> no_subcommand(const CLI::App& program, const std::vector<std::string>& words);

/// Throws UsageError for an option or argument of a chosen subcommand that is given and empty.
void refuse_empty_values(const CLI::App& program);

/// What CLI11 does not like, in one line.
std::string usage_text(const CLI::App& program, const CLI::ParseError& error, const std::vector<std::string>& words);

}  // namespace keycell::cli
