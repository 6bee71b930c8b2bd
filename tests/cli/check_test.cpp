// keycell check as its user meets it.

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "measures/results/campaign.h"
#include "tests/cli/program_test.h"

namespace keycell {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// The rules of XML that a hand-made file breaks first: elements close in their order, attributes are quoted, no bare
/// '&' or '<'. Returns the names of the elements in order; empty when it is not well-formed.
std::vector<std::string> elements_of(const std::string& xml) {
  std::vector<std::string> open;
  std::vector<std::string> all;
  const std::regex tag("<(/?)([a-z]+)((?: [a-z]+=\"[^\"<]*\")*) ?(/?)>");
  std::size_t at = xml.find("?>\n") + 3;
  while (at < xml.size()) {
    const auto next = xml.find('<', at);
    const std::string text = xml.substr(at, next - at);
    const std::regex reference("&(amp|lt|gt|quot|#10);");
    if (std::regex_replace(text, reference, "").find_first_of("&>") != std::string::npos) return {};
    if (next == std::string::npos) break;
    std::smatch match;
    const std::string rest = xml.substr(next);
    if (!std::regex_search(rest, match, tag, std::regex_constants::match_continuous)) return {};
    if (std::regex_replace(match[3].str(), reference, "").find('&') != std::string::npos) return {};
    if (match[1] == "/") {
      if (open.empty() || open.back() != match[2]) return {};
      open.pop_back();
    } else {
      all.push_back(match[2]);
      if (match[4] != "/") open.push_back(match[2]);
    }
    at = next + static_cast<std::size_t>(match.length());
  }
  return open.empty() ? all : std::vector<std::string>{};
}

class CheckTest : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    write("cell.toml", cell);
    // Both clients lose what they backed up: the bit that flips is in one of few records.
    write("rot.toml", std::string(cell) + "[[fault]]\nkind = \"bit-rot\"\ntarget = \"ma1\"\nat = \"90 min\"\n");
  }

  static constexpr const char* cell = R"(title = "small"
[expect]
violated = ["SEC-7"]
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
count = 3
pool = "pool-a"
front_end = "6 GB"
[[backup]]
at = "1 h"
clients = "fs"
[[restore]]
at = "2 h"
clients = "fs"
)";
};

TEST_F(CheckTest, RandomCellsHoldAndItSaysHowFarThatGoes) {
  const Output output = keycell("check --space documented --seeds 1..30");
  EXPECT_EQ(output.exit_code, 0) << output.out << output.err;
  EXPECT_THAT(output.out,
              AllOf(HasSubstr("Random cells of documented, seeds 1 to 30"), HasSubstr("30 of 30"),
                    HasSubstr("PASSED     0 of 30 runs failed; p < 9.6 % at 95 % under this"),
                    HasSubstr("SEC-1      held"), HasSubstr("cells exercised it"), HasSubstr("looked at: wire "),
                    HasSubstr("wrapped: "), HasSubstr("keycell check --space documented --seeds 1..30")));
  EXPECT_THAT(output.out, Not(HasSubstr("\033")));
}

TEST_F(CheckTest, OneCellWithManySeedsHolds) {
  const Output output = keycell("check cell.toml --seeds 5..14 --json");
  EXPECT_EQ(output.exit_code, 0) << output.out << output.err;
  const auto json = nlohmann::json::parse(output.out);
  EXPECT_EQ(json.at("schema"), measures::campaignSchema);
  EXPECT_EQ(json.at("scenario"), "cell.toml");
  EXPECT_EQ(json.at("done"), 10);
  EXPECT_EQ(json.at("failed"), 0);
  EXPECT_NEAR(json.at("probability_of_failure_95").at("high").get<double>(), 0.258865, 1e-6);  // 1 - 0.05^(1/10)
  EXPECT_EQ(json.at("properties").at(0).at("exercised"), 10);
}

TEST_F(CheckTest, WhatJobsDoesIsNotSeen) {
  const auto without_time = [&](const std::string& arguments) {
    auto json = nlohmann::json::parse(keycell(arguments).out);
    json.erase("wall_s");
    json.erase("runs_per_hour");
    return json;
  };
  EXPECT_EQ(without_time("check cell.toml --seeds 1..6 --json --jobs 1"),
            without_time("check cell.toml --seeds 1..6 --json --jobs 4"));
}

