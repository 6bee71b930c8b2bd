#pragma once
// One mark per event: equal events have equal marks on every machine and in every build. The hash of a run rolls over
// them.

#include <string>

#include "model/events.h"

namespace keycell::sim {

class EventHasher {
 public:
  std::uint64_t mark(const model::Event& event);
  static std::uint64_t roll(std::uint64_t hash, std::uint64_t mark);

 private:
  std::string scratch_;
};

}  // namespace keycell::sim
