#pragma once
// `keycell sabotage`: starts keycell-sabotage, the program that plants faults in cells.

#include <functional>

#include <CLI/CLI.hpp>

namespace keycell::cli {

std::function<int()> add_sabotage(CLI::App& program);

}  // namespace keycell::cli
