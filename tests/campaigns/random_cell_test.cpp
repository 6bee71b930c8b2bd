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

TEST(RandomCell, EveryBitOfTheSeedMakesADifference) {
  std::set<std::string> cells{scenarios::to_toml(cell_of(documented(), 1))};
  for (int bit = 0; bit < 64; ++bit)
    cells.insert(scenarios::to_toml(cell_of(documented(), 1 ^ (std::uint64_t{1} << bit))));
  EXPECT_EQ(cells.size(), 65u);
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
    for (const auto& media_agent : cell.media_agents)
      if (media_agent.library_capacity_bytes) seen.insert("capacity");
    for (const auto& copy : cell.copies) {
      seen.insert(copy.pool.empty() ? "keys of its own" : "on a pool");
      if (!copy.source.empty())
        seen.insert(copy.encryption == scenarios::CopyEncryption::preserve ? "preserve" : "re-encrypt");
      if (copy.retention) seen.insert("retention");
    }
    for (const auto& group : cell.clients) {
      if (group.before) seen.insert(group.before->incremental_days ? "before, incremental too" : "before");
    }
    for (const auto& fault : cell.faults) {
      seen.insert(fault.kind);
      for (const auto& group : cell.clients) {
        const auto clients = client_names(group);
        if (std::ranges::find(clients, fault.values.text("target")) != clients.end()) seen.insert("client restarts");
      }
    }
    for (const auto& restore : cell.restores) {
      if (!restore.copy.empty()) seen.insert("from a secondary copy");
      if (restore.as_of) seen.insert("as of");
      if (restore.count) seen.insert("count");
      if (restore.priority != model::urgentJobs) seen.insert("priority");
    }
    for (const auto& schedule : cell.schedules) {
      seen.insert(schedule.every ? "every" : "at");
      if (!schedule.on.empty()) seen.insert("on");
    }
    if (cell.commserve != scenarios::CommServe{}) seen.insert("ageing at another time");
    if (!cell.rotations.empty()) seen.insert("rotation");
    if (!cell.operators.empty()) seen.insert("operator");
    if (cell.faults.empty()) seen.insert("no fault");
    if (cell.rotations.empty()) seen.insert("no rotation");
  }
  EXPECT_EQ(seen, (std::set<std::string>{"pool-kek",
                                         "pool-kek, remote",
                                         "pool-rsa-kek",
                                         "per-copy-rsa",
                                         "third-party",
                                         "built-in",
                                         "capacity",
                                         "keys of its own",
                                         "on a pool",
                                         "preserve",
                                         "re-encrypt",
                                         "retention",
                                         "ageing at another time",
                                         "before",
                                         "before, incremental too",
                                         "kms-down",
                                         "media-agent-crash",
                                         "host-restart",
                                         "client restarts",
                                         "from a secondary copy",
                                         "as of",
                                         "count",
                                         "priority",
                                         "at",
                                         "every",
                                         "on",
                                         "rotation",
                                         "operator",
                                         "no fault",
                                         "no rotation"}));
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

/// A cell that has everything that a copy's age, its library and the calendar say.
Scenario full_of_limits() {
  return scenarios::load_text("limits.toml", R"(
title = "Everything that can be limited"
start = "2026-06-01"
commserve = { ageing_at = "20:30" }
kms = [{ name = "kms1" }]
media_agent = [{ name = "ma1", library_capacity = "40 GB" }, { name = "ma2", library_capacity = "40 GB" }]
pool = [{ name = "pool-a", media_agent = "ma1", kms = "kms1" }, { name = "pool-b", media_agent = "ma2", kms = "kms1" }]
copy = [
  { policy = "Gold", name = "Primary", pool = "pool-a", retention = "0 days, 1 cycle" },
  { policy = "Gold", name = "Secondary", pool = "pool-b", source = "Primary", retention = "1 day, 2 cycles" },
]
client = [
  { name = "fs", policy = "Gold", front_end = "1 GB", before = { full = "5 days ago", incremental = "2 days ago" } },
]
schedule = [{ clients = "fs", every = "8 h", on = ["Mon", "Wed"], nights = 2 }]
aux_copy = [{ at = "day 4 08:00", policy = "Gold", copy = "Secondary" }]
restore = [{ at = "day 4 20:00", clients = "fs", count = 6, priority = 366 }]
fault = [{ kind = "host-restart", target = "fs", at = "day 1 20:00" }]
)",
                              vocabulary);
}

