// The declared exposures, by hand from the documented steps: one more or one less is a finding.

#include "properties/boundaries/boundary_policy.h"

#include <gtest/gtest.h>

#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using crypto::KeyClass;
using model::Crossing;
using model::Place;

Crossing payload(std::string_view from, std::string_view to, std::string_view message = "kms_fetch reply") {
  return {Place::payload, from, to, message, {}, {}};
}

std::set<std::string> declared(crypto::Unwrap unwrap) {
  const BoundaryPolicy policy(test::small_scenario(unwrap));
  std::set<std::string> result;
  for (const auto& exposure : policy.exposures())
    result.insert(std::string(name_of(exposure.key_class)) + ": " + std::string(name_of(exposure.from)) + " to " +
                  std::string(name_of(exposure.to.value())));
  return result;
}

TEST(BoundaryPolicy, FetchExposesTheKekOnceAndTheMasterKey) {
  EXPECT_EQ(declared(crypto::Unwrap::fetch),
            (std::set<std::string>{"kek: CommServe to KMS", "master-key: KMS to CommServe"}));
}

TEST(BoundaryPolicy, RemoteExposesTheKekBothWaysAndNeverTheMasterKey) {
  EXPECT_EQ(declared(crypto::Unwrap::remote),
            (std::set<std::string>{"kek: CommServe to KMS", "kek: KMS to CommServe"}));
}

TEST(BoundaryPolicy, ADeclarationHoldsForItsClassRolesAndPlaceOnly) {
  const BoundaryPolicy policy(test::small_scenario());
  EXPECT_NE(policy.declared(KeyClass::masterKey, {}, payload("kms1", "commserve")), nullptr);
  EXPECT_EQ(policy.declared(KeyClass::masterKey, {}, payload("kms1", "commserve", "kms_create reply")), nullptr);
  EXPECT_NE(policy.declared(KeyClass::kek, {}, payload("commserve", "kms1", "kms_wrap")), nullptr);
  EXPECT_EQ(policy.declared(KeyClass::kek, {}, payload("commserve", "kms1", "kms_create")), nullptr);
  EXPECT_EQ(policy.declared(KeyClass::dataKey, {}, payload("kms1", "commserve")), nullptr);
  EXPECT_EQ(policy.declared(KeyClass::masterKey, {}, payload("commserve", "kms1")), nullptr);
  EXPECT_EQ(policy.declared(KeyClass::masterKey, {}, payload("kms1", "fs1")), nullptr);
  EXPECT_EQ(policy.declared(KeyClass::masterKey, {}, {Place::wire, "kms1", "commserve", "reply", {}, {}}), nullptr);
  EXPECT_EQ(policy.declared(KeyClass::masterKey, {}, {Place::csdbPage, "commserve", "csdb.db", "block", {}, {}}),
            nullptr);
}

}  // namespace
}  // namespace keycell::properties
