#pragma once
// What a row is given when a random cell draws something of it. The cell's parts and its work are drawn already.

#include <cstdint>
#include <iterator>

#include "scenarios/scenario.h"

namespace keycell::scenarios {

/// Draws one after the other, integers only, so that they are the same on every machine.
class CellDraws {
 public:
  virtual ~CellDraws() = default;

  virtual std::uint64_t below(std::uint64_t bound) = 0;
  template <class Choices>
  const auto& one_of(const Choices& choices) {
    return choices[static_cast<std::size_t>(below(std::size(choices)))];
  }

  /// While work of some kind begins, half of the time when something else begins, or just after.
  virtual Nanos instant_of_work() = 0;
  /// The same, now and then while pools and copies are still being made.
  virtual Nanos instant_of_work_or_set_up() = 0;
  /// The same, between backups and restores.
  virtual Nanos instant_between_backups_and_restores() = 0;
  /// How long something takes that comes to an end.
  virtual Nanos lasting() = 0;
};

}  // namespace keycell::scenarios
