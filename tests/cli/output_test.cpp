// What --out and --junit do to files: results are whole and of one run, and nothing of the user's is lost.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/cli/program_test.h"

namespace keycell {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Names = std::set<std::string>;

class OutputTest : public ProgramTest {
 protected:
  Names files_in(const std::string& name) const {
    Names names;
    if (!fs::exists(folder / name)) return names;
    for (const auto& entry : fs::directory_iterator(folder / name)) names.insert(entry.path().filename().string());
    return names;
  }
  /// Refused before anything is done, with exit code 4.
  void refused(const std::string& arguments, const std::string& why) const {
    const Output output = keycell(arguments);
    EXPECT_EQ(output.exit_code, 4) << arguments << output.err;
    EXPECT_EQ(output.out, "") << arguments;
    EXPECT_THAT(output.err, AllOf(HasSubstr(why), Not(HasSubstr("simulating")), Not(HasSubstr("checking"))));
  }
  int shell(const std::string& script) const {
    const int status = std::system(("cd '" + folder.string() + "' && " + script).c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  const Names ofARun{"events.jsonl", "keycell-files.json", "scenario.toml", "summary.json"};
};

TEST_F(OutputTest, AFolderHoldsOneRun) {
  EXPECT_EQ(keycell("run one-backup --out results --csdb").exit_code, 0);
  Names with_csdb = ofARun;
  with_csdb.insert("csdb.sqlite");
  EXPECT_EQ(files_in("results"), with_csdb);
  EXPECT_EQ(keycell("run one-backup --seed 2 --out results").exit_code, 0);
  EXPECT_EQ(files_in("results"), ofARun) << "the CSDB was that of the run before";
  EXPECT_EQ(nlohmann::json::parse(read(folder / "results/summary.json")).at("seed"), 2);
  EXPECT_EQ(keycell("run one-backup --reps 2 --out results").exit_code, 0);
  EXPECT_EQ(files_in("results"),
            (Names{"keycell-files.json", "replications.csv", "replications.json", "scenario.toml"}));
}

TEST_F(OutputTest, WhatSomebodyElseWroteStays) {
  fs::create_directory(folder / "results");
  for (const char* name : {"scenario.toml", "summary.json", "events.jsonl"}) {
    write(std::string("results/") + name, "mine");
    refused("run one-backup --out results",
            std::string("results/") + name + ": it is there, and not as keycell wrote it");
    EXPECT_EQ(files_in("results"), Names{name});
    EXPECT_EQ(read(folder / "results" / name), "mine");
    EXPECT_EQ(keycell("run one-backup --out results --force").exit_code, 0);
    EXPECT_NE(read(folder / "results" / name), "mine");
    fs::remove_all(folder / "results");
    fs::create_directory(folder / "results");
  }
  write("results/notes.txt", "mine");
  EXPECT_EQ(keycell("run one-backup --out results").exit_code, 0) << "a file of another name is in nobody's way";
  EXPECT_EQ(keycell("run one-backup --out results").exit_code, 0);
  EXPECT_EQ(read(folder / "results/notes.txt"), "mine");
}

TEST_F(OutputTest, WhatTheUserChangedSinceIsHis) {
  EXPECT_EQ(keycell("run one-backup --out results").exit_code, 0);
  write("results/scenario.toml", read(folder / "results/scenario.toml") + "# changed\n");
  refused("run one-backup --out results", "results/scenario.toml");
  EXPECT_EQ(files_in("results"), ofARun) << "refused, so nothing went";
  EXPECT_THAT(read(folder / "results/scenario.toml"), HasSubstr("# changed"));
}

TEST_F(OutputTest, WhatIsReadIsNeverWrittenOver) {
  EXPECT_EQ(keycell("run one-backup --out results").exit_code, 0);
  const std::string before = read(folder / "results/scenario.toml");
  refused("run results/scenario.toml --out results", "is read, and would be written over");
  refused("run results/scenario.toml --out results --force", "is read, and would be written over");
  write("scenario.toml", before);
  refused("run scenario.toml --out . --force", "is read, and would be written over");
  refused("run ./scenario.toml --reps 2 --out . --force", "is read, and would be written over");
  refused("check scenario.toml --seeds 1..2 --junit scenario.toml --force", "is read, and would be written over");
  EXPECT_EQ(read(folder / "scenario.toml"), before);
  EXPECT_EQ(read(folder / "results/scenario.toml"), before);
}

TEST_F(OutputTest, ACalibrationThatIsReadIsNeverWrittenOver) {
  fs::create_directory(folder / "results");
  write("results/scenario.toml", read(std::string(KEYCELL_SOURCE) + "/scenarios/calibration/server-2015.toml"));
  ASSERT_EQ(keycell("scenario init one-backup --out cell.toml").exit_code, 0);
  write("cell.toml", read(folder / "cell.toml") + "\n[costs]\ncalibration = \"results/scenario.toml\"\n");
  const std::string why = "scenario.toml is read, and would be written over";
  refused("run cell.toml --out results --force", why);
  refused("run cell.toml --reps 2 --out results --force", why);
  refused("check cell.toml --seeds 1..2 --junit results/scenario.toml --force",
          "it is read, and would be written over");
}

// It would be a second name for what the folder gets anyway, and go with it when the folder is taken again.
TEST_F(OutputTest, AJunitFileIsNotForTheFolderOfResults) {
  refused("check one-backup --seeds 1..2 --out found --junit found/mine.xml", "lies in the folder of --out");
  refused("check one-backup --seeds 1..2 --out found/ --junit ./found/junit.xml", "lies in the folder of --out");
  fs::create_directory(folder / "found");
  refused("check one-backup --seeds 1..2 --out found --junit found/../found/mine.xml", "lies in the folder of --out");
  EXPECT_EQ(keycell("check one-backup --seeds 1..2 --out found --junit mine.xml").exit_code, 0);
}

TEST_F(OutputTest, ALinkIsNotFollowed) {
  write("precious", "mine");
  fs::create_directory(folder / "results");
  fs::create_symlink("../precious", folder / "results/summary.json");
  refused("run one-backup --out results", "results/summary.json");
  EXPECT_EQ(keycell("run one-backup --out results --force").exit_code, 0);
  EXPECT_EQ(read(folder / "precious"), "mine");
  EXPECT_FALSE(fs::is_symlink(folder / "results/summary.json"));
}

TEST_F(OutputTest, ASecondProgramInOneFolderIsRefused) {
  fs::create_directory(folder / "results");
  const int held = ::open((folder / "results").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_EQ(::flock(held, LOCK_EX), 0);
  refused("run one-backup --out results", "another keycell writes there");
  refused("check one-backup --seeds 1..2 --out results", "another keycell writes there");
  ::close(held);
  EXPECT_EQ(keycell("run one-backup --out results").exit_code, 0);
}

TEST_F(OutputTest, AClosedPipeLosesNoResult) {
  EXPECT_EQ(shell("{ " KEYCELL_PROGRAM " run one-backup --out results 2>/dev/null; } | true"), 0);
  EXPECT_EQ(files_in("results"), ofARun);
  EXPECT_EQ(shell("{ " KEYCELL_PROGRAM " check one-backup --seeds 1..2 --out found 2>/dev/null; } | true"), 0);
  EXPECT_EQ(files_in("found"), (Names{"campaign.json", "junit.xml", "keycell-files.json"}));
}

// The list of what keycell wrote is a file as any other: somebody else's stays.
TEST_F(OutputTest, AListThatKeycellDidNotWriteStays) {
  std::filesystem::create_directory(folder / "results");
  write("results/keycell-files.json", "{\"mine\": 1}");
  refused("run one-backup --out results", "it is there, and not as keycell wrote it");
  EXPECT_EQ(read(folder / "results/keycell-files.json"), "{\"mine\": 1}");
  EXPECT_EQ(keycell("run one-backup --out results --force").exit_code, 0);
  EXPECT_EQ(keycell("scenario init one-backup --out cell.toml").exit_code, 0);
  std::filesystem::create_directory(folder / "other");
  std::filesystem::rename(folder / "cell.toml", folder / "other/keycell-files.json");
  refused("run other/keycell-files.json --out other", "is read, and would be written over");
  refused("run other/keycell-files.json --out other --force", "is read, and would be written over");
}

TEST_F(OutputTest, WhoStartsItWithClosedDescriptorsGetsWholeResults) {
  EXPECT_EQ(shell(KEYCELL_PROGRAM " run one-backup --out results <&- >&- 2>&-"), 4) << "nobody could read the screen";
  EXPECT_EQ(files_in("results"), ofARun);
  EXPECT_EQ(nlohmann::json::parse(read(folder / "results/summary.json")).at("ending"), "ended");
}

TEST_F(OutputTest, AScenarioMayComeFromAPipe) {
  EXPECT_EQ(keycell("scenario init one-backup --out cell.toml").exit_code, 0);
  EXPECT_EQ(shell("mkfifo ff; (cat cell.toml >ff &); timeout 60 " KEYCELL_PROGRAM " run ff >screen 2>errors"), 0);
  EXPECT_THAT(read(folder / "screen"), HasSubstr("PASSED     "));
}

TEST_F(OutputTest, AFullDiskIsToldAfterTheScreen) {
  // A limit on the size of files stands for the disk; its signal is not waited for.
  EXPECT_EQ(shell("ulimit -f 100; " KEYCELL_PROGRAM " run one-backup --out results >screen 2>errors"), 4);
  EXPECT_THAT(read(folder / "screen"), HasSubstr("PASSED     "));
  EXPECT_THAT(read(folder / "errors"), HasSubstr("cannot write results/events.jsonl: File too large"));
  EXPECT_FALSE(files_in("results").contains("events.jsonl"));
  for (const std::string& name : files_in("results")) EXPECT_THAT(name, Not(HasSubstr(".keycell-")));
}

TEST_F(OutputTest, AnInterruptLeavesNothingHalfWritten) {
  for (const std::string signal : {"INT", "TERM"}) {
    SCOPED_TRACE(signal);
    EXPECT_EQ(shell("rm -f stderr; { " KEYCELL_PROGRAM " run thousand-clients --out results >stdout 2>stderr & p=$!; "
                    "until grep -qs simulating stderr || ! kill -0 $p; do sleep 0.1; done; kill -" +
                    signal + " $p; wait $p; }"),
              130);
    EXPECT_THAT(read(folder / "stderr"), HasSubstr("interrupted; nothing was kept"));
    EXPECT_EQ(files_in("results"), Names{});
  }
}

TEST_F(OutputTest, AJUnitFileIsWrittenOverAndNothingElseIs) {
  EXPECT_EQ(keycell("check one-backup --seeds 1..2 --junit junit.xml").exit_code, 0);
  EXPECT_EQ(keycell("check one-backup --seeds 1..3 --junit junit.xml").exit_code, 0);
  EXPECT_THAT(read(folder / "junit.xml"), HasSubstr("name=\"runs\" value=\"3\""));
  write("thesis.tex", "years of work");
  refused("check one-backup --seeds 1..2 --junit thesis.tex", "it is there and is no JUnit file");
  EXPECT_EQ(read(folder / "thesis.tex"), "years of work");
  EXPECT_EQ(keycell("check one-backup --seeds 1..2 --junit /dev/stderr").exit_code, 0) << "no file, so none is lost";
}

}  // namespace
}  // namespace keycell
