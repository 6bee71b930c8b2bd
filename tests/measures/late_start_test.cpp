// A job that fell due while the CommServe was down is late, and its figures say by how much and why.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "measures/job_meter.h"
#include "measures/job_time.h"
#include "sim/fabric.h"
#include "sim/fork_server.h"
#include "sim/host.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using scenarios::Scenario;

constexpr double minute = 60;

/// A client whose full backup of one chunk takes 100 s, and is due at 20:00.
Scenario one_client() {
  Scenario s;
  s.title = "one client";
  s.data_path = {.chunk_bytes = 1'000'000'000, .record_bytes = 64};
  s.kms = {{.name = "kms1"}};
  s.media_agents = {{.name = "ma1"}};
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  s.clients = {{.name = "g0", .pool = "pool-a", .front_end_bytes = 1'000'000'000, .network_bytes_per_s = 10'000'000}};
  s.schedules = {{.clients = "g0", .at = 20h}};
  return s;
}

/// The CommServe is down from 19:55 to 20:20.
void let_it_be_down(sim::Fabric& fabric) {
  fabric.at(19h + 55min, [&fabric] { fabric.host(scenarios::commserveName).lose_power("a test", 25min); });
}

nlohmann::json figures_of(const Scenario& s, const sim::SimulateOptions& options) {
  const sim::Run run = sim::run_forked(
      s, sim::Seed{1},
      [&] {
        sim::Folds folds;
        folds.push_back(std::make_unique<JobMeter>(s));
        folds.push_back(std::make_unique<JobTimeMeter>(s));
        return folds;
      },
      {}, options);
  EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
  return {{"jobs", nlohmann::json::parse(run.result_of("jobs"))},
          {"time", nlohmann::json::parse(run.result_of("job-time"))}};
}

TEST(LateStart, LatenessCountsFromTheInstantAndNotFromTheBoot) {
  const Scenario s = one_client();
  const auto usual = figures_of(s, {});
  const auto late = figures_of(s, {.prepare = let_it_be_down});
  const auto of = [](const nlohmann::json& told) { return told.at("jobs").at("kinds").at("backup"); };
  EXPECT_NEAR(of(usual).at("durations").at("done").at("longest_s"), 100, 2);
  EXPECT_NEAR(of(late).at("durations").at("done").at("longest_s"), 20 * minute + 100, 3);
  EXPECT_EQ(of(late).at("waits")[0].at("reason"), "it fell due while the CommServe was down");
  EXPECT_NEAR(of(late).at("waits")[0].at("waited_s"), 20 * minute, 1);
  EXPECT_EQ(of(late).at("troubles").at(0).at("reason"), "it fell due while the CommServe was down");
  EXPECT_EQ(of(late).at("restarts"), 0) << "it never ran before";
  const auto& first = late.at("time")[0].at("parts")[0];
  EXPECT_EQ(first.at("part"), "CommServe down");
  EXPECT_NEAR(first.at("s"), 20 * minute, 1);
}

}  // namespace
}  // namespace keycell::measures
