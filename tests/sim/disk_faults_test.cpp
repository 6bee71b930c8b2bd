// Disks that fail, lie, are full, or are not what they were, and what the cell makes of it: what was acknowledged is
// there, or a job says that it is not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using scenarios::Fault;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Lines = std::vector<std::string>;

/// The states of jobs, "backup of fs1 Pending storage-failed: why", and the faults that acted, "kind hit: detail".
class Story final : public model::Fold {
 public:
  explicit Story(std::string_view of) : of_(of) {}
  std::string_view name() const override { return of_; }
  void on(const model::Event& event) override {
    if (const auto* job = std::get_if<model::JobState>(&event.body); job != nullptr && of_ == "jobs") {
      text_ +=
          std::string(name_of(job->kind)) + " of " + std::string(job->client) + " " + std::string(name_of(job->state));
      if (job->cause != model::JobCause::none) text_ += " " + std::string(name_of(job->cause));
      text_ += (job->reason.empty() ? "" : ": " + std::string(job->reason)) + "\n";
    }
    const auto* fault = std::get_if<model::FaultActed>(&event.body);
    if (fault != nullptr && of_ == "faults")
      text_ += std::string(fault->kind) + (fault->has_hit ? " hit: " : " missed: ") + std::string(fault->detail) + "\n";
  }
  std::string result() const override { return text_; }

 private:
  std::string_view of_;
  std::string text_;
};

struct Told {
  Lines jobs;
  Lines faults;

  /// The states of one job, without what it is.
  Lines of(const std::string& job) const {
    Lines states;
    for (const std::string& line : jobs)
      if (line.starts_with(job + " ")) states.push_back(line.substr(job.size() + 1));
    return states;
  }
};

Lines lines_of(std::string_view text) {
  Lines lines;
  for (; !text.empty(); text.remove_prefix(text.find('\n') + 1)) lines.emplace_back(text.substr(0, text.find('\n')));
  return lines;
}

/// fs1 and fs2 are backed up at 1 h, and restored at 3 h.
Told night_with(std::vector<Fault> faults) {
  scenarios::Scenario scenario = test::small_scenario();
  scenario.faults = std::move(faults);
  const Run run = run_forked(scenario, Seed{1},
                             [] {
                               Folds folds;
                               folds.push_back(std::make_unique<Story>("jobs"));
                               folds.push_back(std::make_unique<Story>("faults"));
                               return folds;
                             },
                             {});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  return {lines_of(run.result_of("jobs")), lines_of(run.result_of("faults"))};
}

Fault fault(std::string kind, std::string target, model::Nanos at) {
  return {.kind = std::move(kind), .values = {{"target", std::move(target)}, {"at", at}}};
}

Fault fault(std::string kind, std::string target, model::Nanos at, model::Nanos until) {
  Fault made = fault(std::move(kind), std::move(target), at);
  made.values.say("until", until);
  return made;
}

Fault rot(std::string target, std::string of, std::string acts) {
  Fault made = fault("bit-rot", std::move(target), 2h);
  made.values.say("part", std::move(of));
  made.values.say("acts", std::move(acts));
  return made;
}

void expect_all_restored(const Told& told) {
  for (const char* job : {"backup of fs1", "backup of fs2", "restore of fs1", "restore of fs2"}) {
    const Lines states = told.of(job);
    ASSERT_THAT(states, Not(IsEmpty())) << job;
    EXPECT_EQ(states.back(), "Completed") << job;
  }
}

// --- bits that flip --------------------------------------------------------------------------------------------------

TEST(BitRot, HitsTheRecordsOfTheClientThatIsMeantAndNoOther) {
  const Told told = night_with({rot("ma1", "fs1", "now")});
  EXPECT_THAT(told.of("restore of fs1"), Contains(HasSubstr("Failed data-unreadable")));
  EXPECT_EQ(told.of("restore of fs2").back(), "Completed");
}

// Archive files have the numbers of their jobs: fs2 has the second.
TEST(BitRot, HitsTheArchiveFileThatIsMeant) {
  const Told told = night_with({rot("ma1", "2", "now")});
  EXPECT_THAT(told.of("restore of fs2"), Contains(HasSubstr("Failed data-unreadable")));
  EXPECT_EQ(told.of("restore of fs1").back(), "Completed");
}

TEST(BitRot, OfWhatIsNotThereYetHitsNothing) {
  Fault early = rot("ma1", "fs1", "now");
  early.values.say("at", model::Nanos(30min));
  const Told told = night_with({early});
  EXPECT_THAT(told.faults, ElementsAre("bit-rot missed: nothing on the media yet"));
  expect_all_restored(told);
}

