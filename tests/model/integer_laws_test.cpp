// Chance by integers: the laws are exact where they can be, and their stated errors hold beside libm, which may be
// asked here because nothing here reaches an event.

#include "model/integer_laws.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <set>

namespace keycell::model {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

/// Gives these numbers, and says how many were taken.
class Script final : public crypto::Rng {
 public:
  Script(std::initializer_list<std::uint64_t> numbers) : left_(numbers) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (i % 8 == 0) {
        if (left_.empty()) throw std::logic_error("the script is over");
        now_ = left_.front();
        left_.pop_front();
      }
      out[i] = static_cast<std::uint8_t>(now_ >> (8 * (i % 8)));
    }
  }
  std::size_t left() const { return left_.size(); }

 private:
  std::deque<std::uint64_t> left_;
  std::uint64_t now_ = 0;
};

/// SplitMix64: good enough to count with.
class Numbers final : public crypto::Rng {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::size_t i = 0; i < out.size(); i += 8) {
      std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      z ^= z >> 31;
      for (std::size_t k = i; k < std::min(i + 8, out.size()); ++k)
        out[k] = static_cast<std::uint8_t>(z >> (8 * (k - i)));
    }
  }

 private:
  std::uint64_t state_;
};

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

nanoseconds exponential_of(std::uint64_t draw, nanoseconds mean) {
  Script one{draw};
  return exponential(one, mean);
}

TEST(Below, IsTheUpperPartOfAProduct) {
  Script numbers{most, (std::uint64_t{1} << 63) + 1, 1};
  EXPECT_EQ(below(numbers, 10), 9u);
  EXPECT_EQ(below(numbers, 10), 5u);
  EXPECT_EQ(below(numbers, 1), 0u) << "one outcome only: every draw will do";
}

TEST(Below, WhatWouldFavourAnOutcomeIsDrawnAgain) {
  // Of 2^64 draws, 2^64 mod 3 = 1 is too many: the one whose product has the lower half 0.
  Script numbers{0, most, 7};
  EXPECT_EQ(below(numbers, 3), 2u);
  EXPECT_EQ(numbers.left(), 1u) << "the first was refused, the second taken";
  // 2^63 + 1 outcomes: nearly half of all draws are too many.
  Script half{0, most, 7};
  EXPECT_EQ(below(half, (std::uint64_t{1} << 63) + 1), std::uint64_t{1} << 63);
}

RC_GTEST_PROP(Below, IsBelow, (std::uint64_t seed)) {
  Numbers numbers(seed);
  const auto bound = *rc::gen::suchThat(rc::gen::arbitrary<std::uint64_t>(), [](auto n) { return n > 0; });
  RC_ASSERT(below(numbers, bound) < bound);
}

TEST(Below, EveryOutcomeIsAsLikely) {
  Numbers numbers(1);
  std::map<std::uint64_t, int> seen;
  constexpr int draws = 60'000;
  for (int i = 0; i < draws; ++i) ++seen[below(numbers, 6)];
  double chi_square = 0;
  for (const auto& [outcome, count] : seen) chi_square += (count - draws / 6.0) * (count - draws / 6.0) / (draws / 6.0);
  EXPECT_EQ(seen.size(), 6u);
  EXPECT_LT(chi_square, 20.5) << "one of 1,000 fair dice would exceed this, with 5 degrees of freedom";
}

