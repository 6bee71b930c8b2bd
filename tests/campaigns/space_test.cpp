// A space file says what it means or is refused where it is wrong.

#include "campaigns/space.h"

#include <gmock/gmock.h>

#include <fstream>

#include "scenarios/fault_kinds.h"
#include "scenarios/problem.h"

namespace keycell::campaigns {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::string why_refused(std::string_view text) {
  try {
    load_space("my.toml", text);
  } catch (const scenarios::ScenarioError& error) {
    return error.what();
  }
  return {};
}

TEST(Space, TheShippedOnesLoad) {
  for (const ShippedSpace& shipped : shipped_spaces()) {
    const Space space = load_space(shipped.name, shipped.text);
    EXPECT_FALSE(space.title.empty()) << shipped.name;
    EXPECT_FALSE(space.settings.empty()) << shipped.name;
  }
}

TEST(Space, WhatItDoesNotNameHasOneValue) {
  const Space space = load_space("my.toml", "[cell]\nclients = [3]\n");
  EXPECT_EQ(space.values_of(Dimension::clients), std::vector<std::uint64_t>{3});
  EXPECT_EQ(space.values_of(Dimension::faults), std::vector<std::uint64_t>{0});
  EXPECT_EQ(space.values_of(Dimension::restores), std::vector<std::uint64_t>{1});
  EXPECT_TRUE(space.settings.empty());
}

TEST(Space, FaultsThatDestroyDataAreNotDrawnUnlessTheSpaceAsks) {
  for (const ShippedSpace& shipped : shipped_spaces()) {
    const Space space = load_space(shipped.name, shipped.text);
    for (const std::uint64_t kind : space.values_of(Dimension::faultKind))
      EXPECT_NE(scenarios::fault_kinds()[kind].heals, scenarios::Heals::never) << shipped.name;  // FID-1 would fail
  }
}

TEST(Space, AWordThatNobodyKnowsIsRefusedWhereItStands) {
  EXPECT_THAT(
      why_refused("title = \"x\"\n[keys]\nprofile = [\"pool-kek\", \"pool-kekk\"]\n"),
      AllOf(StartsWith("my.toml:3:24: profile: \"pool-kekk\" is no profile"), HasSubstr("nearest: \"pool-kek\"")));
  EXPECT_THAT(why_refused("[faults]\nkind = [\"kms-dwon\"]\n"),
              AllOf(StartsWith("my.toml:2:9: kind: \"kms-dwon\" is no kind"), HasSubstr("nearest: \"kms-down\"")));
  EXPECT_THAT(why_refused("[readings]\nrecord_crc = [\"claer\"]\n"), HasSubstr("nearest: \"clear\""));
}

TEST(Space, AKeyOrTableThatNobodyKnowsIsRefusedWhereItStands) {
  EXPECT_THAT(why_refused("[cell]\nclient = [1]\n"),
              AllOf(StartsWith("my.toml:2:1: client: "), HasSubstr("\"clients\"")));
  EXPECT_THAT(why_refused("[cel]\nclients = [1]\n"), AllOf(StartsWith("my.toml:1:"), HasSubstr("nearest: \"cell\"")));
}

TEST(Space, AValueWithoutItsListIsRefused) {
  EXPECT_THAT(why_refused("[cell]\nclients = 3\n"), AllOf(StartsWith("my.toml:2:11: clients: 3 is no list")));
  EXPECT_THAT(why_refused("[cell]\nclients = []\n"), HasSubstr("at least one"));
}

TEST(Space, ANumberOutOfRangeOrOfAnotherKindIsRefused) {
  EXPECT_THAT(why_refused("[cell]\nkms = [1, 9]\n"), AllOf(StartsWith("my.toml:2:11: kms: 9"), HasSubstr("1 to 4")));
  EXPECT_THAT(why_refused("[cell]\nfront_end = [4]\n"), HasSubstr("has no unit"));
  EXPECT_THAT(why_refused("[faults]\nlasts = [\"0 s\"]\n"), HasSubstr("expected more than 0 s"));
  EXPECT_THAT(why_refused("[data]\nrecord = [\"1 KiB\", \"4 B\"]\n"),
              AllOf(StartsWith("my.toml:2:20: record: "), HasSubstr("\"32 B\" to \"64 KiB\"")));
}

TEST(Space, ARetentionOrADurationMayBeNone) {
  const Space space = load_space("my.toml",
                                 "[cell]\nretention = [\"none\", \"30 days, 2 cycles\"]\n"
                                 "[work]\nevery = [\"none\", \"6 h\"]\n");
  const model::Retention retention{.days = 30, .cycles = 2};
  EXPECT_THAT(space.values_of(Dimension::retention), ElementsAre(0, number_of(retention)));
  EXPECT_EQ(retention_of(number_of(retention)), retention);
  EXPECT_THAT(space.values_of(Dimension::every), ElementsAre(0, 21'600'000'000'000));
  EXPECT_THAT(why_refused("[cell]\nretention = [\"nune\"]\n"),
              AllOf(StartsWith("my.toml:2:14: retention: \"nune\""), HasSubstr("\"30 days, 2 cycles\"")));
  EXPECT_THAT(why_refused("[cell]\nretention = [\"30 days, 0 cycles\"]\n"), StartsWith("my.toml:2:14: retention: "));
  EXPECT_THAT(why_refused("[faults]\nlasts = [\"none\"]\n"), StartsWith("my.toml:2:10: lasts: "));
}

TEST(Space, ADurationOutOfRangeIsRefused) {
  EXPECT_EQ(why_refused("[work]\nevery = [\"6 h\", \"13 h\"]\n"),
            "my.toml:2:17: every: \"13 h\" is out of range; expected \"1 min\" to \"12 h\", or \"none\"");
  EXPECT_THAT(why_refused("[work]\nevery = [\"59 s\"]\n"), HasSubstr("expected \"1 min\" to \"12 h\""));
}

TEST(Space, OneWithoutAValidCellIsRefusedWithTheReason) {
  // Only the CommServe opens a KEK of this profile: each word is right, no cell can have both.
  EXPECT_THAT(why_refused("[keys]\nprofile = [\"per-copy-rsa\"]\nunwrap = [\"remote\"]\n"),
              AllOf(HasSubstr("no cell of this space is a valid scenario"), HasSubstr("unwrap")));
}

TEST(Space, CombinationsThatCannotBeAreLeftOut) {
  EXPECT_EQ(why_refused("[keys]\nprofile = [\"per-copy-rsa\", \"pool-kek\"]\nunwrap = [\"remote\"]\n"), "");
}

TEST(Space, TheReferencePageHasEveryKey) {
  std::ifstream file(KEYCELL_SOURCE "/docs/reference/spaces.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  for (const DimensionDescription& dimension : dimensions()) {
    EXPECT_THAT(page, HasSubstr("`[" + std::string(dimension.table) + "] " + std::string(dimension.key) + "`"));
    EXPECT_THAT(page, HasSubstr(std::string(dimension.meaning)));
  }
}

}  // namespace
}  // namespace keycell::campaigns
