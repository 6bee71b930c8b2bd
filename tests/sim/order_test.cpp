// First come, first served: of requests of one instant too, whatever freed the stream, and whether or not the CommServe
// was there when they fell due.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/sim/small_world.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::Nanos;
using ::testing::ElementsAre;

// --- sleep -----------------------------------------------------------------------------------------------------------

/// Who sleeps from when until when, in seconds.
struct Sleeper {
  int from;
  int until;
};

RC_GTEST_PROP(Sleep, OfOneMomentTheFirstToFallAsleepIsTheFirstToWake, ()) {
  std::vector<Sleeper> sleepers;
  for (int left = *rc::gen::inRange(2, 12); left > 0; --left) {
    const int from = *rc::gen::inRange(1, 4);
    sleepers.push_back({from, from + *rc::gen::inRange(1, 4)});
  }
  const auto told = test::tell([&](test::Story& story) {
    story.main("a", [&](model::World& world) {
      for (std::size_t i = 0; i < sleepers.size(); ++i)
        world.spawn("sleeper", [&, i] {
          world.sleep(std::chrono::seconds(sleepers[i].from));
          world.sleep(std::chrono::seconds(sleepers[i].until) - world.now());
          story.notes.push_back(std::to_string(i));
        });
      world.sleep(10s);
    });
  });
  std::vector<std::size_t> order(sleepers.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return std::pair(sleepers[i].until, sleepers[i].from); });
  std::vector<std::string> expected;
  for (const std::size_t i : order) expected.push_back(std::to_string(i));
  RC_ASSERT(told.notes == expected);
}

// --- jobs ------------------------------------------------------------------------------------------------------------

/// Clients in the order in which their jobs began to run, and began again.
class Starts final : public model::Fold {
 public:
  std::string_view name() const override { return "starts"; }
  void on(const model::Event& event) override {
    const auto* job = std::get_if<model::JobState>(&event.body);
    if (job != nullptr && job->state == model::JobStatus::running) starts_.push_back(job->client);
  }
  std::string result() const override { return starts_.dump(); }

 private:
  nlohmann::json starts_ = nlohmann::json::array();
};

std::vector<std::string> starts_of(const scenarios::Scenario& scenario) {
  const Run run = run_forked(scenario, Seed{1},
                             [] {
                               Folds folds;
                               folds.push_back(std::make_unique<Starts>());
                               return folds;
                             },
                             {});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  return nlohmann::json::parse(run.result_of("starts"));
}

std::vector<std::string> first_starts_of(const scenarios::Scenario& scenario) {
  std::set<std::string> seen;
  std::vector<std::string> first;
  for (const std::string& client : starts_of(scenario))
    if (seen.insert(client).second) first.push_back(client);
  return first;
}

/// Groups g0, g1, ... of one client each, whose backups of 10 chunks take 1000 s alone; none is asked for.
scenarios::Scenario groups(int count) {
  scenarios::Scenario s;
  s.title = "groups";
  s.data_path = {.chunk_bytes = 1'000'000'000, .record_bytes = 64};
  s.kms = {{.name = "kms1"}};
  s.media_agents = {{.name = "ma1", .streams = 1}};
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  for (int i = 0; i < count; ++i)
    s.clients.push_back({.name = "g" + std::to_string(i),
                         .pool = "pool-a",
                         .front_end_bytes = 10'000'000'000,
                         .network_bytes_per_s = 10'000'000});
  s.jobs.backup_total_running_time = scenarios::unlimitedTime;
  return s;
}

RC_GTEST_PROP(Order, BackupsBeginAsTheyAreAskedFor, ()) {
  const int count = *rc::gen::inRange(2, 7);
  auto s = groups(count);
  std::vector<std::string> names;
  for (auto& group : s.clients) {
    group.count = *rc::gen::inRange(1u, 4u);
    group.front_end_bytes = *rc::gen::inRange(1u, 4u) * s.data_path.chunk_bytes;
    s.backups.push_back({.at = 1h + *rc::gen::inRange(0, 3) * 150s, .clients = group.name});
  }
  s.media_agents[0].streams = *rc::gen::inRange(1u, 4u);
  // While the CommServe is off for hours, what is left falls due.
  if (*rc::gen::arbitrary<bool>()) {
    s.costs.reboot = 3h;
    s.faults = {{.kind = "power-cut",
                 .values = {{"target", "commserve"}, {"io", *rc::gen::inRange(std::uint64_t{20}, std::uint64_t{60})}}}};
  }
  auto asked = s.backups;
  std::ranges::stable_sort(asked, {}, &scenarios::Backup::at);
  std::vector<std::string> expected;
  for (const auto& backup : asked)
    for (const std::string& client :
         client_names(*std::ranges::find(s.clients, backup.clients, &scenarios::ClientGroup::name)))
      expected.push_back(client);
  RC_ASSERT(first_starts_of(s) == expected);
}

TEST(Order, AFreeStreamGoesToWhoWasAskedForFirstOfAllGroups) {
  auto s = groups(4);
  for (const char* group : {"g2", "g0", "g3", "g1"}) s.backups.push_back({.at = 1h, .clients = group});
  EXPECT_THAT(starts_of(s), ElementsAre("g2", "g0", "g3", "g1"));
}

TEST(Order, WhatFailedAtOneInstantIsRestartedAsItWasAskedFor) {
  auto s = groups(4);
  s.media_agents[0].streams = 4;
  for (const char* group : {"g2", "g0", "g3", "g1"}) s.backups.push_back({.at = 1h, .clients = group});
  s.faults = {{.kind = "media-agent-crash", .values = {{"target", "ma1"}, {"at", 1h + 10s}, {"lasts", 5min}}}};
  EXPECT_THAT(starts_of(s), ElementsAre("g2", "g0", "g3", "g1", "g2", "g0", "g3", "g1"));
}

TEST(Order, WhatFellDueWhileTheCommServeWasDownBeginsInTheOrderInWhichItFellDue) {
  auto s = groups(4);
  s.costs.reboot = 3h;
  s.faults = {{.kind = "power-cut", .values = {{"target", "commserve"}, {"io", std::uint64_t{60}}}}};
  // The console asks once a minute: each of these would come at another second of it.
  s.backups = {{.at = 1h, .clients = "g0"},
               {.at = 2h + 10s, .clients = "g1"},
               {.at = 2h + 50s, .clients = "g2"},
               {.at = 2h + 30s, .clients = "g3"}};
  EXPECT_THAT(first_starts_of(s), ElementsAre("g0", "g1", "g3", "g2"));
}

}  // namespace
}  // namespace keycell::sim
