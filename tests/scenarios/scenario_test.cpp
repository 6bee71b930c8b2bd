#include "scenarios/scenario.h"

#include <gtest/gtest.h>

namespace keycell::scenarios {
namespace {

ClientGroup group_of(std::uint32_t count) {
  ClientGroup group;
  group.name = "fs";
  group.count = count;
  return group;
}

TEST(ClientNames, ASingleClientHasTheNameOfItsGroup) {
  EXPECT_EQ(client_names(group_of(1)), std::vector<std::string>{"fs"});
}

TEST(ClientNames, SeveralClientsCountFromOne) {
  EXPECT_EQ(client_names(group_of(3)), (std::vector<std::string>{"fs1", "fs2", "fs3"}));
}

// The horizon follows from it, so nothing that happens may be left out.
TEST(LastTime, IsThatOfWhateverComesLast) {
  using namespace std::chrono_literals;
  Scenario before;
  before.clients = {{.name = "fs", .pool = "p"}};
  before.backups = {{.at = 1h, .clients = "fs"}};
  EXPECT_EQ(last_time(before), 1h);
  const auto with = [&](auto add) {
    Scenario s = before;
    add(s);
    return last_time(s);
  };
  EXPECT_EQ(with([](Scenario& s) { s.backups.push_back({.at = 9h, .clients = "fs"}); }), 9h);
  EXPECT_EQ(with([](Scenario& s) { s.restores = {{.at = 9h, .clients = "fs"}}; }), 9h);
  EXPECT_EQ(with([](Scenario& s) { s.restores = {{.at = 2h, .clients = "fs", .until = 9h}}; }), 9h);
  EXPECT_EQ(with([](Scenario& s) { s.aux_copies = {{.at = 9h, .policy = "Gold", .copy = "Second"}}; }), 9h);
  EXPECT_EQ(with([](Scenario& s) { s.rotations = {{.at = 9h, .of = "p"}}; }), 9h);
  EXPECT_EQ(with([](Scenario& s) { s.operators = {{.at = 9h, .action = "kill", .values = {}}}; }), 9h);
  EXPECT_EQ(with([](Scenario& s) { s.faults = {{.kind = "kms-down", .values = {{"at", model::Nanos(9h)}}}}; }), 9h);
  EXPECT_EQ(with([](Scenario& s) { s.schedules = {{.clients = "fs", .at = 22h, .nights = 3, .start_jitter = 10min}}; }),
            48h + 22h + 10min);
}

}  // namespace
}  // namespace keycell::scenarios
