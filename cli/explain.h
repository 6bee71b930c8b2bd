#pragma once
// keycell explain: what parts of a cell would answer after a scenario.

#include <CLI/CLI.hpp>
#include <functional>

namespace keycell::cli {

/// Adds the subcommand to `program`; the returned function does it and gives the exit code.
std::function<int()> add_explain(CLI::App& program);

}  // namespace keycell::cli
