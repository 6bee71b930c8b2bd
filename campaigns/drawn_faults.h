#pragma once
// Faults that a seed draws for a cell, beside those that it has.

#include <array>
#include <string_view>
#include <vector>

#include "campaigns/space.h"

namespace keycell::campaigns {

enum class FaultMix {
  none,
  light,  ///< at most one, of a kind that heals
  heavy,  ///< one to three, of any kind
  swarm,  ///< none to four, of the kinds that the seed has not switched off: a random half
};

constexpr std::string_view name_of(FaultMix mix) {
  switch (mix) {
    case FaultMix::none: return "none";
    case FaultMix::light: return "light";
    case FaultMix::heavy: return "heavy";
    case FaultMix::swarm: return "swarm";
  }
  return "unknown";
}

inline constexpr std::array allFaultMixes{FaultMix::none, FaultMix::light, FaultMix::heavy, FaultMix::swarm};

/// The cells of a space with such faults in place of the space's own.
Space with_faults(Space space, FaultMix mix);

/// A scenario with such faults beside its own, at the moments at which it does something, or just after. Its own text
/// need not say that they may act: each is optional.
scenarios::Scenario with_faults(scenarios::Scenario scenario, FaultMix mix, std::uint64_t seed);

}  // namespace keycell::campaigns
