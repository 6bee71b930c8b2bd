#pragma once
// Some times as a result. Seconds.

#include <cstdint>
#include <optional>

namespace keycell::measures {

/// A quantile is one of the times, and there where they are enough to tell it (Sample::quantile).
struct Durations {
  std::uint64_t count = 0;  ///< at least one
  double mean_s = 0;
  double shortest_s = 0;
  std::optional<double> p50_s{};
  std::optional<double> p90_s{};
  std::optional<double> p95_s{};
  std::optional<double> p99_s{};
  double longest_s = 0;
  bool operator==(const Durations&) const = default;
};

}  // namespace keycell::measures
