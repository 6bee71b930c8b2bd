#include "model/synthetic_plan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <utility>

namespace keycell::model {
namespace {

using Runs = std::vector<TakenOver>;

TEST(SyntheticPlan, OfAFullBackupAloneIsThatBackup) {
  EXPECT_EQ(synthetic_plan(5, {5}), (Runs{{.backup = 0, .first_chunk = 0, .chunks = 5}}));
}

// A full backup of six chunks, one of two and one of one: 1 1 2 0 0 0.
TEST(SyntheticPlan, LaysChangesBehindEachOther) {
  EXPECT_EQ(synthetic_plan(6, {6, 2, 1}), (Runs{{.backup = 1, .first_chunk = 0, .chunks = 2},
                                                {.backup = 2, .first_chunk = 0, .chunks = 1},
                                                {.backup = 0, .first_chunk = 3, .chunks = 3}}));
}

// Of four chunks three and then two change: the second change begins at the last chunk and goes on at the first.
TEST(SyntheticPlan, BeginsAgainBehindTheLastChunk) {
  EXPECT_EQ(synthetic_plan(4, {4, 3, 2}), (Runs{{.backup = 2, .first_chunk = 1, .chunks = 1},
                                                {.backup = 1, .first_chunk = 1, .chunks = 2},
                                                {.backup = 2, .first_chunk = 0, .chunks = 1}}));
}

// Whoever restores must find every chunk once, in a backup that has it, and no older one than there is.
RC_GTEST_PROP(SyntheticPlan, TakesEachChunkFromTheLatestBackupThatHasIt, ()) {
  const auto chunks = *rc::gen::inRange<std::uint32_t>(1, 20);
  auto chain = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 25));
  chain.insert(chain.begin(), *rc::gen::inRange<std::uint32_t>(1, 25));
  std::vector<std::pair<std::size_t, std::uint32_t>> taken;
  for (const auto& [backup, first, count] : synthetic_plan(chunks, chain)) {
    RC_ASSERT(count > 0U);
    RC_ASSERT(backup < chain.size());
    RC_ASSERT(first + count <= chain[backup]);
    for (std::uint32_t i = 0; i < count; ++i) taken.emplace_back(backup, first + i);
  }
  RC_ASSERT(taken.size() == chunks);
  // All changes in a row; the last one at a place counts.
  std::vector<std::pair<std::size_t, std::uint32_t>> changes;
  for (std::size_t backup = 1; backup < chain.size(); ++backup)
    for (std::uint32_t chunk = 0; chunk < chain[backup]; ++chunk) changes.emplace_back(backup, chunk);
  for (std::uint32_t place = 0; place < chunks; ++place) {
    std::pair<std::size_t, std::uint32_t> latest{0, place % chain[0]};
    for (std::size_t i = place; i < changes.size(); i += chunks) latest = changes[i];
    RC_ASSERT(taken[place] == latest);
  }
}

}  // namespace
}  // namespace keycell::model
