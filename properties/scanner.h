#pragma once
// The fold that feeds the watch: it tells a matcher every secret and wrap of a run and shows it every crossing.

#include <array>
#include <optional>
#include <vector>

#include "model/events.h"
#include "properties/checks/what_crossed.h"
#include "properties/watch/matcher.h"

namespace keycell::properties {

/// Properties share one scanner: each hands it every event, and only the first time is it looked at. Pads are possible
/// on the files of databases only.
class Scanner {
 public:
  Scanner() : Scanner(Forms::all()) {}
  explicit Scanner(Forms forms) : matcher_(forms) {}

  /// What a crossing shows; empty for other events, from which secrets and wraps are learned. Valid until the next
  /// event. Events are told apart by their ordinals.
  const std::vector<Find>& finds(const model::Event& event);

  LookedAt looked_at(model::Place place) const { return looked_at_[static_cast<std::size_t>(place)]; }

 private:
  Matcher matcher_;
  const std::vector<Find>* finds_ = &none_;
  std::optional<std::uint64_t> latest_;
  std::array<LookedAt, model::allPlaces.size()> looked_at_{};
  static const std::vector<Find> none_;
};

}  // namespace keycell::properties
