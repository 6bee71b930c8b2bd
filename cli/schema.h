#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace keycell::cli {

std::function<int()> add_schema(CLI::App& program);

}  // namespace keycell::cli
