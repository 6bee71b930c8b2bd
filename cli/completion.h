#pragma once
// keycell completion SHELL: what a shell can complete, as a script for it.

#include <CLI/CLI.hpp>
#include <functional>

namespace keycell::cli {

std::function<int()> add_completion(CLI::App& program);

}  // namespace keycell::cli
