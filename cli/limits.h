#pragma once
// --deadline and --memory: what one simulation may take.

#include <string>

#include "sim/fork_server.h"

namespace keycell::cli {

inline constexpr const char* usualDeadline = "10 min";
inline constexpr const char* usualMemory = "8 GiB";

/// " --deadline '1 min'", for a command that repeats what was done; what is as usual is left out.
std::string limit_options(const std::string& deadline, const std::string& memory);

/// Throws UsageError that names the subcommand and the option.
sim::Limits limits_of(const std::string& subcommand, const std::string& deadline, const std::string& memory);

}  // namespace keycell::cli
