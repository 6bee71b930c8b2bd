// What a scenario's costs are, by the calibration that it names.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "scenarios/calibration_file.h"
#include "scenarios/shipped_calibrations.h"
#include "scenarios/write.h"
#include "tests/scenarios/any_calibration.h"
#include "tests/scenarios/small_cell.h"

namespace keycell::scenarios {
namespace {

using test::why_refused;
using test::with_more;

TEST(NamedCalibration, NoneIsTheUsualOne) {
  EXPECT_EQ(test::load(test::smallCell).costs, Costs{});
  EXPECT_EQ(test::load(test::smallCell).costs, costs_of(usual_calibration(), usualCipher));
  EXPECT_EQ(Scenario{}.data_path.cipher, usualCipher);
}

TEST(NamedCalibration, AShippedOneByItsName) {
  for (const ShippedCalibration& shipped : shipped_calibrations()) {
    const Scenario s = test::load(with_more("[costs]\ncalibration = \"" + std::string(shipped.name) + "\"\n"));
    EXPECT_EQ(s.costs, costs_of(load_shipped_calibration(shipped.name), "AES-256"));
  }
}

TEST(NamedCalibration, RatesAreThoseOfTheScenariosCipher) {
  for (const crypto::DataCipher& cipher : crypto::allDataCiphers) {
    const Scenario s = test::load(with_more("[data]\ncipher = \"" + word_of(cipher) + "\"\n"));
    EXPECT_EQ(s.costs, costs_of(usual_calibration(), word_of(cipher)));
  }
  const Calibration counting = test::counting_calibration();
  EXPECT_EQ(costs_of(counting, "3DES-192").encrypt_bytes_per_s, 3'000'000'000U);
  EXPECT_EQ(costs_of(counting, "3DES-192").decrypt_bytes_per_s, 8'000'000'000U);
}

TEST(NamedCalibration, WhatIsSetByHandWins) {
  const Scenario s =
      test::load(with_more("[costs]\nencrypt = \"900 MB/s\"\nrsa_private = \"7 ms\"\ncalibration = \"server-2015\"\n"));
  Costs expected = costs_of(load_shipped_calibration("server-2015"), usualCipher);
  expected.encrypt_bytes_per_s = 900'000'000;
  expected.rsa_private = 7ms;
  EXPECT_EQ(s.costs, expected);
}

TEST(NamedCalibration, OneThatIsNotIsRefused) {
  EXPECT_EQ(why_refused(with_more("[costs]\ncalibration = \"server-2051\"\n")),
            "cell.toml:18:15: calibration: \"server-2051\" is no shipped calibration; expected \"epyc-2021\", "
            "\"server-2015\"; nearest: \"server-2015\" (a file ends with .toml)");
  EXPECT_EQ(why_refused(with_more("[costs]\ncalibration = 3\n")),
            "cell.toml:18:15: calibration: 3 is no text; expected a text in quotes");
}

// A text that is in no file, as one of the catalogue, must not reach into the folder where somebody happens to be.
TEST(NamedCalibration, ATextInNoFileNamesNoFile) {
  for (const char* file : {"mine.toml", "./mine", "/dev/zero"}) {
    const std::string why = why_refused(with_more("[costs]\ncalibration = \"" + std::string(file) + "\"\n"));
    EXPECT_TRUE(why.starts_with("cell.toml:18:15: calibration: ")) << why;
    EXPECT_TRUE(why.ends_with("(this scenario is in no file, so it names none)")) << why;
  }
}

/// A folder of its own for each test, with a scenario that names `../machines/mine.toml`.
class CalibrationInAFile : public testing::Test {
 protected:
  CalibrationInAFile() {
    const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = std::filesystem::temp_directory_path() / ("keycell-" + test + "-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_ / "cells");
    std::filesystem::create_directories(folder_ / "machines");
    write("cells/cell.toml", with_more("[costs]\ncalibration = \"../machines/mine.toml\"\n"));
  }
  ~CalibrationInAFile() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  Scenario load() const { return load_file(path("cells/cell.toml"), test::vocabulary()); }
  std::string why() const {
    try {
      load();
    } catch (const ScenarioError& error) {
      return error.what();
    }
    return {};
  }

  std::filesystem::path folder_;
};

TEST_F(CalibrationInAFile, IsLookedForFromTheScenariosFile) {
  write("machines/mine.toml", to_toml(test::counting_calibration(), [](auto, auto) { return std::string(); }));
  EXPECT_EQ(load().costs, costs_of(test::counting_calibration(), usualCipher));
}

TEST_F(CalibrationInAFile, IsNeededNoMoreByTheEffectiveScenario) {
  write("machines/mine.toml", to_toml(test::counting_calibration(), [](auto, auto) { return std::string(); }));
  const Scenario scenario = load();
  EXPECT_EQ(test::load(to_toml(scenario)), scenario);
}

TEST_F(CalibrationInAFile, ThatIsNotThereIsSaidAtTheName) {
  EXPECT_EQ(why(), path("cells/cell.toml") + ":18:15: calibration: " + path("cells/../machines/mine.toml") +
                       ": cannot be read: No such file or directory");
  std::filesystem::create_directories(folder_ / "machines/mine.toml");
  EXPECT_TRUE(why().ends_with("is a directory; expected a calibration")) << why();
}

TEST_F(CalibrationInAFile, ThatIsWrongIsSaidInThatFile) {
  write("machines/mine.toml", "title = 3\n");
  EXPECT_EQ(why(), path("cells/../machines/mine.toml") + ":1:9: title: 3 is no text; expected a text in quotes");
}

}  // namespace
}  // namespace keycell::scenarios
