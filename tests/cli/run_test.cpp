// The program as its user meets it: what it prints where, and with which exit code it ends.

#include <gmock/gmock.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "measures/results/run.h"
#include "reports/screen.h"
#include "sim/build.h"
#include "sim/sanitizers.h"
#include "tests/cli/program_test.h"

namespace keycell {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class RunTest : public ProgramTest {
 protected:
  /// A client whose size each seed draws, so that figures vary. The rows of two clients can be swapped.
  static constexpr const char* drawnSizes =
      "[[client]]\nname = \"gs\"\npool = \"pool-a\"\nfront_end = \"6 GB\"\nfront_end_spread = \"20 %\"\n"
      "[[backup]]\nat = \"1 h\"\nclients = \"gs\"\n[expect]\nviolated = [\"SEC-7\"]\n";

  /// A small cell; `more` is appended to the file.
  void write_cell(const std::string& name, const std::string& more = "") const {
    write(name, R"(title = "small"
[[kms]]
name = "kms1"
[[media_agent]]
name = "ma1"
[[pool]]
name = "pool-a"
media_agent = "ma1"
kms = "kms1"
[[client]]
name = "fs"
pool = "pool-a"
front_end = "6 GB"
[[backup]]
at = "1 h"
clients = "fs"
[[restore]]
at = "2 h"
clients = "fs"
)" + more);
  }

