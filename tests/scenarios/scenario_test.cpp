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

}  // namespace
}  // namespace keycell::scenarios