// What a CommServe has read it does not read again, so a key in the CSDB is damaged for it from its next boot on.
TEST(BitRot, OfAKeyInTheCsdbShowsAtTheBoot) {
  const Told told =
      night_with({rot("commserve", "data_key", "at-boot"), fault("host-restart", "commserve", 2h + 10min)});
  EXPECT_THAT(told.faults, Contains(HasSubstr("bit-rot hit: data_key row ")));
  const Lines ends{told.of("restore of fs1").back(), told.of("restore of fs2").back()};
  EXPECT_THAT(ends, Contains("Completed")) << "the other client's key is as it was";
  EXPECT_THAT(ends, Contains(HasSubstr("Failed key-unrecoverable")));
}

TEST(BitRot, ThatWaitsForABootWaits) {
  const Told told = night_with({rot("commserve", "data_key", "at-boot")});
  EXPECT_THAT(told.faults, IsEmpty());
  expect_all_restored(told);
}

TEST(BitRot, OfAMasterKeyInTheStoreOfItsKmsFailsTheRestores) {
  const Told told = night_with({rot("kms1", "master_key", "at-boot"), fault("host-restart", "kms1", 2h + 10min)});
  EXPECT_THAT(told.faults, Contains(HasSubstr("bit-rot hit: master_key row 1 bit")));
  EXPECT_THAT(told.of("restore of fs1").back(), HasSubstr("Failed"));
  EXPECT_THAT(told.of("restore of fs2").back(), HasSubstr("Failed"));
}

// The program that has the database open has read the key; it is damaged where it lies all the same.
TEST(BitRot, OfAKeyInTheCsdbMayActAtOnce) {
  const Told told = night_with({rot("commserve", "data_key", "now")});
  EXPECT_THAT(told.faults, ElementsAre(AllOf(HasSubstr("bit-rot hit: data_key row "), EndsWith(", in csdb.db-wal"))));
  expect_all_restored(told);
}

// --- disks that do not do what they are asked ------------------------------------------------------------------------

class DiskFaults : public ::testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(AtEachHost, DiskFaults, ::testing::Values("commserve", "kms1", "ma1"));

// While backups run, and no power cut comes: whatever was acknowledged is there, and so is the rest in the end.
TEST_P(DiskFaults, ASyncThatFailsIsMadeUpFor) {
  const Told told = night_with({fault("fsync-error", GetParam(), 1h)});
  expect_all_restored(told);
  EXPECT_THAT(told.faults, SizeIs(GetParam() == "kms1" ? 0 : 1)) << "a KMS writes nothing in a backup";
}

// The power goes after syncs that failed: what they should have made durable was never acknowledged.
TEST_P(DiskFaults, WhatWasNotSyncedWasNotAcknowledged) {
  const Told told = night_with({fault("fsync-error", GetParam(), 1h, 1h + 30min),
                                fault("host-restart", GetParam(), 1h + 20min), fault("host-restart", GetParam(), 2h)});
  expect_all_restored(told);
}

// In the middle of the backups: the CommServe begins none that its CSDB cannot keep.
TEST_P(DiskFaults, ADiskThatIsFullIsWaitedFor) {
  const Told told = night_with({fault("disk-full", GetParam(), 1h + 5s, 1h + 30min)});
  expect_all_restored(told);
  if (GetParam() == "kms1") return;
  EXPECT_THAT(told.of("backup of fs1"), Contains(AllOf(HasSubstr("Pending storage-failed"), HasSubstr("full"))));
  EXPECT_THAT(told.faults, ElementsAre(HasSubstr("disk-full hit"), HasSubstr("disk-works-again hit")));
}

// A pool is made when the cell begins: its keys are there when the disk has room.
TEST_P(DiskFaults, ADiskThatIsFullFromTheBeginningIsWaitedForToo) {
  expect_all_restored(night_with({fault("disk-full", GetParam(), 0h, 30min)}));
}

TEST_P(DiskFaults, ADiskThatDoesNotReadIsWaitedFor) {
  const Told told = night_with({fault("disk-error", GetParam(), 3h, 3h + 30min)});
  expect_all_restored(told);
  if (GetParam() != "ma1") return;
  EXPECT_THAT(told.of("restore of fs1"), Contains(HasSubstr("Pending storage-failed: the disk of ma1 did not read")));
}

// It cannot boot before it reads its database; then it goes on.
TEST_P(DiskFaults, AHostThatBootsWithADiskThatDoesNotReadComesUpLater) {
  expect_all_restored(
      night_with({fault("disk-error", GetParam(), 50min, 1h + 30min), fault("host-restart", GetParam(), 1h + 1min)}));
}

TEST_P(DiskFaults, APageThatIsHalfWrittenCountsNowhere) {
  const Told told = night_with({fault("torn-page", GetParam(), GetParam() == "kms1" ? model::Nanos(0) : 1h)});
  EXPECT_THAT(told.faults, ElementsAre(AllOf(HasSubstr("torn-page hit"), HasSubstr("half written"))));
  expect_all_restored(told);
}

// --- disks that lose what they had -----------------------------------------------------------------------------------