  static std::string last_line(const std::string& text) {
    const auto end = text.find_last_not_of('\n');
    const auto start = text.rfind('\n', end);
    return text.substr(start == std::string::npos ? 0 : start + 1, end - start);
  }
};

TEST_F(RunTest, QuickstartHoldsAndSaysWhatItDid) {
  const Output output = keycell("run one-backup");
  EXPECT_EQ(output.exit_code, 0) << output.err;
  EXPECT_THAT(output.out,
              AllOf(HasSubstr("PASSED     8 properties held; 1 weakness known of the profile (SEC-7)"),
                    HasSubstr("keys       seen only where the documents put them ("),
                    HasSubstr("KMS to CommServe    master key"), HasSubstr("keys can be exchanged in the CSDB (SEC-7)"),
                    HasSubstr("every restored chunk equals what was backed up (40 of 40)"),
                    HasSubstr("of no vendor's product")));
  EXPECT_LE(std::ranges::count(output.out, '\n'), 26);
  EXPECT_THAT(last_line(output.out), testing::StartsWith("replay     keycell run one-backup --seed 1 "));
  EXPECT_THAT(output.out, Not(HasSubstr("\033")));  // no colour into a file
}

TEST_F(RunTest, JsonIsAllOfItAndAlone) {
  const Output output = keycell("run one-backup --seed 7 --json");
  EXPECT_EQ(output.exit_code, 0) << output.err;
  const auto json = nlohmann::json::parse(output.out);
  EXPECT_EQ(json.at("kind"), "run");
  EXPECT_EQ(json.at("schema"), measures::summarySchema);
  EXPECT_EQ(json.at("made_by").at("keycell"), sim::build().version);
  EXPECT_EQ(json.at("scenario").at("sha256").get<std::string>().size(), 64U);
  EXPECT_EQ(json.at("seed"), 7);
  EXPECT_EQ(json.at("ending"), "ended");
  EXPECT_EQ(json.at("event_hash").get<std::string>().size(), 16U);
  EXPECT_EQ(json.at("cell").at("data").at("chunks_restored"), 40);
  EXPECT_EQ(json.at("verdicts").size(), 9U);
  EXPECT_EQ(json.at("replay"), "keycell run one-backup --seed 7");
}

TEST_F(RunTest, TheReplayCommandGivesTheSameEvents) {
  const auto hash = [&](const std::string& arguments) {
    return nlohmann::json::parse(keycell(arguments).out).at("event_hash").get<std::string>();
  };
  EXPECT_EQ(hash("run one-backup --seed 3 --json"), hash("run one-backup --json --seed 3"));
  EXPECT_NE(hash("run one-backup --seed 3 --json"), hash("run one-backup --seed 4 --json"));
}

TEST_F(RunTest, AFilesReplayCommandIsQuotedForTheShell) {
  write_cell("it's mine.toml");
  const Output output = keycell("run \"it's mine.toml\"");
  EXPECT_EQ(output.exit_code, 0) << output.err;
  EXPECT_THAT(last_line(output.out), testing::StartsWith("replay     keycell run 'it'\\''s mine.toml' --seed 1 "));
}

TEST_F(RunTest, AViolationIsExitCode11AndHasItsEvidence) {
  write_cell("rot.toml", "[[fault]]\nkind = \"bit-rot\"\ntarget = \"ma1\"\nat = \"90 min\"\n");
  const Output output = keycell("run rot.toml");
  EXPECT_EQ(output.exit_code, 11);
  EXPECT_THAT(output.out,
              AllOf(HasSubstr("FAILED     FID-1 violated"), HasSubstr("does not open"), HasSubstr("bit-rot on ma1"),
                    HasSubstr("1 Failed"), HasSubstr("(gone"), HasSubstr("expect.violated = [\"FID-1\"]")));
}

TEST_F(RunTest, AViolationThatIsExpectedIsNone) {
  write_cell("rot.toml",
             "[[fault]]\nkind = \"bit-rot\"\ntarget = \"ma1\"\nat = \"90 min\"\n[expect]\nviolated = [\"FID-1\"]\n");
  EXPECT_EQ(keycell("run rot.toml").exit_code, 0);
}

TEST_F(RunTest, AnExpectedViolationThatDoesNotHappenIsASurprise) {
  write_cell("fine.toml", "[expect]\nviolated = [\"FID-1\"]\n");
  const Output output = keycell("run fine.toml");
  EXPECT_EQ(output.exit_code, 11);
  EXPECT_THAT(output.out, HasSubstr("FAILED     FID-1 not violated, as the scenario expects it to be (exit 11)"));
}

TEST_F(RunTest, PlainChannelsAreAViolation) {
  write_cell("plain.toml", "[network]\nchannel = \"plain\"\n");
  const Output output = keycell("run plain.toml");
  EXPECT_EQ(output.exit_code, 11);
  EXPECT_THAT(output.out, AllOf(HasSubstr("FAILED     SEC-1 violated"), HasSubstr("in clear at wire"),
                                HasSubstr("keys       seen where nothing puts them: ")));
}

TEST_F(RunTest, ARunThatDoesNotEndIsExitCode14) {
  const Output late = keycell("run one-backup --deadline '1 ms'");
  EXPECT_EQ(late.exit_code, 14);
  EXPECT_THAT(late.out, HasSubstr("over-deadline"));
}

TEST_F(RunTest, ARunThatOutgrowsItsMemoryIsExitCode14) {
  if (sim::addressSanitizer) GTEST_SKIP() << "AddressSanitizer maps more than any limit";
  const Output output = keycell("run one-backup --memory '4 MB'");
  EXPECT_EQ(output.exit_code, 14);
  EXPECT_THAT(output.out,
              AllOf(HasSubstr("BROKEN     out-of-memory: it needs more than its limit of 4 MB; keycell run"),
                    HasSubstr("--memory \"8 MB\"")));
}

TEST_F(RunTest, APowerCutIsRecoveredFromAndShown) {
  write_cell("cut.toml", "[[fault]]\nkind = \"power-cut\"\ntarget = \"commserve\"\nio = 30\n");
  const Output output = keycell("run cut.toml");
  EXPECT_EQ(output.exit_code, 0) << output.out;
  EXPECT_THAT(output.out, AllOf(HasSubstr("power-cut on commserve, at durable operation 30"), HasSubstr("faults")));
}

TEST_F(RunTest, CrashPointsCountsEveryHost) {
  write_cell("small.toml");
  const Output output = keycell("run small.toml --crash-points all");
  EXPECT_EQ(output.exit_code, 0) << output.out;
  EXPECT_THAT(output.out,
              AllOf(HasSubstr("cut at     commserve: "), HasSubstr("kms1: "), HasSubstr("ma1: "),
                    HasSubstr("create storage pool of pool-a: "), HasSubstr("during     "),
                    HasSubstr("crash points recovered: the workload was done, and every\n"), HasSubstr("scope      "),
                    HasSubstr("replay     keycell run small.toml --seed 1 --crash-points all")));
  const auto json = nlohmann::json::parse(keycell("run small.toml --crash-points all --json").out);
  EXPECT_EQ(json.at("kind"), "crash-points");
  EXPECT_EQ(json.at("not_recovered"), 0);
}

TEST_F(RunTest, OptionsThatExcludeEachOtherAreRefused) {
  for (const char* words :
       {"--check-determinism --crash-points all", "--check-determinism --out here", "--crash-points all --out here",
        "--engine replay", "--out ''", "--reps 2 --check-determinism", "--reps 2 --crash-points all", "--jobs 2",
        "--reps 0", "--reps 2 --jobs 0", "--reps 1000001", "--seed 18446744073709551615 --reps 2", "--deadline '0 s'",
        "--deadline 5", "--memory 5", "--csdb", "--csdb --out here --reps 2"}) {
    const Output output = keycell(std::string("run one-backup ") + words);
    EXPECT_EQ(output.exit_code, 2) << words;
    EXPECT_EQ(std::ranges::count(output.err, '\n'), 1) << output.err;
    EXPECT_THAT(output.err, HasSubstr("run: --")) << words;
  }
}

TEST_F(RunTest, AKilledRunIsNotJudged) {
  const Output output = keycell("run one-backup --deadline '1 ms'");
  EXPECT_THAT(output.out,
              AllOf(HasSubstr("nothing is known: the simulation brought no result"), Not(HasSubstr("not applicable"))));
}

TEST_F(RunTest, ARestoreThatFailsIsAViolation) {
  write_cell("lost.toml", "[[fault]]\nkind = \"kms-key-lost\"\ntarget = \"kms1\"\nof = \"pool-a\"\nat = \"2 h\"\n");
  const Output output = keycell("run lost.toml");
  EXPECT_EQ(output.exit_code, 11) << output.out;
  EXPECT_THAT(output.out, AllOf(HasSubstr("not everything came back: restore job"),
                                HasSubstr("kms-key-lost, kms1, master key kms1-mk-1 of pool-a")));
}

// Six weeks of retention: what went, what it did to key rows, and the restores that came too late, which are no
// violation.
TEST_F(RunTest, WhatAgedIsSaid) {
  const Output output = keycell("run retention");
  EXPECT_EQ(output.exit_code, 0) << output.out;
  EXPECT_THAT(output.out, AllOf(HasSubstr("aged       43 runs, on 4 days, let 126 archive files"),
                                HasSubstr("what the client had backed up then is aged")));
  EXPECT_THAT(keycell("run retention --full").out,
              HasSubstr("data ageing runs daily at 12:00 ([commserve] ageing_at)"));
  const auto json = nlohmann::json::parse(keycell("run retention --json").out);
  EXPECT_EQ(json.at("ageing").at("copies").at("Gold/Primary").at("archive_files"), 84) << "4 weeks of 3 clients";
  EXPECT_EQ(json.at("ageing").at("copies").at("Gold/Secondary").at("archive_files"), 42) << "the first two weeks";
  EXPECT_EQ(json.at("ageing").at("key_rows_deleted"), 42) << "both copies are under the same keys";
  EXPECT_EQ(json.at("jobs").at("kinds").at("restore").at("failed"), 3);
}

TEST_F(RunTest, AFullLibraryIsSaid) {
  write("full.toml", R"(title = "a library that is too small"
[jobs]
backup_max_restarts = 1
[[kms]]
name = "kms1"
[[media_agent]]
name = "ma1"
library_capacity = "9 GB"
[[pool]]
name = "pool-a"
media_agent = "ma1"
kms = "kms1"
[[client]]
name = "fs"
pool = "pool-a"
front_end = "6 GB"
dedup_full = "1.5:1"
[[schedule]]
clients = "fs"
at = "22:00"
nights = 3
)");
  const Output output = keycell("run full.toml");
  EXPECT_EQ(output.exit_code, 0) << output.out;
  EXPECT_THAT(output.out,
              AllOf(HasSubstr("library    ma1: at most 89 % of 9 GB, day 2 22:00; 89 % at the end"),
                    HasSubstr("library full: ma1, day 3 22:00 for the first"),
                    HasSubstr("1 job: the library of ma1 is full"), HasSubstr("(comes back when there is room in")));
  EXPECT_THAT(keycell("run full.toml --full").out,
              AllOf(HasSubstr("library full ma1"), HasSubstr("deduplication divides amounts and nothing else")));
}

TEST_F(RunTest, AFaultThatNeverActsLeavesTheRunVacuousUnlessItIsOptional) {
  const std::string late = "[[fault]]\nkind = \"power-cut\"\ntarget = \"ma1\"\nio = 5000\n";
  write_cell("late.toml", late);
  const Output output = keycell("run late.toml");
  EXPECT_EQ(output.exit_code, 13);
  EXPECT_THAT(output.out, AllOf(HasSubstr("VACUOUS    fault 1 (power-cut on ma1) never acted (exit 13)"),
                                HasSubstr("say `optional =")));
  write_cell("optional.toml", late + "optional = true\n");
  EXPECT_EQ(keycell("run optional.toml").exit_code, 0);
}

// There is nothing on the media at that time: the bit that flips is none.
TEST_F(RunTest, AFaultThatHitsNothingNeverActed) {
  write_cell("early.toml", "[[fault]]\nkind = \"bit-rot\"\ntarget = \"ma1\"\nat = \"1 min\"\n");
  const Output output = keycell("run early.toml");
  EXPECT_EQ(output.exit_code, 13);
  EXPECT_THAT(output.out, HasSubstr("fault 1 (bit-rot on ma1) never acted"));
}

TEST_F(RunTest, WhatIsKnownOfTheProfileIsToldAndFailsOnlyWhereItIsAskedFor) {
  write_cell("unsaid.toml",
             "[[client]]\nname = \"other\"\npool = \"pool-a\"\nfront_end = \"1 GB\"\n"
             "[[backup]]\nat = \"2 h\"\nclients = \"other\"\n");
  const Output output = keycell("run unsaid.toml");
  EXPECT_EQ(output.exit_code, 0) << output.out;
  EXPECT_THAT(output.out, AllOf(HasSubstr("1 weakness known of the profile (SEC-7)"),
                                HasSubstr("weak       keys can be exchanged in the CSDB (SEC-7): ")));
  const Output strict = keycell("run unsaid.toml --strict");
  EXPECT_EQ(strict.exit_code, 11);
  EXPECT_THAT(strict.out, AllOf(HasSubstr("FAILED     SEC-7 violated"), HasSubstr("--seed 1 --strict")));
}

// What is the user's, or the machine's, is no internal error.
TEST_F(RunTest, PathsThatCannotBeAreExitCode4WithTheirCause) {
  const std::string long_name(300, 'a');
  std::filesystem::create_symlink("loop-b", folder / "loop-a");
  std::filesystem::create_symlink("loop-a", folder / "loop-b");
  for (const std::string& command :
       {"run " + long_name + ".toml", std::string("run ./loop-a"), "run one-backup --out " + long_name,
        std::string("run one-backup --out loop-a"), std::string("run one-backup --policy loop-a"),
        "compare " + long_name + " one-backup", std::string("compare ./loop-a one-backup"),
        "scenario validate " + long_name, std::string("check one-backup --seeds 1 --junit loop-a")}) {
    const Output output = keycell(command);
    EXPECT_EQ(output.exit_code, 4) << command;
    EXPECT_THAT(output.err, testing::AnyOf(HasSubstr("File name too long"), HasSubstr("Too many levels of symbolic")))
        << command;
    EXPECT_THAT(output.err, Not(HasSubstr("internal error"))) << command;
  }
}

TEST_F(RunTest, TooFewDescriptorsAreExitCode4WithTheirCause) {
  if (sim::addressSanitizer) GTEST_SKIP() << "AddressSanitizer needs some for itself";
  const std::string close_others = "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; ";  // of whoever started this test
  const Output output = keycell("run one-backup", close_others + "prlimit --nofile=4 env ");
  EXPECT_EQ(output.exit_code, 4) << output.err;
  EXPECT_THAT(output.err, AllOf(HasSubstr("Too many open files"), Not(HasSubstr("internal error"))));
}

TEST_F(RunTest, WhatWouldTurnTheDirectionOfALineIsMadeVisible) {
  write_cell("odd.toml", "");
  const std::string cell = read(folder / "odd.toml");
  write("odd.toml", "title = \"a \xE2\x80\xAE cell\"\n" + cell.substr(cell.find('\n') + 1));
  const Output screen = keycell("run odd.toml");
  EXPECT_EQ(screen.exit_code, 3) << "and a title has none";
  EXPECT_THAT(screen.err, AllOf(HasSubstr("odd.toml:1:9: title: has a character that changes the direction of text"),
                                Not(HasSubstr("\xE2\x80\xAE"))));
  const Output wrong = keycell("run 'no\xC2\x9Bsuch'");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, AllOf(HasSubstr("no\\u009Bsuch"), Not(HasSubstr("\xC2\x9B"))));
}

