// Many children of one parent: whatever becomes of one of them, the others are heard.

#include <gmock/gmock.h>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <map>
#include <thread>

#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;

[[noreturn]] void hang() {
  for (;;) std::this_thread::sleep_for(1h);
}

Run run_named(const std::string& detail) {
  Run run;
  run.detail = detail;
  return run;
}

std::map<std::size_t, Run> all_of(std::size_t count, std::size_t at_once, const std::function<Run(std::size_t)>& body,
                                  const Limits& limits = {.deadline = 60s}) {
  std::map<std::size_t, Run> runs;
  in_children(body,
              {.count = count,
               .at_once = at_once,
               .ended = [&](std::size_t number, Run run) { EXPECT_TRUE(runs.emplace(number, std::move(run)).second); }},
              limits);
  return runs;
}

TEST(Batch, EveryRunIsHeardOnceWhateverTheWidth) {
  for (const std::size_t at_once : {0U, 1U, 2U, 5U, 100U}) {
    const auto runs = all_of(7, at_once, [](std::size_t number) { return run_named("run " + std::to_string(number)); });
    ASSERT_EQ(runs.size(), 7U) << at_once;
    for (const auto& [number, run] : runs) EXPECT_EQ(run.detail, "run " + std::to_string(number));
  }
}

TEST(Batch, NoRunsIsNothingToDo) {
  EXPECT_TRUE(all_of(0, 2, [](std::size_t) { return run_named(""); }).empty());
}

TEST(Batch, ACrashAHangAndALongReportLeaveTheOthersAlone) {
  const std::string large(1 << 20, 'x');  // more than a pipe holds
  const auto runs = all_of(6, 3,
                           [&](std::size_t number) {
                             if (number == 1) std::abort();
                             if (number == 2) hang();
                             return run_named(number == 3 ? large : "fine");
                           },
                           {.deadline = 2s});
  ASSERT_EQ(runs.size(), 6U);
  EXPECT_EQ(runs.at(1).ending, Ending::crashed);
  EXPECT_EQ(runs.at(2).ending, Ending::overDeadline);
  EXPECT_EQ(runs.at(3).detail, large);
  for (const std::size_t number : {0U, 4U, 5U}) {
    EXPECT_EQ(runs.at(number).ending, Ending::ended);
    EXPECT_EQ(runs.at(number).detail, "fine");
  }
}

TEST(Batch, SeveralLiveAtOnce) {
  // The first waits for a byte of the second: one at a time, it would wait until its deadline.
  int meeting[2];
  ASSERT_EQ(::pipe(meeting), 0);
  const auto runs = all_of(2, 2,
                           [&](std::size_t number) {
                             char byte = 'x';
                             const bool met =
                                 number == 0 ? ::read(meeting[0], &byte, 1) == 1 : ::write(meeting[1], &byte, 1) == 1;
                             return run_named(met ? "met" : "alone");
                           },
                           {.deadline = 20s});
  EXPECT_EQ(runs.at(0).detail, "met");
  EXPECT_EQ(runs.at(1).detail, "met");
  ::close(meeting[0]);
  ::close(meeting[1]);
}

TEST(Batch, NoMoreLiveAtOnceThanAllowed) {
  struct Page {
    std::atomic<int> alive;
    std::atomic<int> most;
  };
  void* memory = ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  Page& page = *new (memory) Page{};
  all_of(12, 3, [&](std::size_t) {
    const int alive = ++page.alive;
    int most = page.most;
    while (alive > most && !page.most.compare_exchange_weak(most, alive)) {
    }
    std::this_thread::sleep_for(10ms);  // long enough to meet the others; correctness does not hang on it
    --page.alive;
    return run_named("");
  });
  EXPECT_LE(page.most, 3);
  EXPECT_GE(page.most, 1);
  ::munmap(memory, sizeof(Page));
}

TEST(Batch, StoppingKillsWhatIsUnderWayAndKeepsWhatWasHeard) {
  std::vector<std::size_t> heard;
  in_children(
      [](std::size_t number) -> sim::Run {
        if (number > 0) hang();
        return run_named("fine");
      },
      {.count = 10,
       .at_once = 2,
       .ended = [&](std::size_t number, const sim::Run&) { heard.push_back(number); },
       .stop = [&] { return !heard.empty(); }},
      {.deadline = 60s});
  EXPECT_THAT(heard, testing::ElementsAre(0U));
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);  // no child is left, not even a dead one
}

TEST(Batch, AnInterruptIsForTheParentAlone) {
  const auto runs = all_of(2, 2, [](std::size_t) {
    std::raise(SIGINT);
    return run_named("unmoved");
  });
  EXPECT_EQ(runs.at(0).detail, "unmoved");
  EXPECT_EQ(runs.at(1).detail, "unmoved");
}

TEST(Batch, RunsOfABatchAreTheRunsOfTheirSeeds) {
  const auto scenario = test::small_scenario();
  const FoldFactory no_folds = [] { return Folds{}; };
  std::map<std::size_t, std::uint64_t> hashes;
  run_forked(scenario, Seed{5}, no_folds,
             {.count = 3,
              .at_once = 2,
              .ended = [&](std::size_t number, const sim::Run& run) { hashes[number] = run.event_hash; }},
             {.deadline = 60s});
  ASSERT_EQ(hashes.size(), 3U);
  for (const auto& [number, hash] : hashes)
    EXPECT_EQ(hash, run_forked(scenario, Seed{5 + number}, no_folds, {.deadline = 60s}).event_hash);
}

}  // namespace
}  // namespace keycell::sim
