#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/scenarios/small_cell.h"

namespace keycell::scenarios {
namespace {

/// A file of its own for each test, gone afterwards.
class LoadFile : public testing::Test {
 protected:
  LoadFile() {
    const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = std::filesystem::temp_directory_path() / ("keycell-" + test + "-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~LoadFile() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return (folder_ / "cell.toml").string(); }
  void write(std::string_view text) const { std::ofstream(path(), std::ios::binary) << text; }

  static std::string why_unreadable(const std::string& path) {
    try {
      load_file(path, test::vocabulary());
    } catch (const ScenarioFileError& error) {
      return error.what();
    }
    return {};
  }

  std::filesystem::path folder_;
};

TEST_F(LoadFile, ReadsWhatLoadTextReads) {
  write(test::smallCell);
  EXPECT_EQ(load_file(path(), test::vocabulary()), test::load(test::smallCell));
}

TEST_F(LoadFile, AnErrorNamesTheFile) {
  write(test::with("\"40 GB\"", "600"));
  try {
    load_file(path(), test::vocabulary());
    FAIL() << "was not refused";
  } catch (const ScenarioError& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with(path() + ":13:13: front_end:")) << error.what();
  }
}

TEST_F(LoadFile, AMissingFile) {
  EXPECT_EQ(why_unreadable(path()), path() + ": cannot be read: No such file or directory");
}

TEST_F(LoadFile, AFolder) {
  EXPECT_EQ(why_unreadable(folder_.string()), folder_.string() + ": is a directory; expected a scenario file");
}

TEST_F(LoadFile, AFileThatMayNotBeRead) {
  write(test::smallCell);
  std::filesystem::permissions(path(), std::filesystem::perms::none);
  if (geteuid() == 0) GTEST_SKIP() << "the superuser may read every file";
  EXPECT_EQ(why_unreadable(path()), path() + ": cannot be read: Permission denied");
}

TEST_F(LoadFile, AFileThatIsTooLarge) {
  std::string text(test::smallCell);
  while (text.size() + 80 < largestFile) text += "# " + std::string(77, 'x') + "\n";
  text.resize(largestFile, '\n');
  write(text);
  EXPECT_NO_THROW(load_file(path(), test::vocabulary()));  // the limit itself
  write(text + "\n");
  EXPECT_EQ(why_unreadable(path()), path() + ": has 4194305 bytes; a scenario file has at most 4194304 (4 MiB)");
}

TEST_F(LoadFile, ADeviceThatNeverEnds) {
  EXPECT_EQ(why_unreadable("/dev/zero"),
            "/dev/zero: has more than 4194304 bytes; a scenario file has at most 4194304 (4 MiB)");
}

}  // namespace
}  // namespace keycell::scenarios