// The CSDB says that the backups are complete, and the records are not there: restores say so.
TEST(WriteLost, WhatMediaLostFailsItsRestores) {
  const Told told = night_with({fault("write-lost", "ma1", 1h, 2h)});
  EXPECT_THAT(told.faults, ElementsAre(HasSubstr("write-lost hit: ")));
  for (const char* job : {"restore of fs1", "restore of fs2"})
    EXPECT_THAT(told.of(job).back(), AllOf(HasSubstr("Failed"), HasSubstr("no library/")));
}

// The CommServe does not know any more that it ran the backups: it runs them again.
TEST(WriteLost, WhatTheCsdbLostIsDoneAgain) {
  const Told told = night_with({fault("write-lost", "commserve", 1h, 2h)});
  EXPECT_THAT(told.faults, ElementsAre(HasSubstr("write-lost hit: ")));
  expect_all_restored(told);
  EXPECT_EQ(std::ranges::count(told.of("backup of fs1"), "Completed"), 2);
}

Fault rolled_back(std::string target) {
  Fault made = fault("disk-rolled-back", std::move(target), 2h);
  made.values.say("as_of", model::Nanos(30min));
  return made;
}

TEST(DiskRolledBack, OldMediaLackWhatIsNewer) {
  const Told told = night_with({rolled_back("ma1")});
  for (const char* job : {"restore of fs1", "restore of fs2"})
    EXPECT_THAT(told.of(job).back(), AllOf(HasSubstr("Failed"), HasSubstr("no library/")));
}

TEST(DiskRolledBack, AnOldCsdbRunsAgainWhatItDoesNotKnow) {
  const Told told = night_with({rolled_back("commserve")});
  EXPECT_THAT(told.faults, ElementsAre("disk-rolled-back hit: boots with its disk of day 1 00:30"));
  expect_all_restored(told);
}

// Nothing was stored there since then.
TEST(DiskRolledBack, AKmsThatMissesNothingServesAsBefore) { expect_all_restored(night_with({rolled_back("kms1")})); }

// --- records that are not what they were
// ------------------------------------------------------------------------------

Fault of_fs1(std::string kind, std::string target) {
  Fault made = fault(std::move(kind), std::move(target), 2h);
  made.values.say("client", "fs1");
  return made;
}

TEST(Records, ThatAreExchangedOpenForNeither) {
  Fault exchanged = of_fs1("records-exchanged", "ma1");
  exchanged.values.say("with", "fs2");
  const Told told = night_with({exchanged});
  EXPECT_THAT(told.faults, ElementsAre("records-exchanged hit: 3 records of fs1"));
  for (const char* job : {"restore of fs1", "restore of fs2"})
    EXPECT_THAT(told.of(job).back(), HasSubstr("Failed data-unreadable"));
}

// The profile wraps keys without saying whose they are: both open, and open nothing.
TEST(Records, WhoseKeysAreExchangedOpenForNeither) {
  Fault exchanged = of_fs1("records-exchanged", "commserve");
  exchanged.values.say("with", "fs2");
  const Told told = night_with({exchanged, fault("host-restart", "commserve", 2h + 10min)});
  EXPECT_THAT(told.faults, Contains("records-exchanged hit: 1 keys of fs1"));
  for (const char* job : {"restore of fs1", "restore of fs2"}) EXPECT_THAT(told.of(job).back(), HasSubstr("Failed"));
}

TEST(Records, ThatAreCutShortDoNotOpen) {
  const Told on_media = night_with({of_fs1("records-cut-short", "ma1")});
  EXPECT_THAT(on_media.of("restore of fs1").back(), HasSubstr("Failed data-unreadable"));
  EXPECT_EQ(on_media.of("restore of fs2").back(), "Completed");
  const Told keys =
      night_with({of_fs1("records-cut-short", "commserve"), fault("host-restart", "commserve", 2h + 10min)});
  EXPECT_THAT(keys.of("restore of fs1").back(), HasSubstr("Failed key-unrecoverable"));
  EXPECT_EQ(keys.of("restore of fs2").back(), "Completed");
}

TEST(Records, ThatAreRolledBackAreNotThere) {
  Fault back = of_fs1("records-rolled-back", "ma1");
  back.values.say("as_of", model::Nanos(30min));
  const Told told = night_with({back});
  EXPECT_THAT(told.of("restore of fs1").back(), HasSubstr("Failed"));
  EXPECT_EQ(told.of("restore of fs2").back(), "Completed");
}

TEST(DiskFaultsAreDeterministic, TheSameSeedIsTheSameStory) {
  const std::vector<Fault> faults{rot("commserve", "data_key", "at-boot"), fault("torn-page", "commserve", 2h + 30min),
                                  fault("disk-full", "ma1", 1h, 1h + 30min)};
  const Told once = night_with(faults);
  const Told again = night_with(faults);
  EXPECT_EQ(once.jobs, again.jobs);
  EXPECT_EQ(once.faults, again.faults);
}

}  // namespace
}  // namespace keycell::sim
