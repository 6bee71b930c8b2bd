// Help, version and words as people know them from other programs.

#include <gmock/gmock.h>

#include <sstream>

#include "tests/cli/program_test.h"

namespace keycell {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

using HelpTest = ProgramTest;

std::size_t longest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
  return longest;
}

TEST_F(HelpTest, HelpIsASubcommandToo) {
  for (const char* command : {"", "run", "check", "scenario", "scenario explain"}) {
    const Output help = keycell(std::string("help ") + command);
    EXPECT_EQ(help.exit_code, 0) << command << help.err;
    EXPECT_EQ(help.out, keycell(std::string(command) + " --help").out);
  }
}

TEST_F(HelpTest, FitsTheTerminal) {
  for (const char* command : {"", "run", "check", "compare", "scenario", "scenario init", "explain kms", "calibrate"})
    EXPECT_LE(longest_line(keycell(std::string(command) + " --help").out), 110U) << command;
  // What stands beside an option is broken; examples are lines to copy.
  const std::string help = keycell("run --help").out;
  EXPECT_LE(longest_line(help.substr(0, help.find("Examples:"))), 80U) << help;
}

TEST_F(HelpTest, SaysWhatExitCodesMean) {
  EXPECT_THAT(keycell("--help").out, AllOf(HasSubstr("Exit codes: 0 all held"), HasSubstr("130 interrupted")));
}

TEST_F(HelpTest, OfWhatIsNoSubcommandIsAnError) {
  const Output output = keycell("nonsense --help");
  EXPECT_EQ(output.exit_code, 2);
  EXPECT_EQ(output.out, "");
  EXPECT_THAT(output.err, HasSubstr("\"nonsense\" is no subcommand"));
  EXPECT_EQ(keycell("scenario nonsense --help").exit_code, 2);
  EXPECT_EQ(keycell("help nonsense").exit_code, 2);
  EXPECT_THAT(keycell("help rnu").err, HasSubstr("nearest: \"run\""));
}

TEST_F(HelpTest, AnOptionBeforeTheSubcommandIsNamed) {
  for (const std::string words : {"-1", "--=", "--nope", "-- run one-backup", "scenario -"}) {
    const Output output = keycell(words);
    EXPECT_EQ(output.exit_code, 2) << words;
    const std::size_t begin = words.starts_with("scenario ") ? 9 : 0;
    const std::string word = words.substr(begin, words.find(' ', begin) - begin);
    EXPECT_THAT(output.err, AllOf(HasSubstr("\"" + word + "\" is no option"), HasSubstr("subcommand comes first")))
        << words;
  }
  EXPECT_THAT(keycell("--color never").err, HasSubstr("subcommand is required"));
}

// Whoever reads errors line by line is not fooled by a line end in a word, nor a terminal by a name.
TEST_F(HelpTest, AnErrorIsOneLineWhateverIsInTheWord) {
  for (const std::string words : {"'a\nb'", "scenario 'a\nb'", "compare one-backup 'a\nb'", "run 'a\nb'"}) {
    const Output output = keycell(words);
    EXPECT_EQ(output.exit_code, 2) << words;
    EXPECT_EQ(std::ranges::count(output.err, '\n'), 1) << output.err;
    EXPECT_THAT(output.err, HasSubstr("a\\nb"));
  }
  const Output wrote = keycell("scenario init one-backup --out '\x1B[31m.toml'");
  EXPECT_EQ(wrote.exit_code, 0);
  EXPECT_THAT(wrote.err, AllOf(HasSubstr("\\x1B[31m.toml"), Not(HasSubstr("\x1B"))));
  const Output upgraded = keycell("scenario upgrade --in-place '\x1B[31m.toml'");
  EXPECT_EQ(upgraded.exit_code, 0);
  EXPECT_THAT(upgraded.err, Not(HasSubstr("\x1B")));
}

TEST_F(HelpTest, WhatIsForTheOtherProgramGoesOnToIt) {
  const Output output = keycell("sabotage nonsense --seeds 1");
  EXPECT_EQ(output.exit_code, 2);
  EXPECT_THAT(output.err, AllOf(HasSubstr("nonsense"), Not(HasSubstr("not expected"))));
}

