#pragma once
// Which program this is: what has to be the same for a run to be repeated event for event.

#include <string>
#include <vector>

namespace keycell::sim {

struct Library {
  std::string name;
  std::string version;  ///< of the one that is loaded, where it says so
};

struct Build {
  std::string version;  ///< of KeyCell
  std::string commit;   ///< its first digits, "-dirty" behind them where something was changed since; else "unknown"
  std::vector<Library> libraries;
};

const Build& build();

}  // namespace keycell::sim
