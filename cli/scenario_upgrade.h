#pragma once
// keycell scenario upgrade FILE: the same scenario in the words of today's version.

#include <string>

namespace keycell::cli {

struct UpgradeOptions {
  std::string file;
  bool in_place = false;
};

/// Writes to standard output, or puts the new text in place of the old one in the file. Throws as load_scenario(), and
/// InputOutputError; the file is whole, the old or the new one, whatever happens.
int upgrade(const UpgradeOptions& options);

}  // namespace keycell::cli
