#include "measures/statistics.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <ranges>
#include <stdexcept>

namespace keycell::measures {
namespace {

/// What lies outside an interval on one side.
double tail(double level) {
  if (!(level > 0 && level < 1)) throw std::invalid_argument("a level lies between 0 and 1");
  return (1 - level) / 2;
}

void check_probability(double p) {
  if (!(p > 0 && p < 1)) throw std::invalid_argument("the probability of a quantile lies between 0 and 1");
}

/// The smallest n with chance^n at most `beyond`.
std::size_t tries_until_rarer(double chance, double beyond) {
  auto n = static_cast<std::size_t>(std::max(1.0, std::floor(std::log(beyond) / std::log(chance)) - 1));
  while (std::pow(chance, static_cast<double>(n)) > beyond) ++n;
  return n;
}

}  // namespace

Sample::Sample(std::vector<double> values) : values_(std::move(values)) {
  if (values_.empty()) throw std::invalid_argument("a sample has at least one value");
  if (!std::ranges::all_of(values_, [](double value) { return std::isfinite(value); }))
    throw std::invalid_argument("a sample's values are finite");
  std::ranges::sort(values_);
  // Two passes, about a value of the sample: neither a large offset nor a long sum costs digits. The third sum is what
  // rounding left of the mean (Chan, Golub and LeVeque 1983).
  const auto n = static_cast<double>(size());
  const double origin = values_[size() / 2];
  double sum = 0;
  for (const double value : values_) sum += value - origin;
  mean_ = std::clamp(origin + sum / n, minimum(), maximum());
  double left = 0;
  for (const double value : values_) {
    const double distance = value - mean_;
    squares_ += distance * distance;
    left += distance;
  }
  squares_ = std::max(0.0, squares_ - left * left / n);
}

std::optional<double> Sample::deviation() const {
  if (size() < 2) return std::nullopt;
  return std::sqrt(squares_ / static_cast<double>(size() - 1));
}

std::optional<Interval> Sample::mean_interval(double level) const {
  const double beyond = tail(level);
  const auto spread = deviation();
  if (!spread) return std::nullopt;
  const boost::math::students_t student(static_cast<double>(size() - 1));
  const double half = boost::math::quantile(boost::math::complement(student, beyond)) * *spread /
                      std::sqrt(static_cast<double>(size()));
  return Interval{.low = mean_ - half, .high = mean_ + half};
}

std::optional<double> Sample::quantile(double p) const {
  if (size() < least_to_tell_quantile(p)) return std::nullopt;
  // A hair below what the product rounds to, so that 0.95 of 100 is the 95th and not the 96th.
  constexpr double hair = 1e-9;
  const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(size()) - hair));
  return values_[std::max<std::size_t>(rank, 1) - 1];
}

std::optional<Interval> Sample::quantile_interval(double p, double level) const {
  const double beyond = tail(level);
  if (size() < least_for_quantile_interval(p, level)) return std::nullopt;
  // The number of values below the quantile is binomial. The low bound is the largest order statistic (from 1) that the
  // quantile undershoots rarely enough, the high bound the smallest that it overshoots rarely enough.
  const boost::math::binomial below(static_cast<double>(size()), p);
  const auto ranks = std::views::iota(std::size_t{1}, size() + 1);
  const auto rarely_below = [&](std::size_t rank) {
    return boost::math::cdf(below, static_cast<double>(rank)) <= beyond;
  };
  const auto often_above = [&](std::size_t rank) {
    return boost::math::cdf(boost::math::complement(below, static_cast<double>(rank) - 1)) > beyond;
  };
  const std::size_t low = *std::ranges::partition_point(ranks, rarely_below);
  const std::size_t high = *std::ranges::partition_point(ranks, often_above);
  return Interval{.low = values_[low - 1], .high = values_[high - 1]};
}

std::size_t least_for_quantile_interval(double p, double level) {
  check_probability(p);
  // The quantile lies below the smallest of n values with probability (1 - p)^n, above the largest with p^n.
  return tries_until_rarer(std::max(p, 1 - p), tail(level));
}

std::size_t least_to_tell_quantile(double p) {
  check_probability(p);
  return tries_until_rarer(std::max(p, 1 - p), 1 - confidenceLevel);
}

Interval proportion_interval(std::uint64_t count, std::uint64_t tries, double level) {
  const double beyond = tail(level);
  if (tries == 0) throw std::invalid_argument("a proportion is of at least one try");
  if (count > tries) throw std::invalid_argument("a proportion is at most 1");
  const auto seen = static_cast<double>(count);
  const auto unseen = static_cast<double>(tries - count);
  using boost::math::beta_distribution;
  return {.low = count == 0 ? 0 : boost::math::quantile(beta_distribution<>(seen, unseen + 1), beyond),
          .high = count == tries
                      ? 1
                      : boost::math::quantile(boost::math::complement(beta_distribution<>(seen + 1, unseen), beyond))};
}

}  // namespace keycell::measures
