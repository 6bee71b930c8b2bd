// A planted fault is found by a campaign, made smaller, told and written as a file that fails in the same way.

#include "campaigns/counterexample.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "campaigns/random_cell.h"
#include "campaigns/shrink.h"
#include "campaigns/smaller.h"
#include "properties/catalogue.h"
#include "scenarios/load.h"
#include "tests/sabotage/planted_faults.h"

namespace keycell::properties {
namespace {

using namespace campaigns;

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const sim::Limits limits{.deadline = 120s};
const scenarios::Vocabulary vocabulary{.property_ids = property_ids()};

CellSource random_cells() {
  return [space = load_space("documented", shipped_spaces().front().text)](sim::Seed seed) {
    return cell_of(space, seed.value);
  };
}

sim::Parts planted(std::string_view fault) { return sabotage::planted_fault(fault).parts(); }

CampaignResult hunt(std::string_view fault) {
  return run_campaign({.first = {1}, .seeds = 1000, .jobs = 2, .stop_at = StopAt::firstFailure}, random_cells(), limits,
                      {.parts = planted(fault), .ended = {}, .stop = {}});
}

bool fails_so(const CellVerdict& verdict, const Failure& failure) {
  return std::ranges::find(verdict.failures, failure, &CellVerdict::Failed::what) != verdict.failures.end();
}

TEST(Campaign, FindsAFaultInThePartsOfItsCells) {
  const CampaignResult result = hunt("log-data-key");
  ASSERT_FALSE(result.failures.empty());
  EXPECT_EQ(text_of(result.failures.begin()->first), "SEC-1, data-key");
}

TEST(Shrinking, KeepsThePropertyAndTheKeyClassAndEndsWithTheSmallestCell) {
  // Restores fail too, because what is stored does not open: another property, another group.
  const CampaignResult result = hunt("skip-wrap");
  const Failure failure{.property = "SEC-1", .about = "data-key"};
  ASSERT_TRUE(result.failures.contains(failure));
  const FailureGroup& group = result.failures.at(failure);
  const sim::Seed seed{group.seeds.front()};
  const auto fails = [&](const scenarios::Scenario& candidate) {
    return fails_so(judge_cell(candidate, seed, limits, planted("skip-wrap")), failure);
  };
  const Shrunk shrunk = shrink(shrinkable(random_cells()(seed)), fails, {}, {});
  EXPECT_TRUE(shrunk.is_smallest);
  EXPECT_TRUE(fails(shrunk.scenario));
  EXPECT_EQ(shrunk.scenario.clients.size(), 1U);
  EXPECT_EQ(shrunk.scenario.clients.front().count, 1U);
  EXPECT_TRUE(shrunk.scenario.restores.empty());  // a backup is enough to store a key
  EXPECT_TRUE(shrunk.scenario.faults.empty());
  EXPECT_EQ(shrunk.scenario.readings, model::Readings{});
}

TEST(Shrinking, StopsAtItsBudget) {
  const Shrunk shrunk = shrink(shrinkable(random_cells()({.value = 5})), [](const auto&) { return false; },
                               {.tries = 3, .time = 60s}, {});
  EXPECT_EQ(shrunk.tried, 3U);
  EXPECT_EQ(shrunk.steps, 0U);
  EXPECT_FALSE(shrunk.is_smallest);
}

TEST(Counterexample, ReplaysFromItsFileAndTellsWhatHappened) {
  const CampaignResult result = hunt("log-data-key");
  const auto& [failure, group] = *result.failures.begin();
  const sim::Seed seed{group.seeds.front()};
  const sim::Parts parts = planted("log-data-key");
  const auto judged = [&](const scenarios::Scenario& candidate) { return judge_cell(candidate, seed, limits, parts); };
  const Shrunk shrunk = shrink(shrinkable(random_cells()(seed)),
                               [&](const auto& candidate) { return fails_so(judged(candidate), failure); }, {}, {});
  const CellVerdict verdict = judged(shrunk.scenario);
  const auto again = std::ranges::find(verdict.failures, failure, &CellVerdict::Failed::what);
  ASSERT_NE(again, verdict.failures.end());
  const ToldStory told = tell_story(shrunk.scenario, seed, again->evidence, limits, parts);
  const auto& story = told.lines;
  EXPECT_THAT(story, Contains(AllOf(HasSubstr("commserve"), HasSubstr("makes data-key #"))));
  EXPECT_THAT(story, Contains(AllOf(HasSubstr("backup job"), HasSubstr("Running"))));

  const std::string text = to_toml({.scenario = shrunk.scenario,
                                    .seed = seed,
                                    .failed = *again,
                                    .statement = result.properties.at("SEC-1").statement,
                                    .story = story,
                                    .replay = "keycell run x.toml --seed 1",
                                    .found = "in 1 of 1 runs",
                                    .event_hash = told.event_hash});
  EXPECT_LE(std::ranges::count(text, '\n'), 40) << text;
  EXPECT_THAT(text, AllOf(HasSubstr("# SEC-1 fails: no secret"), HasSubstr("# again: keycell run x.toml --seed 1")));

  // Only the file is left: the same property, the same class of key; and without the planted fault nothing.
  const auto from_file = scenarios::load_text("x.toml", text, vocabulary);
  EXPECT_TRUE(fails_so(judged(from_file), failure));
  EXPECT_FALSE(fails_so(judge_cell(from_file, seed, limits, sim::Parts()), failure));
}

TEST(Counterexample, HasNoByteOfAKey) {
  // What a story and an evidence may say of a secret is its class and number: no run of hexadecimal digits of any
  // length.
  const CampaignResult result = hunt("log-data-key");
  for (const auto& [failure, group] : result.failures)
    EXPECT_THAT(group.evidence.text(), Not(testing::ContainsRegex("[0-9a-fA-F]{12}")));
}

TEST(Counterexample, ACellOfSomebodyIsMadeSmallerToo) {
  auto scenario = random_cells()({.value = 3});
  scenario.title = "mine";
  scenario.expect.violated = std::vector<std::string>{};
  const Failure failure{.property = "SEC-1", .about = "data-key"};
  const auto fails = [&](const scenarios::Scenario& candidate) {
    return fails_so(judge_cell(candidate, {.value = 9}, limits, planted("log-data-key")), failure);
  };
  ASSERT_TRUE(fails(scenario));
  const Shrunk shrunk = shrink(shrinkable(scenario), fails, {}, {});
  EXPECT_TRUE(shrunk.is_smallest);
  EXPECT_EQ(shrunk.scenario.title, "mine");
  EXPECT_TRUE(fails(shrunk.scenario));
}

}  // namespace
}  // namespace keycell::properties
