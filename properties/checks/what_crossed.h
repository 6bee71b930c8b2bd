#pragma once
// What SEC-1 tells beside its verdict: what of which keys was seen where, and how much was looked at.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "properties/result_fields.h"

namespace keycell::properties {

/// A declared exposure and how often a run made it.
struct ExposureMade {
  std::string key_class{};
  std::string place{};
  std::string form{};  ///< "clear", "scrambled"
  std::string from{};
  std::string to{};  ///< of a payload; else empty
  std::string why{};
  std::uint64_t count = 0;
  bool operator==(const ExposureMade&) const = default;
};

/// What of a class of keys was seen at a place, beside what the policy allows there.
struct SeenAt {
  std::string key_class{};
  std::string place{};
  std::string allowed{};        ///< BoundaryPolicy::allowed, or "nothing"
  std::uint64_t declared = 0;   ///< in clear or scrambled, as a documented step has it
  std::uint64_t wrapped = 0;    ///< as the policy allows
  std::uint64_t forbidden = 0;  ///< everything else: each is a violation
  bool operator==(const SeenAt&) const = default;
};

struct LookedAt {
  std::uint64_t crossings = 0;
  std::uint64_t bytes = 0;
  bool operator==(const LookedAt&) const = default;
};

struct WhatCrossed {
  std::string policy{};  ///< its title
  std::vector<ExposureMade> declared{};
  std::vector<SeenAt> crossed{};  ///< of places where a class may not be, those where it was seen all the same
  std::map<std::string, LookedAt> looked_at{};  ///< by place
  bool operator==(const WhatCrossed&) const = default;
};

void visit_fields(Some<ExposureMade> auto& exposure, auto&& visit) {
  visit("class", exposure.key_class);
  visit("count", exposure.count);
  visit("form", exposure.form);
  visit("from", exposure.from);
  visit("place", exposure.place);
  visit("to", exposure.to);
  visit("why", exposure.why);
}

void visit_fields(Some<SeenAt> auto& seen, auto&& visit) {
  visit("allowed", seen.allowed);
  visit("class", seen.key_class);
  visit("declared", seen.declared);
  visit("forbidden", seen.forbidden);
  visit("place", seen.place);
  visit("wrapped", seen.wrapped);
}

void visit_fields(Some<LookedAt> auto& here, auto&& visit) {
  visit("bytes", here.bytes);
  visit("crossings", here.crossings);
}

void visit_fields(Some<WhatCrossed> auto& what, auto&& visit) {
  visit("crossed", what.crossed);
  visit("declared", what.declared);
  visit("looked_at", what.looked_at);
  visit("policy", what.policy);
}

}  // namespace keycell::properties
