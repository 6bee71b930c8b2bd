#pragma once
// Commands for the user to copy, as a shell takes them.

#include <string>

#include "sim/run.h"

namespace keycell::cli {

/// A word, in quotes if the shell would take it apart.
std::string quoted(const std::string& word);

/// The name under which the user called us.
std::string program_name();

/// Repeats one run; `policy` is the file that --policy named, if any.
std::string replay_command(const std::string& scenario, sim::Seed seed, const std::string& policy);

}  // namespace keycell::cli
