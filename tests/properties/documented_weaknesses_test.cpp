// What a profile violates by construction, and that [expect] of the catalogue says so.

#include "properties/documented_weaknesses.h"

#include <gmock/gmock.h>

#include "properties/catalogue.h"
#include "scenarios/catalogue.h"
#include "scenarios/load.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;

scenarios::Scenario one_client() {
  auto scenario = test::small_scenario();
  scenario.clients[0].count = 1;
  return scenario;
}

TEST(DocumentedWeaknesses, TwoClientsOfOnePoolShareItsKek) {
  EXPECT_THAT(documented_weaknesses(test::small_scenario()), ElementsAre("SEC-7"));
  EXPECT_THAT(documented_weaknesses(one_client()), IsEmpty());
}

TEST(DocumentedWeaknesses, AClientThatIsNeverBackedUpHasNoDataKey) {
  auto scenario = test::small_scenario();
  scenario.backups.clear();
  scenario.restores.clear();
  EXPECT_THAT(documented_weaknesses(scenario), IsEmpty());
}

TEST(DocumentedWeaknesses, AKeyForEachArchiveFileIsSharedByTwoBackupsOfOneClient) {
  auto scenario = one_client();
  scenario.keys.profile = "per-copy-rsa";
  EXPECT_THAT(documented_weaknesses(scenario), IsEmpty());
  scenario.backups.push_back({.at = 2h, .clients = "fs"});
  EXPECT_THAT(documented_weaknesses(scenario), ElementsAre("SEC-7"));
  scenario.keys.profile = "pool-kek";  // the second backup uses the key of the first
  EXPECT_THAT(documented_weaknesses(scenario), IsEmpty());
  scenario.readings.data_key_reuse = model::DataKeyReuse::fresh;
  EXPECT_THAT(documented_weaknesses(scenario), ElementsAre("SEC-7"));
}

TEST(DocumentedWeaknesses, PoolsDoNotShare) {
  auto scenario = test::small_scenario();
  scenario.pools.push_back({.name = "pool-b", .media_agent = "ma1", .kms = "kms1"});
  scenario.clients = {{.name = "fs", .pool = "pool-a", .front_end_bytes = 1000},
                      {.name = "db", .pool = "pool-b", .front_end_bytes = 1000}};
  scenario.backups.push_back({.at = 1h, .clients = "db"});
  EXPECT_THAT(documented_weaknesses(scenario), IsEmpty());
}

TEST(DocumentedWeaknesses, ACopyThatIsEncryptedAgainSharesOnlyWithAKeyForEachCopy) {
  auto scenario = one_client();
  scenario.copies = {{.policy = "pool-a",
                      .name = "Second",
                      .pool = "pool-a",
                      .source = "Primary",
                      .encryption = scenarios::CopyEncryption::reEncrypt}};
  scenario.aux_copies = {{.at = 2h, .policy = "pool-a", .copy = "Second"}};
  EXPECT_THAT(documented_weaknesses(scenario), IsEmpty());
  scenario.readings.data_key_scope = crypto::DataKeyScope::clientCopy;
  EXPECT_THAT(documented_weaknesses(scenario), ElementsAre("SEC-7"));
  scenario.copies[0].encryption = scenarios::CopyEncryption::preserve;
  EXPECT_THAT(documented_weaknesses(scenario), IsEmpty());
}

TEST(DocumentedWeaknesses, TheCatalogueExpectsThem) {
  for (const auto& entry : scenarios::catalogue()) {
    const auto scenario = scenarios::load_text(entry.name, entry.text, {.property_ids = property_ids()});
    if (!scenario.expect.is_said()) continue;
    EXPECT_THAT(*scenario.expect.violated, IsSupersetOf(documented_weaknesses(scenario))) << entry.name;
  }
}

}  // namespace
}  // namespace keycell::properties
