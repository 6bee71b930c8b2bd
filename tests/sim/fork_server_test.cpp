// A simulation that dies is a verdict, not the end of its parent.

#include "sim/fork_server.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <csignal>

#include "sim/sanitizers.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;

/// Misbehaves at the hundredth event.
class Misbehaving final : public model::Fold {
 public:
  explicit Misbehaving(std::function<void()> how) : how_(std::move(how)) {}
  std::string_view name() const override { return "misbehaving"; }
  void on(const model::Event& event) override {
    if (event.ordinal == 100) how_();
  }
  std::string result() const override { return "{}"; }

 private:
  std::function<void()> how_;
};

Run run_with(const std::function<void()>& how, const Limits& limits = {.deadline = 60s}) {
  return run_forked(
      test::small_scenario(), Seed{1},
      [&] {
        Folds folds;
        folds.push_back(std::make_unique<Misbehaving>(how));
        return folds;
      },
      limits);
}

TEST(ForkServer, ABehavedRunComesBackWhole) {
  const auto run = run_with([] {});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  EXPECT_EQ(run.result_of("misbehaving"), "{}");
  EXPECT_GT(run.events, 500U);
}

TEST(ForkServer, ACrashIsAVerdictWithItsSignal) {
  const auto run = run_with([] { std::raise(SIGSEGV); });
  EXPECT_EQ(run.ending, Ending::crashed);
  // Under AddressSanitizer the child reports the signal and exits.
  const char* said = addressSanitizer ? "AddressSanitizer" : "signal 11";
  EXPECT_NE(run.detail.find(said), std::string::npos) << run.detail;
}

TEST(ForkServer, AnAbortBringsTheFirstLineOfItsText) {
  const auto run = run_with([] {
    std::fputs("assertion failed: a thing\nbacktrace\n", stderr);
    std::abort();
  });
  EXPECT_EQ(run.ending, Ending::crashed);
  EXPECT_NE(run.detail.find("assertion failed: a thing"), std::string::npos) << run.detail;
}

TEST(ForkServer, AHangEndsAtTheDeadline) {
  const auto run = run_with(
      [] {
        for (volatile bool forever = true; forever;) {
        }
      },
      {.deadline = 300ms});
  EXPECT_EQ(run.ending, Ending::overDeadline);
}

TEST(ForkServer, RunningOutOfMemoryIsAVerdictOfItsOwn) {
  if (addressSanitizer) GTEST_SKIP() << "AddressSanitizer maps more than any limit";
  const auto run = run_with(
      [] {
        std::vector<std::unique_ptr<Bytes>> hoard;
        for (;;) hoard.push_back(std::make_unique<Bytes>(1 << 20, std::uint8_t{1}));
      },
      {.deadline = 60s, .memory_bytes = 256 << 20});
  EXPECT_EQ(run.ending, Ending::outOfMemory) << run.detail;
}

TEST(ForkServer, AFaultAtTheMemoryLimitIsForWantOfMemory) {
  if (addressSanitizer) GTEST_SKIP() << "AddressSanitizer maps more than any limit";
  const auto run = run_with(
      [] {
        for (std::size_t bytes = 1 << 20; bytes >= 1 << 12; bytes /= 2)
          while (::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) {
          }
        std::raise(SIGSEGV);  // as SimGrid does with a stack that it cannot unprotect
      },
      {.deadline = 60s, .memory_bytes = 256 << 20});
  EXPECT_EQ(run.ending, Ending::outOfMemory) << run.detail;
}

TEST(Run, SurvivesThePipe) {
  const sim::Run run{.ending = Ending::deadlocked,
                     .detail = "why",
                     .event_hash = 1,
                     .events = 2,
                     .simulated = model::Nanos(3),
                     .disks = {{"h", 4}},
                     .results = {{"fold", "{}"}}};
  const std::string bytes = encode(run);
  const auto back = decode(bytes);
  EXPECT_EQ(back.ending, run.ending);
  EXPECT_EQ(back.detail, run.detail);
  EXPECT_EQ(back.event_hash, run.event_hash);
  EXPECT_EQ(back.events, run.events);
  EXPECT_EQ(back.simulated, run.simulated);
  EXPECT_EQ(back.disks, run.disks);
  EXPECT_EQ(back.results, run.results);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_THROW(decode(bytes.substr(0, length)), std::runtime_error) << length;
}

}  // namespace
}  // namespace keycell::sim
