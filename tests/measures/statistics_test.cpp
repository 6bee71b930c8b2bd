// Statistics against published figures, and the laws that no table can show.

#include "measures/statistics.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

namespace keycell::measures {
namespace {

/// 0, 1, ..., n - 1: an order statistic says its own rank.
Sample ranks(std::size_t n) {
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) values.push_back(static_cast<double>(i));
  return Sample(values);
}

/// NIST StRD, univariate: a first value, then 500 pairs around it.
Sample nist(double first, double low, double high) {
  std::vector<double> values{first};
  for (int i = 0; i < 500; ++i) {
    values.push_back(low);
    values.push_back(high);
  }
  return Sample(values);
}

// Certified values of https://www.itl.nist.gov/div898/strd/, "Univariate Summary Statistics": lower to higher
// difficulty.
TEST(Sample, NistNumAcc1) {
  const Sample sample({10000001, 10000003, 10000002});
  EXPECT_EQ(sample.mean(), 10000002);
  EXPECT_DOUBLE_EQ(*sample.deviation(), 1);
}

TEST(Sample, NistNumAcc2) {
  const Sample sample = nist(1.2, 1.1, 1.3);
  EXPECT_EQ(sample.size(), 1001U);
  EXPECT_NEAR(sample.mean(), 1.2, 1e-14);
  EXPECT_NEAR(*sample.deviation(), 0.1, 1e-13);
}

TEST(Sample, NistNumAcc3) {
  // One pass over squares leaves no correct digit of this deviation; the inputs themselves have nine after rounding.
  const Sample sample = nist(1000000.2, 1000000.1, 1000000.3);
  EXPECT_NEAR(sample.mean(), 1000000.2, 1e-9);
  EXPECT_NEAR(*sample.deviation(), 0.1, 1e-9);
}

TEST(Sample, NistNumAcc4) {
  const Sample sample = nist(10000000.2, 10000000.1, 10000000.3);
  EXPECT_NEAR(sample.mean(), 10000000.2, 1e-8);
  EXPECT_NEAR(*sample.deviation(), 0.1, 1e-8);
}

TEST(Sample, IntervalsHaveTheWidthsOfTheTableOfT) {
  // Upper 2.5 % points of Student's t by degrees of freedom, as in any printed table.
  const std::vector<std::pair<std::size_t, double>> table{{1, 12.706}, {2, 4.303},  {3, 3.182},  {4, 2.776},
                                                          {5, 2.571},  {9, 2.262},  {10, 2.228}, {20, 2.086},
                                                          {30, 2.042}, {60, 2.000}, {120, 1.980}};
  for (const auto& [degrees, t] : table) {
    const Sample sample = ranks(degrees + 1);
    const auto interval = sample.mean_interval(0.95);
    const double standard_error = *sample.deviation() / std::sqrt(static_cast<double>(degrees + 1));
    EXPECT_NEAR((interval->high - sample.mean()) / standard_error, t, 5e-4) << degrees;
    EXPECT_NEAR((sample.mean() - interval->low) / standard_error, t, 5e-4) << degrees;
  }
}

TEST(Sample, ALevelOf99PercentIsWider) {
  const Sample sample = ranks(10);
  const double standard_error = *sample.deviation() / std::sqrt(10.0);
  EXPECT_NEAR((sample.mean_interval(0.99)->high - sample.mean()) / standard_error, 3.250, 5e-4);
}

TEST(Sample, OneValueHasNoSpread) {
  const Sample sample({7});
  EXPECT_EQ(sample.mean(), 7);
  EXPECT_FALSE(sample.deviation().has_value());
  EXPECT_FALSE(sample.mean_interval(0.95).has_value());
  EXPECT_FALSE(sample.quantile(0.5).has_value()) << "one value bounds no median";
}

TEST(Sample, EqualValuesHaveAnIntervalWithoutWidth) {
  const Sample sample({0.1, 0.1, 0.1});
  EXPECT_EQ(sample.mean(), 0.1);
  EXPECT_EQ(sample.mean_interval(0.95)->low, 0.1);
  EXPECT_EQ(sample.mean_interval(0.95)->high, 0.1);
}

TEST(Sample, AQuantileIsOneOfTheValuesAndToldOfEnoughOfThemOnly) {
  std::vector<double> values;
  const auto of = [&](double p, std::size_t count) {
    values.clear();
    for (std::size_t i = 1; i <= count; ++i) values.push_back(static_cast<double>(i));
    return Sample(values).quantile(p);
  };
  // From so many values on the largest lies beyond the quantile with 95 %: p^n is at most 0.05.
  struct Least {
    double p;
    std::size_t count;
    double value;
  };
  for (const Least& least : {Least{0.5, 5, 3}, {0.9, 29, 27}, {0.95, 59, 57}, {0.99, 299, 297}, {0.999, 2995, 2993}}) {
    EXPECT_EQ(least_to_tell_quantile(least.p), least.count);
    EXPECT_EQ(of(least.p, least.count - 1), std::nullopt) << least.p;
    EXPECT_EQ(of(least.p, least.count), least.value) << least.p;
  }
  EXPECT_EQ(of(0.95, 100), 95) << "not the 96th, whatever 0.95 times 100 rounds to";
  EXPECT_EQ(of(0.5, 6), 3) << "the lower of the two in the middle: at least half are not above it";
}

struct MedianRow {
  std::size_t n;
  double low;  // rank from 1
  double high;
};

TEST(Sample, MediansLieBetweenTheRanksOfTheTable) {
  // Two-sided 95 % interval for a median, as tables of the sign test give it.
  for (const MedianRow& row :
       {MedianRow{6, 1, 6}, {8, 1, 8}, {9, 2, 8}, {10, 2, 9}, {15, 4, 12}, {20, 6, 15}, {25, 8, 18}}) {
    const auto interval = ranks(row.n).quantile_interval(0.5, 0.95);
    ASSERT_TRUE(interval.has_value()) << row.n;
    EXPECT_EQ(interval->low + 1, row.low) << row.n;
    EXPECT_EQ(interval->high + 1, row.high) << row.n;
  }
}

TEST(Sample, TooFewValuesBoundNoQuantile) {
  // (1/2)^5 is above 2.5 %, (1/2)^6 below; 0.95^71 above, 0.95^72 below.
  EXPECT_EQ(least_for_quantile_interval(0.5, 0.95), 6U);
  EXPECT_EQ(least_for_quantile_interval(0.95, 0.95), 72U);
  EXPECT_EQ(least_for_quantile_interval(0.05, 0.95), 72U);
  // One-sided tables at 97.5 %: 146 for p97.5.
  EXPECT_EQ(least_for_quantile_interval(0.975, 0.95), 146U);
  EXPECT_FALSE(ranks(5).quantile_interval(0.5, 0.95).has_value());
  EXPECT_FALSE(ranks(71).quantile_interval(0.95, 0.95).has_value());
  EXPECT_TRUE(ranks(72).quantile_interval(0.95, 0.95).has_value());
}

struct ProportionRow {
  std::uint64_t count;
  std::uint64_t tries;
  double low;
  double high;
};

TEST(Proportion, IntervalsAreThoseOfClopperAndPearson) {
  // R: binom.test(count, tries)$conf.int.
  for (const ProportionRow& row : {ProportionRow{0, 10, 0, 0.3085},
                                   {1, 10, 0.0025, 0.4450},
                                   {5, 10, 0.1871, 0.8129},
                                   {10, 10, 0.6915, 1},
                                   {2, 20, 0.0123, 0.3170},
                                   {10, 100, 0.0490, 0.1762}}) {
    const Interval interval = proportion_interval(row.count, row.tries, 0.95);
    EXPECT_NEAR(interval.low, row.low, 6e-5) << row.count << " of " << row.tries;
    EXPECT_NEAR(interval.high, row.high, 6e-5) << row.count << " of " << row.tries;
  }
}

TEST(Proportion, NothingSeenLeavesARuleOfThree) {
  // One-sided 95 %: 3 / n to first order.
  EXPECT_NEAR(proportion_interval(0, 1'000'000, 0.90).high, 2.996e-6, 1e-9);
}

TEST(Statistics, WhatMakesNoSenseIsRefused) {
  EXPECT_THROW(Sample({}), std::invalid_argument);
  EXPECT_THROW(Sample({1, std::nan("")}), std::invalid_argument);
  EXPECT_THROW(Sample({1, HUGE_VAL}), std::invalid_argument);
  EXPECT_THROW(ranks(3).mean_interval(1), std::invalid_argument);
  EXPECT_THROW(ranks(3).mean_interval(95), std::invalid_argument);
  EXPECT_THROW(ranks(3).quantile(1.1), std::invalid_argument);
  EXPECT_THROW(least_for_quantile_interval(1, 0.95), std::invalid_argument);
  EXPECT_THROW(proportion_interval(0, 0, 0.95), std::invalid_argument);
  EXPECT_THROW(proportion_interval(2, 1, 0.95), std::invalid_argument);
}

/// Whole numbers: sums and shifts of them are exact.
std::vector<double> any_values() {
  const auto whole = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-1'000'000, 1'000'000)));
  return {whole.begin(), whole.end()};
}

