// The switches of the planted faults. In the product this file is empty.

#include "crypto/sabotage.h"

#ifdef KEYCELL_SABOTAGE

namespace keycell::crypto {
namespace {

std::array<bool, allSabotage.size()>& switches() {
  static std::array<bool, allSabotage.size()> on{};
  return on;
}

}  // namespace

bool sabotaged(Sabotage what) { return switches().at(static_cast<std::size_t>(what)); }

void set_sabotage(Sabotage what, bool on) { switches().at(static_cast<std::size_t>(what)) = on; }

}  // namespace keycell::crypto

#endif
