#pragma once
// Sums of times of many things at once.

#include "model/events.h"

namespace keycell::model {

/// Nanoseconds of all of many jobs, or keys: more than the 292 years of Nanos.
class TimeSum {
 public:
  TimeSum() = default;
  TimeSum(Nanos time) : ns_(time.count()) {}  // NOLINT: a time is a sum of one

  TimeSum& operator+=(const TimeSum& more) {
    ns_ += more.ns_;
    return *this;
  }
  auto operator<=>(const TimeSum&) const = default;

  __int128 ns() const { return ns_; }
  double seconds() const { return static_cast<double>(ns_) / 1e9; }

 private:
  __int128 ns_ = 0;
};

}  // namespace keycell::model
