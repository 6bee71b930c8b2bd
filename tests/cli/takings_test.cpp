// How figures are taken, and that every value of a calibration is measured once.

#include "cli/takings.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <algorithm>
#include <map>
#include <memory>
#include <thread>

#include "cli/probes.h"
#include "scenarios/calibration.h"

namespace keycell::cli {
namespace {

using namespace std::chrono_literals;

TEST(Figure, IsTheMedianAndHowFarTheMiddleHalfLies) {
  const Figure figure = figure_of({5, 1, 4, 2, 3});
  EXPECT_DOUBLE_EQ(figure.median_s, 3);
  EXPECT_DOUBLE_EQ(figure.spread, 2.0 / 3);  // from 2 to 4
  EXPECT_DOUBLE_EQ(figure_of({2, 4}).median_s, 3);
  EXPECT_DOUBLE_EQ(figure_of({7}).median_s, 7);
  EXPECT_DOUBLE_EQ(figure_of({7}).spread, 0);
}

// One slow taking is what a busy moment of the machine looks like: it must move nothing.
TEST(Figure, IsNotMovedByOneTakingThatIsFarOff) {
  const Figure figure = figure_of({1, 1, 1, 1, 1, 1, 1, 1, 1000});
  EXPECT_DOUBLE_EQ(figure.median_s, 1);
  EXPECT_DOUBLE_EQ(figure.spread, 0);
}

TEST(Takings, GoRoundAllProbesEvenWithoutAnyTimeLeft) {
  std::string order;
  std::vector<int> rounds;
  const Takings takings = take({{"t", "a", 0, [&] { order += 'a'; }}, {"t", "b", 0, [&] { order += 'b'; }}}, 1ns,
                               [&](int round) { rounds.push_back(round); });
  std::string expected = "ab";  // the first use of each is not measured
  for (int i = 0; i < takingsOfEach; ++i) expected += "ab";
  EXPECT_EQ(order, expected);
  EXPECT_EQ(rounds.size(), static_cast<std::size_t>(takingsOfEach));
  EXPECT_EQ(takings.figures.size(), 2U);
}

// Waiting is no work: a probe that only sleeps costs next to nothing, however long it takes.
TEST(Takings, CountProcessorTime) {
  const Takings takings = take({{"t", "sleeps", 0, [] { std::this_thread::sleep_for(5ms); }}}, 1ns, [](int) {});
  EXPECT_LT(takings.figures[0].median_s, 0.005);
  EXPECT_LT(takings.share_of_core, 0.9);
}

TEST(Probes, AreThoseOfACalibrationAndEachWorks) {
  std::vector<std::pair<std::string, std::string>> wanted;
  std::map<std::string, bool> is_rate;
  const scenarios::Calibration none;
  each_value(none, [&]<class Value>(std::string_view table, const std::string& key, const Value&) {
    wanted.emplace_back(table, key);
    is_rate[std::string(table) + key] = std::is_same_v<Value, std::uint64_t>;
  });
  std::vector<std::pair<std::string, std::string>> had;
  for (const Probe& probe : calibration_probes()) {
    had.emplace_back(probe.table, probe.key);
    EXPECT_EQ(probe.bytes > 0, is_rate.at(probe.table + probe.key)) << probe.key;
    EXPECT_NO_THROW(probe.work()) << probe.key;
  }
  std::ranges::sort(wanted);
  std::ranges::sort(had);
  EXPECT_EQ(had, wanted);
}

TEST(HalfCompressible, IsJustThatAndAlwaysTheSame) {
  const Bytes plain = half_compressible(64 * 1024);
  EXPECT_EQ(plain, half_compressible(64 * 1024));
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(1), libdeflate_free_compressor);
  Bytes compressed(plain.size());
  const std::size_t size =
      libdeflate_deflate_compress(compressor.get(), plain.data(), plain.size(), compressed.data(), compressed.size());
  EXPECT_GT(size, plain.size() * 45 / 100);
  EXPECT_LT(size, plain.size() * 55 / 100);
}

}  // namespace
}  // namespace keycell::cli
