// What a run costs grows with what happens in it, not with the time that passes in between.

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "measures/judged_folds.h"
#include "model/job_manager.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using model::Nanos;

/// When each event was.
class Moments final : public model::Fold {
 public:
  std::string_view name() const override { return "moments"; }
  void on(const model::Event& event) override { moments_.push_back(event.time.count()); }
  std::string result() const override { return nlohmann::json(moments_).dump(); }

 private:
  std::vector<std::int64_t> moments_;
};

struct Told {
  sim::Run run;
  std::vector<std::int64_t> moments;
};

/// A backup in the first night, and its restore `later`; with everything that watches a run.
Told restored(Nanos later) {
  auto scenario = test::small_scenario();
  scenario.backups = {{.at = 22h, .clients = "fs"}};
  scenario.restores = {{.at = later, .clients = "fs"}};
  scenario.horizon = later + 24h;
  const auto folds = [&] {
    sim::Folds all = judged_folds(scenario)();
    all.push_back(std::make_unique<Moments>());
    return all;
  };
  sim::Run run = sim::run_forked(scenario, sim::Seed{1}, folds, {.memory_bytes = std::uint64_t{1} << 30});
  EXPECT_EQ(run.ending, sim::Ending::ended) << name_of(run.ending) << ": " << run.detail;
  const std::vector<std::int64_t> moments = nlohmann::json::parse(run.result_of("moments"));
  return {std::move(run), moments};
}

TEST(SimulatedTime, ACenturyHasTheEventsOfADay) {
  constexpr Nanos day = 24h * 2;
  constexpr Nanos century = 24h * 36500;
  const Told soon = restored(day);
  const Told late = restored(century);
  EXPECT_EQ(late.run.events, soon.run.events);
  ASSERT_EQ(late.moments.size(), soon.moments.size());
  // The clock counts seconds in a double, whose next value is half a microsecond away after a century.
  constexpr std::int64_t most_ns = 2000;
  for (std::size_t i = 0; i < soon.moments.size(); ++i) {
    const bool is_late = soon.moments[i] >= day.count();
    const std::int64_t shift = is_late ? (century - day).count() : 0;
    EXPECT_NEAR(static_cast<double>(late.moments[i] - shift - soon.moments[i]), 0, is_late ? most_ns : 0)
        << "event " << i;
  }
  EXPECT_TRUE(std::ranges::is_sorted(late.moments));
}

/// A backup that an operator suspends and nobody resumes.
std::uint64_t events_of_waiting(Nanos horizon) {
  auto scenario = test::small_scenario();
  scenario.restores.clear();
  scenario.operators = {{.at = 1h + 1s, .action = "suspend", .values = {{"jobs", "backup"}}}};
  scenario.jobs.backup_total_running_time = model::unlimitedTime;
  scenario.horizon = horizon;
  const sim::Run run = sim::run_forked(scenario, sim::Seed{1}, [] { return sim::Folds{}; }, {.deadline = 120s});
  EXPECT_EQ(run.simulated, horizon) << name_of(run.ending) << ": " << run.detail;
  return run.events;
}

TEST(SimulatedTime, WhoWaitsForAJobLooksLessOftenTheLongerItTakes) {
  EXPECT_LT(events_of_waiting(24h * 36500), 2 * events_of_waiting(24h * 30));
}

}  // namespace
}  // namespace keycell::measures
