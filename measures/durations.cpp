#include "measures/durations.h"

#include "measures/statistics.h"

namespace keycell::measures {

std::optional<Durations> durations_of(const std::vector<double>& seconds) {
  if (seconds.empty()) return std::nullopt;
  const Sample sample(seconds);
  return Durations{.count = sample.size(),
                   .mean_s = sample.mean(),
                   .shortest_s = sample.minimum(),
                   .p50_s = sample.quantile(0.5),
                   .p90_s = sample.quantile(0.9),
                   .p95_s = sample.quantile(0.95),
                   .p99_s = sample.quantile(0.99),
                   .longest_s = sample.maximum()};
}

}  // namespace keycell::measures
