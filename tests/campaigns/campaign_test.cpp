// Campaigns in the product as it is: nothing fails, and what is broken on purpose is counted, not fatal.

#include "campaigns/campaign.h"
#include "properties/documented_weaknesses.h"

#include <gmock/gmock.h>
#include <malloc.h>

#include <nlohmann/json.hpp>

#include "campaigns/random_cell.h"
#include "properties/catalogue.h"
#include "properties/checks/secret_places.h"
#include "sim/sanitizers.h"
#include "tests/sim/small_scenario.h"

namespace keycell::campaigns {
namespace {

using namespace properties;

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const sim::Limits limits{.deadline = 120s};

CellSource random_cells() {
  return [space = load_space("documented", shipped_spaces().front().text)](sim::Seed seed) {
    return cell_of(space, seed.value);
  };
}

CampaignOptions options_of(std::uint64_t seeds, StopAt stop_at = StopAt::never) {
  return {.first = {1}, .seeds = seeds, .jobs = 2, .stop_at = stop_at};
}

/// For a message when something fails.
std::string failures_of(const CampaignResult& result) {
  std::string text;
  for (const auto& [failure, group] : result.failures)
    text += text_of(failure) + ": " + std::to_string(group.count) + ", seed " + std::to_string(group.seeds.front()) +
            ": " + group.evidence.text() + "\n";
  return text;
}

TEST(Campaign, RandomCellsHoldEverything) {
  const CampaignResult result = run_campaign(options_of(200), random_cells(), limits, {});
  EXPECT_EQ(result.done, 200U);
  EXPECT_EQ(result.outcome(), Outcome::held) << failures_of(result);
  EXPECT_THAT(result.vacuous(), IsEmpty());
  for (const auto& [id, tally] : result.properties) EXPECT_GT(tally.exercised, 0U) << id;
}

TEST(CampaignSlow, TenThousandRandomCellsHoldEverything) {
  const CampaignResult result = run_campaign(options_of(10'000), random_cells(), limits, {});
  EXPECT_EQ(result.done, 10'000U);
  EXPECT_EQ(result.outcome(), Outcome::held) << failures_of(result);
}

TEST(Campaign, ItsSumsDoNotDependOnHowManyRunAtOnce) {
  CampaignOptions one_by_one = options_of(12);
  one_by_one.jobs = 1;
  CampaignOptions many = options_of(12);
  many.jobs = 5;
  const CampaignResult a = run_campaign(one_by_one, random_cells(), limits, {});
  const CampaignResult b = run_campaign(many, random_cells(), limits, {});
  EXPECT_EQ(a.events, b.events);
  ASSERT_EQ(a.properties.size(), b.properties.size());
  for (const auto& [id, tally] : a.properties) {
    EXPECT_EQ(tally.exercised, b.properties.at(id).exercised) << id;
    EXPECT_EQ(tally.sums, b.properties.at(id).sums) << id;
  }
}

TEST(Campaign, WhatWasLookedAtAndSeenIsTheSumOverItsRuns) {
  auto scenario = test::small_scenario();
  scenario.expect.violated = documented_weaknesses(scenario);
  Sums expected;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const sim::Run run = sim::run_forked(
        scenario, sim::Seed{seed},
        [&] {
          sim::Folds folds;
          for (auto& property : properties_of(scenario)) folds.push_back(std::move(property));
          return folds;
        },
        limits);
    const auto details = nlohmann::json::parse(judgement_of(run.result_of("SEC-1")).details);
    for (const model::Place place : model::allPlaces) {
      const auto& here = details.at("looked_at").at(std::string(name_of(place)));
      expected[crossings_at(place)] += here.at("crossings").get<std::uint64_t>();
      expected[bytes_at(place)] += here.at("bytes").get<std::uint64_t>();
    }
    for (const auto& seen : details.at("crossed"))
      for (const std::string how : {"declared", "wrapped", "forbidden"})
        if (const auto count = seen.at(how).get<std::uint64_t>(); count > 0)
          expected[seen.at("class").get<std::string>() + " " + how + " at " + seen.at("place").get<std::string>()] +=
              count;
  }
  const CampaignResult result = run_campaign(options_of(3), [&](sim::Seed) { return scenario; }, limits, {});
  EXPECT_EQ(result.properties.at("SEC-1").sums, expected);
  EXPECT_GT(expected.at("bytes at wire"), 0U);
  EXPECT_GT(expected.at("data-key wrapped at csdb-page"), 0U);
  EXPECT_GT(expected.at("master-key declared at payload"), 0U);
}

/// A cell that loses a bit on its media with every third seed.
scenarios::Scenario rots_with_every_third(sim::Seed seed) {
  auto scenario = test::small_scenario();
  scenario.expect.violated = documented_weaknesses(scenario);
  if (seed.value % 3 == 0) scenario.faults = {{.kind = "bit-rot", .values = {{"target", "ma1"}, {"at", 2h}}}};
  return scenario;
}

TEST(Campaign, FailuresAreGroupedAndKeepTheirLowestSeeds) {
  const CampaignResult result = run_campaign(options_of(40), rots_with_every_third, limits, {});
  EXPECT_EQ(result.failed, 13U);
  ASSERT_EQ(result.failures.size(), 1U);
  const auto& [failure, group] = *result.failures.begin();
  EXPECT_EQ(text_of(failure), "FID-1");
  EXPECT_EQ(group.count, 13U);
  EXPECT_THAT(group.seeds, ElementsAre(3, 6, 9, 12, 15, 18, 21, 24, 27, 30));  // the ten lowest
  EXPECT_THAT(group.evidence.text(), HasSubstr("does not open"));
  EXPECT_EQ(result.outcome(), Outcome::violated);
}

// Whoever repeats the run with the first of the seeds sees what is told.
TEST(Campaign, TheEvidenceIsThatOfTheLowestSeedInWhateverOrderRunsEnd) {
  const auto larger_by_seed = [](sim::Seed seed) {
    scenarios::Scenario scenario = rots_with_every_third(seed);
    scenario.clients[0].front_end_bytes += (20 - seed.value) * 1'000'000'000;
    return scenario;
  };
  const auto evidence = [&](std::uint64_t first, std::uint64_t seeds) {
    CampaignOptions options = options_of(seeds);
    options.first = {first};
    return run_campaign(options, larger_by_seed, limits, {}).failures.begin()->second.evidence;
  };
  EXPECT_EQ(evidence(1, 12), evidence(3, 1));
  EXPECT_NE(evidence(1, 12), evidence(12, 1)) << "they can be told apart";
}

TEST(Campaign, StopsAtTheLowestSeedThatFails) {
  const CampaignResult result =
      run_campaign(options_of(1'000, StopAt::firstFailure), rots_with_every_third, limits, {});
  EXPECT_EQ(result.failures.begin()->second.seeds.front(), 3U);
  EXPECT_LT(result.done, 20U);
  EXPECT_FALSE(result.is_whole());
}

TEST(Campaign, ARunThatDiesIsAFailureOfItsSeedOnly) {
  CampaignHooks dies;
  dies.parts.world = [](model::World&) -> std::unique_ptr<model::World> { std::abort(); };
  const CampaignResult result = run_campaign(options_of(3), random_cells(), limits, dies);
  EXPECT_EQ(result.done, 3U);
  EXPECT_EQ(result.failed, 3U);
  EXPECT_EQ(text_of(result.failures.begin()->first), "crashed");
  EXPECT_EQ(result.outcome(), Outcome::brokenRun);
}

TEST(Campaign, ASourceThatThrowsIsAnInternalErrorOfItsSeed) {
  const CampaignResult result = run_campaign(
      options_of(2), [](sim::Seed) -> scenarios::Scenario { throw std::runtime_error("no cell today"); }, limits, {});
  EXPECT_EQ(text_of(result.failures.begin()->first), "internal-error");
  EXPECT_THAT(result.failures.begin()->second.evidence.text(), HasSubstr("no cell today"));
}

TEST(Campaign, AnExpectedViolationIsNoFailureAndOneThatHeldIsOne) {
  const auto expects = [](sim::Seed seed) {
    auto scenario = rots_with_every_third(seed);
    scenario.expect.violated->push_back("FID-1");
    return scenario;
  };
  const CampaignResult result = run_campaign(options_of(6), expects, limits, {});
  EXPECT_EQ(result.failed, 4U);
  EXPECT_EQ(text_of(result.failures.begin()->first), "FID-1, held against expectation");
  EXPECT_EQ(result.properties.at("FID-1").violated, 2U);
}

TEST(Campaign, APropertyThatNoCellExercisedIsVacuous) {
  // The restore waits for its KMS until an operator gives it up: nothing comes back, and nothing that came back is
  // wrong.
  const auto gives_up = [](sim::Seed) {
    auto scenario = test::small_scenario();
    scenario.expect.violated = documented_weaknesses(scenario);
    scenario.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 2h}, {"lasts", 3h}}}};
    scenario.operators = {{.at = 4h, .action = "kill", .values = {{"jobs", "restore"}}}};
    return scenario;
  };
  const CampaignResult result = run_campaign(options_of(2), gives_up, limits, {});
  EXPECT_THAT(result.vacuous(), ElementsAre("FID-1"));
  EXPECT_EQ(result.outcome(), Outcome::vacuous);
}

/// Of this process. Not what is resident: the kernel makes large pages of small ones when it pleases.
std::size_t heap_bytes_in_use() {
  const auto heap = ::mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

TEST(Campaign, MemoryDoesNotGrowWithSeeds) {
  if (sim::addressSanitizer) GTEST_SKIP() << "AddressSanitizer keeps what is freed";
  std::size_t after_200 = 0;
  std::size_t after_2000 = 0;
  const CampaignHooks measure{.parts = {}, .ended = [&](const CampaignResult& so_far) {
                                if (so_far.done == 200) after_200 = heap_bytes_in_use();
                                if (so_far.done == 2000) after_2000 = heap_bytes_in_use();
                              }};
  const auto small = [](sim::Seed seed) {
    auto scenario = rots_with_every_third(seed);
    if (seed.value % 3 == 0) scenario.expect.violated = std::vector<std::string>{"SEC-1"};  // failures are kept too
    scenario.clients.front().count = 1;
    scenario.restores.clear();
    return scenario;
  };
  run_campaign(options_of(2000), small, limits, measure);
  EXPECT_LE(after_2000 - std::min(after_2000, after_200), 64U * 1024);
}

}  // namespace
}  // namespace keycell::campaigns
