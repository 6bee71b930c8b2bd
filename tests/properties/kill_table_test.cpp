// The checker tested: every fault that can be planted is found by a property that is there for it.

#include <gmock/gmock.h>

#include <map>

#include "crypto/sabotage.h"
#include "campaigns/kill_table.h"
#include "campaigns/random_cell.h"
#include "tests/sim/small_scenario.h"

namespace keycell::campaigns {
namespace {

using crypto::Sabotage;
using namespace properties;
using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;

Kill kill_of(Sabotage fault) {
  const Space space = load_space("documented", shipped_spaces().front().text);
  return kill(
      {.name = std::string(name_of(fault)),
       .plant = [fault] { crypto::set_sabotage(fault, true); },
       .heal = [fault] { crypto::set_sabotage(fault, false); },
       .is_nondeterminism = fault == Sabotage::readHostClock},
      {.first = {1}, .seeds = 1000, .jobs = 2, .stop_at = StopAt::firstFailure},
      [&](sim::Seed seed) { return cell_of(space, seed.value); }, {}, [] { return false; });
}

class KillTableTest : public testing::TestWithParam<Sabotage> {};

TEST_P(KillTableTest, TheFaultIsFoundByItsPropertyWithinAThousandCells) {
  static const std::map<Sabotage, std::string> killers{
      {Sabotage::logDataKey, "SEC-1"},         {Sabotage::logDataKeyAsHex, "SEC-1"},
      {Sabotage::keyInErrorText, "SEC-1"},     {Sabotage::skipWrap, "SEC-1"},
      {Sabotage::skipWrapOnRetry, "SEC-1"},    {Sabotage::keyToWrongClient, "CUS-1"},
      {Sabotage::oneDataKey, "SEC-11"},        {Sabotage::reuseIv, "SEC-6"},
      {Sabotage::repeatNonce, "SEC-6"},        {Sabotage::keepKekOnError, "CUS-1"},
      {Sabotage::keepDataKey, "CUS-1"},        {Sabotage::acknowledgeUndurable, "AVL-2"},
      {Sabotage::passwordAsKey, "SEC-11"},     {Sabotage::crcOfKey, "SEC-1"},
      {Sabotage::plainOnMedia, "SEC-13"},      {Sabotage::wrongKek, "FID-1"},
      {Sabotage::readHostClock, "determinism"}};
  EXPECT_THAT(kill_of(GetParam()).by, Contains(Field(&Failure::property, killers.at(GetParam()))));
}

INSTANTIATE_TEST_SUITE_P(Of, KillTableTest, testing::ValuesIn(crypto::allSabotage), [](const auto& fault) {
  std::string name(name_of(fault.param));
  std::erase(name, '-');
  return name;
});

TEST(KillTable, WhatACellFailsByItselfFindsNoFault) {
  const auto rotten = [](sim::Seed) {
    auto scenario = test::small_scenario();
    scenario.expect.violated = {"SEC-7"};
    scenario.faults = {{.kind = scenarios::FaultKind::bitRot, .target = "ma1", .at = 2h, .io = std::nullopt}};
    return scenario;
  };
  const Kill found =
      kill({.name = "reuse-iv",
            .plant = [] { crypto::set_sabotage(Sabotage::reuseIv, true); },
            .heal = {},
            .is_nondeterminism = false},
           {.first = {1}, .seeds = 3, .jobs = 2, .stop_at = StopAt::firstFailure}, rotten, {}, [] { return false; });
  EXPECT_THAT(found.by, ElementsAre(Field(&Failure::property, "SEC-6")));
  const Kill nothing =
      kill({.name = "nothing at all", .plant = [] {}, .heal = {}, .is_nondeterminism = false},
           {.first = {1}, .seeds = 3, .jobs = 2, .stop_at = StopAt::firstFailure}, rotten, {}, [] { return false; });
  EXPECT_TRUE(nothing.by.empty()) << nothing.evidence;
  EXPECT_EQ(nothing.seeds, 3U);
}

TEST(KillTable, NothingIsFoundWhereNothingIsPlanted) {
  const Space space = load_space("documented", shipped_spaces().front().text);
  const Kill none = kill(
      {.name = "none", .plant = {}, .heal = {}, .is_nondeterminism = false},
      {.first = {1}, .seeds = 100, .jobs = 2, .stop_at = StopAt::firstFailure},
      [&](sim::Seed seed) { return cell_of(space, seed.value); }, {}, [] { return false; });
  EXPECT_TRUE(none.by.empty()) << none.evidence;
  EXPECT_EQ(none.seeds, 100U);
}

}  // namespace
}  // namespace keycell::campaigns
