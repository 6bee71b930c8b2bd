// Random inputs of a scenario: off unless asked for, within what they say, and drawn by names.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "scenarios/fault_kinds.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using scenarios::Scenario;

/// How much each client read in each of its backups, and when jobs were asked for.
class Work final : public model::Fold {
 public:
  std::string_view name() const override { return "work"; }
  void on(const model::Event& event) override {
    if (const auto* read = std::get_if<model::ChunkRead>(&event.body)) {
      read_[{std::string(event.host), read->archive_file}] += read->front_end_bytes;
    } else if (const auto* job = std::get_if<model::JobState>(&event.body)) {
      if (asked_.insert(job->job).second)
        jobs_ << (job->kind == model::JobKind::restore ? "restore " : "backup ") << job->client << ' '
              << event.time.count() << '\n';
    }
  }
  std::string result() const override {
    std::ostringstream text;
    for (const auto& [what, bytes] : read_) text << "read " << what.first << ' ' << bytes << '\n';
    return text.str() + jobs_.str();
  }

 private:
  std::map<std::pair<std::string, std::uint64_t>, std::uint64_t> read_;
  std::set<std::uint64_t> asked_;
  std::ostringstream jobs_;
};

struct Seen {
  bool drawn_by_chance = false;
  std::map<std::string, std::vector<std::uint64_t>> read{};      // by client, backup after backup
  std::vector<std::pair<std::string, model::Nanos>> restores{};  // in the order in which they were asked for
  std::vector<std::pair<std::string, model::Nanos>> backups{};
};

Seen seen_in(const Scenario& cell, Seed seed = Seed{1}) {
  const Run run = run_forked(cell, seed,
                             [] {
                               Folds folds;
                               folds.push_back(std::make_unique<Work>());
                               return folds;
                             },
                             {.deadline = 60s});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  Seen seen{.drawn_by_chance = run.drawn_by_chance};
  std::istringstream text{std::string(run.result_of("work"))};
  std::string what, client;
  for (std::int64_t number = 0; text >> what >> client >> number;) {
    if (what == "read") seen.read[client].push_back(static_cast<std::uint64_t>(number));
    if (what == "restore") seen.restores.emplace_back(client, model::Nanos(number));
    if (what == "backup") seen.backups.emplace_back(client, model::Nanos(number));
  }
  return seen;
}

/// Many clients with little data, backed up on three nights.
Scenario nights() {
  Scenario cell = test::small_scenario();
  cell.clients.front().count = 40;
  cell.clients.front().front_end_bytes = 1'000'000;
  cell.clients.front().daily_change_ppm = 100'000;
  cell.backups.clear();
  cell.restores.clear();
  cell.schedules = {{.clients = "fs", .at = 22h, .nights = 3, .level = scenarios::BackupLevel::incremental}};
  return cell;
}

TEST(Chance, IsOffUnlessAskedFor) {
  const Seen seen = seen_in(nights());
  EXPECT_FALSE(seen.drawn_by_chance);
  for (const auto& [client, sizes] : seen.read)
    EXPECT_EQ(sizes, (std::vector<std::uint64_t>{1'000'000, 100'000, 100'000})) << client;
}

TEST(Chance, APowerCutThatTearsWritesIsChanceToo) {
  // At one of these operations something is not yet synced.
  std::set<bool> drawn;
  for (std::uint64_t operation = 40; operation < 48; ++operation) {
    Scenario cell = nights();
    cell.faults = {scenarios::power_cut("commserve", operation)};
    drawn.insert(seen_in(cell).drawn_by_chance);
  }
  EXPECT_TRUE(drawn.contains(true));
}

