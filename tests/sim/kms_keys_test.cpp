// What befalls a master key at its KMS, and what jobs make of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/kms/generation.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// The states of restores, each with its reason: "Pending: ...".
class RestoreStates final : public model::Fold {
 public:
  std::string_view name() const override { return "restores"; }
  void on(const model::Event& event) override {
    const auto* job = std::get_if<model::JobState>(&event.body);
    if (job == nullptr || job->kind != model::JobKind::restore) return;
    text_ += std::string(name_of(job->state)) + (job->reason.empty() ? "" : ": " + std::string(job->reason)) + "\n";
  }
  std::string result() const override { return text_; }

 private:
  std::string text_;
};

std::vector<std::string> restores_of(const scenarios::Scenario& scenario) {
  const Run run = run_forked(scenario, Seed{1},
                             [] {
                               Folds folds;
                               folds.push_back(std::make_unique<RestoreStates>());
                               return folds;
                             },
                             {});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  std::vector<std::string> lines;
  std::string_view rest = run.result_of("restores");
  for (; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1)) lines.emplace_back(rest.substr(0, rest.find('\n')));
  return lines;
}

/// The restore starts at 3 h.
std::vector<std::string> restores_with(const scenarios::Fault& fault) {
  scenarios::Scenario scenario = test::small_scenario();
  scenario.clients[0].count = 1;
  scenario.faults = {fault};
  return restores_of(scenario);
}

/// The same, with a new master key at 90 min: kms1-mk-2 after kms1-mk-1.
std::vector<std::string> restores_after_rotation(std::vector<scenarios::Fault> faults) {
  scenarios::Scenario scenario = test::small_scenario();
  scenario.clients[0].count = 1;
  scenario.rotations = {{.at = 90min, .of = "pool-a"}};
  scenario.faults = std::move(faults);
  return restores_of(scenario);
}

scenarios::Fault of_pool_a(std::string kind, model::Nanos at, std::uint64_t generation) {
  return {.kind = std::move(kind),
          .values = {{"target", "kms1"}, {"at", at}, {"of", "pool-a"}, {"generation", generation}}};
}

TEST(KmsKeys, ALostOneFailsTheRestoreAtOnce) {
  EXPECT_THAT(restores_with({.kind = "kms-key-lost", .values = {{"target", "kms1"}, {"at", 2h}, {"of", "pool-a"}}}),
              ElementsAre("Running", HasSubstr("Failed: pool-a/Primary: kms1: no key kms1-mk-1")));
}

// Somebody may enable it: the job waits for that as for an outage.
TEST(KmsKeys, ADisabledOneIsWaitedFor) {
  EXPECT_THAT(restores_with({.kind = "kms-key-disabled",
                             .values = {{"target", "kms1"}, {"at", 2h}, {"of", "pool-a"}, {"until", 3h + 30min}}}),
              ElementsAre("Running", HasSubstr("Pending: pool-a/Primary: kms1: key kms1-mk-1 at kms1 is disabled"),
                          "Running", HasSubstr("Pending"), "Running", "Completed"));
}

// The key is refused and nothing is opened with it; the KMS may come to itself.
TEST(KmsKeys, AnAnswerForAnotherKeyIsNamedWithBothAndWaitedOut) {
  EXPECT_THAT(
      restores_with({.kind = "kms-key-confused",
                     .values = {{"target", "kms1"}, {"at", 2h}, {"of", "pool-a"}, {"until", 3h + 10min}}}),
      ElementsAre("Running",
                  HasSubstr("Pending: pool-a/Primary: kms1: asked for key kms1-mk-1, it answered for kms1-mk-2"),
                  "Running", "Completed"));
}

TEST(KmsKeys, AConfusedOneIsItselfAgainAfterwards) {
  EXPECT_THAT(restores_with({.kind = "kms-key-confused",
                             .values = {{"target", "kms1"}, {"at", 2h}, {"of", "pool-a"}, {"until", 2h + 30min}}}),
              ElementsAre("Running", "Completed"));
}