TEST_F(HelpTest, TheVersionNamesCommitAndLibraries) {
  const Output output = keycell("--version");
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_THAT(output.out, MatchesRegex("keycell [0-9.]+, commit ([0-9a-f]{7,40}(-dirty)?|unknown)\n"
                                       "with SimGrid 3\\.[0-9]+, OpenSSL 3\\.[0-9.]+, SQLite 3\\.[0-9.]+, .*\n"));
}

TEST_F(HelpTest, AnOptionThatIsGivenAndEmptyIsAnError) {
  for (const char* arguments :
       {"run one-backup --policy ''", "run one-backup --out ''", "run one-backup --seed ''", "run ''",
        "check one-backup --junit ''", "check one-backup --seeds ''", "check --space '' --seeds 1..2",
        "compare one-backup ''", "scenario init --out ''", "scenario explain ''", "calibrate --budget ''"}) {
    const Output output = keycell(arguments);
    EXPECT_EQ(output.exit_code, 2) << arguments << output.out;
    EXPECT_THAT(output.err, AllOf(StartsWith("keycell: "), HasSubstr("it is empty; expected a value"))) << arguments;
  }
}

TEST_F(HelpTest, ColourIsAsItIsSaid) {
  const std::string escape = "\033[";
  EXPECT_THAT(keycell("run one-backup").out, Not(HasSubstr(escape)));
  EXPECT_THAT(keycell("run one-backup --color always").out, HasSubstr(escape));
  EXPECT_THAT(keycell("--color always run one-backup").out, HasSubstr(escape));
  EXPECT_THAT(keycell("run one-backup --color never").out, Not(HasSubstr(escape)));
  const Output wrong = keycell("run one-backup --color sometimes");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("expected one of: auto, always, never"));
}

TEST_F(HelpTest, ScenariosAreFoundAsTheyAreMeant) {
  const std::string out = keycell("scenario validate one-backup").out;
  for (const char* name : {"ONE-BACKUP", "One-Backup", "one-backup.toml"})
    EXPECT_EQ(keycell(std::string("scenario validate ") + name).exit_code, 0) << name;
  write("quickstart.toml", "this is no scenario");
  EXPECT_EQ(keycell("scenario validate quickstart.toml").exit_code, 3) << "a file goes first";
}

TEST_F(HelpTest, OneSeedIsARange) {
  EXPECT_THAT(keycell("check one-backup --seeds 7 --json").out,
              AllOf(HasSubstr("\"done\": 1"), HasSubstr("\"first_seed\": 7")));
}

// The shell itself says whether it can read it, and what it would complete.
TEST_F(HelpTest, AShellCompletesWords) {
  const Output script = keycell("completion bash");
  EXPECT_EQ(script.exit_code, 0);
  write("completion.bash", script.out);
  const auto completed = [&](const std::string& line, int word) {
    const std::string command = "cd '" + folder.string() + "' && bash -c 'source ./completion.bash; COMP_WORDS=(" +
                                line + "); COMP_CWORD=" + std::to_string(word) +
                                "; _keycell; echo \"${COMPREPLY[@]}\"' >words";
    EXPECT_EQ(std::system(command.c_str()), 0) << line;
    return read(folder / "words");
  };
  EXPECT_EQ(completed("keycell ru", 1), "run\n");
  EXPECT_EQ(completed("keycell run quick", 2), "quickstart\n");
  EXPECT_EQ(completed("keycell run quickstart --cra", 3), "--crash-points\n");
  EXPECT_EQ(completed("keycell scenario expl", 2), "explain\n");
  EXPECT_EQ(completed("keycell scenario explain ret", 3), "retention\n");
  EXPECT_THAT(keycell("completion zsh").out, StartsWith("autoload -U +X bashcompinit"));
  EXPECT_EQ(keycell("completion fish").exit_code, 2);
}

}  // namespace
}  // namespace keycell