TEST(SpreadEvenly, TakesEveryMillionthOfItsRange) {
  std::set<std::uint64_t> seen;
  Numbers numbers(3);
  for (int i = 0; i < 1000; ++i) seen.insert(spread_evenly(numbers, 1'000'000, 3));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{999'997, 999'998, 999'999, 1'000'000, 1'000'001, 1'000'002, 1'000'003}));
  EXPECT_EQ(spread_evenly(numbers, 12'345, 0), 12'345u) << "no spread is no change";
}

RC_GTEST_PROP(SpreadEvenly, StaysWithinItsRange, (std::uint64_t seed)) {
  Numbers numbers(seed);
  const auto value = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 62);
  const auto spread_ppm = *rc::gen::inRange<std::uint32_t>(0, 1'000'001);
  const auto part = static_cast<std::uint64_t>(static_cast<unsigned __int128>(value) * spread_ppm / 1'000'000);
  const std::uint64_t spread = spread_evenly(numbers, value, spread_ppm);
  RC_ASSERT(spread + part + 1 >= value);
  RC_ASSERT(spread <= value + part);
}

/// What is stated: mean x 2^-56 and half a nanosecond. libm's long double is exact enough to tell, 64 bits of it.
void expect_the_logarithm(std::uint64_t odd_draw) {
  constexpr nanoseconds mean(std::int64_t{1} << 57);
  const long double exact = std::ldexp(-std::log(std::ldexp(static_cast<long double>(odd_draw), -64)), 57);
  EXPECT_LE(std::fabs(static_cast<long double>(exponential_of(odd_draw, mean).count()) - exact), 2.5L) << odd_draw;
}

RC_GTEST_PROP(Exponential, IsTheLogarithmWithinItsStatedError, (std::uint64_t draw)) {
  // All magnitudes of a draw, not only those near 2^64.
  expect_the_logarithm((draw >> *rc::gen::inRange(0, 64)) | 1);
}

TEST(Exponential, IsTheLogarithmAtTheJointsOfItsTable) {
  // Where one row of the table ends and the next begins, and where a number has one leading zero more.
  for (const int zeros : {0, 1, 20, 50})
    for (std::uint64_t k = 256; k < 512; ++k) {
      const std::uint64_t joint = (k << 55) >> zeros;
      expect_the_logarithm(joint - 1);
      expect_the_logarithm(joint + 1);
    }
}

RC_GTEST_PROP(Exponential, TheSameBytesAreTimesInTheRatioOfTheMeans, (std::uint64_t draw, std::uint16_t times)) {
  constexpr std::int64_t mean_ns = 3'600'000'000'000;
  const std::int64_t once = exponential_of(draw, nanoseconds(mean_ns)).count();
  const std::int64_t often = exponential_of(draw, nanoseconds(mean_ns * times)).count();
  RC_ASSERT(std::abs(often - once * times) <= times / 2 + 1);
}

TEST(Exponential, TheEndsOfItsRange) {
  EXPECT_EQ(exponential_of(most, 1h), 0ns) << "1 - 2^-64: 0.2 femtoseconds";
  EXPECT_EQ(exponential_of(0, 1s), 44'361'419'556ns) << "64 ln 2";
  EXPECT_EQ(exponential_of(std::uint64_t{1} << 63, 1s), 693'147'181ns) << "ln 2: the median";
  EXPECT_EQ(exponential_of(0, nanoseconds::max()), nanoseconds::max());
  EXPECT_EQ(exponential_of(12345, 0ns), 0ns);
}

TEST(Exponential, ItsDistributionIsThatOfTheLaw) {
  // Every 2^-16 of all draws once: what is seen is the law itself, with no luck in it.
  constexpr std::uint64_t cells = std::uint64_t{1} << 16;
  long double sum = 0;
  std::uint64_t within_one_mean = 0;
  std::uint64_t within_three = 0;
  for (std::uint64_t i = 0; i < cells; ++i) {
    const nanoseconds time = exponential_of((i << 48) + (std::uint64_t{1} << 47), 1s);
    sum += static_cast<long double>(time.count());
    within_one_mean += time <= 1s ? 1 : 0;
    within_three += time <= 3s ? 1 : 0;
  }
  const long double n = cells;
  EXPECT_NEAR(static_cast<double>(sum / n / 1e9L), 1.0, 1e-5) << "a midpoint rule over the tail: ln 2 / 2 / 65,536";
  EXPECT_NEAR(static_cast<double>(within_one_mean / n), 1 - std::exp(-1.0), 1.0 / cells);
  EXPECT_NEAR(static_cast<double>(within_three / n), 1 - std::exp(-3.0), 1.0 / cells);
}

TEST(Exponential, TakesEightBytesWhateverTheyAre) {
  Script numbers{0, 1, most, 5};
  for (int i = 0; i < 4; ++i) exponential(numbers, 1s);
  EXPECT_EQ(numbers.left(), 0u);
}

}  // namespace
}  // namespace keycell::model
