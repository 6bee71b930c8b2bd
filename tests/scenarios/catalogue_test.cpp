#include "scenarios/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/scenarios/small_cell.h"

namespace keycell::scenarios {
namespace {

Scenario load_entry(std::string_view name) { return test::load(find_in_catalogue(name)->text); }

TEST(Catalogue, EveryEntryLoadsAndFitsOnAScreen) {
  ASSERT_FALSE(catalogue().empty());
  for (const CatalogueEntry& entry : catalogue()) {
    EXPECT_EQ(test::why_refused(entry.text), "") << entry.name;
    EXPECT_LE(std::ranges::count(entry.text, '\n'), 60) << entry.name;
  }
}

TEST(Catalogue, EntriesAreFoundByName) {
  for (const CatalogueEntry& entry : catalogue()) EXPECT_EQ(find_in_catalogue(entry.name), &entry);
  EXPECT_EQ(find_in_catalogue("quickstrat"), nullptr);
}

TEST(Catalogue, QuickstartIsWhatTheTutorialSays) {
  const Scenario s = load_entry("one-backup");
  EXPECT_EQ(s.title, "One key, one backup, one restore");
  EXPECT_EQ(s.keys, (Keys{.profile = "pool-kek", .unwrap = crypto::Unwrap::fetch}));
  ASSERT_EQ(s.clients.size(), 1U);
  EXPECT_EQ(client_names(s.clients[0]), (std::vector<std::string>{"fs1", "fs2", "fs3", "fs4"}));
  EXPECT_EQ(s.clients[0].front_end_bytes, 40'000'000'000U);
  EXPECT_EQ(s.backups, (std::vector<Backup>{{.at = 1h, .clients = "fs"}}));
  EXPECT_EQ(s.restores, (std::vector<Restore>{{.at = 12h, .clients = "fs"}}));
}

TEST(Catalogue, TheTwoQuickstartsDifferInWhoUnwraps) {
  Scenario remote = load_entry("one-backup-remote");
  EXPECT_EQ(remote.keys.unwrap, crypto::Unwrap::remote);
  remote.keys.unwrap = crypto::Unwrap::fetch;
  remote.title = load_entry("one-backup").title;
  EXPECT_EQ(remote, load_entry("one-backup"));
}

}  // namespace
}  // namespace keycell::scenarios
