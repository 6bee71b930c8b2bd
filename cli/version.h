#pragma once

#include <string>

namespace keycell::cli {

/// "keycell 0.1.0, commit 0123456789ab", and the libraries that decide what a run does.
std::string version_text();

}  // namespace keycell::cli
