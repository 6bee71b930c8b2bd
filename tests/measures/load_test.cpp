// The load of a resource is what its flows add up to, however long nothing flows in between.

#include "measures/load.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

namespace keycell::measures {
namespace {

constexpr double bin_s = 10;
constexpr double day_s = 24 * 3600;
constexpr double century_s = 36525 * day_s;

struct Flow {
  double began;
  double ended;
  double bytes;
};

Load load_of(const std::vector<Flow>& flows) {
  Load load(bin_s);
  for (const Flow& flow : flows) load.add(flow.began, flow.ended, flow.bytes);
  load.sum_up();
  return load;
}

/// Two nights of three flows each, `apart_s` from one to the other.
std::vector<Flow> two_nights(double apart_s) {
  std::vector<Flow> flows;
  for (const double night : {0.0, apart_s})
    for (const double begin : {0.0, 5.0, 700.0}) flows.push_back({night + begin, night + begin + 640, 6.4e9});
  return flows;
}

TEST(Load, KeepsAsMuchOfACenturyAsOfADay) {
  const Load day = load_of(two_nights(day_s));
  const Load century = load_of(two_nights(century_s));
  EXPECT_EQ(century.stretches(), day.stretches());
  EXPECT_LT(day.stretches(), 20u) << "it is kept by changes, and there are twelve";
  EXPECT_DOUBLE_EQ(century.busy_s(), day.busy_s()) << "what rates leave when they are gone is no flow";
  EXPECT_DOUBLE_EQ(century.peak_rate(), 2e7);
  EXPECT_NEAR(century.mean_rate(century_s, century_s + 640), day.mean_rate(day_s, day_s + 640), 1);
}

TEST(Load, KeepsNoMoreThanTheBinsOfManyFlows) {
  Load load(bin_s);
  for (int i = 0; i < 100'000; ++i) load.add(0.5 + i * 0.01, 1000.5 + i * 0.01, 1e6);
  load.sum_up();
  EXPECT_LE(load.stretches(), 202u) << "2000 s have 200 bins";
}

/// Bytes of a flow in a bin, where its beginning and its end count to the part of the bin.
double bytes_in(const Flow& flow, int bin) {
  const double from = std::max(flow.began, bin * bin_s);
  const double to = std::min(flow.ended, (bin + 1) * bin_s);
  return to <= from ? 0 : flow.bytes * (to - from) / (flow.ended - flow.began);
}

RC_GTEST_PROP(Load, IsWhatTheFlowsAddUpToInEachBin, ()) {
  std::vector<Flow> flows;
  for (int left = *rc::gen::inRange(0, 12); left > 0; --left) {
    const int began = *rc::gen::inRange(0, 500);
    const int took = *rc::gen::inRange(1, 300);
    flows.push_back({began / 2.0, (began + took) / 2.0, 1e3 * *rc::gen::inRange(1, 1000)});
  }
  const Load load = load_of(flows);
  double peak = 0;
  double busy = 0;
  for (int bin = 0; bin < 50; ++bin) {
    double bytes = 0;
    for (const Flow& flow : flows) bytes += bytes_in(flow, bin);
    RC_ASSERT(std::abs(load.mean_rate(bin * bin_s, (bin + 1) * bin_s) - bytes / bin_s) < 1e-3);
    peak = std::max(peak, bytes / bin_s);
    busy += bytes > 0 ? bin_s : 0;
  }
  RC_ASSERT(std::abs(load.peak_rate() - peak) < 1e-3);
  RC_ASSERT(load.busy_s() == busy);
}

}  // namespace
}  // namespace keycell::measures
