#pragma once
// Which of the scenario's faults came to act, and hit something: a run in which one that must act did not says nothing
// about it.

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "model/events.h"

namespace keycell::properties {

/// Places among the scenario's faults, from 1.
using FaultNumbers = std::set<std::uint32_t>;

class ActedFaults final : public model::Fold {
 public:
  std::string_view name() const override { return "acted-faults"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  const FaultNumbers& numbers() const { return numbers_; }

 private:
  FaultNumbers numbers_;
};

/// Reads what ActedFaults::result() wrote; none of nothing.
FaultNumbers acted_faults_in(std::string_view result);

}  // namespace keycell::properties