// Nothing that a property speaks of is wrong, so the exit code is 0; all the more it must be said.
TEST_F(RunTest, WhatWentWrongWithoutAVerdictIsAWarning) {
  write_cell("poor.toml",
             "[[backup]]\nat = \"day 1 01:00:01\"\nclients = \"fs\"\nlevel = \"incremental\"\n"
             "[[backup]]\nat = \"5 h\"\nclients = \"fs\"\n"
             "[[fault]]\nkind = \"kms-key-disabled\"\ntarget = \"kms1\"\nof = \"pool-a\"\nat = \"4 h\"\n"
             "[jobs]\nbackup_max_restarts = 0\n"
             "[[operator]]\nat = \"day 1 12:00\"\naction = \"kill\"\njobs = \"backup\"\n");
  const Output output = keycell("run poor.toml");
  const auto json = nlohmann::json::parse(keycell("run poor.toml --json").out);
  EXPECT_EQ(output.exit_code, 0) << output.out;
  ASSERT_EQ(json.at("warnings").size(), 3U) << json.at("warnings");
  EXPECT_THAT(json.at("warnings")[0].at("text").get<std::string>(),
              AllOf(HasSubstr(" backup jobs did not complete: "), HasSubstr(" Failed")));
  EXPECT_THAT(json.at("warnings")[1].at("text").get<std::string>(),
              HasSubstr("was still going, and ran beside it; the first: fs"));
  EXPECT_EQ(json.at("warnings")[2].at("text"), "day 1 12:00: an operator's \"kill\" met no backup job to kill");
  EXPECT_THAT(output.out, HasSubstr("warning    "));
}

