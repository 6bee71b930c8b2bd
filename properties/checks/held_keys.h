#pragma once
// What CUS-1 tells beside its verdict: key-seconds by class and by what the hosts are for, by host, and by flow.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "properties/result_fields.h"

namespace keycell::properties {

/// Key-seconds of a class at the hosts of a kind.
struct KeySeconds {
  std::string where{};  ///< "CommServe", "KMS", "MediaAgents", "clients", "console"
  std::string key_class{};
  std::uint64_t times = 0;
  double key_s = 0;
  double longest_s = 0;
  double longest_unused_s = 0;  ///< from a last use to the wipe
  std::uint64_t most_at_once = 0;
  std::uint64_t held_at_the_end = 0;
  std::uint64_t lost_in_power_cuts = 0;  ///< copies that were never overwritten
  bool operator==(const KeySeconds&) const = default;
};

struct KeySecondsInFlow {
  std::string flow{};  ///< "none" for what is of no flow
  std::string where{};
  std::string key_class{};
  std::optional<std::string> side{};  ///< of a copy: "source", "target"
  std::uint64_t times = 0;
  double key_s = 0;
  double longest_s = 0;
  bool operator==(const KeySecondsInFlow&) const = default;
};

struct KeySecondsAtHost {
  std::string host{};
  std::string where{};
  std::string key_class{};
  std::uint64_t times = 0;
  double key_s = 0;
  double longest_s = 0;
  bool operator==(const KeySecondsAtHost&) const = default;
};

/// Keys in use of a host while it, or what used them, stood still: nobody could wipe them.
struct KeysThatStoodStill {
  std::string host{};
  std::string where{};
  std::string key_class{};
  std::uint64_t times = 0;
  double longest_s = 0;
  bool operator==(const KeysThatStoodStill&) const = default;
};

struct HeldKeys {
  std::vector<KeySeconds> custody{};
  std::vector<KeySecondsInFlow> by_flow{};
  std::vector<KeySecondsAtHost> by_host{};
  std::vector<KeysThatStoodStill> stood_still{};
  bool operator==(const HeldKeys&) const = default;
};

void visit_fields(Some<KeySeconds> auto& of, auto&& visit) {
  visit("where", of.where);
  visit("class", of.key_class);
  visit("times", of.times);
  visit("key_s", of.key_s);
  visit("longest_s", of.longest_s);
  visit("longest_unused_s", of.longest_unused_s);
  visit("most_at_once", of.most_at_once);
  visit("held_at_the_end", of.held_at_the_end);
  visit("lost_in_power_cuts", of.lost_in_power_cuts);
}

void visit_fields(Some<KeySecondsInFlow> auto& of, auto&& visit) {
  visit("flow", of.flow);
  visit("where", of.where);
  visit("class", of.key_class);
  visit("side", if_any(of.side));
  visit("times", of.times);
  visit("key_s", of.key_s);
  visit("longest_s", of.longest_s);
}

void visit_fields(Some<KeySecondsAtHost> auto& of, auto&& visit) {
  visit("host", of.host);
  visit("where", of.where);
  visit("class", of.key_class);
  visit("times", of.times);
  visit("key_s", of.key_s);
  visit("longest_s", of.longest_s);
}

void visit_fields(Some<KeysThatStoodStill> auto& of, auto&& visit) {
  visit("host", of.host);
  visit("where", of.where);
  visit("class", of.key_class);
  visit("times", of.times);
  visit("longest_s", of.longest_s);
}

void visit_fields(Some<HeldKeys> auto& keys, auto&& visit) {
  visit("custody", keys.custody);
  visit("by_flow", keys.by_flow);
  visit("by_host", keys.by_host);
  visit("stood_still", keys.stood_still);
}

}  // namespace keycell::properties
