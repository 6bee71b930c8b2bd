// The ways between hosts are cut or slow for a while: whoever needs them waits, resumes, and does nothing twice.

#include <gmock/gmock.h>

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
using ::testing::IsSupersetOf;

constexpr auto duringTheBackup = 1h + 10s;  // it moves 2.5 GB a client, at 125 MB/s

Said text(const char* word) { return Said(std::string(word)); }

test::Night night_with(const std::string& kind, const model::Values& values,
                       scenarios::Scenario scenario = test::small_scenario()) {
  scenario.faults = {{.kind = kind, .values = values}};
  return test::live(scenario);
}

/// The small cell, with its clients at a site.
scenarios::Scenario with_site() {
  scenarios::Scenario scenario = test::small_scenario();
  scenario.sites = {{.name = "oslo", .wan_bytes_per_s = 125'000'000, .latency = 10ms}};
  scenario.clients[0].site = "oslo";
  scenario.clients.push_back({.name = "db", .pool = "pool-a", .front_end_bytes = 1'000'000'000});
  scenario.backups.push_back({.at = 1h, .clients = "db"});
  return scenario;
}

void expect_all_done(const test::Night& night) {
  for (const char* kind : {"backup", "restore"})
    for (const test::History& job : night.of(kind)) EXPECT_EQ(job.end(), "Completed") << kind << " " << job.client;
}

TEST(LinkDown, BreaksTheFlowOfTheHostAndTheJobGoesOnWhereItWas) {
  const test::Night night =
      night_with("link-down", {{"target", text("fs1")}, {"at", Nanos(duringTheBackup)}, {"lasts", Nanos(2min)}});
  EXPECT_THAT(night.faults, ElementsAre("link-down: its network is down for 2 min", "link-up: its network is up"));
  const test::History job = night.of("backup", "fs1").at(0);
  EXPECT_THAT(job.words(), ElementsAre("Running", "Pending", "Running", "Completed"));
  EXPECT_EQ(job.states.at(1).cause, JobCause::hostUnreachable);
  EXPECT_THAT(night.of("backup", "fs2").at(0).words(), ElementsAre("Running", "Completed"));
  constexpr std::uint64_t chunk = 1'000'000'000, last_chunk = 500'000'000, whole = 2'500'000'000;
  std::uint64_t of_broken_flows = 0;
  for (const test::Flow& flow : night.flows)
    if (flow.from == "fs1" && flow.bytes != chunk && flow.bytes != last_chunk) of_broken_flows += flow.bytes;
  EXPECT_GT(of_broken_flows, 0U) << "what was left of it was read before it broke";
  EXPECT_LT(of_broken_flows, chunk);
  EXPECT_EQ(night.bytes_moved("fs1"), whole + of_broken_flows) << "that is moved again, and nothing else";
  expect_all_done(night);
}

// Nobody is told, so the CommServe's call ends when the connection is given up.
TEST(LinkDown, IsSilent) {
  const test::Night night =
      night_with("link-down", {{"target", text("fs1")}, {"at", Nanos(duringTheBackup)}, {"lasts", Nanos(10min)}});
  EXPECT_GE(night.of("backup", "fs1").at(0).first("Pending"), 3600 + 10 + 100.0);
  EXPECT_LE(night.of("backup", "fs1").at(0).first("Pending"), 3600 + 10 + 140.0);
}

TEST(LinkDown, OfEachHostIsGotOver) {
  for (const char* host : {"commserve", "kms1", "ma1", "fs1"})
    for (const Nanos at : {Nanos(500ms), Nanos(2s), Nanos(duringTheBackup), Nanos(3h - 1s)}) {
      SCOPED_TRACE(host + std::string(" ") + std::to_string(at.count()));
      const test::Night night = night_with("link-down", {{"target", text(host)}, {"at", at}, {"lasts", Nanos(10min)}});
      EXPECT_EQ(night.jobs.size(), 4U);
      expect_all_done(night);
    }
}

// It reboots while it is cut off: nobody sees its connections reset.
TEST(LinkDown, HidesThatTheHostRestarted) {
  scenarios::Scenario scenario = test::small_scenario();
  scenario.faults = {
      {.kind = "link-down",
       .values = {{"target", text("fs1")}, {"at", Nanos(duringTheBackup)}, {"lasts", Nanos(10min)}}},
      {.kind = "host-restart",
       .values = {{"target", text("fs1")}, {"at", Nanos(duringTheBackup + 1s)}, {"lasts", Nanos(1min)}}}};
  const test::Night night = test::live(scenario);
  EXPECT_GE(night.of("backup", "fs1").at(0).first("Pending"), 3600 + 10 + 100.0);
  EXPECT_LE(night.of("backup", "fs1").at(0).first("Pending"), 3600 + 11 + 101.0);
  expect_all_done(night);
}

TEST(LinkDegraded, ASlowLinkMakesItsJobsTakeLonger) {
  const auto took = [](const test::Night& night, const char* client) {
    const test::History job = night.of("backup", client).at(0);
    return job.ended() - job.started();
  };
  const test::Night before = test::live(test::small_scenario());
  const test::Night slow = night_with(
      "link-degraded",
      {{"target", text("fs1")}, {"at", Nanos(30min)}, {"lasts", Nanos(2h)}, {"bandwidth", std::uint64_t{10'000}}});
  EXPECT_GT(took(slow, "fs1"), 4 * took(before, "fs1"));
  EXPECT_LE(took(slow, "fs2"), took(before, "fs2") * 1.01) << "the other client has its link to itself";
  EXPECT_THAT(slow.of("backup", "fs1").at(0).words(), ElementsAre("Running", "Completed"));
  EXPECT_THAT(slow.faults, ElementsAre("link-degraded: its network is slow, with 1 % of its bandwidth for 2 h",
                                       "link-restored: its network is as before"));
  const double restored = slow.of("restore", "fs1").at(0).ended() - slow.of("restore", "fs1").at(0).started();
  EXPECT_NEAR(restored, before.of("restore", "fs1").at(0).ended() - before.of("restore", "fs1").at(0).started(), 1)
      << "it is as before when it is over";
}

TEST(LinkDegraded, LatencyIsAddedToEachWay) {
  const auto started = [](const test::Night& night) { return night.of("restore").at(0).started(); };
  const test::Night before = test::live(test::small_scenario());
  const test::Night slow = night_with(
      "link-degraded",
      {{"target", text("commserve")}, {"at", Nanos(2h + 50min)}, {"lasts", Nanos(20min)}, {"latency", Nanos(5s)}});
  EXPECT_NEAR(started(slow), started(before) + 5, 0.1) << "on the way from the console";
  expect_all_done(slow);
}

// Slownesses of one link multiply, and the last that ends leaves it as it was.
TEST(LinkDegraded, TwiceAtOnce) {
  scenarios::Scenario scenario = test::small_scenario();
  for (const auto lasts : {Nanos(1h), Nanos(90min)})
    scenario.faults.push_back(
        {.kind = "link-degraded",
         .values = {
             {"target", text("ma1")}, {"at", Nanos(30min)}, {"lasts", lasts}, {"bandwidth", std::uint64_t{100'000}}}});
  const test::Night night = test::live(scenario);
  const test::Night once = night_with(
      "link-degraded",
      {{"target", text("ma1")}, {"at", Nanos(30min)}, {"lasts", Nanos(90min)}, {"bandwidth", std::uint64_t{10'000}}});
  EXPECT_NEAR(night.of("backup").at(0).ended(), once.of("backup").at(0).ended(), 1);
  EXPECT_GT(night.of("backup").at(0).ended(), test::live(test::small_scenario()).of("backup").at(0).ended() + 300);
  expect_all_done(night);
}

TEST(Partition, OneWayLetsTheOtherPass) {
  // The CommServe is not heard by the client: its requests do not arrive. The client's would.
  const test::Night deaf = night_with(
      "partition", {{"from", text("commserve")}, {"to", text("fs1")}, {"at", Nanos(30min)}, {"lasts", Nanos(1h)}});
  EXPECT_THAT(deaf.faults, ElementsAre("partition: nothing passes from commserve to fs1 for 1 h",
                                       "partition-over: all passes from commserve to fs1"));
  EXPECT_EQ(deaf.of("backup", "fs1").at(0).states.at(1).cause, JobCause::hostUnreachable);
  EXPECT_GE(deaf.of("backup", "fs1").at(0).ended(), 3600 + 1800.0);
  EXPECT_THAT(deaf.of("backup", "fs2").at(0).words(), ElementsAre("Running", "Completed"));
  expect_all_done(deaf);
  // The client is not heard: it does what is asked, and its answer is lost.
  const test::Night mute = night_with(
      "partition", {{"from", text("fs1")}, {"to", text("commserve")}, {"at", Nanos(30min)}, {"lasts", Nanos(40min)}});
  EXPECT_GE(static_cast<double>(mute.bytes_moved("fs1")), 2.5e9) << "its data went to the MediaAgent";
  EXPECT_GE(mute.of("backup", "fs1").at(0).ended(), 1800 + 2400.0) << "and the CommServe did not hear of it";
  expect_all_done(mute);
}

TEST(Partition, OfAllThatOneHostSendsIsGotOver) {
  for (const char* end : {"from", "to"})
    for (const char* host : {"commserve", "kms1", "ma1", "fs1"})
      for (const Nanos at : {Nanos(500ms), Nanos(2s), Nanos(duringTheBackup), Nanos(3h - 1s)}) {
        SCOPED_TRACE(end + std::string(" ") + host + " " + std::to_string(at.count()));
        const test::Night night = night_with("partition", {{end, text(host)}, {"at", at}, {"lasts", Nanos(10min)}});
        EXPECT_EQ(night.jobs.size(), 4U);
        expect_all_done(night);
      }
}

TEST(SiteCutOff, StopsWhatCrossesItsWanAndNothingElse) {
  const test::Night night = night_with(
      "site-cut-off", {{"target", text("oslo")}, {"at", Nanos(duringTheBackup)}, {"lasts", Nanos(20min)}}, with_site());
  EXPECT_THAT(night.faults,
              ElementsAre("site-cut-off: the WAN of oslo is down for 20 min", "site-connected: the WAN of oslo is up"));
  for (const test::History& job : night.of("backup", "fs"))
    EXPECT_EQ(job.states.at(1).cause, JobCause::hostUnreachable);
  EXPECT_THAT(night.of("backup", "db").at(0).words(), ElementsAre("Running", "Completed"));
  expect_all_done(night);
}

TEST(SiteCutOff, LeavesTheHostsOfASiteToEachOther) {
  scenarios::Scenario scenario = with_site();
  scenario.media_agents[0].site = "oslo";
  scenario.data_path.chunk_bytes = 10'000'000'000;  // one chunk: the MediaAgent tells the CommServe of none meanwhile
  const test::Night night = night_with(
      "site-cut-off", {{"target", text("oslo")}, {"at", Nanos(duringTheBackup)}, {"lasts", Nanos(5s)}}, scenario);
  for (const test::History& job : night.of("backup", "fs"))
    EXPECT_THAT(job.words(), ElementsAre("Running", "Completed")) << "data does not cross the WAN";
}

}  // namespace
}  // namespace keycell::sim
