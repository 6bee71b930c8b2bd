#pragma once
// How two hosts protect what they say to each other; a setting of the scenario.

#include <string_view>

namespace keycell::model {

enum class ChannelKind {
  sealed,  ///< AES-256-GCM records under keys derived from what both ends share since installation
  plain,   ///< nothing is protected on the wire
};

constexpr std::string_view name_of(ChannelKind kind) {
  switch (kind) {
    case ChannelKind::sealed: return "sealed";
    case ChannelKind::plain: return "plain";
  }
  return "unknown";
}

}  // namespace keycell::model
