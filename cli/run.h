#pragma once
// keycell run: one scenario, one seed, one screen.

#include <CLI/CLI.hpp>
#include <functional>

namespace keycell::cli {

/// Adds the subcommand to `program`; the returned function does it and gives the exit code.
std::function<int()> add_run(CLI::App& program);

}  // namespace keycell::cli