TEST(Chance, SizesSpreadOverTheirRangeAndStayWithTheClient) {
  Scenario cell = nights();
  cell.clients.front().front_end_spread_ppm = 200'000;
  cell.clients.front().daily_change_spread_ppm = 500'000;
  const Seen seen = seen_in(cell);
  EXPECT_TRUE(seen.drawn_by_chance);
  ASSERT_EQ(seen.read.size(), 40u);
  std::set<std::uint64_t> front_ends;
  std::uint64_t sum = 0;
  for (const auto& [client, sizes] : seen.read) {
    ASSERT_EQ(sizes.size(), 3u);
    const std::uint64_t front_end = sizes[0];
    front_ends.insert(front_end);
    sum += front_end;
    EXPECT_GE(front_end, 800'000u);
    EXPECT_LE(front_end, 1'200'000u);
    for (const std::size_t night : {1u, 2u}) {
      EXPECT_GE(sizes[night], front_end / 20 - 1) << "a tenth of its own front end, less a half";
      EXPECT_LE(sizes[night], front_end * 15 / 100 + 1);
    }
    EXPECT_NE(sizes[1], sizes[2]) << "each night has a change of its own";
  }
  EXPECT_GT(front_ends.size(), 35u);
  // The mean of 40 of a standard deviation of 0.4 MB / sqrt(12): four standard errors.
  EXPECT_NEAR(static_cast<double>(sum) / 40, 1e6, 4 * 0.4e6 / 3.4641 / 6.3246);
}

TEST(Chance, ANewClientMovesNoSizeOfAnother) {
  Scenario cell = nights();
  cell.clients.front().front_end_spread_ppm = 200'000;
  cell.clients.front().daily_change_spread_ppm = 500'000;
  Scenario bigger = cell;
  bigger.clients.front().count = 43;
  const Seen before = seen_in(cell);
  const Seen after = seen_in(bigger);
  for (const auto& [client, sizes] : before.read) EXPECT_EQ(sizes, after.read.at(client)) << client;
}

TEST(Chance, NightsBeginWithinTheirJitter) {
  Scenario cell = nights();
  cell.schedules.front().nights = 7;
  cell.schedules.front().start_jitter = 10min;
  const Seen seen = seen_in(cell);
  EXPECT_TRUE(seen.drawn_by_chance);
  std::set<model::Nanos> delays;
  for (const auto& [client, at] : seen.backups) {
    const model::Nanos delay = at % 24h - 22h;
    EXPECT_GE(delay, 0s);
    EXPECT_LE(delay, 10min + 10s) << "and the moment that the request takes";
    delays.insert(delay / 1min * 1min);
  }
  EXPECT_GT(delays.size(), 2u);
}

TEST(Chance, RestoresArriveAtTheirRate) {
  Scenario cell = test::small_scenario();
  cell.clients.front().count = 5;
  cell.clients.front().front_end_bytes = 1'000'000;
  cell.restores = {{.at = 4h, .clients = "fs", .between = 15min, .until = 104h}};
  const Seen seen = seen_in(cell);
  EXPECT_TRUE(seen.drawn_by_chance);
  // 100 h at 4 an hour: 400, of a Poisson law with a standard deviation of 20.
  EXPECT_NEAR(static_cast<double>(seen.restores.size()), 400, 80);
  std::map<std::string, int> by_client;
  model::Nanos last = 4h;
  int short_gaps = 0;
  for (const auto& [client, at] : seen.restores) {
    ++by_client[client];
    EXPECT_GE(at, last);
    EXPECT_LE(at, 104h + 1min);
    short_gaps += at - last < 15min ? 1 : 0;
    last = at;
  }
  EXPECT_EQ(by_client.size(), 5u) << "each client is drawn";
  // An exponential gap is below its mean with probability 1 - 1/e; an even one would be half of the time.
  EXPECT_NEAR(short_gaps / static_cast<double>(seen.restores.size()), 0.632, 0.1);
}

// A century between arrivals, and forty times that now and then: further off than times go, and never before the start.
TEST(Chance, AnArrivalThatIsTooFarOffDoesNotCome) {
  Scenario cell = test::small_scenario();
  cell.restores = {{.at = 4h, .clients = "fs", .between = std::chrono::days(36525), .until = 104h}};
  for (std::uint64_t seed = 1; seed <= 60; ++seed) EXPECT_TRUE(seen_in(cell, Seed{seed}).restores.empty()) << seed;
}

TEST(Chance, AnotherSeedDrawsOtherwise) {
  Scenario cell = nights();
  cell.clients.front().front_end_spread_ppm = 200'000;
  EXPECT_NE(seen_in(cell, Seed{1}).read, seen_in(cell, Seed{2}).read);
}

}  // namespace
}  // namespace keycell::sim
