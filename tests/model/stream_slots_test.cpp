#include "model/stream_slots.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace keycell::model {
namespace {

using ::testing::ElementsAre;

const LibraryPaths both{.media_agents = {"ma1", "ma2"}};
const LibraryPaths in_turn{.media_agents = {"ma1", "ma2", "ma3"}, .in_turn = true};
const LibraryPaths third{.media_agents = {"ma3"}};

Streams with_streams(std::uint32_t of_cell, std::uint32_t of_each) {
  return Streams({.of_cell = of_cell, .of_media_agent = {{"ma1", of_each}, {"ma2", of_each}, {"ma3", of_each}}});
}

TEST(Streams, TheFirstThatHasOneIsTaken) {
  Streams streams = with_streams(10, 1);
  EXPECT_THAT(streams.find({both}, {}).media_agents, ElementsAre("ma1"));
  streams.take({"ma1"});
  EXPECT_THAT(streams.find({both}, {}).media_agents, ElementsAre("ma2"));
  streams.take({"ma2"});
  EXPECT_THAT(streams.find({both}, {}).full, ElementsAre("ma1", "ma2"));
  EXPECT_EQ(streams.find({both}, {}).why, "all 2 streams of ma1, ma2 are taken");
  streams.give_back({"ma2"});
  EXPECT_THAT(streams.find({both}, {}).media_agents, ElementsAre("ma2"));
}

TEST(Streams, OneThatIsOfflineIsTakenOnlyWhereAllAre) {
  Streams streams = with_streams(10, 1);
  EXPECT_THAT(streams.find({both}, {.all = {"ma1"}}).media_agents, ElementsAre("ma2"));
  EXPECT_THAT(streams.find({both}, {.all = {"ma1", "ma2"}}).media_agents, ElementsAre("ma1"));
  EXPECT_THAT(streams.find({both}, {.all = {"ma1", "ma2"}, .tried = {"ma1"}}).media_agents, ElementsAre("ma2"));
  EXPECT_THAT(streams.find({both}, {.all = {"ma1", "ma2"}, .tried = {"ma1", "ma2"}}).media_agents, ElementsAre("ma1"));
  streams.take({"ma2"});
  EXPECT_THAT(streams.find({both}, {.all = {"ma1"}}).full, ElementsAre("ma2"))
      << "it is waited for, not the one that is away";
}

TEST(Streams, ACopyWithinOneMediaAgentIsPreferredAndTakesOneStream) {
  Streams streams = with_streams(10, 1);
  const std::vector<LibraryPaths> copying{{.media_agents = {"ma2"}}, both};
  const auto found = streams.find(copying, {});
  EXPECT_THAT(found.media_agents, ElementsAre("ma2", "ma2"));
  streams.take(found.media_agents);
  EXPECT_THAT(streams.find({{.media_agents = {"ma2"}}}, {}).full, ElementsAre("ma2"));
  streams.give_back(found.media_agents);
  EXPECT_THAT(streams.find(copying, {}).media_agents, ElementsAre("ma2", "ma2"));
  EXPECT_THAT(streams.find({both, {.media_agents = {"ma2"}}}, {}).media_agents, ElementsAre("ma2", "ma2"));
}

// Where source and target have the same MediaAgents it is one turn.
TEST(Streams, AnAuxCopyWithinALibraryTakesOneTurn) {
  Streams streams = with_streams(100, 100);
  std::map<std::string, int> taken;
  for (int i = 0; i < 6; ++i) {
    const auto found = streams.find({in_turn, in_turn}, {});
    EXPECT_EQ(found.media_agents.at(0), found.media_agents.at(1));
    ++taken[found.media_agents.at(0)];
    streams.end_turn({in_turn, in_turn});
  }
  EXPECT_THAT(taken, ElementsAre(std::pair("ma1", 2), std::pair("ma2", 2), std::pair("ma3", 2)));
}

TEST(Streams, TurnsAreEvenWhileOneIsAway) {
  Streams streams = with_streams(100, 100);
  std::map<std::string, int> taken;
  for (int i = 0; i < 12; ++i) {
    ++taken[streams.find({in_turn}, {.all = {"ma1"}}).media_agents.at(0)];
    streams.end_turn({in_turn});
  }
  EXPECT_THAT(taken, ElementsAre(std::pair("ma2", 6), std::pair("ma3", 6)));
}

// The same MediaAgents can be taken in turn for one pool, and by preference for another.
TEST(Streams, AnotherPoolsTurnsMoveNoPreference) {
  Streams streams = with_streams(100, 100);
  streams.end_turn({{.media_agents = {"ma1", "ma2"}, .in_turn = true}});
  EXPECT_THAT(streams.find({both}, {}).media_agents, ElementsAre("ma1"));
}

TEST(Streams, InTurnEachIsTakenAsOften) {
  Streams streams = with_streams(100, 100);
  std::map<std::string, int> taken;
  for (int i = 0; i < 12; ++i) {
    const auto found = streams.find({in_turn}, {});
    ++taken[found.media_agents.at(0)];
    streams.take(found.media_agents);
    streams.end_turn({in_turn});
  }
  EXPECT_THAT(taken, ElementsAre(std::pair("ma1", 4), std::pair("ma2", 4), std::pair("ma3", 4)));
}

TEST(Streams, TheCellHasALimitToo) {
  Streams streams = with_streams(1, 5);
  streams.take({"ma1"});
  EXPECT_TRUE(streams.find({third}, {}).cell_is_full);
  EXPECT_EQ(streams.find({third}, {}).why, "the one stream of the CommCell is taken");
}

// Whatever is taken and given back: no MediaAgent has more streams at work than it has, and what is refused is full.
RC_GTEST_PROP(Streams, NeverGoBeyondALimit, ()) {
  const std::uint32_t of_cell = *rc::gen::inRange(1U, 8U);
  const std::uint32_t of_each = *rc::gen::inRange(1U, 4U);
  Streams streams = with_streams(of_cell, of_each);
  std::vector<std::vector<std::string>> held;
  std::map<std::string, std::uint32_t> used;
  for (int i = 0; i < 40; ++i) {
    if (!held.empty() && *rc::gen::arbitrary<bool>()) {
      for (const std::string& name : std::set(held.back().begin(), held.back().end())) --used[name];
      streams.give_back(held.back());
      held.pop_back();
      continue;
    }
    const auto libraries = *rc::gen::elementOf(
        std::vector<std::vector<LibraryPaths>>{{both}, {in_turn}, {third}, {both, third}, {third, in_turn}});
    const auto offline = *rc::gen::elementOf(std::vector<std::set<std::string>>{{}, {"ma1"}, {"ma1", "ma2"}});
    const auto found = streams.find(libraries, {.all = offline});
    if (!found.is_complete()) {
      RC_ASSERT(!found.why.empty());
      if (found.cell_is_full) RC_ASSERT(held.size() >= of_cell);
      for (const std::string& name : found.full) RC_ASSERT(used[name] >= of_each);
      continue;
    }
    RC_ASSERT(found.media_agents.size() == libraries.size());
    streams.take(found.media_agents);
    if (*rc::gen::arbitrary<bool>()) streams.end_turn(libraries);
    for (const std::string& name : std::set(found.media_agents.begin(), found.media_agents.end())) ++used[name];
    held.push_back(found.media_agents);
    RC_ASSERT(held.size() <= of_cell);
    for (const auto& [name, streams_used] : used) RC_ASSERT(streams_used <= of_each);
  }
}

}  // namespace
}  // namespace keycell::model
