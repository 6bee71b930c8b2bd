#pragma once
// keycell calibrate: what key code and compression cost on one core of this machine, as a calibration for scenarios.

#include <CLI/CLI.hpp>
#include <functional>

namespace keycell::cli {

/// Adds the subcommand to `program`; the returned function does it and gives the exit code.
std::function<int()> add_calibrate(CLI::App& program);

}  // namespace keycell::cli
