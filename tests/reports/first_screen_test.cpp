// The first screen: true of each thing that it speaks of, and bounded whatever the size of the cell.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "reports/screen.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using namespace measures;

using properties::Verdict;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

VerdictTold verdict(const std::string& id, Verdict is, std::uint64_t exercised, std::uint64_t violations = 0) {
  VerdictTold told{
      .id = id, .statement = "a statement", .verdict = is, .exercised = exercised, .violations = violations};
  if (violations > 0) told.evidence = {"event 7 on commserve: something"};
  return told;
}

RunSummary good_run() {
  RunSummary run{.scenario = {.name = "x", .title = "By hand", .profile = "pool-kek"},
                 .seed = 3,
                 .ending = sim::Ending::ended,
                 .simulated_s = 7200,
                 .wall_s = 0.5,
                 .scope = "The verdicts speak of this, and of no vendor's product.",
                 .replay = "keycell run x --seed 3"};
  run.verdicts = {verdict("FID-1", Verdict::held, 1200), verdict("SEC-1", Verdict::held, 10),
                  verdict("AVL-2", Verdict::held, 77)};
  run.verdicts[1].details = properties::WhatCrossed{.policy = "documented steps"};
  run.verdicts[1].details->looked_at = {{"wire", {.crossings = 12'000, .bytes = 1}},
                                        {"payload", {.crossings = 345, .bytes = 1}}};
  run.jobs.emplace();
  return run;
}

std::string shown(const RunSummary& run, Extent extent = Extent::first) { return screen(run, Colour::off, 80, extent); }

auto lines_of(const std::string& text) { return std::ranges::count(text, '\n'); }

Durations times(std::uint64_t count, double shortest, double longest) {
  return {.count = count, .mean_s = longest, .shortest_s = shortest, .longest_s = longest};
}

TEST(FirstScreen, SaysWhetherItPassedAndHowToRepeatIt) {
  const std::string text = shown(good_run());
  EXPECT_THAT(text,
              AllOf(HasSubstr("By hand                                                                x, seed 3\n"),
                    HasSubstr("PASSED     3 properties held\n"),
                    HasSubstr("seen only where the documents put them (12,345 crossings looked at)"),
                    HasSubstr("equals what was backed up (1,200 of 1,200)"), HasSubstr("durable (77)"),
                    HasSubstr("scope      this, and of no vendor's product.\n"),
                    HasSubstr("replay     keycell run x --seed 3    (2 h in 500 ms)\n")));
}

TEST(FirstScreen, AFailureHasItsEvidenceAndWhatToDoBelowIt) {
  RunSummary run = good_run();
  run.verdicts[0] = verdict("FID-1", Verdict::violated, 1200, 34);
  run.unexpected = {"FID-1"};
  run.exit_code = 11;
  EXPECT_THAT(shown(run), AllOf(HasSubstr("FAILED     FID-1 violated 34 times (exit 11)\n"
                                          "FID-1      not everything that was backed up comes back\n"
                                          "           event 7 on commserve: something\n"
                                          "next       --full"),
                                HasSubstr("expect.violated = [\"FID-1\"]"), Not(HasSubstr("PASSED"))));
  run.unexpected.clear();
  run.verdicts[0] = verdict("FID-1", Verdict::held, 1200);
  run.expected_but_not_violated = {"FID-1"};
  EXPECT_THAT(shown(run), HasSubstr("FAILED     FID-1 not violated, as the scenario expects it to be (exit 11)\n"));
}

TEST(FirstScreen, WhatWasNotLookedAtIsNamed) {
  RunSummary run = good_run();
  run.verdicts[1].verdict = Verdict::vacuous;
  run.verdicts[1].vacuous_because = "nothing was looked at of: log-line";
  run.exit_code = 13;
  EXPECT_THAT(shown(run), HasSubstr("VACUOUS    SEC-1: nothing was looked at of: log-line (exit 13)\n"));
  run.faults_that_never_acted = {"fault 2 (bit-rot on ma1)"};
  EXPECT_THAT(shown(run), HasSubstr("VACUOUS    fault 2 (bit-rot on ma1) never acted; SEC-1: nothing was"));
}

TEST(FirstScreen, ABrokenRunSaysHowItEnded) {
  RunSummary run = good_run();
  run.ending = sim::Ending::crashed;
  run.ending_detail = "signal 11";
  run.exit_code = 14;
  run.verdicts.clear();
  EXPECT_THAT(shown(run), AllOf(HasSubstr("BROKEN     crashed: signal 11 (exit 14)\n"), HasSubstr("nothing is known"),
                                Not(HasSubstr("weak"))));
}

TEST(FirstScreen, AWeaknessHasItsPlainNameFirstAndWhatItOpens) {
  RunSummary run = good_run();
  run.verdicts.push_back(verdict("SEC-7", Verdict::violated, 2, 2));
  run.verdicts.back().known_of_profile = true;
  run.weaknesses = {{.name = "keys can be exchanged",
                     .property = "SEC-7",
                     .says = "one opens in another's place",
                     .known_of = "pool-kek"},
                    {.name = "the CSDB opens the backups",
                     .says = "whoever has both",
                     .known_of = "a built-in KMS",
                     .opens_bytes = 3'000'000'000'000}};
  EXPECT_THAT(shown(run),
              AllOf(HasSubstr("PASSED     3 properties held; 1 weakness known of the profile (SEC-7)\n"),
                    HasSubstr("weak       keys can be exchanged (SEC-7): one opens in another's place; known of\n"
                              "           pool-kek\n"),
                    HasSubstr("the CSDB opens the backups: whoever has both; 3 TB here; known of a\n")));
  run.weaknesses[0].known_of = ofTheScenario;
  EXPECT_THAT(shown(run), AllOf(HasSubstr("SEC-7 violated, as the scenario expects"),
                                HasSubstr("one opens in another's place; as the\n           scenario expects\n")));
}

// "each" is true of each of them.
TEST(FirstScreen, WhatIsSaidOfEachJobIsTrueOfEach) {
  RunSummary run = good_run();
  JobsOfKind& backups = run.jobs->kinds["backup"];
  backups = {.count = 3, .completed = 3, .first_start_s = 22 * 3600, .last_end_s = 25 * 3600};
  backups.durations.done = times(3, 100, 100);
  EXPECT_THAT(shown(run), HasSubstr("backup         3     3  day 1 22:00  day 2 01:00  1 min 40 s\n"));
  backups.durations.done = times(3, 100, 1000);
  EXPECT_THAT(shown(run), HasSubstr("to 16 min 40 s\n"));
  backups.durations.done->p95_s = 900;
  EXPECT_THAT(shown(run), HasSubstr("95 % 15 min\n"));
  backups.completed = 0;
  backups.failed = 3;
  backups.states = {{"Failed", 3}};
  backups.durations = {.not_done = times(3, 5, 3600)};
  EXPECT_THAT(
      shown(run),
      AllOf(HasSubstr("backup         3     0  day 1 22:00  day 2 01:00  -\n"),
            HasSubstr("3 of 3 backup jobs not Completed: 3 Failed; the last of them over\n           after 1 h")));
}

TEST(FirstScreen, TheWorstCauseIsNeverCutAway) {
  RunSummary run = good_run();
  JobsOfKind& restores = run.jobs->kinds["restore"];
  restores = {.count = 400, .states = {{"Failed", 400}}, .failed = 400};
  restores.troubles.push_back({.cause = model::JobCause::kmsKeyMissing,
                               .reason = "no key mk-1",
                               .means = "gone for good",
                               .jobs = 1,
                               .not_done = 1});
  for (int i = 0; i < 399; ++i)
    restores.troubles.push_back({.cause = model::JobCause::kmsUnavailable,
                                 .reason = "is down " + std::to_string(i),
                                 .means = "comes back by itself",
                                 .jobs = 1,
                                 .not_done = 1});
  EXPECT_THAT(shown(run), AllOf(HasSubstr("1 job: no key mk-1 (gone for good)"), HasSubstr("is down 2 (comes back"),
                                Not(HasSubstr("is down 3 ")), HasSubstr("and 396 other reasons")));
}

// One sentence for jobs that fared differently says how many fared how.
TEST(FirstScreen, ACauseThatSomeSurvivedSaysHowMany) {
  RunSummary run = good_run();
  JobsOfKind& backups = run.jobs->kinds["backup"];
  backups = {.count = 8, .states = {{"Completed", 5}, {"Failed", 3}}, .completed = 5, .failed = 3};
  backups.troubles = {{.cause = model::JobCause::kmsKeyDisabled,
                       .reason = "is disabled",
                       .means = "comes back when somebody enables it",
                       .jobs = 8,
                       .not_done = 3},
                      {.cause = model::JobCause::otherMediaAgent,
                       .reason = "it goes on by another MediaAgent",
                       .means = "comes back by itself",
                       .jobs = 2,
                       .not_done = 0},
                      {.cause = model::JobCause::olderThanAsked, .reason = "its data is older", .jobs = 1}};
  EXPECT_THAT(shown(run), AllOf(HasSubstr("8 jobs: is disabled; 5 of them done all the same, 3 not (comes back\n"),
                                HasSubstr("2 jobs: it goes on by another MediaAgent; done all the same\n"),
                                Not(HasSubstr("its data is older"))));
}

TEST(FirstScreen, TheKmsLineTellsTriesThatWereTurnedAway) {
  RunSummary run = good_run();
  run.key_work.emplace();
  KmsLoad& kms = run.key_work->costs.kms["kms1"];
  kms = {.requests = 802,
         .answered = times(800, 0.001, 0.002),
         .unanswered = times(2, 30, 30),
         .operations = {{"fetch", {.count = 800, .turned_away = 8000}}, {"wrap", {.count = 2, .turned_away = 253}}},
         .peak_per_minute = 3707};
  EXPECT_THAT(shown(run),
              HasSubstr("kms1       802 requests and 8,253 tries that were turned away, at most 3,707 a\n"
                        "           minute; longest 2 ms; 2 without an answer, known after 30 s at most\n"));
}

TEST(FirstScreen, WhatBoundAKindHasItsShareWhereItIsNotNearlyAll) {
  RunSummary run = good_run();
  run.jobs->kinds["backup"] = {.count = 2, .completed = 2};
  run.job_time = {{.kind = "backup",
                   .of = "a",
                   .all_s = 100,
                   .parts = {{.part = "waiting", .of = "all 4 streams of ma1 are taken", .s = 40},
                             {.part = "KMS", .of = "kms1", .s = 60}}},
                  {.kind = "backup",
                   .of = "b",
                   .all_s = 100,
                   .parts = {{.part = "waiting", .of = "all 4 streams of ma2 are taken", .s = 90},
                             {.part = "CommServe", .s = 10}}}};
  EXPECT_THAT(shown(run), HasSubstr("waiting for streams 65 %"));
  run.job_time->pop_back();
  EXPECT_THAT(shown(run), HasSubstr("KMS kms1 60 %"));
  run.job_time->front().parts = {{.part = "KMS", .of = "kms1", .s = 99}, {.part = "CommServe", .s = 1}};
  EXPECT_THAT(shown(run), AllOf(HasSubstr("KMS kms1\n"), Not(HasSubstr("KMS kms1 99 %"))));
}

RunSummary huge_run() {
  RunSummary run = good_run();
  for (const char* kind : {"backup", "restore", "aux-copy"}) {
    JobsOfKind& jobs = run.jobs->kinds[kind];
    jobs = {.count = 9000, .states = {{"Failed", 9000}}, .failed = 9000, .restarts = 4, .pending_s = 9};
    for (int i = 0; i < 3000; ++i) {
      const std::string name = "group" + std::to_string(i);
      jobs.groups[name] = {.count = 3, .not_completed = 3, .durations = {.not_done = times(3, 5, 10 + i)}};
      jobs.troubles.push_back({.cause = model::JobCause::kmsUnavailable, .reason = name, .jobs = 3, .not_done = 3});
      jobs.waits.push_back({.of = name, .reason = "all streams are taken", .jobs = 3, .waited_s = 10.0 + i});
      run.job_time.emplace();
    }
  }
  for (int i = 0; i < 3000; ++i) {
    const std::string name = "thing" + std::to_string(i);
    run.job_time->push_back({.kind = "backup", .of = name, .all_s = 1.0 + i, .parts = {{.part = "KMS", .s = 1}}});
    run.weaknesses.push_back({.name = name, .says = "it is", .known_of = "pool-kek"});
    run.warnings.push_back({measures::WarningOf::logged, "a warning of " + name});
    run.faults_that_never_acted.push_back(name);
    run.assumptions.push_back("an assumption");
    run.backlog = Backlog{};
    run.libraries.emplace();
    run.unexpected.push_back(name);
    run.verdicts.push_back(verdict(name, Verdict::violated, 5, 5));
  }
  run.cell.emplace();
  run.key_work.emplace();
  run.operations.emplace();
  for (int i = 0; i < 3000; ++i) {
    const std::string name = "thing" + std::to_string(i);
    (*run.libraries)[name] = {.capacity_bytes = 10, .most_bytes = 9, .most_share = 0.9, .full_at_s = 3};
    run.backlog->copies.push_back(
        {.copy = name, .at_the_end = 5, .most = 5, .nights = 4, .growth_a_night = 3, .never_catches_up = true});
    run.cell->faults.push_back(name);
    run.cell->errors_logged.push_back(name);
    run.key_work->costs.kms[name] = {.requests = 5, .answered = times(5, 1, 2)};
    run.operations->list.push_back({.of = name, .status = model::OperationStatus::refused});
    run.verdicts[1].details->declared.push_back({.key_class = "kek", .place = "payload", .form = "clear"});
  }
  run.exit_code = 11;
  return run;
}

TEST(FirstScreen, IsBoundedWhateverTheSizeOfTheCell) {
  const std::string text = shown(huge_run());
  EXPECT_LE(lines_of(text), 110) << text;
  for (const std::string& line : {std::string("and 2995 more (--full)"), std::string("and 2997 more KMSs"),
                                  std::string("and 2995 more warnings")})
    EXPECT_THAT(text, HasSubstr(line));
}

// Three thousand groups that all went well: what there is to say of them is said in a few lines.
TEST(FirstScreen, ManyGroupsWithoutTroubleTakeNoMoreRoomThanFew) {
  RunSummary run = good_run();
  JobsOfKind& backups = run.jobs->kinds["backup"];
  backups = {.count = 3000, .states = {{"Completed", 3000}}, .completed = 3000};
  backups.durations.done = times(3000, 5, 3005);
  run.job_time.emplace();
  for (int i = 0; i < 3000; ++i) {
    const std::string name = "group" + std::to_string(i);
    backups.groups[name] = {.count = 1, .durations = {.done = times(1, 5 + i, 5 + i)}};
    run.job_time->push_back({.kind = "backup", .of = name, .all_s = 5.0 + i, .parts = {{.part = "KMS", .s = 5.0 + i}}});
  }
  run.cell.emplace();
  EXPECT_LE(lines_of(shown(run)), 20);
  const std::string full = shown(run, Extent::full);
  EXPECT_LE(lines_of(full), 40) << full;
  EXPECT_THAT(full, AllOf(HasSubstr("group2999 at most 50 min 4 s"), HasSubstr("2,995 others, at most 5 s to 49 min"),
                          HasSubstr("3,000 kinds and groups, of which these took most time:")));
}

TEST(Words, CountsHaveTheirThousandsApart) {
  EXPECT_EQ(counted(0), "0");
  EXPECT_EQ(counted(999), "999");
  EXPECT_EQ(counted(1000), "1,000");
  EXPECT_EQ(counted(18446744073709551615U), "18,446,744,073,709,551,615");
}

TEST(Words, ABoundIsRoundedToTheSideOnWhichItStaysTrue) {
  EXPECT_EQ(share_text(0.0027197, Rounded::up), "0.28 %");
  EXPECT_EQ(share_text(0.0027197, Rounded::down), "0.27 %");
  EXPECT_EQ(share_text(0.0027, Rounded::up), "0.27 %") << "what it is exactly it stays";
  EXPECT_EQ(share_text(0.0361, Rounded::up), "3.7 %");
  EXPECT_EQ(share_text(0.5, Rounded::up), "50 %");
  EXPECT_EQ(share_text(0.999, Rounded::up), "100 %");
  EXPECT_EQ(share_text(0.999, Rounded::down), "99 %");
  EXPECT_EQ(share_text(0, Rounded::up), "0 %");
  EXPECT_EQ(share_text(1, Rounded::down), "100 %");
}

}  // namespace
}  // namespace keycell::reports