RC_GTEST_PROP(SampleLaws, TheMeanLiesInItsIntervalAndBetweenTheExtremes, ()) {
  const Sample sample(any_values());
  RC_ASSERT(sample.minimum() <= sample.mean());
  RC_ASSERT(sample.mean() <= sample.maximum());
  const auto interval = sample.mean_interval(confidenceLevel);
  RC_ASSERT(interval.has_value() == (sample.size() > 1));
  if (interval) RC_ASSERT(interval->contains(sample.mean()));
}

RC_GTEST_PROP(SampleLaws, OrderPlaysNoPart, ()) {
  std::vector<double> values = any_values();
  for (double& value : values) value /= 7;  // sums of these depend on their order
  const Sample sample(values);
  const std::size_t turn = *rc::gen::inRange<std::size_t>(0, values.size());
  std::ranges::rotate(values, values.begin() + static_cast<std::ptrdiff_t>(turn));
  const Sample turned(values);
  RC_ASSERT(turned.mean() == sample.mean());
  RC_ASSERT(turned.deviation() == sample.deviation());
  RC_ASSERT(turned.quantile(0.3) == sample.quantile(0.3));
}

RC_GTEST_PROP(SampleLaws, AShiftMovesTheMeanAndNotTheDeviation, ()) {
  const std::vector<double> values = any_values();
  const double shift = *rc::gen::inRange(-1'000'000'000, 1'000'000'000);
  std::vector<double> moved = values;
  for (double& value : moved) value += shift;
  const Sample before(values);
  const Sample after(moved);
  RC_ASSERT(std::abs(after.mean() - before.mean() - shift) <= 1e-6);
  if (before.deviation()) RC_ASSERT(std::abs(*after.deviation() - *before.deviation()) <= 1e-6);
  RC_ASSERT(after.quantile(0.9).has_value() == before.quantile(0.9).has_value());
  if (before.quantile(0.9)) RC_ASSERT(std::abs(*after.quantile(0.9) - *before.quantile(0.9) - shift) <= 1e-6);
}