TEST_F(CheckTest, AFailureIsAFileThatReplays) {
  const Output output = keycell("check rot.toml --seeds 3..8 --out found");
  EXPECT_EQ(output.exit_code, 11) << output.out << output.err;
  EXPECT_THAT(output.out, AllOf(HasSubstr("failed"), HasSubstr("FID-1: 6 runs, first with seed 3"),
                                HasSubstr("keycell run found/FID-1-seed-3.toml --seed 3")));
  const std::string file = read(folder / "found/FID-1-seed-3.toml");
  EXPECT_LE(std::ranges::count(file, '\n'), 40) << file;
  EXPECT_THAT(file,
              AllOf(HasSubstr("# FID-1 fails: what was backed up comes back"), HasSubstr("bit-rot"),
                    HasSubstr("# again: keycell run found/FID-1-seed-3.toml --seed 3"), HasSubstr("does not open")));
  EXPECT_THAT(file, Not(HasSubstr("count = 3")));  // one client is enough
  const Output again = keycell("run found/FID-1-seed-3.toml --seed 3");
  EXPECT_EQ(again.exit_code, 11);
  EXPECT_THAT(again.out,
              AllOf(HasSubstr("FAILED     FID-1 violated"), HasSubstr("story      same story (kept by keycell ")));
}

TEST_F(CheckTest, JUnitHasACaseForEachPropertyAndIsWellFormed) {
  EXPECT_EQ(keycell("check rot.toml --seeds 1..2 --junit junit.xml").exit_code, 11);
  const std::string xml = read(folder / "junit.xml");
  const auto elements = elements_of(xml);
  ASSERT_FALSE(elements.empty()) << xml;
  EXPECT_EQ(elements.front(), "testsuites");
  EXPECT_EQ(elements.at(1), "testsuite");
  const auto json = nlohmann::json::parse(keycell("check rot.toml --seeds 1..2 --json").out);
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(elements, "testcase")),
            json.at("properties").size() + json.at("faults").size() + 1);
  EXPECT_EQ(std::ranges::count(elements, "failure"), 1);
  EXPECT_THAT(xml, AllOf(HasSubstr("name=\"FID-1: what was backed up"), HasSubstr("seeds 1 2"),
                         HasSubstr("again: keycell run rot.toml --seed 1")));
  EXPECT_TRUE(elements_of("<?xml?>\n<a b=\"<\"/>").empty());  // what the check itself can see
  EXPECT_TRUE(elements_of("<?xml?>\n<a>&</a>").empty());
  EXPECT_TRUE(elements_of("<?xml?>\n<a></b>").empty());
}

TEST_F(CheckTest, FailFastStopsAtTheFirst) {
  const auto json = nlohmann::json::parse(keycell("check rot.toml --seeds 1..5000 --fail-fast --json").out);
  EXPECT_EQ(json.at("failures").at(0).at("seeds").at(0), 1);
  EXPECT_LT(json.at("done").get<int>(), 50);
}

TEST_F(CheckTest, WhatCannotBeIsRefusedBeforeAnythingRuns) {
  const auto refused = [&](const std::string& arguments, int code, const std::string& why) {
    const Output output = keycell("check " + arguments);
    EXPECT_EQ(output.exit_code, code) << arguments << ": " << output.err;
    EXPECT_THAT(output.err, HasSubstr(why)) << arguments;
    EXPECT_THAT(output.err, Not(HasSubstr("checking"))) << arguments;
    EXPECT_EQ(std::ranges::count(output.err, '\n'), 1) << output.err;
  };
  refused("cell.toml --seeds 9..3", 2, "9..3 is backwards; expected 3..9");
  refused("cell.toml --seeds 1..", 2, "expected FIRST..LAST");
  refused("cell.toml --seeds ..9", 2, "expected FIRST..LAST");
  refused("cell.toml --seeds a..9", 2, "no whole number");
  refused("cell.toml --seeds 0..18446744073709551615", 2, "more seeds than can be counted");
  refused("cell.toml --jobs 0", 2, "at least 1");
  refused("cell.toml --deadline 0s", 2, "--deadline");
  refused("cell.toml --space documented", 2, "one of the two");
  refused("", 2, "one of the two");
  refused("--space documentd", 2, "nearest: \"documented\"");
  refused("--space no/such.toml", 4, "no/such.toml");
  refused("quikstart", 2, "nearest: \"quickstart\"");
  write("file", "");
  refused("cell.toml --out file/folder", 4, "--out");
  refused("cell.toml --junit no/such/junit.xml", 4, "--junit");
  write("empty.toml", "[keys]\nprofile = [\"per-copy-rsa\"]\nunwrap = [\"remote\"]\n");
  refused("--space empty.toml", 3, "no cell of this space is a valid scenario");
  write("wrong.toml", "[keys]\nprofil = [\"pool-kek\"]\n");
  refused("--space wrong.toml", 3, "wrong.toml:2:1: profil");
}

