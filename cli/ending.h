#pragma once
// How a run ended, in words for the user of the command line, who set its limits.

#include <string>

#include "sim/fork_server.h"

namespace keycell::cli {

/// The run's own words, or which limit it reached and how to raise it.
std::string ending_detail(const sim::Run& run, const sim::Limits& limits);

}  // namespace keycell::cli
