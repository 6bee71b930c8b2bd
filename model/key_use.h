#pragma once
// What a host uses keys for: a flow, and of an aux copy which of its two sides.

#include <array>
#include <cstdint>
#include <string_view>

namespace keycell::model {

enum class KeyUse : std::uint8_t {
  none,  ///< of no flow: channels, a console's work at a KMS
  createStoragePool,
  createCopy,
  rotateMasterKey,
  backup,
  restore,
  auxCopySource,  ///< opens what lies in the source copy
  auxCopyTarget,  ///< seals what is to lie in the target copy
  syntheticFull,
};

inline constexpr std::array allKeyUses{
    KeyUse::none,    KeyUse::createStoragePool, KeyUse::createCopy,    KeyUse::rotateMasterKey, KeyUse::backup,
    KeyUse::restore, KeyUse::auxCopySource,     KeyUse::auxCopyTarget, KeyUse::syntheticFull};

/// The flow by its word, or "none".
constexpr std::string_view flow_of(KeyUse use) {
  switch (use) {
    case KeyUse::none: return "none";
    case KeyUse::createStoragePool: return "create-storage-pool";
    case KeyUse::createCopy: return "create-copy";
    case KeyUse::rotateMasterKey: return "rotate-master-key";
    case KeyUse::backup: return "backup";
    case KeyUse::restore: return "restore";
    case KeyUse::auxCopySource:
    case KeyUse::auxCopyTarget: return "aux-copy";
    case KeyUse::syntheticFull: return "synthetic-full";
  }
  return "unknown";
}

/// Of an aux copy; empty for other flows.
constexpr std::string_view side_of(KeyUse use) {
  switch (use) {
    case KeyUse::auxCopySource: return "source";
    case KeyUse::auxCopyTarget: return "target";
    default: return {};
  }
}

constexpr std::string_view name_of(KeyUse use) {
  switch (use) {
    case KeyUse::auxCopySource: return "aux-copy source";
    case KeyUse::auxCopyTarget: return "aux-copy target";
    default: return flow_of(use);
  }
}

}  // namespace keycell::model
