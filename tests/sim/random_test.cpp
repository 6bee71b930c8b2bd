#include "sim/random.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace keycell::sim {
namespace {

using model::Stream;

using Block = std::array<std::uint8_t, 24>;

Block bytes_from(crypto::Rng& random) {
  Block block;
  random.fill(block);
  return block;
}

Block draw(HostRandomness& host, const model::DrawName& name, Stream stream = Stream::cryptoOpen) {
  return bytes_from(*host.random(stream, name));
}

TEST(PhiloxStream, DrawsAreTheSameOnEveryMachine) {
  // A change here changes every run that anybody recorded.
  PhiloxStream stream(Seed{1}, 0, "commserve");
  EXPECT_EQ(stream.next(), 14548459788743800940U);
  HostRandomness host(Seed{1}, "commserve");
  EXPECT_EQ(draw(host, {"data key", {"fs1"}})[0], 201U);
  EXPECT_EQ(stable_hash("commserve"), 14261945670088749001U);
}

TEST(PhiloxStream, SeedHostAndStreamEachMakeADifference) {
  const auto first_draw = [](Seed seed, std::string_view host, Stream stream) {
    HostRandomness randomness(seed, host);
    return draw(randomness, {"n", {}}, stream);
  };
  const Block drawn = first_draw(Seed{1}, "fs1", Stream::ids);
  EXPECT_EQ(drawn, first_draw(Seed{1}, "fs1", Stream::ids));
  EXPECT_NE(drawn, first_draw(Seed{2}, "fs1", Stream::ids));
  EXPECT_NE(drawn, first_draw(Seed{1}, "fs2", Stream::ids));
  EXPECT_NE(drawn, first_draw(Seed{1}, "fs1", Stream::network));
}

// A seed has 64 bits, and a part of a draw 32: each of them counts.
TEST(PhiloxStream, EveryBitOfSeedAndPartMakesADifference) {
  std::set<std::uint64_t> of_host{PhiloxStream(Seed{1}, 0, "fs1").next()};
  std::set<std::uint64_t> of_nobody{PhiloxStream(Seed{1}, Stream::workload, {"size", {"fs1"}}).next()};
  std::set<Block> of_name;
  const auto draw_name = [&](std::uint64_t seed) {
    HostRandomness host(Seed{seed}, "fs1");
    of_name.insert(draw(host, {"n", {}}));
  };
  draw_name(1);
  for (int bit = 0; bit < 64; ++bit) {
    const Seed seed{1 ^ (std::uint64_t{1} << bit)};
    of_host.insert(PhiloxStream(seed, 0, "fs1").next());
    of_nobody.insert(PhiloxStream(seed, Stream::workload, {"size", {"fs1"}}).next());
    draw_name(seed.value);
  }
  EXPECT_EQ(of_host.size(), 65u);
  EXPECT_EQ(of_nobody.size(), 65u);
  EXPECT_EQ(of_name.size(), 65u);
  std::set<std::uint64_t> of_parts;
  PhiloxStream stream(Seed{1}, 0, "fs1");
  of_parts.insert(stream.next());
  for (int bit = 0; bit < 32; ++bit) {
    stream.begin_part(std::uint32_t{1} << bit);
    of_parts.insert(stream.next());
  }
  EXPECT_EQ(of_parts.size(), 33u);
}

// Without the lengths, two clients could share the bytes of a key.
TEST(DrawName, NoTwoListsOfNamesAreTheSameName) {
  HostRandomness host(Seed{1}, "h");
  const std::set<Block> seen{draw(host, {"a", {"bc"}}),     draw(host, {"ab", {"c"}}),
                             draw(host, {"abc", {}}),       draw(host, {"a", {"bc", ""}}),
                             draw(host, {"a", {"", "bc"}}), draw(host, {"a", {"b", "c"}})};
  EXPECT_EQ(seen.size(), 6u);
}

// A nonce that comes again under the same key gives both messages away, so no attempt at a name repeats another one.
TEST(HostRandomness, EachAttemptAtANameIsAnotherDraw) {
  HostRandomness host(Seed{1}, "h");
  std::set<Block> seen;
  for (int i = 0; i < 100; ++i) seen.insert(draw(host, {"n", {}}));
  EXPECT_EQ(seen.size(), 100u);
}

TEST(HostRandomness, AnAttemptThatDrawsNothingIsNone) {
  HostRandomness host(Seed{1}, "h");
  HostRandomness other(Seed{1}, "h");
  for (int i = 0; i < 3; ++i) host.random(Stream::cryptoOpen, {"n", {}})->part(7);
  EXPECT_EQ(draw(host, {"n", {}}), draw(other, {"n", {}}));
}

// Whoever sets a whole host back sets its counts back too, and sees the draws again: that is what such a fault is
// about.
TEST(HostRandomness, AHostThatIsSetBackDrawsAgainWhatItDrew) {
  HostRandomness host(Seed{1}, "h");
  const DrawCounts image = host.counts();
  const Block before = draw(host, {"n", {}});
  EXPECT_NE(draw(host, {"n", {}}), before);
  host.counts() = image;
  EXPECT_EQ(draw(host, {"n", {}}), before);
}

RC_GTEST_PROP(HostRandomness, WhatOthersDrawMovesNothing, (const std::vector<std::string>& others)) {
  HostRandomness quiet(Seed{7}, "h");
  HostRandomness busy(Seed{7}, "h");
  for (const std::string& other : others) draw(busy, {"key", {"x" + other}});
  RC_ASSERT(draw(quiet, {"key", {"fs1"}}) == draw(busy, {"key", {"fs1"}}));
}

// The initialisation vector of a chunk does not depend on where an attempt begins.
RC_GTEST_PROP(Draws, APartDoesNotDependOnThoseBefore, (std::uint8_t first)) {
  HostRandomness from_the_start(Seed{7}, "h");
  HostRandomness later(Seed{7}, "h");
  const auto whole = from_the_start.random(Stream::cryptoOpen, {"n", {}});
  for (std::uint32_t part = 0; part < first; ++part) bytes_from(whole->part(part));
  RC_ASSERT(bytes_from(whole->part(first)) == bytes_from(later.random(Stream::cryptoOpen, {"n", {}})->part(first)));
}

TEST(Draws, NoPartIsDrawnFromTwice) {
  HostRandomness host(Seed{7}, "h");
  const auto draws = host.random(Stream::cryptoOpen, {"n", {}});
  bytes_from(draws->part(0));
  EXPECT_THROW(draws->part(0), std::logic_error);
  bytes_from(draws->part(3));
  EXPECT_THROW(draws->part(3), std::logic_error);
  EXPECT_THROW(draws->part(2), std::logic_error);
}

RC_GTEST_PROP(PhiloxStream, HowADrawIsCutMakesNoDifference, (const std::vector<std::uint8_t>& cuts)) {
  PhiloxStream whole(Seed{3}, 1, "h");
  PhiloxStream parts(Seed{3}, 1, "h");
  for (const std::uint8_t cut : cuts) {
    Bytes together(cut);
    whole.fill(together);
    Bytes apart(cut);
    for (auto& byte : apart) parts.fill({&byte, 1});
    RC_ASSERT(together == apart);
  }
}

}  // namespace
}  // namespace keycell::sim