TEST_F(RunTest, ARunWithoutTroubleHasNoWarning) {
  const Output output = keycell("run one-backup --json");
  EXPECT_TRUE(nlohmann::json::parse(output.out).at("warnings").empty()) << output.out;
}

TEST_F(RunTest, ExplainShowsWhatTheConsoleOfAKmsFinds) {
  const Output found = keycell("explain kms kms1 --where policy=pool-a");
  EXPECT_EQ(found.exit_code, 0);
  EXPECT_THAT(found.out, AllOf(HasSubstr("kms1-mk-1"), HasSubstr("2A4F"), HasSubstr("Active")));
  EXPECT_THAT(keycell("explain kms kms1 --where policy=Gold").out, HasSubstr("no key of kms1 meets every condition"));
  EXPECT_EQ(keycell("explain kms kms2").exit_code, 2);
  EXPECT_EQ(keycell("explain kms kms1 --where polcy=Gold").exit_code, 2);
  EXPECT_EQ(keycell("explain kmss kms1").exit_code, 2);
}

TEST_F(RunTest, CheckDeterminismSaysEqual) {
  const Output output = keycell("run one-backup --check-determinism");
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_THAT(output.out, AllOf(HasSubstr("EQUAL      "), HasSubstr("every fold's result and the summary\n"),
                                HasSubstr("           are equal too\n"), HasSubstr("scope      "),
                                HasSubstr("replay     keycell run")));
}

