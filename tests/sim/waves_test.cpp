// Restores in waves: so many at once, and the more urgent ones first while streams are few.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/job_histories.h"

namespace keycell::test {
namespace {

using namespace std::chrono_literals;
using scenarios::Scenario;
using ::testing::ElementsAre;

/// Two groups of three clients, a MediaAgent of one stream; whole backups of one chunk.
Scenario two_groups() {
  Scenario s;
  s.title = "two groups";
  s.data_path = {.chunk_bytes = 1'000'000'000, .record_bytes = 64};
  s.kms = {{.name = "kms1"}};
  s.media_agents = {{.name = "ma1", .streams = 1}};
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  for (const char* name : {"a", "b"})
    s.clients.push_back({.name = name,
                         .count = 3,
                         .pool = "pool-a",
                         .front_end_bytes = 1'000'000'000,
                         .network_bytes_per_s = 10'000'000});
  s.backups = {{.at = 1h, .clients = "a"}, {.at = 1h, .clients = "b"}};
  return s;
}

std::vector<std::string> in_order_of_their_starts(const Night& night, const std::string& kind) {
  std::vector<History> jobs = night.of(kind);
  std::ranges::stable_sort(jobs, {}, &History::started);
  std::vector<std::string> clients;
  for (const History& job : jobs) clients.push_back(job.client);
  return clients;
}

TEST(Waves, SoManyRestoresAreOfTheClientsInTheirOrderAndAgainFromTheFirst) {
  Scenario s = two_groups();
  s.restores = {{.at = 3h, .clients = "a", .count = 5}, {.at = 5h, .clients = "b", .count = 2}};
  const Night night = live(s);
  EXPECT_THAT(in_order_of_their_starts(night, "restore"), ElementsAre("a1", "a2", "a3", "a1", "a2", "b1", "b2"));
  for (const History& job : night.of("restore")) EXPECT_EQ(job.end(), "Completed");
}

TEST(Waves, TheMoreUrgentOneIsBegunFirst) {
  Scenario s = two_groups();
  s.restores = {{.at = 3h, .clients = "a"}, {.at = 3h, .clients = "b", .priority = 10}};
  EXPECT_THAT(in_order_of_their_starts(live(s), "restore"), ElementsAre("b1", "b2", "b3", "a1", "a2", "a3"));
  s.restores[1].priority = s.restores[0].priority;
  EXPECT_THAT(in_order_of_their_starts(live(s), "restore"), ElementsAre("a1", "a2", "a3", "b1", "b2", "b3"));
}

TEST(Waves, AMoreUrgentOneThatComesLaterGoesBeforeThoseThatWait) {
  Scenario s = two_groups();
  s.restores = {{.at = 3h, .clients = "a"}, {.at = 3h + 10s, .clients = "b", .count = 1, .priority = 10}};
  EXPECT_THAT(in_order_of_their_starts(live(s), "restore"), ElementsAre("a1", "b1", "a2", "a3"));
}

/// Backups have 166: a restore that has time lets them go first.
TEST(Waves, ARestoreThatHasTimeWaitsForBackups) {
  Scenario s = two_groups();
  s.backups.push_back({.at = 3h, .clients = "b"});
  s.restores = {{.at = 3h + 1s, .clients = "a", .count = 1, .priority = 200}};
  const auto started = [&] { return live(s).of("restore")[0].started(); };
  const Night night = live(s);
  for (const History& job : night.of("backup")) EXPECT_LT(job.started(), night.of("restore")[0].started());
  s.restores[0].priority = model::urgentJobs;
  EXPECT_LT(started(), 3 * 3600 + 150) << "after the first of them";
}

}  // namespace
}  // namespace keycell::test
