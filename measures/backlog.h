#pragma once
// What a cell that does not keep up leaves behind, in words.

#include <string>

#include "measures/results/storage.h"

namespace keycell::measures {

/// One sentence: "Gold/Secondary: 1.2 TB of Gold/Primary not copied at the end, 400 GB more each night: it never
/// catches up".
std::string backlog_text(const CopyBacklog& copy);

}  // namespace keycell::measures
