#pragma once
// keycell scenario: list, validate, schema, explain and init; what a scenario can say, and what one says.

#include <CLI/CLI.hpp>
#include <functional>

namespace keycell::cli {

/// Adds the subcommand to `program`; the returned function does it and gives the exit code.
std::function<int()> add_scenario(CLI::App& program);

}  // namespace keycell::cli