TEST_F(RunTest, OutHoldsTheSummaryAndTheEffectiveScenario) {
  EXPECT_EQ(keycell("run one-backup --out results/deep").exit_code, 0);
  EXPECT_EQ(nlohmann::json::parse(read(folder / "results/deep/summary.json")).at("ending"), "ended");
  // The effective scenario is a scenario: it runs, and to the same end.
  EXPECT_EQ(keycell("run results/deep/scenario.toml").exit_code, 0);
}

TEST_F(RunTest, AnOutFolderThatCannotBeIsRefusedBeforeAnythingIsDone) {
  write("taken", "a file");
  const Output output = keycell("run one-backup --out taken");
  EXPECT_EQ(output.exit_code, 4);
  EXPECT_EQ(output.out, "");
  EXPECT_THAT(output.err, HasSubstr("--out"));
}

TEST_F(RunTest, ManySeedsAreTheSameBytesWhateverTheJobs) {
  write_cell("rot.toml", "[[fault]]\nkind = \"bit-rot\"\ntarget = \"ma1\"\nat = \"90 min\"\n");
  const Output alone = keycell("run rot.toml --reps 6 --jobs 1 --out alone");
  const Output together = keycell("run rot.toml --reps 6 --jobs 2 --out together");
  EXPECT_EQ(alone.exit_code, 11) << alone.err;
  EXPECT_EQ(together.exit_code, 11);
  EXPECT_EQ(alone.out, together.out);
  for (const char* name : {"replications.json", "replications.csv", "scenario.toml"}) {
    EXPECT_NE(read(folder / "alone" / name), "") << name;
    EXPECT_EQ(read(folder / "alone" / name), read(folder / "together" / name)) << name;
  }
}

