// What befalls a master key at its KMS, and what jobs make of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

/// The restore starts at 3 h.
std::vector<std::string> restores_with(const scenarios::Fault& fault) {
  scenarios::Scenario scenario = test::small_scenario();
  scenario.clients[0].count = 1;
  scenario.faults = {fault};
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

TEST(KmsKeys, ALostOneFailsTheRestoreAtOnce) {
  EXPECT_THAT(restores_with({.kind = "kms-key-lost", .values = {{"target", "kms1"}, {"at", 2h}, {"of", "pool-a"}}}),
              ElementsAre("Running", HasSubstr("Failed: kms1: no key kms1-mk-1")));
}

// Somebody may enable it: the job waits for that as for an outage.
TEST(KmsKeys, ADisabledOneIsWaitedFor) {
  EXPECT_THAT(restores_with({.kind = "kms-key-disabled",
                             .values = {{"target", "kms1"}, {"at", 2h}, {"of", "pool-a"}, {"until", 3h + 30min}}}),
              ElementsAre("Running", HasSubstr("Pending: kms1: key kms1-mk-1 at kms1 is disabled"), "Running",
                          HasSubstr("Pending"), "Running", "Completed"));
}

TEST(KmsKeys, AnAnswerForAnotherKeyFailsTheRestoreAndNamesBoth) {
  EXPECT_THAT(restores_with({.kind = "kms-key-confused", .values = {{"target", "kms1"}, {"at", 2h}, {"of", "pool-a"}}}),
              ElementsAre("Running", HasSubstr("Failed: kms1: asked for key kms1-mk-1, it answered for kms1-mk-2")));
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

}  // namespace
}  // namespace keycell::sim
