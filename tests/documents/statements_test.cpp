// What the documents say beside their procedures.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "properties/documented_weaknesses.h"
#include "scenarios/catalogue.h"
#include "scenarios/load.h"
#include "scenarios/validate.h"
#include "tests/documents/cells.h"
#include "tests/documents/run.h"

namespace keycell::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// "backup Completed", "restore Failed", ... in the order of submission.
std::vector<std::string> jobs_of(const sim::Run& run) {
  std::vector<std::string> jobs;
  const auto told = nlohmann::json::parse(run.result_of("jobs"));
  for (const auto& job : told.at("list"))
    jobs.push_back(job.at("kind").get<std::string>() + " " + job.at("state").get<std::string>());
  return jobs;
}

std::vector<std::string> policies_with_keys(const sim::Run& run) {
  std::vector<std::string> names;
  for (const auto& key : reports::keys_at_kms(run))
    names.push_back(key.copy.empty() ? key.policy : key.policy + "/" + key.copy);
  return names;
}

std::size_t data_keys_made(const sim::Run& run) {
  return static_cast<std::size_t>(std::ranges::count_if(trace_of(run.result_of("trace")), [](const Mark& mark) {
    return mark.text.starts_with("held data-key") && mark.text.ends_with("generated");
  }));
}

// 2019-intro-1, 2023e-intro-1: keys are protected before they are stored in the CSDB. The twin, a row that holds a key
// as it is, is Sabotage's "skip-wrap".
TEST(Statements, KeysAreProtectedBeforeTheyAreStored) {
  for (const auto& cell : {cell_of_2019(), cell_of_2023e()}) {
    const sim::Run run = run_of(cell);
    EXPECT_EQ(properties::judgement_of(run.result_of("SEC-1")).violations, 0u);
    const auto cell_json = nlohmann::json::parse(run.result_of("cell"));
    EXPECT_GT(cell_json.at("crossings").at("csdb-page").at("count").get<int>(), 0);
  }
}

// 2019-intro-2, 2023e-intro-2: restores and aux copies need the keys.
TEST(Statements, RestoreAndAuxCopyNeedTheKeys) {
  scenarios::Scenario cell = cell_of_2019();
  cell.faults = {{.kind = "kms-key-lost", .values = {{"target", "kms1"}, {"at", 2h}, {"of", "Gold/Primary"}}}};
  EXPECT_THAT(jobs_of(run_of(cell)), ElementsAre("backup Completed", "aux-copy Failed", "restore Failed"));
}

TEST(Statements, ARestoreNeedsTheKeysOfItsPool) {
  scenarios::Scenario cell = cell_of_2023e();
  cell.faults = {{.kind = "kms-key-lost", .values = {{"target", "kms1"}, {"at", 2h}, {"of", "pool-a"}}}};
  EXPECT_THAT(jobs_of(run_of(cell)), ElementsAre("backup Completed", "restore Failed"));
}

TEST(Statements, RestoreAndAuxCopyNeedTheKeys_twin) {
  EXPECT_THAT(jobs_of(run_of(cell_of_2023e())), ElementsAre("backup Completed", "restore Completed"));
  EXPECT_THAT(jobs_of(run_of(cell_of_2019())),
              ElementsAre("backup Completed", "aux-copy Completed", "restore Completed"));
}

// 2019-enable-attributes: one can search by them at the console of the KMS.
TEST(Statements, KeysAreFoundByTheirAttributes) {
  const auto keys = reports::keys_at_kms(run_of(cell_of_2019()));
  const auto found = reports::search(keys, "kms1", {{"policy", "Gold"}, {"copy", "Secondary"}, {"commcell", "2A4F"}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].state, "Active");
  EXPECT_EQ(reports::search(keys, "kms1", {{"policy", "Gold"}}).size(), 2u);
  EXPECT_TRUE(reports::search(keys, "kms1", {{"policy", "Silver"}}).empty());
  EXPECT_TRUE(reports::search(keys, "kms2", {}).empty());
}

// 2019-backup-1: for each archive file.
TEST(Statements, EachArchiveFileHasItsDataKey) {
  scenarios::Scenario cell = cell_of_2019();
  cell.aux_copies.clear();
  cell.backups.push_back({.at = 2h, .clients = "fs"});
  EXPECT_EQ(data_keys_made(run_of(cell)), 2u);
}

