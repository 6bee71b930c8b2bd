// For each profile and kind of KMS: exactly where the documented steps themselves put a key in clear. The sets are
// those of docs/reference/exposures.md, derived by hand; a run makes all of them and no other.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "measures/summary.h"
#include "properties/catalogue.h"
#include "properties/checks/secret_places.h"
#include "sim/fork_server.h"
#include "tests/documents/cells.h"

namespace keycell::documents {
namespace {

using ::testing::UnorderedElementsAreArray;

/// Class, from, to: a role, in the payload of a channel; or the place where the key lies scrambled.
using Exposure = std::tuple<std::string, std::string, std::string>;

const Exposure kekToKms{"kek", "CommServe", "KMS"};
const Exposure kekFromKms{"kek", "KMS", "CommServe"};
const Exposure masterKeyFromKms{"master-key", "KMS", "CommServe"};
const Exposure masterKeyToKms{"master-key", "CommServe", "KMS"};
const Exposure masterKeyScrambled{"master-key", "CommServe", "csdb-page"};
const Exposure passwordScrambled{"network-password", "CommServe", "csdb-page"};

struct Case {
  std::string name;
  std::string profile;
  crypto::Unwrap unwrap;
  std::string kms_kind;
  model::MasterKeyMadeBy made_by;
  std::vector<Exposure> exposures;
  model::PasswordAtRest password_at_rest = model::PasswordAtRest::memory;
};

std::vector<Case> cases() {
  using crypto::Unwrap;
  using model::MasterKeyMadeBy;
  const std::string node = "third-party";
  const std::string built_in = "built-in";
  return {
      {"PerCopyRsa", "per-copy-rsa", Unwrap::fetch, node, MasterKeyMadeBy::kms, {masterKeyFromKms}},
      {"PerCopyRsaBuiltIn", "per-copy-rsa", Unwrap::fetch, built_in, MasterKeyMadeBy::kms, {masterKeyScrambled}},
      {"PoolRsaKek", "pool-rsa-kek", Unwrap::fetch, node, MasterKeyMadeBy::kms, {masterKeyFromKms}},
      {"PoolRsaKekBuiltIn", "pool-rsa-kek", Unwrap::fetch, built_in, MasterKeyMadeBy::kms, {masterKeyScrambled}},
      {"PoolKekFetch", "pool-kek", Unwrap::fetch, node, MasterKeyMadeBy::kms, {kekToKms, masterKeyFromKms}},
      {"PoolKekRemote", "pool-kek", Unwrap::remote, node, MasterKeyMadeBy::kms, {kekToKms, kekFromKms}},
      {"PoolKekBuiltIn", "pool-kek", Unwrap::fetch, built_in, MasterKeyMadeBy::kms, {masterKeyScrambled}},
      {"PoolKekRemoteBuiltIn", "pool-kek", Unwrap::remote, built_in, MasterKeyMadeBy::kms, {masterKeyScrambled}},
      {"PoolRsaKekMadeBySoftware",
       "pool-rsa-kek",
       Unwrap::fetch,
       node,
       MasterKeyMadeBy::software,
       {masterKeyFromKms, masterKeyToKms}},
      {"PoolKekFetchMadeBySoftware",
       "pool-kek",
       Unwrap::fetch,
       node,
       MasterKeyMadeBy::software,
       {kekToKms, masterKeyFromKms, masterKeyToKms}},
      {"PoolKekMadeBySoftware",
       "pool-kek",
       Unwrap::remote,
       node,
       MasterKeyMadeBy::software,
       {kekToKms, kekFromKms, masterKeyToKms}},
      {"PoolKekPasswordsInTheCsdb",
       "pool-kek",
       Unwrap::fetch,
       node,
       MasterKeyMadeBy::kms,
       {kekToKms, masterKeyFromKms, passwordScrambled},
       model::PasswordAtRest::csdb},
      {"PerCopyRsaBuiltInPasswordsInTheCsdb",
       "per-copy-rsa",
       Unwrap::fetch,
       built_in,
       MasterKeyMadeBy::kms,
       {masterKeyScrambled, passwordScrambled},
       model::PasswordAtRest::csdb},
  };
}

/// Every flow there is: creation of a pool and of copies with and without one, backup, rotation of a pool and of a
/// copy, aux copy that encrypts again and that preserves, restore of every copy.
scenarios::Scenario busy_cell(const Case& test_case) {
  scenarios::Scenario cell = cell_of_2019();
  cell.keys = {.profile = test_case.profile, .unwrap = test_case.unwrap};
  cell.readings.master_key_made_by = test_case.made_by;
  cell.readings.network_password_at_rest = test_case.password_at_rest;
  cell.kms[0].kind = test_case.kms_kind;
  cell.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  cell.copies.push_back({.policy = "Silver", .name = "Primary", .pool = "pool-a"});
  cell.copies.push_back(
      {.policy = "Silver", .name = "Secondary", .media_agent = "ma2", .kms = "kms1", .source = "Primary"});
  cell.clients.push_back({.name = "db", .policy = "Silver", .front_end_bytes = 1'000'000'000});
  cell.backups.push_back({.at = 1h, .clients = "db"});
  const std::string owner = test_case.profile == "per-copy-rsa" ? "Silver/Primary" : "pool-a";
  cell.rotations = {{.at = 2h, .of = "Gold/Primary"}, {.at = 2h, .of = owner}};
  cell.aux_copies.push_back({.at = 3h, .policy = "Silver", .copy = "Secondary"});
  for (const char* client : {"fs", "db"}) {
    if (std::string_view(client) == "db") cell.restores.push_back({.at = 5h, .clients = client});
    cell.restores.push_back({.at = 6h, .clients = client, .copy = "Secondary"});
  }
  return cell;
}

class ExposuresTest : public ::testing::TestWithParam<Case> {
 protected:
  properties::Judgement judged(const scenarios::Scenario& cell) {
    const sim::Run run = sim::run_forked(cell, sim::Seed{1},
                                         [&] {
                                           sim::Folds folds;
                                           for (auto& property : properties::properties_of(cell))
                                             folds.push_back(std::move(property));
                                           return folds;
                                         },
                                         {});
    EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
    EXPECT_EQ(properties::judgement_of(run.result_of("FID-1")).exercised, 4u)
        << "both copies of both policies were restored";
    return properties::judgement_of(run.result_of("SEC-1"));
  }
};

INSTANTIATE_TEST_SUITE_P(Of, ExposuresTest, ::testing::ValuesIn(cases()),
                         [](const auto& one) { return one.param.name; });

TEST_P(ExposuresTest, AreExactlyTheDeclaredOnes) {
  const auto judgement = judged(busy_cell(GetParam()));
  EXPECT_EQ(judgement.violations, 0u);
  std::vector<Exposure> made;
  const properties::WhatCrossed what = properties::what_crossed(judgement);
  for (const properties::ExposureMade& exposure : what.declared) {
    EXPECT_GT(exposure.count, 0u) << exposure.key_class << " is declared, but nothing exposes it";
    made.emplace_back(exposure.key_class, exposure.from, exposure.to.empty() ? exposure.place : exposure.to);
  }
  EXPECT_THAT(made, UnorderedElementsAreArray(GetParam().exposures));
}

// The other half of the policy: a place that allows wraps and never sees one is a rule that nobody needs.
TEST_P(ExposuresTest, EveryPlaceThatAllowsWrapsSeesThem) {
  const properties::WhatCrossed what = properties::what_crossed(judged(busy_cell(GetParam())));
  for (const properties::SeenAt& seen : what.crossed) {
    EXPECT_EQ(seen.forbidden, 0u) << seen.key_class << " at " << seen.place;
    if (!seen.allowed.starts_with("wrapped")) continue;
    EXPECT_GT(seen.wrapped, 0u) << seen.key_class << " at " << seen.place;
  }
}

}  // namespace
}  // namespace keycell::documents
