#pragma once
// Planted faults, to test the checker. In the product every switch is constexpr false and the faulty code is not
// compiled in; only the targets built with KEYCELL_SABOTAGE have the switches.

#include <array>
#include <string_view>

namespace keycell::crypto {

enum class Sabotage {
  logDataKey,     ///< the client writes the data key into its log
  skipWrap,       ///< the CSDB gets the data key unwrapped
  readHostClock,  ///< a log line carries the machine's clock: runs are no longer repeatable
};

inline constexpr std::array allSabotage{Sabotage::logDataKey, Sabotage::skipWrap, Sabotage::readHostClock};

constexpr std::string_view name_of(Sabotage what) {
  switch (what) {
    case Sabotage::logDataKey: return "log-data-key";
    case Sabotage::skipWrap: return "skip-wrap";
    case Sabotage::readHostClock: return "read-host-clock";
  }
  return "unknown";
}

#ifdef KEYCELL_SABOTAGE
bool sabotaged(Sabotage what);
void set_sabotage(Sabotage what, bool on);
#else
constexpr bool sabotaged(Sabotage) { return false; }
#endif

}  // namespace keycell::crypto
