// Operations are told like jobs: when they were asked for, how often in vain and why, when they were done.

#include "measures/operation_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "measures/judged_folds.h"
#include "measures/results/json.h"
#include "sim/fork_server.h"
#include "tests/properties/events.h"
#include "tests/sim/small_scenario.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using model::OperationKind;
using model::OperationState;
using model::OperationStatus;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(Operations, EachIsTimedFromTheFirstTryToItsEnd) {
  OperationMeter meter;
  test::Feeder feeder(meter);
  const auto tell = [&](std::uint64_t number, OperationStatus status, std::string_view reason = {}) {
    feeder.feed(OperationState{number, OperationKind::rotateMasterKey, "pool-a", status, reason});
  };
  feeder.pass(10s);
  tell(1, OperationStatus::asked);
  feeder.pass(3s);
  tell(1, OperationStatus::failed, "first");
  tell(2, OperationStatus::asked);
  feeder.pass(4s);
  tell(1, OperationStatus::failed, "second");
  feeder.pass(5s);
  tell(1, OperationStatus::done);
  tell(2, OperationStatus::refused, "no");
  feeder.pass(2s);
  tell(3, OperationStatus::asked);
  const Operations told = meter.operations();
  const OperationsOfKind& kind = told.kinds.at(OperationKind::rotateMasterKey);
  EXPECT_EQ(kind.count, 3u);
  EXPECT_EQ(kind.done, 1u);
  EXPECT_EQ(kind.refused, 1u);
  EXPECT_EQ(kind.going, 1u);
  EXPECT_EQ(kind.failed_tries, 2u);
  EXPECT_EQ(kind.first_asked_s, 10);
  EXPECT_EQ(kind.last_end_s, 24);
  ASSERT_TRUE(kind.durations);
  EXPECT_EQ(kind.durations->count, 1u);
  EXPECT_EQ(kind.durations->longest_s, 12);
  ASSERT_THAT(told.list, SizeIs(3));
  EXPECT_EQ(told.list[0],
            (ListedOperation{1, OperationKind::rotateMasterKey, "pool-a", OperationStatus::done, 10, 22, 2, "second"}));
  EXPECT_EQ(told.list[1].reason, "no");
}

// The CommServe waits for the KMS as long as one call may take; who asked it must not give up a moment before.
TEST(Operations, ARotationThatAKmsHoldsUpSaysSo) {
  scenarios::Scenario s = test::small_scenario();
  s.rotations = {{.at = 2h, .of = "pool-a"}};
  s.faults = {{.kind = "kms-down",
               .values = {{"target", "kms1"}, {"at", model::Nanos(2h - 1min)}, {"lasts", model::Nanos(11min)}}}};
  const sim::Run run = sim::run_forked(s, sim::Seed{1}, judged_folds(s), {});
  ASSERT_EQ(run.ending, sim::Ending::ended) << run.detail;
  const Operations told = told_by<Operations>("operations", run).value();
  const auto rotation = std::ranges::find(told.list, OperationKind::rotateMasterKey, &ListedOperation::kind);
  ASSERT_NE(rotation, told.list.end());
  EXPECT_EQ(rotation->status, OperationStatus::done);
  EXPECT_GE(rotation->failed_tries, 1u);
  EXPECT_GE(rotation->ended_s, 7200 + 600);
  EXPECT_THAT(rotation->reason, HasSubstr("kms1"));
}

}  // namespace
}  // namespace keycell::measures
