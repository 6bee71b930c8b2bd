#pragma once
// --deadline and --memory: what one simulation may take.

#include <string>

#include "sim/fork_server.h"

namespace keycell::cli {

/// Throws UsageError that names the subcommand and the option.
sim::Limits limits_of(const std::string& subcommand, const std::string& deadline, const std::string& memory);

}  // namespace keycell::cli