bool has_capacity(const Scenario& s) {
  return std::ranges::any_of(s.media_agents, [](const auto& ma) { return ma.library_capacity_bytes.has_value(); });
}

bool has_retention(const Scenario& s) {
  return std::ranges::any_of(s.copies, [](const auto& copy) { return copy.retention.has_value(); });
}

/// The smallest that still has what a failure needs.
Scenario smallest_with(const std::function<bool(const Scenario&)>& fails) {
  const Scenario from = full_of_limits();
  EXPECT_EQ(objection_to(from), "");
  EXPECT_TRUE(fails(from));
  return shrink(shrinkable(from), fails, {}, [] { return false; }).scenario;
}

TEST(Smaller, EachLimitGoesByItself) {
  struct Limit {
    const char* what;
    std::function<bool(const Scenario&)> is_there;
  };
  const auto any_schedule = [](auto has) {
    return [has](const Scenario& s) { return std::ranges::any_of(s.schedules, has); };
  };
  const auto any_restore = [](auto has) {
    return [has](const Scenario& s) { return std::ranges::any_of(s.restores, has); };
  };
  const std::vector<Limit> limits{
      {"capacity", has_capacity},
      {"retention", has_retention},
      {"ageing_at", [](const Scenario& s) { return s.commserve != scenarios::CommServe{}; }},
      {"before", [](const Scenario& s) { return s.clients.front().before.has_value(); }},
      {"every", any_schedule([](const auto& schedule) { return schedule.every.has_value(); })},
      {"on", any_schedule([](const auto& schedule) { return !schedule.on.empty(); })},
      {"count", any_restore([](const auto& restore) { return restore.count.has_value(); })},
      {"priority", any_restore([](const auto& restore) { return restore.priority != model::urgentJobs; })},
      {"fault", [](const Scenario& s) { return !s.faults.empty(); }},
  };
  for (const Limit& needed : limits) {
    const Scenario smallest = smallest_with(needed.is_there);
    for (const Limit& limit : limits)
      EXPECT_EQ(limit.is_there(smallest), limit.what == needed.what) << limit.what << " where " << needed.what;
    // Weekdays are what a date of day 1 is for.
    EXPECT_EQ(smallest.start.has_value(), std::string_view(needed.what) == "on") << needed.what;
  }
}

// What a failure needs of a limit stays, with less in it.
TEST(Smaller, AreSmallerWithinALimitToo) {
  const Scenario before = smallest_with([](const Scenario& s) { return s.clients.front().before.has_value(); });
  EXPECT_EQ(before.clients.front().before, scenarios::Before{});
  const Scenario twice = smallest_with([](const Scenario& s) {
    return std::ranges::any_of(s.restores, [](const auto& restore) { return restore.count.value_or(1) >= 2; });
  });
  ASSERT_EQ(twice.restores.size(), 1u);
  EXPECT_EQ(twice.restores[0].count, 2u);
}

// On one MediaAgent lies what lay on two: a library that was large enough is not, and backups would fail.
TEST(Smaller, ALibraryThatGetsMoreHasNoCapacity) {
  const auto on_one = [](const Scenario& s) {
    return s.copies.size() == 2 && s.pools.size() == 2 && s.pools[0].media_agent == s.pools[1].media_agent;
  };
  std::size_t found = 0;
  for (const Scenario& candidate : smaller(full_of_limits())) {
    if (!on_one(candidate)) continue;
    ++found;
    EXPECT_FALSE(has_capacity(candidate));
  }
  EXPECT_GT(found, 0u);
  // While everything stays where it is, so do they.
  for (const Scenario& candidate : smaller(full_of_limits())) {
    if (candidate.faults.empty()) {
      EXPECT_TRUE(has_capacity(candidate));
    }
  }
}

TEST(Smaller, OfEveryScenarioOfTheCatalogueAreValid) {
  for (const auto& entry : scenarios::catalogue()) {
    const Scenario scenario = scenarios::load_text(entry.name, entry.text, vocabulary);
    for (const Scenario& candidate : smaller(scenario)) ASSERT_EQ(objection_to(candidate), "") << entry.name;
    // What it expects is its own business.
    if (scenario.expect.is_said() && !scenario.expect.violated->empty()) {
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
