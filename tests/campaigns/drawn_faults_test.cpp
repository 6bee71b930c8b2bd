// Faults that a seed draws: as many and of the kinds that their mix says, the same for the same seed, and what they
// destroy is no failure of a cell.

#include "campaigns/drawn_faults.h"

#include <gmock/gmock.h>

#include <set>

#include "campaigns/campaign.h"
#include "campaigns/random_cell.h"
#include "scenarios/fault_kinds.h"
#include "scenarios/validate.h"
#include "tests/sim/small_scenario.h"

namespace keycell::campaigns {
namespace {

using namespace std::chrono_literals;
using scenarios::Fault;
using scenarios::Heals;
using scenarios::Scenario;

bool heals(const Fault& fault) { return scenarios::find_fault_kind(fault.kind)->heals != Heals::never; }

struct Drawn {
  std::set<std::string> kinds{};
  std::size_t most = 0;
  std::size_t least = 99;
  bool all_heal = true;

  void look_at(const std::vector<Fault>& faults) {
    most = std::max(most, faults.size());
    least = std::min(least, faults.size());
    for (const Fault& fault : faults) {
      kinds.insert(fault.kind);
      all_heal &= heals(fault);
      EXPECT_TRUE(fault.optional) << fault.kind;
    }
  }
};

Drawn of_cell(FaultMix mix) {
  Drawn drawn;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Scenario scenario = with_faults(test::small_scenario(), mix, seed);
    EXPECT_EQ(scenario, with_faults(test::small_scenario(), mix, seed)) << seed;
    EXPECT_NO_THROW(scenarios::validate(scenario, {.property_ids = {}})) << seed;
    drawn.look_at(scenario.faults);
  }
  return drawn;
}

Drawn of_space(FaultMix mix) {
  Drawn drawn;
  const Space space = with_faults(load_space("documented", shipped_spaces().front().text), mix);
  for (std::uint64_t seed = 1; seed <= 300; ++seed) drawn.look_at(cell_of(space, seed).faults);
  return drawn;
}

TEST(DrawnFaults, AreAsManyAndOfTheKindsThatTheirMixSays) {
  for (const auto of : {of_cell, of_space}) {
    EXPECT_EQ(of(FaultMix::none).most, 0u);
    const Drawn light = of(FaultMix::light);
    EXPECT_EQ(light.most, 1u);
    EXPECT_TRUE(light.all_heal);
    const Drawn heavy = of(FaultMix::heavy);
    EXPECT_EQ(heavy.most, 3u);
    EXPECT_FALSE(heavy.all_heal);
    const Drawn swarm = of(FaultMix::swarm);
    EXPECT_EQ(swarm.least, 0u);
    EXPECT_EQ(swarm.most, 4u);
    EXPECT_GT(swarm.kinds.size(), scenarios::fault_kinds().size() * 3 / 4);
  }
}

/// The master key of the pool is gone between backup and restore.
CellVerdict verdict_on_a_lost_key(bool drawn) {
  Scenario scenario = test::small_scenario();
  scenario.faults = {
      {.kind = "kms-key-lost", .values = {{"target", "kms1"}, {"of", "pool-a"}, {"at", 2h}}, .optional = drawn}};
  return judge_cell(scenario, sim::Seed{1}, {}, {});
}

TEST(DrawnFaults, WhatTheyDestroyIsNoFailureOfTheCell) {
  const CellVerdict drawn = verdict_on_a_lost_key(true);
  EXPECT_TRUE(drawn.failures.empty());
  EXPECT_EQ(drawn.drawn, (std::map<std::string, bool>{{"kms-key-lost", true}}));
  const CellVerdict said = verdict_on_a_lost_key(false);
  ASSERT_EQ(said.failures.size(), 1u);
  EXPECT_EQ(said.failures[0].what.property, "FID-1");
  EXPECT_TRUE(said.drawn.empty());
}

}  // namespace
}  // namespace keycell::campaigns