TEST_F(RunTest, ManySeedsAreTheRunsOfEachSeed) {
  write_cell("drawn.toml", drawnSizes);
  const auto study = nlohmann::json::parse(keycell("run drawn.toml --seed 3 --reps 2 --json").out);
  EXPECT_EQ(study.at("varies_with_seed"), true);
  ASSERT_EQ(study.at("runs").size(), 2U);
  for (const auto& run : study.at("runs")) {
    const auto single = nlohmann::json::parse(keycell("run drawn.toml --json --seed " + run.at("seed").dump()).out);
    EXPECT_EQ(run.at("event_hash"), single.at("event_hash"));
    EXPECT_EQ(run.at("figures").at("events"), single.at("events"));
  }
  EXPECT_EQ(study.at("replay"), "keycell run drawn.toml --seed 3 --reps 2");
}

// A hundred runs of which each says the same would only seem to say more.
TEST_F(RunTest, WhereNothingIsDrawnOneRunIsAll) {
  const Output output = keycell("run one-backup --reps 100 --out one");
  EXPECT_EQ(output.exit_code, 0) << output.err;
  EXPECT_THAT(output.out, AllOf(HasSubstr("no figure varies with the seed"), HasSubstr("keycell check one-backup"),
                                Not(HasSubstr("interrupted"))));
  const auto study = nlohmann::json::parse(read(folder / "one/replications.json"));
  EXPECT_EQ(study.at("varies_with_seed"), false);
  EXPECT_EQ(study.at("runs_done"), 1);
  // It is true: another seed has other keys and the same figures.
  const auto other = nlohmann::json::parse(keycell("run one-backup --seed 77 --reps 1 --json").out);
  EXPECT_NE(other.at("runs").at(0).at("event_hash"), study.at("runs").at(0).at("event_hash"));
  EXPECT_EQ(other.at("runs").at(0).at("figures"), study.at("runs").at(0).at("figures"));
}

TEST_F(RunTest, JobsThatAreNotOverAreNotDone) {
  write("cut.toml", R"(title = "cut short"
horizon = "2 h"
kms = [{ name = "kms1" }]
media_agent = [{ name = "ma1" }]
pool = [{ name = "pool-a", media_agent = "ma1", kms = "kms1" }]
client = [{ name = "fs", pool = "pool-a", front_end = "100 TB" }]
backup = [{ at = "1 h", clients = "fs" }]
)");
  const Output output = keycell("run cut.toml");
  EXPECT_EQ(output.exit_code, 0) << "a cell that does not keep up is no broken run: " << output.err;
  EXPECT_THAT(output.out, AllOf(HasSubstr("backlog    1 job in work at the horizon"), Not(HasSubstr("warning"))));
  EXPECT_THAT(output.out, HasSubstr(" not Completed: 1 Running"));
  EXPECT_THAT(keycell("run cut.toml --full").out, AllOf(HasSubstr("1 Running; not over after "),
                                                        HasSubstr("jobs were in work at the horizon, day 1 02:00")));
}

TEST_F(RunTest, ManySeedsThatDoNotEndAreVerdictsWithTheirReplayCommand) {
  const Output output = keycell("run one-backup --reps 3 --deadline '1 ms'");
  EXPECT_EQ(output.exit_code, 14);
  EXPECT_THAT(output.out, AllOf(HasSubstr("3 over-deadline"), HasSubstr("FAILED     first with seed 1: over-deadline"),
                                HasSubstr("           keycell run one-backup --seed 1 --deadline '1 ms'\n")));
}

/// The process's only child, or empty.
std::string child_of(pid_t process) {
  const std::string id = std::to_string(process);
  std::ifstream file("/proc/" + id + "/task/" + id + "/children");
  std::string child;
  file >> child;
  return child;
}

