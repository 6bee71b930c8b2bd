#pragma once
// keycell compare: two runs, or two studies of many runs, side by side.

#include <CLI/CLI.hpp>
#include <functional>

namespace keycell::cli {

/// Adds the subcommand to `program`; the returned function does it and gives the exit code: the worse of both sides'.
std::function<int()> add_compare(CLI::App& program);

}  // namespace keycell::cli