TEST(KmsKeys, WhatHappensAfterwardsDoesNotMatter) {
  EXPECT_THAT(restores_with({.kind = "kms-key-lost", .values = {{"target", "kms1"}, {"at", 4h}, {"of", "pool-a"}}}),
              ElementsAre("Running", "Completed"));
}

// --- one of those that a pool has had

constexpr std::uint64_t oldest = model::oldestGeneration;
constexpr std::uint64_t newest = model::newestGeneration;

// A rotation wraps everything again, so nothing needs the old key; and nothing opens without the new one.
TEST(KmsKeys, OnlyTheOneThatIsMeantIsLostOrDestroyed) {
  for (const char* kind : {"kms-key-lost", "kms-key-destroyed"}) {
    SCOPED_TRACE(kind);
    for (const std::uint64_t old : {std::uint64_t{1}, oldest})
      EXPECT_THAT(restores_after_rotation({of_pool_a(kind, 2h, old)}), ElementsAre("Running", "Completed"));
    for (const std::uint64_t current : {std::uint64_t{2}, newest})
      EXPECT_THAT(restores_after_rotation({of_pool_a(kind, 2h, current)}),
                  ElementsAre("Running", HasSubstr("Failed: pool-a/Primary: kms1: no key kms1-mk-2")));
  }
}

TEST(KmsKeys, OnlyTheOneThatIsMeantIsDisabled) {
  EXPECT_THAT(restores_after_rotation({of_pool_a("kms-key-disabled", 2h, 1)}), ElementsAre("Running", "Completed"));
  scenarios::Fault fault = of_pool_a("kms-key-disabled", 2h, newest);
  fault.values.say("until", 3h + 10min);
  EXPECT_THAT(restores_after_rotation({fault}),
              ElementsAre("Running", HasSubstr("Pending: pool-a/Primary: kms1: key kms1-mk-2 at kms1 is disabled"),
                          "Running", "Completed"));
}

TEST(KmsKeys, OnlyTheOneThatIsMeantIsConfused) {
  EXPECT_THAT(restores_after_rotation({of_pool_a("kms-key-confused", 2h, 1)}), ElementsAre("Running", "Completed"));
  scenarios::Fault fault = of_pool_a("kms-key-confused", 2h, 2);
  fault.values.say("until", 3h + 10min);
  EXPECT_THAT(
      restores_after_rotation({fault}),
      ElementsAre("Running",
                  HasSubstr("Pending: pool-a/Primary: kms1: asked for key kms1-mk-2, it answered for kms1-mk-3"),
                  "Running", "Completed"));
}

// The newest that there is when the fault acts: what is disabled then is enabled again, and not what is newer by then.
TEST(KmsKeys, TheNewestIsChosenWhenTheFaultActs) {
  EXPECT_THAT(restores_after_rotation({of_pool_a("kms-key-lost", 80min, newest)}),
              ElementsAre("Running", HasSubstr("Failed: pool-a/Primary: kms1: no key kms1-mk-1")))
      << "the rotation came too late";
}

// Numbers are those of creation, whatever has gone since; the oldest is the oldest that is left.
TEST(KmsKeys, ANumberKeepsItsMeaningWhenAKeyIsGone) {
  EXPECT_THAT(restores_after_rotation({of_pool_a("kms-key-lost", 2h, 1), of_pool_a("kms-key-lost", 2h + 1min, 1)}),
              ElementsAre("Running", "Completed"));
  EXPECT_THAT(
      restores_after_rotation({of_pool_a("kms-key-lost", 2h, oldest), of_pool_a("kms-key-lost", 2h + 1min, oldest)}),
      ElementsAre("Running", HasSubstr("Failed: pool-a/Primary: kms1: no key kms1-mk-2")));
}

TEST(KmsKeys, WithoutANumberAllOfAnOwnerAreMeant) {
  const scenarios::Fault fault{.kind = "kms-key-lost", .values = {{"target", "kms1"}, {"at", 2h}, {"of", "pool-a"}}};
  EXPECT_THAT(restores_after_rotation({fault}), ElementsAre("Running", HasSubstr("no key kms1-mk-2")));
}

}  // namespace
}  // namespace keycell::sim
