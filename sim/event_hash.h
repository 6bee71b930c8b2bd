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

/// The hash of a run.
class EventHash final : public model::Fold {
 public:
  std::string_view name() const override { return "event-hash"; }
  void on(const model::Event& event) override { value_ = EventHasher::roll(value_, hasher_.mark(event)); }
  std::string result() const override { return {}; }
  std::uint64_t value() const { return value_; }

 private:
  EventHasher hasher_;
  std::uint64_t value_ = 0;
};

}  // namespace keycell::sim
