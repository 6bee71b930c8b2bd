#pragma once
// Looks for a smaller cell that fails in the same way, down RapidCheck's tree of smaller ones.

#include <rapidcheck.h>

#include <chrono>
#include <cstdint>
#include <functional>

#include "scenarios/scenario.h"

namespace keycell::campaigns {

struct ShrinkBudget {
  std::uint64_t tries = 600;               ///< candidates that are run
  std::chrono::milliseconds time{60'000};  ///< wall time: which cell comes out may depend on it, whether it fails never
};

struct Shrunk {
  scenarios::Scenario scenario;
  std::uint64_t steps = 0;  ///< from the first to this one
  std::uint64_t tried = 0;
  bool is_smallest = false;  ///< nothing smaller fails; false: the budget was used up
};

/// `fails` runs a candidate and says whether it fails like the first one, which does.
Shrunk shrink(rc::Shrinkable<scenarios::Scenario> failing, const std::function<bool(const scenarios::Scenario&)>& fails,
              const ShrinkBudget& budget, const std::function<bool()>& stop);

}  // namespace keycell::campaigns
