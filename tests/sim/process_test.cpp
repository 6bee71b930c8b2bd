// What a process sets up once must not be felt by the program around it.

#include "sim/process.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <csignal>

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

}  // namespace
}  // namespace keycell::sim