TEST_F(RunTest, AnInterruptKeepsWhatWasDone) {
  write_cell("drawn.toml", drawnSizes);
  const pid_t program = ::fork();
  ASSERT_GE(program, 0);
  if (program == 0) {
    const std::string command = "cd '" + folder.string() +
                                "' && exec " KEYCELL_PROGRAM
                                " run drawn.toml --reps 1000000 --jobs 1 --out kept >stdout 2>stderr";
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  // With one job at a time, a second child says that the first run is done.
  std::string first;
  for (std::string child; first.empty() || child.empty() || child == first; child = child_of(program))
    if (first.empty()) first = child;
  ::kill(program, SIGINT);
  int status = 0;
  ASSERT_EQ(::waitpid(program, &status, 0), program);
  EXPECT_EQ(WEXITSTATUS(status), 130) << status << read(folder / "stderr");
  EXPECT_THAT(read(folder / "stdout"), HasSubstr("interrupted: "));
  const auto study = nlohmann::json::parse(read(folder / "kept/replications.json"));
  EXPECT_GE(study.at("runs").size(), 1U);
  EXPECT_LT(study.at("runs").size(), 1000000U);
}

TEST_F(RunTest, ALimitThatIsSaidIsInTheReplayCommand) {
  const auto replay = [&](const std::string& options) {
    return nlohmann::json::parse(keycell("run one-backup --json " + options).out).at("replay").get<std::string>();
  };
  const std::string bare = "keycell run one-backup --seed 1";
  EXPECT_EQ(replay(""), bare);
  EXPECT_EQ(replay("--deadline '5 min'"), bare + " --deadline '5 min'");
  if (sim::addressSanitizer) return;  // it maps more than any limit
  EXPECT_EQ(replay("--memory '2 GiB'"), bare + " --memory '2 GiB'");
  EXPECT_EQ(replay("--memory '2 GiB' --deadline '5 min'"), bare + " --deadline '5 min' --memory '2 GiB'");
}

TEST_F(RunTest, CompareShowsWhatDiffersBetweenTwoScenarios) {
  const Output output = keycell("compare one-backup one-backup-remote");
  EXPECT_EQ(output.exit_code, 0) << output.err;
  EXPECT_THAT(output.out, AllOf(HasSubstr("keys.unwrap: \"fetch\" -> \"remote\""), HasSubstr("KMS unwrap requests"),
                                HasSubstr("verdicts   the same"), HasSubstr("different: hash ")));
}

TEST_F(RunTest, CompareOfEqualRunsIsOneLine) {
  EXPECT_EQ(keycell("run one-backup --out once").exit_code, 0);
  for (const char* sides : {"once one-backup", "once/summary.json once", "one-backup one-backup --seed 3"}) {
    const Output output = keycell(std::string("compare ") + sides);
    EXPECT_EQ(output.exit_code, 0) << output.err;
    EXPECT_THAT(output.out, StartsWith("equal: ")) << sides;
    EXPECT_EQ(std::ranges::count(output.out, '\n'), 1) << output.out;
  }
}

TEST_F(RunTest, CompareOfManySeedsTakesThemSeedBySeed) {
  write_cell("one.toml", drawnSizes);
  write_cell("two.toml", drawnSizes + std::string("[network]\nlatency = \"20 ms\"\n"));
  EXPECT_EQ(keycell("run one.toml --reps 3 --out one").exit_code, 0);
  EXPECT_EQ(keycell("run two.toml --reps 3 --out two").exit_code, 0);
  const Output output = keycell("compare one two --json");
  EXPECT_EQ(output.exit_code, 0) << output.err;
  const auto json = nlohmann::json::parse(output.out);
  EXPECT_EQ(json.at("paired"), true);
  EXPECT_EQ(json.at("scenario").size(), 1U);
  const auto window =
      std::ranges::find_if(json.at("figures"), [](const auto& figure) { return figure.at("id") == "backup.window_s"; });
  ASSERT_NE(window, json.at("figures").end());
  EXPECT_GT(window->at("paired").at("mean"), 0);
  EXPECT_EQ(window->at("paired").at("distinguishable"), true);
}

TEST_F(RunTest, CompareExitsAsTheWorseSideWould) {
  write_cell("fine.toml");
  write_cell("plain.toml", "[network]\nchannel = \"plain\"\n");
  const Output output = keycell("compare fine.toml plain.toml");
  EXPECT_EQ(output.exit_code, 11);
  EXPECT_THAT(output.out, HasSubstr("A held; B violated"));
}

struct Wrong {
  const char* arguments;
  int exit_code;
  const char* says;
};

TEST_F(RunTest, WrongWordsAreOneLineThatHelps) {
  write("empty.toml", "");
  write("unit.toml", "title = \"x\"\n[jobs]\nrestart_interval = 20\n");
  write("other.json", "{\"answer\": 42}");
  write("torn.json", "{\"schema\": 1, \"scenario\": {}");
  write("hollow.json",
        R"({"kind": "run", "schema": 7, "made_by": {"keycell": "", "commit": "", "simgrid": "", "openssl": ""},
            "scenario": {}})");
  write("old.json", "{\"schema\": 5, \"scenario\": {}}");
  std::filesystem::create_directory(folder / "hollow");
  const std::vector<Wrong> cases{
      {"compare one-backup", 2, "B is required"},
      {"compare one-backup quickstrat", 2, "nearest: \"quickstart\""},
      {"compare one-backup unit.toml", 3, "unit.toml:3:20: restart_interval: "},
      {"compare one-backup hollow", 4, "neither summary.json nor replications.json"},
      {"compare one-backup none.json", 4, "cannot read none.json"},
      {"compare one-backup other.json", 4, "other.json: expected a summary.json"},
      {"compare one-backup torn.json", 4, "torn.json: expected a summary.json"},
      {"compare hollow.json hollow.json", 4, "scenario: \"name\" is missing"},
      {"compare old.json old.json", 4, "it has the schema 5, and this version reads 7"},
      {"compare one-backup one-backup --sead 1", 2, "nearest: \"--seed\""},
      {"run one-backup --seed abc", 2, "--seed: \"abc\" is no whole number"},
      {"run one-backup --seed -1", 2, "--seed: \"-1\" is no whole number"},
      {"run one-backup --seed 18446744073709551616", 2, "is no whole number"},
      {"run quickstrat", 2, "nearest: \"quickstart\""},
      {"rum quickstart", 2, "nearest: \"run\""},
      {"run one-backup --jsn", 2, "nearest: \"--json\""},
      {"run", 2, "SCENARIO"},
      {"", 2, "subcommand"},
      {"run one-backup --deadline 5", 2, "no unit"},
      {"run one-backup --crash-points some", 2, "expected one of: all"},
      {"run one-backup --crash-points all --engine brunch", 2, "nearest: \"branch\""},
      {"run one-backup --reps many", 2, "--reps: \"many\" is no whole number"},
      {"run one-backup --reps ''", 2, "--reps: it is empty; expected a value"},
      {"run one-backup --resp 4", 2, "nearest: \"--reps\""},
      {"run nothing.toml", 4, "nothing.toml"},
      {"run .", 4, "."},
      {"run empty.toml", 3, "empty.toml:1:1: "},
      {"run unit.toml", 3, "unit.toml:3:20: restart_interval: "},
  };
  for (const Wrong& wrong : cases) {
    const Output output = keycell(wrong.arguments);
    EXPECT_EQ(output.exit_code, wrong.exit_code) << wrong.arguments;
    EXPECT_EQ(output.out, "") << wrong.arguments;
    EXPECT_THAT(output.err, HasSubstr(wrong.says)) << wrong.arguments;
    EXPECT_EQ(std::ranges::count(output.err, '\n'), 1) << wrong.arguments << ": " << output.err;
  }
}

TEST_F(RunTest, HelpLeadsWithWhatToType) {
  const Output output = keycell("--help");
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_THAT(output.out, HasSubstr("keycell run quickstart"));
  EXPECT_THAT(keycell("run --help").out, HasSubstr("keycell run quickstart --seed 7"));
}

TEST(Screen, TextForSizesAndTimes) {
  EXPECT_EQ(reports::bytes_text(999), "999 B");
  EXPECT_EQ(reports::bytes_text(1024), "1.02 kB");
  EXPECT_EQ(reports::bytes_text(160e9), "160 GB");
  EXPECT_EQ(reports::time_text(0), "0 s");
  EXPECT_EQ(reports::time_text(0.0215), "21.5 ms");
  EXPECT_EQ(reports::time_text(90), "1 min 30 s");
  EXPECT_EQ(reports::time_text(43560), "12 h 6 min");
}

}  // namespace
}  // namespace keycell
