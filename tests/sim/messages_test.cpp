// Messages are lost, come twice, late, in another order, damaged, at another host, or again when they are old: what is
// asked for is done, once, and every job comes to its end.

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "tests/sim/job_histories.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::JobCause;
using model::Nanos;
using model::Said;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr double chunkBytes = 1e9;
constexpr double backedUpBytes = 2.5e9;

scenarios::Scenario small_with(const std::string& kind, const model::Values& values) {
  scenarios::Scenario scenario = test::small_scenario();
  scenario.faults = {{.kind = kind, .values = values}};
  return scenario;
}

test::Night night_with(const std::string& kind, const model::Values& values) {
  return test::live(small_with(kind, values));
}

void expect_all_done_once(const test::Night& night) {
  for (const char* kind : {"backup", "restore"}) {
    EXPECT_THAT(night.of(kind), SizeIs(2)) << kind << ": one of each client, however often they were asked for";
    for (const test::History& job : night.of(kind)) EXPECT_EQ(job.end(), "Completed") << kind << " " << job.client;
  }
}

Said text(const char* word) { return Said(std::string(word)); }

TEST(MessageLost, WhoWaitsForTheAnswerAsksAgainAfterHisDeadline) {
  const test::Night night = night_with("message-lost", {{"what", text("submit_job")}, {"at", Nanos(30min)}});
  EXPECT_THAT(night.faults, ElementsAre("message-lost: submit_job from console to commserve"));
  expect_all_done_once(night);
  constexpr double deadline = 30, again_after = 60;
  EXPECT_NEAR(night.of("restore").at(0).started(), 3 * 3600 + deadline + again_after, 1);
}

TEST(MessageLost, AChunkThatNeverCameIsSentAgainAndNoneBeforeIt) {
  const test::Night night =
      night_with("message-lost", {{"what", text("write_chunk")}, {"from", text("fs1")}, {"nth", std::uint64_t{2}}});
  EXPECT_THAT(night.faults, ElementsAre("message-lost: write_chunk from fs1 to ma1"));
  const test::History job = night.of("backup", "fs1").at(0);
  EXPECT_THAT(job.words(), ElementsAre("Running", "Pending", "Running", "Completed"));
  EXPECT_EQ(job.states.at(1).cause, JobCause::hostUnreachable);
  EXPECT_NEAR(static_cast<double>(night.bytes_moved("fs1")), backedUpBytes + 1.5 * chunkBytes, 10)
      << "the second and the third";
  EXPECT_THAT(night.of("backup", "fs2").at(0).words(), ElementsAre("Running", "Completed")) << "nobody else is late";
  expect_all_done_once(night);
}

// A backup may take a day, and so may its call. The connection is given up long before.
TEST(MessageLost, ALongCallEndsWhenItsConnectionIsGivenUp) {
  const test::Night night = night_with("message-lost", {{"what", text("run_backup")}, {"to", text("fs1")}});
  const test::History job = night.of("backup", "fs1").at(0);
  EXPECT_THAT(job.words(), ElementsAre("Running", "Pending", "Running", "Completed"));
  EXPECT_NEAR(job.first("Pending"), job.started() + 100, 5);
}

TEST(ReplyLost, WhatWasDoneIsNotDoneTwice) {
  for (const char* what : {"create_storage_pool", "submit_job", "kms_create", "chunk_written", "write_chunk",
                           "kms_fetch", "run_backup", "run_restore", "send_archive_file", "work_status"}) {
    SCOPED_TRACE(what);
    const test::Night night = night_with("reply-lost", {{"what", text(what)}});
    EXPECT_THAT(night.faults, ElementsAre(HasSubstr(std::string("the reply to ") + what)));
    expect_all_done_once(night);
  }
}

TEST(ReplyLost, OfABackupMovesItsLastChunkAgainAndNoOther) {
  const test::Night night = night_with("reply-lost", {{"what", text("run_backup")}, {"from", text("fs1")}});
  EXPECT_THAT(night.of("backup", "fs1").at(0).words(), ElementsAre("Running", "Pending", "Running", "Completed"));
  EXPECT_NEAR(static_cast<double>(night.bytes_moved("fs1")), backedUpBytes + chunkBytes / 2, 10);
}

