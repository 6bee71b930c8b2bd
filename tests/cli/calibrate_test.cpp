// keycell calibrate as its user meets it. What it measures differs from machine to machine; what it writes must load.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "scenarios/calibration_file.h"
#include "scenarios/units.h"
#include "tests/cli/program_test.h"

namespace keycell {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// As short as can be: every piece of work is done a few times all the same.
constexpr const char* quick = " --budget '1 ms'";

class CalibrateTest : public ProgramTest {
 protected:
  Output calibrate(const std::string& arguments) const { return keycell("calibrate " + arguments + quick); }
};

TEST_F(CalibrateTest, WhatItPrintsIsACalibrationOfThisMachine) {
  const Output output = calibrate("");
  EXPECT_EQ(output.exit_code, 0) << output.err;
  const scenarios::Calibration calibration = scenarios::load_calibration_text("stdout", output.out);
  EXPECT_THAT(calibration.title, StartsWith("One core of "));
  EXPECT_THAT(calibration.openssl, StartsWith("3."));
  EXPECT_EQ(calibration.measured.size(), 10U);
  EXPECT_THAT(output.out, AllOf(StartsWith("# Written by keycell calibrate"), HasSubstr("B/s\"  # spread "),
                                Not(HasSubstr("\033"))));
  EXPECT_THAT(output.err, AllOf(HasSubstr("keycell: measuring for 1 ms"), HasSubstr("keycell: measured in ")));
}

TEST_F(CalibrateTest, AScenarioTakesItsFile) {
  ASSERT_EQ(calibrate("--out machines/mine.toml").exit_code, 0);
  write("cell.toml", R"(title = "small"
costs = { calibration = "machines/mine.toml" }
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
)");
  const Output output = keycell("run cell.toml --out results");
  EXPECT_EQ(output.exit_code, 0) << output.err;
  const auto mine = scenarios::load_calibration_file((folder / "machines/mine.toml").string());
  const auto time = "rsa_private = \"" + scenarios::duration_text(mine.rsa_private) + "\"";
  EXPECT_THAT(read(folder / "results/scenario.toml"), AllOf(HasSubstr(time), Not(HasSubstr("calibration"))));
}

TEST_F(CalibrateTest, JsonHasEveryValueWithItsSpread) {
  const Output output = calibrate("--json --out mine.toml");
  EXPECT_EQ(output.exit_code, 0) << output.err;
  const auto json = nlohmann::json::parse(output.out);
  EXPECT_EQ(json.at("kind"), "calibration");
  const auto mine = scenarios::load_calibration_file((folder / "mine.toml").string());
  each_value(mine, [&]<class Value>(std::string_view table, const std::string& key, const Value& value) {
    const auto& entry = json.at("tables").at(std::string(table)).at(key);
    if constexpr (std::is_same_v<Value, std::uint64_t>)
      EXPECT_EQ(entry.at("bytes_per_s"), value) << key;
    else
      EXPECT_EQ(entry.at("ns"), value.count()) << key;
    EXPECT_GE(entry.at("spread"), 0) << key;
  });
}

TEST_F(CalibrateTest, OverwritesACalibrationAndNothingElse) {
  EXPECT_EQ(calibrate("--out mine.toml").exit_code, 0);
  EXPECT_EQ(calibrate("--out mine.toml").exit_code, 0);
  write("thesis.txt", "years of work");
  const Output refused = calibrate("--out thesis.txt");
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_EQ(
      refused.err,
      "keycell: calibrate: --out: cannot write thesis.txt: it is there and is no calibration; expected another name, "
      "or --force\n");
  EXPECT_EQ(read(folder / "thesis.txt"), "years of work");
  EXPECT_EQ(calibrate("--out thesis.txt --force").exit_code, 0);
  EXPECT_NO_THROW(scenarios::load_calibration_file((folder / "thesis.txt").string()));
}

TEST_F(CalibrateTest, WrongWordsAreOneLineThatHelps) {
  std::filesystem::create_directory(folder / "taken");
  const auto err = [&](const std::string& arguments, int exit_code) {
    const Output output = keycell("calibrate " + arguments);
    EXPECT_EQ(output.exit_code, exit_code) << arguments;
    EXPECT_EQ(std::ranges::count(output.err, '\n'), 1) << output.err;
    return output.err;
  };
  EXPECT_THAT(err("--budget 5", 2), HasSubstr("calibrate: --budget: \"5\" has no unit"));
  EXPECT_THAT(err("--budget '0 s'", 2), HasSubstr("expected more than no time"));
  EXPECT_THAT(err("--out ''", 2), HasSubstr("it is empty; expected a value"));
  EXPECT_THAT(err("--force", 2), HasSubstr("--force goes with --out"));
  EXPECT_THAT(err("--out taken", 4), HasSubstr("taken: it is a folder"));
  EXPECT_THAT(err("--bugdet '1 s'", 2), HasSubstr("nearest: \"--budget\""));
}

TEST_F(CalibrateTest, IsASubcommandBesideTheOthers) {
  const Output output = keycell("--help");
  EXPECT_THAT(output.out, AllOf(HasSubstr("run"), HasSubstr("explain"), HasSubstr("calibrate")));
  EXPECT_THAT(keycell("calbirate").err, HasSubstr("nearest: \"calibrate\""));
}

}  // namespace
}  // namespace keycell
