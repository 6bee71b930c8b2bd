// What a process sets up once must not be felt by the program around it.

#include "sim/process.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include "sim/sanitizers.h"

namespace keycell::sim {
namespace {

void note(int) {}

TEST(Process, LeavesSignalsToTheProgram) {
  struct sigaction mine {};
  mine.sa_handler = note;
  for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &mine, nullptr);
  constexpr std::array signals{SIGINT, SIGTERM, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGPIPE, SIGCHLD};
  const auto handler = [](int signal) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    return action.sa_handler;
  };
  std::array<decltype(mine.sa_handler), signals.size()> before{};
  std::ranges::transform(signals, before.begin(), handler);
  process();
  for (std::size_t i = 0; i < signals.size(); ++i) EXPECT_EQ(handler(signals[i]), before[i]) << "signal " << signals[i];
}

TEST(Process, MayGrowItsHeapByHugePages) {
  if (addressSanitizer) GTEST_SKIP() << "AddressSanitizer's heap is another";
  if (!std::filesystem::exists("/sys/kernel/mm/transparent_hugepage")) GTEST_SKIP() << "a system without huge pages";
  process();
  std::ifstream mappings("/proc/self/smaps");
  bool is_heap = false;
  bool is_advised = false;
  for (std::string line; std::getline(mappings, line);) {
    if (line.find("-") < line.find(":")) is_heap = line.ends_with("[heap]");
    is_advised = is_advised || (is_heap && line.starts_with("VmFlags:") && line.find(" hg") != std::string::npos);
  }
  EXPECT_TRUE(is_advised);
}

}  // namespace
}  // namespace keycell::sim