TEST(MessageDuplicated, ChangesNothing) {
  const test::Night undisturbed = test::live(test::small_scenario());
  for (const auto delay : {Nanos(1ms), Nanos(10s)}) {
    const test::Night night = night_with("message-duplicated", {{"rate", std::uint64_t{1'000'000}}, {"delay", delay}});
    EXPECT_GT(night.faults.size(), 30U);
    EXPECT_EQ(night.jobs.size(), undisturbed.jobs.size());
    for (const auto& [number, job] : undisturbed.jobs) {
      EXPECT_EQ(night.jobs.at(number).states, job.states) << number;
    }
  }
}

TEST(MessageReplayed, DoesNothingWhoeverHasRebootedMeanwhile) {
  scenarios::Scenario scenario = test::small_scenario();
  for (const char* host : {"ma1", "fs1", "kms1"})
    scenario.faults.push_back({.kind = "host-restart", .values = {{"target", text(host)}, {"at", Nanos(90min)}}});
  const test::Night undisturbed = test::live(scenario);
  for (const char* header : {"recorded", "forged"}) {
    scenarios::Scenario with_replays = scenario;
    with_replays.faults.push_back(
        {.kind = "message-replayed",
         .values = {{"rate", std::uint64_t{1'000'000}}, {"delay", Nanos(50min)}, {"header", text(header)}}});
    const test::Night night = test::live(with_replays);
    EXPECT_GT(night.faults.size(), 30U);
    EXPECT_EQ(night.jobs.size(), undisturbed.jobs.size());
    for (const auto& [number, job] : undisturbed.jobs) {
      EXPECT_EQ(night.jobs.at(number).states, job.states) << header << " " << number;
    }
  }
}

// The twin: nothing tells a plain request that is old from a new one, and a host that has rebooted knows none.
TEST(MessageReplayed, UnderAForgedHeaderOnAPlainChannelIsActedOn) {
  scenarios::Scenario scenario =
      small_with("message-replayed",
                 {{"what", text("run_backup")}, {"to", text("fs1")}, {"delay", Nanos(1h)}, {"header", text("forged")}});
  scenario.faults.push_back({.kind = "host-restart", .values = {{"target", text("fs1")}, {"at", Nanos(90min)}}});
  const auto moved = [&](model::ChannelKind channel) {
    scenario.network.channel = channel;
    return static_cast<double>(test::live(scenario).bytes_moved("fs1"));
  };
  EXPECT_NEAR(moved(model::ChannelKind::sealed), backedUpBytes, 10);
  EXPECT_NEAR(moved(model::ChannelKind::plain), 2 * backedUpBytes, 10);
}

TEST(MessageDelayed, PastItsDeadlineIsAsOneThatIsLost) {
  const test::Night late =
      night_with("message-delayed", {{"what", text("submit_job")}, {"at", Nanos(30min)}, {"delay", Nanos(31s)}});
  EXPECT_NEAR(late.of("restore").at(0).started(), 3 * 3600 + 90, 1);
  expect_all_done_once(late);
  const test::Night in_time =
      night_with("message-delayed", {{"what", text("submit_job")}, {"at", Nanos(30min)}, {"delay", Nanos(20s)}});
  EXPECT_NEAR(in_time.of("restore").at(0).started(), 3 * 3600 + 20, 1);
  expect_all_done_once(in_time);
}

