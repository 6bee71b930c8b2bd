// A kept case says what it was: told again by the same program it is the same, and whatever differs is named.

#include "campaigns/kept_story.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "measures/summary.h"

namespace keycell::campaigns {
namespace {

using measures::StoryVerdict;

KeptStory kept() {
  return {.seed = 17,
          .event_hash = "0123456789abcdef",
          .scenario_sha256 = "aa55",
          .made_by = {.keycell = "0.1", .commit = "abcdef123456", .simgrid = "3.32", .openssl = "OpenSSL 3.0.17"}};
}

measures::RunSummary told() {
  const KeptStory story = kept();
  measures::RunSummary run{.made_by = story.made_by};
  run.scenario.sha256 = story.scenario_sha256;
  run.seed = story.seed;
  run.event_hash = story.event_hash;
  return run;
}

RC_GTEST_PROP(KeptStory, ComesBackFromItsComment, ()) {
  KeptStory story = kept();
  story.seed = *rc::gen::arbitrary<std::uint64_t>();
  story.event_hash = measures::hash_text(*rc::gen::arbitrary<std::uint64_t>());
  const std::string head = *rc::gen::element<std::string>("", "# SEC-1 fails\n# kept by nobody\n");
  RC_ASSERT(kept_story_in(head + comment_of(story) + "title = \"a cell\"\n") == story);
}

TEST(KeptStory, IsNothingInAFileThatHasNone) {
  EXPECT_EQ(kept_story_in("title = \"# kept: seed 3\"\n"), std::nullopt);
  EXPECT_EQ(kept_story_in("# kept: seed 3\n"), std::nullopt) << "half of one";
  EXPECT_EQ(kept_story_in(""), std::nullopt);
}

TEST(KeptStory, IsTheSameOnlyWhenScenarioSeedAndEventsAre) {
  EXPECT_EQ(compared(kept(), told()).verdict, StoryVerdict::same);
  EXPECT_EQ(compared(kept(), told()).kept_by, kept().made_by);
  measures::RunSummary run = told();
  run.event_hash = "fedcba9876543210";
  EXPECT_EQ(compared(kept(), run).verdict, StoryVerdict::other);
  EXPECT_EQ(compared(kept(), run).why, "the same program tells other events: a defect of determinism");
  run.made_by.commit = "another";
  EXPECT_EQ(compared(kept(), run).why, "kept by another program, see kept_by");
  run.seed = 18;
  EXPECT_EQ(compared(kept(), run).verdict, StoryVerdict::notApplicable);
  EXPECT_EQ(compared(kept(), run).why, "it was kept with seed 17");
  run.scenario.sha256 = "bb66";
  EXPECT_EQ(compared(kept(), run).why, "the scenario was changed since it was kept");
}

}  // namespace
}  // namespace keycell::campaigns