// 2023e-backup-1: for the client. The twin of the one before.
TEST(Statements, EachClientHasItsDataKey) {
  scenarios::Scenario cell = cell_of_2023e();
  cell.backups.push_back({.at = 2h, .clients = "fs"});
  EXPECT_EQ(data_keys_made(run_of(cell)), 1u);
  cell.clients[0].count = 3;
  EXPECT_EQ(data_keys_made(run_of(cell)), 3u);
}

// 2023e-intro-3: one master key a storage pool, whatever depends on it.
TEST(Statements, EachPoolHasItsMasterKey) {
  scenarios::Scenario cell = cell_of_2023e();
  cell.pools.push_back({.name = "pool-b", .media_agent = "ma1", .kms = "kms1"});
  cell.clients.push_back({.name = "db", .count = 2, .pool = "pool-b", .front_end_bytes = 1'000'000'000});
  cell.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a"}};
  EXPECT_THAT(policies_with_keys(run_of(cell)), ElementsAre("pool-a", "pool-b"));
}

// 2023e-intro-4: a copy that depends on no pool has one of its own.
TEST(Statements, ACopyWithoutAPoolHasItsOwnMasterKey) {
  scenarios::Scenario cell = cell_of_2023e();
  cell.copies = {{.policy = "Gold", .name = "Primary", .media_agent = "ma1", .kms = "kms1"}};
  EXPECT_THAT(policies_with_keys(run_of(cell)), ElementsAre("pool-a", "Gold/Primary"));
}

// 2023e-certificate: the key of the certificate must not be encrypted.
TEST(Statements, AnEncryptedKeyOfACertificateIsRefusedByName) {
  scenarios::Scenario cell = cell_of_2023e();
  cell.kms[0].client_key = scenarios::ClientKey::encrypted;
  try {
    scenarios::validate(cell, {});
    ADD_FAILURE() << "an encrypted key was taken";
  } catch (const scenarios::InvalidScenario& refusal) {
    EXPECT_THAT(refusal.what(), HasSubstr("\"kms1\" is encrypted"));
  }
  cell.kms[0].client_key = scenarios::ClientKey::plain;
  EXPECT_NO_THROW(scenarios::validate(cell, {}));
}

// --- one line of the quickstart
// ---------------------------------------------------------------------------------------

struct OneLine {
  std::string name;
  std::string line;
  std::string instead;
};

class QuickstartTest : public ::testing::TestWithParam<OneLine> {};

INSTANTIATE_TEST_SUITE_P(
    With, QuickstartTest,
    ::testing::Values(OneLine{"PoolKek", "profile = \"pool-kek\"", "profile = \"pool-kek\""},
                      OneLine{"PoolRsaKek", "profile = \"pool-kek\"", "profile = \"pool-rsa-kek\""},
                      OneLine{"PerCopyRsa", "profile = \"pool-kek\"", "profile = \"per-copy-rsa\""},
                      OneLine{"BuiltIn", "kind = \"third-party\"", "kind = \"built-in\""},
                      OneLine{"Remote", "unwrap = \"fetch\"", "unwrap = \"remote\""}),
    [](const auto& one) { return one.param.name; });

TEST_P(QuickstartTest, TheVerdictsAreTheDocumentedOnesWithOneLineChanged) {
  for (const char* kind : {"third-party", "built-in"}) {
    std::string text(scenarios::find_in_catalogue("one-backup")->text);
    const auto replace = [&](const std::string& line, const std::string& instead) {
      const std::size_t at = text.find(line);
      if (at != std::string::npos) text.replace(at, line.size(), instead);
    };
    replace(GetParam().line, GetParam().instead);
    replace("kind = \"third-party\"", "kind = \"" + std::string(kind) + "\"");
    ASSERT_NE(text.find(GetParam().instead), std::string::npos);
    const scenarios::Scenario cell =
        scenarios::load_text("one-backup.toml", text, {.property_ids = properties::property_ids()});
    const sim::Run run = run_of(cell);
    const auto weaknesses = properties::documented_weaknesses(cell);
    for (const properties::Judgement& judgement : properties::judgements_of(run)) {
      const bool is_documented = std::ranges::find(weaknesses, judgement.id) != weaknesses.end();
      EXPECT_EQ(judgement.verdict, is_documented ? properties::Verdict::violated : properties::Verdict::held)
          << judgement.id << " under " << kind;
    }
  }
}

}  // namespace
}  // namespace keycell::documents