TEST(MessageReordered, ChangesNoJob) {
  const test::Night night = night_with("message-reordered", {{"rate", std::uint64_t{500'000}}, {"delay", Nanos(5s)}});
  EXPECT_GT(night.faults.size(), 10U);
  expect_all_done_once(night);
  for (const char* kind : {"backup", "restore"})
    for (const test::History& job : night.of(kind)) EXPECT_THAT(job.words(), ElementsAre("Running", "Completed"));
}

TEST(MessageCorrupted, ThatDoesNotOpenIsAskedForAgain) {
  for (const char* direction : {"request", "reply"}) {
    SCOPED_TRACE(direction);
    const test::Night night = night_with(
        "message-corrupted", {{"what", text("kms_fetch")}, {"direction", text(direction)}, {"at", Nanos(2h)}});
    EXPECT_THAT(night.faults, SizeIs(1));
    std::size_t pending = 0;
    for (const test::History& job : night.of("restore")) pending += job.states.at(1).cause == JobCause::kmsUnavailable;
    EXPECT_EQ(pending, 1U) << "and is not refused: nothing is wrong with the key";
    expect_all_done_once(night);
  }
}

TEST(MessageCorrupted, OnAPlainChannelEndsNoRun) {
  for (std::uint64_t nth = 1; nth <= 12; ++nth) {
    scenarios::Scenario scenario = small_with("message-corrupted", {{"nth", nth}});
    scenario.network.channel = model::ChannelKind::plain;
    test::live(scenario);  // whatever came of it
  }
}

TEST(MessageMisdelivered, OpensForNobodyAndIsSentAgain) {
  const test::Night night = night_with(
      "message-misdelivered",
      {{"what", text("run_backup")}, {"direction", text("request")}, {"to", text("fs1")}, {"at_host", text("fs2")}});
  EXPECT_THAT(night.faults, ElementsAre("message-misdelivered: run_backup from commserve to fs1, arrives at fs2"));
  EXPECT_THAT(night.of("backup", "fs1").at(0).words(), ElementsAre("Running", "Pending", "Running", "Completed"));
  EXPECT_THAT(night.of("backup", "fs2").at(0).words(), ElementsAre("Running", "Completed"));
  expect_all_done_once(night);
}

// A share is drawn for each packet by its name: a second run draws the same, and another client moves nothing.
TEST(Messages, ThatAreHitByChanceAreTheSameEachTime) {
  const model::Values values{{"rate", std::uint64_t{200'000}}, {"from", text("fs1")}};
  const auto hits = [&](std::uint32_t clients) {
    scenarios::Scenario scenario = small_with("message-duplicated", values);
    scenario.clients[0].count = clients;
    return test::live(scenario).faults;
  };
  const auto two = hits(2);
  EXPECT_FALSE(two.empty());
  EXPECT_EQ(hits(2), two);
  EXPECT_EQ(hits(3), two);
}

TEST(Messages, AreHitFromAtUntil) {
  const test::Night night = night_with(
      "message-duplicated",
      {{"rate", std::uint64_t{1'000'000}}, {"what", text("submit_job")}, {"at", Nanos(2h)}, {"until", Nanos(3h + 1s)}});
  const std::string reply = "message-duplicated: the reply to submit_job from commserve to console, again after 10 ms";
  EXPECT_THAT(night.faults, ElementsAre("message-duplicated: submit_job from console to commserve, again after 10 ms",
                                        reply, reply, "messages-intact: 3 messages were hit"))
      << "who comes twice is answered twice";
}

// Whatever befalls them for a while: each job is there once and comes to its end.
RC_GTEST_PROP(Messages, AreGotOver, ()) {
  const auto kind =
      *rc::gen::element<std::string>("message-lost", "message-duplicated", "message-delayed", "message-reordered",
                                     "message-replayed", "message-corrupted", "message-misdelivered", "reply-lost");
  const Nanos at = *rc::gen::element<Nanos>(0s, 59min, 1h + 10s, 2h + 59min);
  model::Values values{{"at", at},
                       {"until", at + *rc::gen::element<Nanos>(1min, 10min)},
                       {"rate", *rc::gen::element<std::uint64_t>(20'000, 300'000, 1'000'000)}};
  if (kind != "message-lost" && kind != "message-corrupted" && kind != "message-misdelivered" && kind != "reply-lost")
    values.say("delay", *rc::gen::element<Nanos>(1ms, 5s, 29s, 5min));
  if (kind == "reply-lost")
    values.say("what", *rc::gen::element<std::string>("submit_job", "write_chunk", "kms_fetch"));
  const test::Night night = night_with(kind, values);
  for (const char* work : {"backup", "restore"}) {
    const auto jobs = night.of(work);
    RC_ASSERT(jobs.size() == 2U);
    for (const test::History& job : jobs) RC_ASSERT(job.end() == "Completed");
  }
}

}  // namespace
}  // namespace keycell::sim