TEST_F(CheckTest, AnInterruptKeepsWhatWasFoundAndExits130) {
  for (const std::string signal : {"INT", "TERM"}) {
    SCOPED_TRACE(signal);
    // The shell's own child is the program, so that the signal reaches it alone.
    const std::string script = "cd '" + folder.string() +
                               "' && rm -f stderr; { KEYCELL_COMMAND= " KEYCELL_PROGRAM
                               " check --space documented --seeds 1..1000000 --out " +
                               signal +
                               " >stdout 2>stderr & p=$!; until grep -qs checking stderr || "
                               "! kill -0 $p; do sleep 0.1; done; "
                               "sleep 3; kill -" +
                               signal + " $p; wait $p; }";
    // A background job of sh ignores SIGINT, which the program's own handler undoes.
    const int status = std::system(script.c_str());
    EXPECT_EQ(WEXITSTATUS(status), 130) << read(folder / "stderr");
    EXPECT_THAT(read(folder / "stdout"), AllOf(HasSubstr("(interrupted)"), HasSubstr("SEC-1")));
    const auto json = nlohmann::json::parse(read(folder / signal / "campaign.json"));
    EXPECT_TRUE(json.at("interrupted").get<bool>());
    EXPECT_GT(json.at("done").get<int>(), 0);
    const std::string xml = read(folder / signal / "junit.xml");
    EXPECT_THAT(xml, AllOf(HasSubstr("errors=\"1\""), HasSubstr("of 1000000 runs")));
    EXPECT_FALSE(elements_of(xml).empty()) << xml;
  }
}

TEST_F(CheckTest, NothingOfAnEarlierCampaignStaysInTheFolder) {
  EXPECT_EQ(keycell("check rot.toml --seeds 3..4 --out found").exit_code, 11);
  EXPECT_TRUE(std::filesystem::exists(folder / "found/FID-1-seed-3.toml"));
  write("found/mine.toml", "");
  EXPECT_EQ(keycell("check cell.toml --seeds 1..2 --out found").exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(folder / "found/FID-1-seed-3.toml"));
  EXPECT_TRUE(std::filesystem::exists(folder / "found/mine.toml"));
  EXPECT_EQ(nlohmann::json::parse(read(folder / "found/campaign.json")).at("failed"), 0);
}

TEST_F(CheckTest, WhatIsRefusedLeavesTheFolderAsItWas) {
  EXPECT_EQ(keycell("check cell.toml --seeds 1..2 --out found").exit_code, 0);
  EXPECT_EQ(keycell("check cell.toml --seeds 1..2 --out found --junit no/such/junit.xml").exit_code, 4);
  EXPECT_TRUE(std::filesystem::exists(folder / "found/campaign.json"));
}

TEST_F(CheckTest, AFileThatCannotBeWrittenIsFoundOutBeforeTheWork) {
  std::filesystem::create_directories(folder / "found/campaign.json/in-the-way");
  const Output output = keycell("check cell.toml --seeds 1..2 --out found");
  EXPECT_EQ(output.exit_code, 4);
  EXPECT_THAT(output.err, AllOf(HasSubstr("cannot write found/campaign.json"), Not(HasSubstr("checking"))));
}

TEST_F(CheckTest, AFullStandardOutputIsAnError) {
  const std::string script =
      "cd '" + folder.string() + "' && " KEYCELL_PROGRAM " check cell.toml --seeds 1..2 >/dev/full 2>stderr";
  EXPECT_EQ(WEXITSTATUS(std::system(script.c_str())), 4);
  EXPECT_THAT(read(folder / "stderr"), HasSubstr("cannot write to the standard output"));
}

TEST_F(CheckTest, SoIsOneOfHelp) {
  for (const char* words : {"--help", "--version", "run --help", "schema"}) {
    const std::string script = "cd '" + folder.string() + "' && " KEYCELL_PROGRAM " " + words + " >/dev/full 2>stderr";
    EXPECT_EQ(WEXITSTATUS(std::system(script.c_str())), 4) << words;
    EXPECT_THAT(read(folder / "stderr"), HasSubstr("cannot write to the standard output")) << words;
  }
}

TEST_F(CheckTest, AnExpectationThatNothingTriggersFailsAsItDoesInARun) {
  std::string text = read(folder / "cell.toml");
  text.replace(text.find("\"SEC-7\""), 7, "\"SEC-7\", \"FID-1\"");
  text.erase(text.find("[[restore]]"));
  write("no-restore.toml", text);
  EXPECT_EQ(keycell("run no-restore.toml").exit_code, 11);
  const Output output = keycell("check no-restore.toml --seeds 1..2");
  EXPECT_EQ(output.exit_code, 11) << output.out << output.err;
  EXPECT_THAT(output.out, AllOf(HasSubstr("FID-1, held against expectation"), HasSubstr("nothing in the scenario")));
}

TEST_F(CheckTest, TheCommandsThatRepeatHaveTheLimits) {
  const Output output = keycell("check cell.toml --seeds 1..1 --deadline '1 ms' --fail-fast");
  EXPECT_EQ(output.exit_code, 14);
  EXPECT_THAT(output.out, AllOf(HasSubstr("keycell run cell.toml --seed 1 --deadline '1 ms'\n"),
                                HasSubstr("keycell check cell.toml --seeds 1..1 --deadline '1 ms' --fail-fast\n")));
}

}  // namespace
}  // namespace keycell
