// How many requests a KMS takes a second.

#include "model/kms/capacity.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace keycell::model {
namespace {

using namespace std::chrono_literals;

TEST(RateLimit, TakesThoseOfOneSecondAtOnceAndThenOneAtATime) {
  RateLimit limit(4);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(limit.take(10s));
  EXPECT_FALSE(limit.take(10s));
  EXPECT_FALSE(limit.take(10s + 249'999'999ns));
  EXPECT_TRUE(limit.take(10s + 250ms));
  EXPECT_FALSE(limit.take(10s + 250ms));
  // An hour of rest fills the bucket, and no more than that.
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(limit.take(1h));
  EXPECT_FALSE(limit.take(1h));
}

RC_GTEST_PROP(RateLimit, InNoSpanOfTimeItTakesMoreThanItsRateAndOneSecondMore, ()) {
  const auto per_second = *rc::gen::inRange<std::uint32_t>(1, 50);
  const auto gaps_us = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 60'000));
  RateLimit limit(per_second);
  std::vector<Nanos> taken;
  Nanos now{0};
  for (const std::int64_t gap : gaps_us) {
    now += std::chrono::microseconds(gap);
    if (limit.take(now)) taken.push_back(now);
  }
  for (std::size_t first = 0; first < taken.size(); ++first)
    for (std::size_t last = first; last < taken.size(); ++last) {
      const auto most =
          per_second + (taken[last] - taken[first]).count() * static_cast<std::int64_t>(per_second) / 1'000'000'000;
      RC_ASSERT(static_cast<std::int64_t>(last - first + 1) <= most);
    }
}

RC_GTEST_PROP(RateLimit, WhoComesNoFasterThanTheRateIsAlwaysTaken, ()) {
  const auto per_second = *rc::gen::inRange<std::uint32_t>(1, 50);
  const auto count = *rc::gen::inRange(1, 200);
  RateLimit limit(per_second);
  const Nanos gap((1'000'000'000 + per_second - 1) / per_second);
  for (int i = 0; i < count; ++i) RC_ASSERT(limit.take(i * gap));
}

}  // namespace
}  // namespace keycell::model
