#pragma once
// What a master key at a KMS can be.

#include <string_view>

namespace keycell::model {

enum class KeyState {
  active,
  disabled,   ///< kept and not used, until somebody enables it
  destroyed,  ///< on demand: nothing under it opens again
  lost,       ///< the same, and nobody asked for it
};

constexpr std::string_view name_of(KeyState state) {
  switch (state) {
    case KeyState::active: return "Active";
    case KeyState::disabled: return "Disabled";
    case KeyState::destroyed: return "Destroyed";
    case KeyState::lost: return "Lost";
  }
  return "unknown";
}

}  // namespace keycell::model
