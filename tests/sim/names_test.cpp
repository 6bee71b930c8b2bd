// Cells whose parts have the names that customers give: none is taken for another, and none for what it stands in.

#include <gmock/gmock.h>

#include "model/kms/generation.h"
#include "scenarios/validate.h"
#include "tests/sim/job_histories.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// A pool whose name is the path of a copy that is there too, on hosts with slashes, blanks and other letters.
scenarios::Scenario odd_names() {
  scenarios::Scenario s = test::small_scenario();
  s.kms = {{.name = "KMS 1/\xCE\xB1"}};
  s.media_agents = {{.name = "ma/1"}, {.name = "ma"}};
  s.pools = {{.name = "Gold/Primary", .media_agent = "ma/1", .kms = "KMS 1/\xCE\xB1"}};
  s.copies = {{.policy = "Gold", .name = "Primary", .media_agent = "ma", .kms = "KMS 1/\xCE\xB1"}};
  s.clients = {{.name = "srv \"1\".example.com", .pool = "Gold/Primary", .front_end_bytes = 1'000'000'000},
               {.name = "ma#send", .policy = "Gold", .front_end_bytes = 1'000'000'000},
               {.name = std::string(255, 'x'), .policy = "Gold", .front_end_bytes = 1'000'000'000}};
  s.backups.clear();
  s.restores.clear();
  for (const auto& group : s.clients) {
    s.backups.push_back({.at = 1h, .clients = group.name});
    s.restores.push_back({.at = 3h, .clients = group.name});
  }
  scenarios::validate(s, {});
  return s;
}

TEST(Names, OfACustomerGoAllTheWay) {
  const test::Night night = test::live(odd_names());
  EXPECT_THAT(night.jobs, SizeIs(6));
  for (const auto& [number, job] : night.jobs) EXPECT_EQ(job.end(), "Completed") << job.kind << " of " << job.client;
}

// "Gold/Primary" in quotes is the pool, and without them the copy: each has a master key of its own.
TEST(Names, ThatAreThePathOfSomethingElseAreToldApart) {
  scenarios::Scenario scenario = odd_names();
  scenario.rotations = {{.at = 90min, .of = "Gold/Primary"}};
  scenario.faults = {{.kind = "kms-key-lost",
                      .values = {{"target", scenario.kms[0].name},
                                 {"at", 2h},
                                 {"of", "\"Gold/Primary\""},
                                 {"generation", std::uint64_t{1}}}}};
  scenarios::validate(scenario, {});
  test::Night night = test::live(scenario);
  EXPECT_THAT(night.of("restore", "srv").at(0).states.back().reason, HasSubstr("no key KMS 1/\xCE\xB1-mk-1"));
  EXPECT_EQ(night.of("restore", "ma#send").at(0).end(), "Completed");

  scenario.faults[0].values.say("of", "Gold/Primary");
  scenario.faults[0].values.say("generation", model::newestGeneration);
  night = test::live(scenario);
  EXPECT_EQ(night.of("restore", "srv").at(0).end(), "Completed");
  EXPECT_THAT(night.of("restore", "ma#send").at(0).states.back().reason, HasSubstr("no key KMS 1/\xCE\xB1-mk-3"));
}

// A request is known by its name: what is asked for twice under one name is done once.
TEST(Names, ThatLookLikeARequestAreNone) {
  scenarios::Scenario scenario = test::small_scenario();
  scenario.clients = {{.name = "fs", .pool = "pool-a", .front_end_bytes = 1'000'000'000},
                      {.name = "fs arrival 1", .pool = "pool-a", .front_end_bytes = 1'000'000'000}};
  scenario.backups = {{.at = 1h, .clients = "fs"}, {.at = 1h, .clients = "fs arrival 1"}};
  scenario.restores = {{.at = 2h, .clients = "fs", .between = 10min, .until = 4h},
                       {.at = 5h, .clients = "fs arrival 1"}};
  scenarios::validate(scenario, {});
  const test::Night night = test::live(scenario);
  int of_fs = 0;
  int of_other = 0;
  for (const test::History& job : night.of("restore")) {
    EXPECT_EQ(job.end(), "Completed");
    ++(job.client == "fs" ? of_fs : of_other);
  }
  EXPECT_GT(of_fs, 0);
  EXPECT_EQ(of_other, 1);
}

}  // namespace
}  // namespace keycell::sim
