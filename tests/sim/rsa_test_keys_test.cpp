// Who gets which RSA test key: a function of names, so that no cell runs out of them by trying again, and a new owner
// moves no other.

#include "sim/rsa_test_keys.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using crypto::KeyContext;
using crypto::RsaPublic;

KeyContext keys_of(const std::string& pool, std::uint32_t version = 0) {
  return {.owner = {.commcell_id = "2A4F", .policy = pool, .copy = {}}, .version = version};
}

std::string name_of_pool(std::size_t number) { return "pool-" + std::to_string(number); }

Bytes pair_of(RsaTestKeys& source, const KeyContext& of, const RsaPublic* in_place_of = nullptr) {
  return source.draw({.of = of, .in_place_of = in_place_of}, nullptr).public_half.bytes;
}

RC_GTEST_PROP(RsaTestKeys, AnOwnerHasItsOwnPairUnlessSomebodyBeforeItHas, (std::uint64_t seed)) {
  RsaTestKeys source(Seed{seed});
  std::set<Bytes> taken;
  for (std::size_t i = 0; i < scenarios::maxRsaPairs; ++i) {
    RsaTestKeys alone(Seed{seed});
    const Bytes own = pair_of(alone, keys_of(name_of_pool(i)));
    const Bytes got = pair_of(source, keys_of(name_of_pool(i)));
    RC_ASSERT(got == own || taken.contains(own));
    RC_ASSERT(taken.insert(got).second);
  }
}

TEST(RsaTestKeys, AnotherSeedDealsThemOutOtherwise) {
  std::set<Bytes> seen;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RsaTestKeys source(Seed{seed});
    seen.insert(pair_of(source, keys_of("pool-a")));
  }
  EXPECT_GT(seen.size(), 10u);
}

// The console asks again every minute while the KMS is down.
TEST(RsaTestKeys, ACreationThatIsRepeatedGetsItsPairAgain) {
  RsaTestKeys source(Seed{1});
  const Bytes first = pair_of(source, keys_of("pool-a"));
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(pair_of(source, keys_of("pool-a")), first);
}

TEST(RsaTestKeys, APairComesBackOnceTheRowHasAnotherOne) {
  RsaTestKeys source(Seed{1});
  std::map<std::string, RsaPublic> rows;
  for (std::size_t i = 0; i < scenarios::maxRsaPairs; ++i)
    rows[name_of_pool(i)] = {pair_of(source, keys_of(name_of_pool(i)))};
  // As many owners as there may be, rotated again and again: two pairs each are enough.
  for (std::uint32_t version = 1; version <= 20; ++version)
    for (auto& [pool, row] : rows) {
      const RsaPublic next{pair_of(source, keys_of(pool, version), &row)};
      ASSERT_NE(next, row) << pool << " would go on with the pair that it wants to be rid of";
      for (const auto& [other, others] : rows) ASSERT_NE(next, others) << pool << " has the pair of " << other;
      row = next;
    }
}

// The twin: what the row holds does not come back, whatever failed meanwhile.
TEST(RsaTestKeys, WhatARowHoldsIsNeverGivenToAnother) {
  RsaTestKeys source(Seed{1});
  const RsaPublic held{pair_of(source, keys_of("pool-a"))};
  for (std::uint32_t version = 1; version < 50; ++version) pair_of(source, keys_of("pool-a", version), &held);
  for (std::size_t i = 0; i < rsaTestKeyCount - 2; ++i)
    ASSERT_NE(pair_of(source, keys_of(name_of_pool(i))), held.bytes);
}

TEST(RsaTestKeys, MoreOwnersThanPairsAreRefusedWithTheCount) {
  RsaTestKeys source(Seed{1});
  for (std::size_t i = 0; i < rsaTestKeyCount; ++i) pair_of(source, keys_of(name_of_pool(i)));
  try {
    pair_of(source, keys_of("one-more"));
    FAIL();
  } catch (const crypto::CryptoFailure& error) {
    EXPECT_NE(std::string(error.what()).find("64"), std::string::npos) << error.what();
  }
}

// A pool that is made while its KMS is down for days: more attempts than there are pairs.
TEST(RsaTestKeys, ACellWaitsForItsKmsAsLongAsItTakes) {
  scenarios::Scenario cell = test::small_scenario();
  cell.keys.profile = "pool-rsa-kek";
  cell.faults = {
      {.kind = "kms-down", .values = {{"target", "kms1"}, {"at", model::Nanos(0)}, {"lasts", model::Nanos(72h)}}}};
  const sim::Run run = run_forked(cell, Seed{1}, [] { return Folds{}; }, {.deadline = 60s});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  EXPECT_EQ(run.detail, "");
}

}  // namespace
}  // namespace keycell::sim
