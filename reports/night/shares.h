#pragma once
// Sums of many entries by what they are of, the largest of which a screen tells.

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "reports/words.h"

namespace keycell::reports {

/// A part of a sum, in words and in seconds.
struct Share {
  std::string of{};
  double seconds = 0;
  std::uint64_t count = 0;
};

/// Adds shares up by their name; those without one are left out.
inline std::vector<Share> added_up(const std::vector<Share>& parts) {
  std::map<std::string, Share> by_name;
  for (const Share& part : parts) {
    if (part.of.empty()) continue;
    Share& share = by_name[part.of];
    share.of = part.of;
    share.seconds += part.seconds;
    share.count += part.count;
  }
  std::vector<Share> shares;
  for (const auto& [of, share] : by_name) shares.push_back(share);
  return shares;
}

/// The five largest, and the others together.
template <class Text>
std::string largest_five(std::vector<Share> shares, Text text) {
  constexpr std::size_t most = 5;
  std::ranges::sort(shares, {}, [](const Share& share) { return std::tuple(-share.seconds, share.of); });
  std::vector<std::string> parts;
  Share others;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (i < most) {
      parts.push_back(text(shares[i]));
    } else {
      others.seconds += shares[i].seconds;
      others.count += shares[i].count;
    }
  }
  if (shares.size() > most) {
    others.of = fmt::format("{} {}", shares.size() - most, plural(shares.size() - most, "other", "others"));
    parts.push_back(text(others));
  }
  return join(parts, "; ");
}

/// "aux-copy at MediaAgents, source side"; what is of no flow has no name.
inline std::string flow_name(const std::string& flow, const std::string& where,
                             const std::optional<std::string>& side) {
  if (flow == "none") return {};
  return fmt::format("{} at {}{}", flow, where, side ? fmt::format(", {} side", *side) : "");
}

}  // namespace keycell::reports
