#pragma once
// keycell check: many cells or many seeds, judged; a cell that fails is made smaller and kept as a file that replays.

#include <CLI/CLI.hpp>
#include <functional>

namespace keycell::cli {

/// Returns what does the work once the words are parsed.
std::function<int()> add_check(CLI::App& program);

}  // namespace keycell::cli
