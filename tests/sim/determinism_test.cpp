// Same scenario and seed, same events: in two processes, under another heap, and as recorded.

#include "sim/determinism.h"

#include <gtest/gtest.h>

#include "tests/sim/recorded_runs.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;

const Limits limits{.deadline = 60s};

Run run(Seed seed, const scenarios::Scenario& scenario = test::small_scenario()) {
  return run_forked(
      scenario, seed, [] { return Folds{}; }, limits);
}

TEST(Determinism, TheSameSeedGivesTheSameEvents) {
  const auto first = run(Seed{1});
  const auto second = run(Seed{1});
  EXPECT_EQ(first.ending, Ending::ended) << first.detail;
  EXPECT_EQ(first.event_hash, second.event_hash);
  EXPECT_EQ(first.events, second.events);
}

TEST(Determinism, AnotherSeedGivesOtherEvents) { EXPECT_NE(run(Seed{1}).event_hash, run(Seed{2}).event_hash); }

TEST(Determinism, AnotherHeapMakesNoDifference) {
  const Determinism result = check_determinism(test::small_scenario(), Seed{1}, {}, limits);
  EXPECT_FALSE(result.difference.has_value());
  EXPECT_EQ(result.first.event_hash, result.second.event_hash);
}

/// Tells where it lies: what no fold may do.
class TellsAnAddress final : public model::Fold {
 public:
  std::string_view name() const override { return "address"; }
  void on(const model::Event& event) override { kept_.push_back(std::make_unique<std::uint64_t>(event.ordinal)); }
  std::string result() const override {
    return std::to_string(reinterpret_cast<std::uintptr_t>(kept_.back().get()) / 64 % 1024);
  }

 private:
  std::vector<std::unique_ptr<std::uint64_t>> kept_;
};

TEST(Determinism, AFoldThatTellsSomethingElseOnAnotherHeapIsNamed) {
  const auto folds = [] {
    Folds made;
    made.push_back(std::make_unique<TellsAnAddress>());
    return made;
  };
  const Determinism result = check_determinism(test::small_scenario(), Seed{1}, folds, limits);
  EXPECT_FALSE(result.difference.has_value()) << "the events are the same";
  EXPECT_EQ(result.folds_that_differ, std::vector<std::string>{"address"});
}

TEST(Determinism, TheFirstDifferenceIsNamed) {
  // Two seeds stand for two runs that should be equal and are not.
  const auto with_seed = [](Seed seed) {
    return [seed](const FoldFactory& folds) { return run_forked(test::small_scenario(), seed, folds, limits); };
  };
  const Determinism result = compare_runs(with_seed(Seed{1}), with_seed(Seed{2}));
  ASSERT_TRUE(result.difference.has_value());
  // Hosts come up alike with every seed; the first draw that shows is a key's.
  EXPECT_GT(result.difference->event, 0U);
  EXPECT_NE(result.difference->first_run.find("event " + std::to_string(result.difference->event)), std::string::npos);
}

TEST(Determinism, ARunThatEndsEarlierDiffersWhereItEnds) {
  auto shorter = test::small_scenario();
  shorter.restores.clear();
  const auto with = [](const scenarios::Scenario& scenario) {
    return [scenario](const FoldFactory& folds) { return run_forked(scenario, Seed{1}, folds, limits); };
  };
  const Determinism result = compare_runs(with(test::small_scenario()), with(shorter));
  ASSERT_TRUE(result.difference.has_value());
  EXPECT_NE(result.difference->first_run.find("event"), std::string::npos);
}

TEST(Determinism, WhatWasRecordedIsStillSo) {
  // Every build (debug, release, g++, clang) must give these. A change that means to change events changes them here.
  EXPECT_EQ(run(Seed{1}).event_hash, test::recordedFetch);
  EXPECT_EQ(run(Seed{1}, test::small_scenario(crypto::Unwrap::remote)).event_hash, test::recordedRemote);
}

}  // namespace
}  // namespace keycell::sim
