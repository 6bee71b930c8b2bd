#include "scenarios/nearest.h"

#include <gtest/gtest.h>

#include <vector>

namespace keycell::scenarios {
namespace {

using Words = std::vector<std::string>;

TEST(Nearest, FindsWhatATypingMistakeMeant) {
  const Words kinds{"power-cut", "bit-rot", "kms-down"};
  EXPECT_EQ(nearest("kms-dwon", kinds), "kms-down");   // swapped
  EXPECT_EQ(nearest("power-ct", kinds), "power-cut");  // left out
  EXPECT_EQ(nearest("bitt-rot", kinds), "bit-rot");    // doubled
  EXPECT_EQ(nearest("bit_rot", kinds), "bit-rot");     // replaced
}

TEST(Nearest, WrongCaseIsNearerThanAnotherLetter) {
  EXPECT_EQ(nearest("gb", Words{"kB", "MB", "GB"}), "GB");  // as plain edits, "kB" would be nearer
}

TEST(Nearest, OfEquallyNearWordsTheFirst) { EXPECT_EQ(nearest("ma3", Words{"ma1", "ma2"}), "ma1"); }

TEST(Nearest, SaysNothingWhenNoWordIsNear) {
  EXPECT_EQ(nearest("ciphertrust", Words{"kms1", "ma1"}), std::nullopt);
  EXPECT_EQ(nearest("x", Words{}), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'a'), Words{std::string(100'000, 'a')}), std::nullopt);
}

TEST(Nearest, AnEmptyWordIsNoTrouble) { EXPECT_EQ(nearest("", Words{"pool-a", ""}), ""); }

}  // namespace
}  // namespace keycell::scenarios
