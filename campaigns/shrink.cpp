#include "campaigns/shrink.h"

namespace keycell::campaigns {

Shrunk shrink(rc::Shrinkable<scenarios::Scenario> failing, const std::function<bool(const scenarios::Scenario&)>& fails,
              const ShrinkBudget& budget, const std::function<bool()>& stop) {
  const auto deadline = std::chrono::steady_clock::now() + budget.time;
  Shrunk shrunk{.scenario = failing.value()};
  for (;;) {
    auto candidates = failing.shrinks();
    bool found = false;
    while (!found) {
      auto candidate = candidates.next();
      if (!candidate) {
        shrunk.is_smallest = true;
        return shrunk;
      }
      if (shrunk.tried >= budget.tries || std::chrono::steady_clock::now() >= deadline || (stop && stop()))
        return shrunk;
      ++shrunk.tried;
      scenarios::Scenario smaller = candidate->value();
      if (!fails(smaller)) continue;
      ++shrunk.steps;
      shrunk.scenario = std::move(smaller);
      failing = *candidate;
      found = true;
    }
  }
}

}  // namespace keycell::campaigns
