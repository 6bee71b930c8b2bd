#include "sim/random.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace keycell::sim {
namespace {

using model::Stream;

std::uint64_t first_draw(Seed seed, std::string_view host, Stream stream) {
  return HostStreams(seed, host)[stream].next();
}

TEST(PhiloxStream, DrawsAreTheSameOnEveryMachine) {
  // A change here changes every run that anybody recorded.
  PhiloxStream stream(Seed{1}, 0, "commserve");
  EXPECT_EQ(stream.next(), first_draw(Seed{1}, "commserve", Stream::cryptoSecret));
  EXPECT_EQ(stable_hash("commserve"), 14261945670088749001U);
}

TEST(PhiloxStream, SeedHostAndStreamEachMakeADifference) {
  const std::uint64_t draw = first_draw(Seed{1}, "fs1", Stream::disk);
  EXPECT_NE(draw, first_draw(Seed{2}, "fs1", Stream::disk));
  EXPECT_NE(draw, first_draw(Seed{1}, "fs2", Stream::disk));
  EXPECT_NE(draw, first_draw(Seed{1}, "fs1", Stream::ids));
}

TEST(HostStreams, ADrawFromOneStreamMovesNoOther) {
  HostStreams quiet(Seed{7}, "fs1");
  HostStreams busy(Seed{7}, "fs1");
  for (int i = 0; i < 1000; ++i) busy[Stream::faults].next();
  EXPECT_EQ(quiet[Stream::cryptoSecret].next(), busy[Stream::cryptoSecret].next());
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
