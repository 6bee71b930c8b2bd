#pragma once
// What a cell was about when the power of a host was cut for the first time: an operation, jobs, set-up, nothing.

#include <map>
#include <string>

#include "model/events.h"

namespace keycell::measures {

class CutMeter final : public model::Fold {
 public:
  std::string_view name() const override { return "at-the-cut"; }
  void on(const model::Event& event) override;
  /// "rotate master key of pool-a", "backup jobs"; empty when no power was cut. Plain text.
  std::string result() const override { return during_; }

 private:
  std::string what_goes_on() const;

  std::map<std::uint64_t, std::string> operations_;  // that are asked and not over
  std::map<std::uint64_t, model::JobKind> jobs_;     // that are not over
  bool was_cut_ = false;
  std::string during_;
};

}  // namespace keycell::measures
