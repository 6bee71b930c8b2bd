#pragma once
// Hands events to a fold as a run would.

#include "model/events.h"
#include "properties/property.h"

namespace keycell::test {

class Feeder {
 public:
  explicit Feeder(model::Fold& fold) : fold_(fold) {}
  void feed(const model::EventBody& body, std::string_view host = "commserve") {
    fold_.on({next_++, now_, host, body});
  }
  /// What follows happens this much later.
  void pass(model::Nanos time) { now_ += time; }

 private:
  model::Fold& fold_;
  model::Nanos now_{0};
  std::uint64_t next_ = 0;
};

inline properties::Judgement judgement(const properties::Property& property) {
  return properties::judgement_of(property.result());
}

/// A secret that no scan can take for chance; marked as test data.
inline Bytes test_key(std::uint8_t start) {
  Bytes key(32);
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(start + 37 * i + i * i);
  return key;
}

}  // namespace keycell::test
