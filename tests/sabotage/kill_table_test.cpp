// The checker tested: every fault that can be planted is found by a property that is there for it.

#include <gmock/gmock.h>

#include "campaigns/random_cell.h"
#include "tests/sabotage/kill_table.h"
#include "tests/sabotage/planted_faults.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sabotage {

/// In names of tests, which must not say where things lie in memory.
static void PrintTo(const PlantedFault& fault, std::ostream* out) { *out << fault.name; }

namespace {

using namespace std::chrono_literals;
using campaigns::StopAt;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;

CellSource random_cells() {
  return [space = campaigns::load_space("documented", campaigns::shipped_spaces().front().text)](sim::Seed seed) {
    return campaigns::cell_of(space, seed.value);
  };
}

Kill kill_of(const PlantedFault& fault) {
  return kill(fault.parts(), fault.found_by == determinism ? Search::comparing : Search::properties,
              {.first = {1}, .seeds = 1000, .jobs = 2, .stop_at = StopAt::firstFailure}, random_cells(), {},
              [] { return false; });
}

class KillTableTest : public testing::TestWithParam<PlantedFault> {};

TEST_P(KillTableTest, TheFaultIsFoundByItsPropertyWithinAThousandCells) {
  EXPECT_THAT(kill_of(GetParam()).by, Contains(Field(&Failure::property, GetParam().found_by)));
}

INSTANTIATE_TEST_SUITE_P(Of, KillTableTest, testing::ValuesIn(planted_faults().begin(), planted_faults().end()),
                         [](const auto& fault) {
                           std::string name(fault.param.name);
                           std::erase(name, '-');
                           return name;
                         });

TEST(KillTable, WhatACellFailsByItselfFindsNoFault) {
  const auto rotten = [](sim::Seed) {
    auto scenario = test::small_scenario();
    scenario.expect.violated = std::vector<std::string>{"SEC-7"};
    scenario.faults = {{.kind = "bit-rot", .values = {{"target", "ma1"}, {"at", 2h}}}};
    return scenario;
  };
  const CampaignOptions three{.first = {1}, .seeds = 3, .jobs = 2, .stop_at = StopAt::firstFailure};
  const auto never = [] { return false; };
  const Kill found = kill(reuse_iv(), Search::properties, three, rotten, {}, never);
  EXPECT_THAT(found.by, ElementsAre(Field(&Failure::property, "SEC-6")));
  const Kill nothing = kill(sim::Parts(), Search::properties, three, rotten, {}, never);
  EXPECT_TRUE(nothing.by.empty()) << nothing.evidence;
  EXPECT_EQ(nothing.seeds, 3U);
}

TEST(KillTable, NothingIsFoundWhereNothingIsPlanted) {
  const Kill none =
      kill(std::nullopt, Search::properties, {.first = {1}, .seeds = 100, .jobs = 2, .stop_at = StopAt::firstFailure},
           random_cells(), {}, [] { return false; });
  EXPECT_TRUE(none.by.empty()) << none.evidence;
  EXPECT_EQ(none.seeds, 100U);
}

}  // namespace
}  // namespace keycell::sabotage