RC_GTEST_PROP(SampleLaws, AQuantileIsTheFirstValueThatTheShareIsNotAbove, ()) {
  const std::size_t n = *rc::gen::inRange<std::size_t>(1, 400);
  const std::size_t hundredths = *rc::gen::inRange<std::size_t>(1, 100);
  const double p = static_cast<double>(hundredths) / 100;
  const auto rank = ranks(n).quantile(p);  // a value is its rank from 0
  RC_ASSERT(rank.has_value() == (n >= least_to_tell_quantile(p)));
  if (!rank) return;
  const auto not_above = static_cast<std::size_t>(*rank) + 1;
  RC_ASSERT(100 * not_above >= hundredths * n);
  RC_ASSERT(100 * (not_above - 1) < hundredths * n);
}

RC_GTEST_PROP(SampleLaws, APowerOfTwoScalesEverythingExactly, ()) {
  std::vector<double> values = any_values();
  const Sample before(values);
  for (double& value : values) value *= -8;
  const Sample after(values);
  RC_ASSERT(after.minimum() == -8 * before.maximum());
  RC_ASSERT(std::abs(after.mean() + 8 * before.mean()) <= 1e-8);
  if (before.deviation())
    RC_ASSERT(std::abs(*after.deviation() - 8 * *before.deviation()) <= 1e-8 * *after.deviation());
}

RC_GTEST_PROP(SampleLaws, BoundsOfAQuantileCoverAtLeastAtTheirLevelAndAreTight, ()) {
  const std::size_t n = *rc::gen::inRange<std::size_t>(1, 400);
  const double p = *rc::gen::inRange(1, 100) / 100.0;
  const auto interval = ranks(n).quantile_interval(p, 0.95);
  RC_ASSERT(interval.has_value() == (n >= least_for_quantile_interval(p, 0.95)));
  if (!interval) return;
  const boost::math::binomial below(static_cast<double>(n), p);
  const auto at_most = [&](double count) { return boost::math::cdf(below, count); };
  // Bounds are ranks from 0 here: the low one errs when at most that many values lie below the quantile.
  RC_ASSERT(at_most(interval->low) <= 0.025);
  RC_ASSERT(at_most(interval->low + 1) > 0.025);
  RC_ASSERT(1 - at_most(interval->high) <= 0.025 + 1e-12);
  RC_ASSERT(1 - at_most(interval->high - 1) > 0.025 - 1e-12);
}

RC_GTEST_PROP(ProportionLaws, TheSeenShareLiesInsideAndSidesMirror, ()) {
  const std::uint64_t tries = *rc::gen::inRange<std::uint64_t>(1, 2000);
  const std::uint64_t count = *rc::gen::inRange<std::uint64_t>(0, tries + 1);
  const Interval interval = proportion_interval(count, tries, 0.95);
  const Interval mirrored = proportion_interval(tries - count, tries, 0.95);
  RC_ASSERT(interval.contains(static_cast<double>(count) / static_cast<double>(tries)));
  RC_ASSERT(0 <= interval.low);
  RC_ASSERT(interval.high <= 1);
  RC_ASSERT(std::abs(interval.low - (1 - mirrored.high)) <= 1e-9);
}

}  // namespace
}  // namespace keycell::measures
