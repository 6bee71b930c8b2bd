#include "scenarios/write.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/scenarios/any_scenario.h"
#include "tests/scenarios/small_cell.h"

namespace keycell::scenarios {
namespace {

TEST(Write, SpellsOutEveryDefault) {
  const std::string text = to_toml(test::load(test::smallCell));
  for (const char* line :
       {"horizon = \"169 h\"\n", "unwrap = \"fetch\"\n", "control_rate = \"1 Gbit/s\"\n", "record = \"1 KiB\"\n",
        "restart_interval = \"20 min\"\n", "kms_service = \"2 ms\"\n", "network = \"10 Gbit/s\"\n", "[expect]\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
}

TEST(Write, IsCanonical) {
  const std::string once = to_toml(test::load(test::smallCell));
  EXPECT_EQ(to_toml(test::load(once)), once);
}

RC_GTEST_PROP(Write, WhatIsWrittenReadsBackTheSame, ()) {
  const Scenario scenario = test::any_scenario(test::vocabulary());
  RC_LOG() << to_toml(scenario);
  RC_ASSERT(test::load(to_toml(scenario)) == scenario);
}

TEST(Write, WhatItCannotWriteIsNotValid) {
  Scenario scenario = test::load(test::with_more("[[schedule]]\nclients = \"fs\"\nat = \"22:00\"\n"));
  EXPECT_NO_THROW(validate(scenario, test::vocabulary()));
  *scenario.schedules.front().at += 1ms;  // no time of day says so
  EXPECT_THROW(validate(scenario, test::vocabulary()), InvalidScenario);
}

}  // namespace
}  // namespace keycell::scenarios
