// A host of each class loses power at a time and is back after a while: its jobs become Pending and are restarted, and
// nobody else's are touched.

#include <gmock/gmock.h>

#include "tests/sim/job_histories.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::JobCause;
using ::testing::Each;
using ::testing::ElementsAre;

test::Night night_with(const std::string& host, model::Nanos at, std::optional<model::Nanos> lasts = {}) {
  scenarios::Scenario scenario = test::small_scenario();
  scenario.faults = {{.kind = "host-restart", .values = {{"target", host}, {"at", at}}}};
  if (lasts) scenario.faults[0].values.say("lasts", *lasts);
  return test::live(scenario);
}

std::vector<std::vector<std::string>> words_of(const std::vector<test::History>& jobs) {
  std::vector<std::vector<std::string>> words;
  for (const test::History& job : jobs) words.push_back(job.words());
  return words;
}

constexpr auto duringTheBackup = 1h + 10s;  // it moves 2.5 GB a client, at 125 MB/s

TEST(Restart, OfAClientIsSeenByItsOwnJobOnly) {
  const test::Night night = night_with("fs2", duringTheBackup, 2min);
  EXPECT_THAT(words_of(night.of("backup", "fs1")), ElementsAre(ElementsAre("Running", "Completed")));
  const auto disturbed = night.of("backup", "fs2");
  EXPECT_THAT(words_of(disturbed), ElementsAre(ElementsAre("Running", "Pending", "Running", "Completed")));
  EXPECT_EQ(disturbed.at(0).states.at(1).cause, JobCause::hostUnreachable);
  EXPECT_GE(disturbed.at(0).ended(), 3600.0 + 20 * 60) << "it is restarted after the restart interval";
  EXPECT_THAT(words_of(night.of("restore")), Each(ElementsAre("Running", "Completed")));
}

// A name that begins like another one is another one.
TEST(Restart, OfAClientIsNotSeenByThoseWhoseNamesBeginLikeIts) {
  scenarios::Scenario scenario = test::small_scenario();
  scenario.clients[0].count = 11;
  scenario.faults = {{.kind = "host-restart", .values = {{"target", "fs1"}, {"at", model::Nanos(duringTheBackup)}}}};
  const test::Night night = test::live(scenario);
  for (const test::History& job : night.of("backup"))
    EXPECT_EQ(job.words().size(), job.client == "fs1" ? 4u : 2u) << job.client;
}

TEST(Restart, OfAMediaAgentStopsAllThatWriteThere) {
  const test::Night night = night_with("ma1", duringTheBackup, 2min);
  EXPECT_THAT(words_of(night.of("backup")), Each(ElementsAre("Running", "Pending", "Running", "Completed")));
  EXPECT_THAT(words_of(night.of("restore")), Each(ElementsAre("Running", "Completed")));
}

TEST(Restart, OfTheCommServeSendsItsJobsBackToTheQueue) {
  const test::Night night = night_with("commserve", duringTheBackup);
  for (const test::History& job : night.of("backup")) {
    EXPECT_EQ(job.end(), "Completed");
    const auto again = std::ranges::find(job.states, JobCause::commserveRestarted, &test::StateTold::cause);
    ASSERT_NE(again, job.states.end());
    EXPECT_GE(again->at_s, 3600.0 + 10 + 5 * 60) << "as long as a reboot takes, where nothing is said";
  }
  EXPECT_THAT(words_of(night.of("restore")), Each(ElementsAre("Running", "Completed")));
}

TEST(Restart, OfAKmsKeepsWhoNeedsItWaiting) {
  const test::Night night = night_with("kms1", 3h - 1s, 10min);
  EXPECT_THAT(words_of(night.of("backup")), Each(ElementsAre("Running", "Completed")));
  for (const test::History& job : night.of("restore")) {
    EXPECT_THAT(job.words(), ElementsAre("Running", "Pending", "Running", "Completed"));
    EXPECT_EQ(job.states.at(1).cause, JobCause::kmsUnavailable);
  }
}

// The shortest that there is: whoever was connected learns it all the same.
TEST(Restart, OfTwoMicrosecondsIsOne) {
  const test::Night night = night_with("fs1", duringTheBackup, scenarios::shortestOutage);
  EXPECT_THAT(words_of(night.of("backup", "fs1")),
              ElementsAre(ElementsAre("Running", "Pending", "Running", "Completed")));
}

TEST(Restart, WhileNothingIsAtWorkChangesNoJob) {
  for (const char* host : {"commserve", "kms1", "ma1", "fs1"}) {
    SCOPED_TRACE(host);
    const test::Night night = night_with(host, 2h);
    EXPECT_EQ(night.of("backup").size(), 2U);
    for (const char* kind : {"backup", "restore"})
      for (const test::History& job : night.of(kind)) EXPECT_EQ(job.end(), "Completed");
    EXPECT_THAT(words_of(night.of("restore")), Each(ElementsAre("Running", "Completed")));
  }
}

}  // namespace
}  // namespace keycell::sim
