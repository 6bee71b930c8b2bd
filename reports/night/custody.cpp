#include <algorithm>
#include <array>

#include "model/role.h"
#include "reports/night/parts.h"
#include "reports/night/shares.h"

namespace keycell::reports {
namespace {

using properties::KeySecondsAtHost;
using properties::KeySecondsInFlow;

bool is_shown_key(const std::string& key_class) {
  using crypto::KeyClass;
  constexpr std::array shown{KeyClass::masterKey, KeyClass::kek, KeyClass::rsaPrivate, KeyClass::dataKey};
  return std::ranges::any_of(shown, [&](KeyClass each) { return key_class == name_of(each); });
}

/// How much of what MediaAgents held was of the source and how much of the target of a copy.
std::string sides_of(const std::vector<KeySecondsInFlow>& by_flow, const std::string& key_class) {
  std::vector<std::string> sides;
  for (const KeySecondsInFlow& held : by_flow)
    if (held.where == hosts_of(model::Role::mediaAgent) && held.key_class == key_class && held.side)
      sides.push_back(fmt::format("as {} {}", *held.side, time_text(held.key_s)));
  return sides.empty() ? "" : ", " + join(sides, " and ");
}

}  // namespace

void draw_custody(LabelledText& page, const measures::KeyWork& work) {
  if (!work.custody) return;
  const auto by_flow = work.custody_by_flow.value_or(std::vector<KeySecondsInFlow>{});
  std::map<std::string, std::vector<std::string>> of_place;
  std::uint64_t lost = 0;
  for (const properties::KeySeconds& held : *work.custody) {
    lost += held.lost_in_power_cuts;
    if (!is_shown_key(held.key_class)) continue;
    const bool at_media_agents = held.where == hosts_of(model::Role::mediaAgent);
    of_place[held.where].push_back(fmt::format(
        "{} {}{}{}", held.key_class, held.times == 1 ? "once" : fmt::format("{} times", held.times),
        held.longest_s > 0 ? fmt::format(", {} in all, at most {}", time_text(held.key_s), time_text(held.longest_s))
                           : "",
        at_media_agents ? sides_of(by_flow, held.key_class) : ""));
  }
  std::string label = "in clear";
  for (const auto& [place, classes] : of_place) page.line(std::exchange(label, ""), place + ": " + join(classes, "; "));
  const auto draw_shares = [&](const char* by, const std::vector<Share>& parts) {
    const std::vector<Share> shares = added_up(parts);
    if (shares.empty()) return;
    page.line(std::exchange(label, ""), by + largest_five(shares, [](const Share& share) {
                                          return fmt::format("{} {}", share.of, time_text(share.seconds));
                                        }));
  };
  std::vector<Share> flows;
  for (const KeySecondsInFlow& held : by_flow)
    if (is_shown_key(held.key_class))
      flows.push_back({.of = flow_name(held.flow, held.where, held.side), .seconds = held.key_s, .count = held.times});
  draw_shares("by flow: ", flows);
  std::vector<Share> hosts;
  for (const KeySecondsAtHost& held : work.custody_by_host.value_or(std::vector<KeySecondsAtHost>{}))
    if (is_shown_key(held.key_class)) hosts.push_back({.of = held.host, .seconds = held.key_s, .count = held.times});
  draw_shares("by host: ", hosts);
  if (lost > 0)
    page.line(std::exchange(label, ""),
              fmt::format("{} copies of keys were lost in power cuts, never overwritten", lost));
}

}  // namespace keycell::reports
