#pragma once
// What a sample of independent runs says of a figure: moments, intervals, quantiles.
//
// A sample is a value: order plays no part, sums are taken over the sorted values, so that two ways to collect the same
// runs print the same digits. Every value must be finite and every sample must have one, or std::invalid_argument.
// Levels are probabilities between 0 and 1; intervals are two-sided, with the same chance of error on either side.
//
// Sources: Student, "The probable error of a mean", 1908. Clopper and Pearson, "The use of confidence or fiducial
// limits illustrated in the case of the binomial", 1934. Hyndman and Fan, "Sample quantiles in statistical packages",
// 1996.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace keycell::measures {

inline constexpr double confidenceLevel = 0.95;  ///< of everything that is printed

struct Interval {
  double low;
  double high;
  bool contains(double value) const { return low <= value && value <= high; }
  bool operator==(const Interval&) const = default;
};

class Sample {
 public:
  explicit Sample(std::vector<double> values);

  std::size_t size() const { return values_.size(); }
  double mean() const { return mean_; }
  double minimum() const { return values_.front(); }
  double maximum() const { return values_.back(); }
  /// Of the population (divided by n - 1); nothing for a single value.
  std::optional<double> deviation() const;
  /// Student's t on independent values; nothing for a single value.
  std::optional<Interval> mean_interval(double level) const;
  /// The smallest value that a share `p` of them is not above (definition 1 of Hyndman and Fan): one of the sample.
  /// Nothing below least_to_tell_quantile().
  std::optional<double> quantile(double p) const;
  /// Two of the sampled values that enclose the quantile of whatever distribution they come from (which may be
  /// discrete: then the level is at least the given one). Nothing below least_for_quantile_interval().
  std::optional<Interval> quantile_interval(double p, double level) const;

 private:
  std::vector<double> values_;  // ascending
  double mean_ = 0;
  double squares_ = 0;  // sum of squared distances from the mean
};

/// From how many values on quantile_interval() has an answer.
std::size_t least_for_quantile_interval(double p, double level);

/// Of so many values on the largest (for a median or lower, the smallest) is beyond the quantile of whatever they come
/// from with the confidence of what is printed: 5 for the median, 29 for 0.9, 59 for 0.95, 299 for 0.99, 2,995 for
/// 0.999. Of fewer, no quantile is told.
std::size_t least_to_tell_quantile(double p);

/// Clopper and Pearson's interval for a probability of which `count` of `tries` were seen: it covers at least at its
/// level, whatever the probability. `tries` is not zero and `count` not above it, or std::invalid_argument.
Interval proportion_interval(std::uint64_t count, std::uint64_t tries, double level);

}  // namespace keycell::measures
