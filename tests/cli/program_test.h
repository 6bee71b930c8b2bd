#pragma once
// The program as a process: what it prints where, and with which exit code it ends.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace keycell {

struct Output {
  int exit_code;
  std::string out;
  std::string err;
};

/// A folder of its own for each test, which is where the program runs.
class ProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "keycell-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  /// `before`: what the shell does first, as "prlimit --nofile=4 env ".
  Output keycell(const std::string& arguments, const std::string& before = "") const {
    const auto out = folder / "stdout";
    const auto err = folder / "stderr";
    const std::string command = "cd '" + folder.string() + "' && " + before + "KEYCELL_COMMAND= " KEYCELL_PROGRAM " " +
                                arguments + " >'" + out.string() + "' 2>'" + err.string() + "' </dev/null";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read(out), read(err)};
  }

  static std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void write(const std::string& name, const std::string& text) const { std::ofstream(folder / name) << text; }

  std::filesystem::path folder;
};

}  // namespace keycell
