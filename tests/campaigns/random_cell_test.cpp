// Laws of random cells and of smaller ones.

#include "campaigns/random_cell.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "campaigns/shrink.h"
#include "campaigns/smaller.h"
#include "properties/catalogue.h"
#include "properties/documented_weaknesses.h"
#include "scenarios/catalogue.h"
#include "scenarios/load.h"
#include "scenarios/write.h"
#include "tests/properties/any_seed.h"

namespace keycell::campaigns {
namespace {

using namespace properties;

using scenarios::Scenario;

const scenarios::Vocabulary vocabulary{.property_ids = property_ids()};

const Space& documented() {
  static const Space space = load_space("documented", shipped_spaces().front().text);
  return space;
}

/// Empty when all is well.
std::string objection_to(const Scenario& scenario) {
  try {
    scenarios::validate(scenario, vocabulary);
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

TEST(RandomCell, IsValidForEachOf2000Seeds) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed)
    ASSERT_EQ(objection_to(cell_of(documented(), seed)), "") << "seed " << seed;
}

RC_GTEST_PROP(RandomCell, OfTheSameSeedIsTheSame, ()) {
  const std::uint64_t seed = test::any_seed();
  RC_ASSERT(cell_of(documented(), seed) == cell_of(documented(), seed));
}

RC_GTEST_PROP(RandomCell, GeneratorGivesTheCellOfItsSeed, ()) {
  const std::uint64_t seed = test::any_seed();
  RC_ASSERT(random_cell(documented())(rc::Random(seed)).value() == cell_of(documented(), seed));
}

RC_GTEST_PROP(RandomCell, ReadsBackFromItsToml, ()) {
  const Scenario cell = cell_of(documented(), test::any_seed());
  RC_ASSERT(scenarios::load_text("cell.toml", scenarios::to_toml(cell), vocabulary) == cell);
  RC_ASSERT(scenarios::load_text("cell.toml", scenarios::to_short_toml(cell), vocabulary) == cell);
}

RC_GTEST_PROP(RandomCell, ExpectsItsDocumentedWeaknessesAndNothingElse, ()) {
  const Scenario cell = cell_of(documented(), test::any_seed());
  RC_ASSERT(cell.expect.violated == documented_weaknesses(cell));
}

TEST(RandomCell, IsSmallAndOfEveryKindThatTheSpaceHas) {
  std::set<std::string> seen;
  std::uint64_t hosts = 0;
  constexpr std::uint64_t cells = 500;
  for (std::uint64_t seed = 1; seed <= cells; ++seed) {
    const Scenario cell = cell_of(documented(), seed);
    hosts += 2 + cell.kms.size() + cell.media_agents.size();
    for (const auto& group : cell.clients) hosts += group.count;
    seen.insert(cell.keys.profile + (cell.keys.unwrap == crypto::Unwrap::remote ? ", remote" : ""));
    for (const auto& kms : cell.kms) seen.insert(kms.kind);
    for (const auto& copy : cell.copies) {
      seen.insert(copy.pool.empty() ? "keys of its own" : "on a pool");
      if (!copy.source.empty())
        seen.insert(copy.encryption == scenarios::CopyEncryption::preserve ? "preserve" : "re-encrypt");
    }
    for (const auto& fault : cell.faults) seen.insert(fault.kind == "kms-down" ? "kms" : "ma");
    for (const auto& restore : cell.restores) {
      if (!restore.copy.empty()) seen.insert("from a secondary copy");
      if (restore.as_of) seen.insert("as of");
    }
    if (!cell.schedules.empty()) seen.insert("schedule");
    if (!cell.rotations.empty()) seen.insert("rotation");
    if (!cell.operators.empty()) seen.insert("operator");
    if (cell.faults.empty()) seen.insert("no fault");
    if (cell.rotations.empty()) seen.insert("no rotation");
  }
  EXPECT_EQ(seen, (std::set<std::string>{"pool-kek", "pool-kek, remote", "pool-rsa-kek", "per-copy-rsa", "third-party",
                                         "built-in", "keys of its own", "on a pool", "preserve", "re-encrypt", "kms",
                                         "ma", "from a secondary copy", "as of", "schedule", "rotation", "operator",
                                         "no fault", "no rotation"}));
  EXPECT_GE(hosts, 6 * cells);
  EXPECT_LE(hosts, 10 * cells);
}

RC_GTEST_PROP(Smaller, AreValidAndNotTheSame, ()) {
  const Scenario cell = cell_of(documented(), test::any_seed());
  for (const Scenario& candidate : smaller(cell)) {
    RC_ASSERT(objection_to(candidate) == "");
    RC_ASSERT(!(candidate == cell));
    RC_ASSERT(candidate.expect.violated == documented_weaknesses(candidate));
  }
}

RC_GTEST_PROP(Smaller, ComeToAnEnd, ()) {
  // Always the first one: were a step not smaller, this would never end.
  auto tree = random_cell(documented())(rc::Random(test::any_seed()));
  int steps = 0;
  for (auto first = tree.shrinks().next(); first; first = tree.shrinks().next()) {
    tree = *first;
    RC_ASSERT(++steps < 500);
  }
  const Scenario smallest = tree.value();
  RC_ASSERT(smallest.faults.empty());
  RC_ASSERT(smallest.clients.size() == 1U);
  RC_ASSERT(smallest.keys == scenarios::Keys{});
  RC_ASSERT(smallest.readings == model::Readings{});
}

TEST(Smaller, OfEveryScenarioOfTheCatalogueAreValid) {
  for (const auto& entry : scenarios::catalogue()) {
    const Scenario scenario = scenarios::load_text(entry.name, entry.text, vocabulary);
    for (const Scenario& candidate : smaller(scenario)) ASSERT_EQ(objection_to(candidate), "") << entry.name;
    // What it expects is its own business.
    if (!scenario.expect.violated.empty()) {
      EXPECT_EQ(smaller(scenario).front().expect, scenario.expect) << entry.name;
    }
  }
}

// Two groups of sixteen, and a failure that needs as many clients in the one as in the other: no group can be made
// smaller by itself.
TEST(Smaller, GroupsThatMustBeEqualComeDownToOneClientEach) {
  const auto outage = std::ranges::find(scenarios::catalogue(), "kms-outage", &scenarios::CatalogueEntry::name);
  ASSERT_NE(outage, scenarios::catalogue().end());
  const Scenario scenario = scenarios::load_text(outage->name, outage->text, vocabulary);
  ASSERT_EQ(scenario.clients.size(), 2u);
  ASSERT_EQ(scenario.clients[0].count, 16u);
  const auto fails = [](const Scenario& s) {
    return s.clients.size() == 2 && s.clients[0].count == s.clients[1].count;
  };
  const Shrunk shrunk = shrink(shrinkable(scenario), fails, {}, [] { return false; });
  EXPECT_EQ(shrunk.scenario.clients[0].count, 1u);
  EXPECT_EQ(shrunk.scenario.clients[1].count, 1u);
}

// The client that a fault names goes with its group's others, and the fault goes on to one that is left.
TEST(Smaller, AFaultOfAClientStaysWhileItsGroupComesDownToOne) {
  const auto* outage = scenarios::find_in_catalogue("kms-outage");
  Scenario scenario = scenarios::load_text(outage->name, outage->text, vocabulary);
  const std::string last = client_names(scenario.clients[1]).back();
  scenario.faults = {{.kind = "host-restart", .values = {{"target", last}, {"at", std::chrono::hours(1)}}}};
  ASSERT_EQ(objection_to(scenario), "");
  const auto fails = [](const Scenario& s) { return !s.faults.empty() && s.faults[0].kind == "host-restart"; };
  const Shrunk shrunk = shrink(shrinkable(scenario), fails, {}, [] { return false; });
  ASSERT_EQ(shrunk.scenario.clients.size(), 1u);
  EXPECT_EQ(shrunk.scenario.clients[0].count, 1u);
  EXPECT_EQ(shrunk.scenario.faults[0].values.text("target"), shrunk.scenario.clients[0].name);
}

TEST(ShortToml, OfEveryScenarioOfTheCatalogueReadsBackAndIsShort) {
  for (const auto& entry : scenarios::catalogue()) {
    const Scenario scenario = scenarios::load_text(entry.name, entry.text, vocabulary);
    const std::string text = scenarios::to_short_toml(scenario);
    EXPECT_EQ(scenarios::load_text("short.toml", text, vocabulary), scenario) << text;
    EXPECT_LE(std::ranges::count(text, '\n'), 40) << text;
  }
}

}  // namespace
}  // namespace keycell::campaigns
