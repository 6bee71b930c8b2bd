// What is told of a master key that its KMS gives no more: what was still used that only it opens, and when last.

#include "measures/revocation_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "measures/judged_folds.h"
#include "measures/results/json.h"
#include "sim/fork_server.h"
#include "tests/properties/events.h"
#include "tests/sim/small_scenario.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using crypto::KeyClass;
using crypto::SecretId;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr SecretId oldMaster{1};
constexpr SecretId kek{2};
constexpr SecretId dataKey{3};
constexpr SecretId newMaster{4};
constexpr SecretId otherDataKey{5};
constexpr SecretId password{6};

/// A KEK with two data keys, under the first master key, and a data key that was delivered under a password.
struct RevokedKeysOf {
  RevocationMeter meter;
  test::Feeder feeder{meter};

  RevokedKeysOf() {
    const auto holds = [&](SecretId secret, KeyClass key_class) {
      feeder.feed(model::SecretHeld{secret, key_class, crypto::Arrival::generated, {}});
    };
    holds(oldMaster, KeyClass::masterKey);
    holds(newMaster, KeyClass::masterKey);
    holds(kek, KeyClass::kek);
    holds(dataKey, KeyClass::dataKey);
    holds(otherDataKey, KeyClass::dataKey);
    holds(password, KeyClass::networkPassword);
    feeder.feed(model::MasterKeyAtKms{"kms1", "mk-1", "F00D", "pool-a", "", "Active", oldMaster});
    feeder.feed(model::MasterKeyAtKms{"kms1", "mk-2", "F00D", "pool-a", "", "Active", newMaster});
    wrap(kek, oldMaster);
    wrap(dataKey, kek);
    wrap(otherDataKey, kek);
    wrap(dataKey, password);
  }
  void wrap(SecretId what, SecretId by) {
    feeder.feed(model::KeyWrapped{what, by, crypto::WrapForm::aesKeyWrap, {}}, "kms1");
  }
  void state(std::string_view id, std::string_view state) {
    feeder.feed(model::MasterKeyAtKms{"kms1", id, {}, {}, {}, state}, "kms1");
  }
  void seal(SecretId key, std::string_view host) { feeder.feed(model::DataSealed{key, {}, {}}, host); }
  void open(SecretId key, std::string_view host) { feeder.feed(model::DataOpened{key, {}, {}}, host); }
};

TEST(RevokedKeys, TheLastUseOfWhatItAloneOpensIsToldWithHostKeyAndTime) {
  RevokedKeysOf of;
  of.seal(dataKey, "fs1");
  of.feeder.pass(100s);
  of.state("mk-1", "Disabled");
  of.feeder.pass(7s);
  of.seal(dataKey, "fs1");
  of.feeder.pass(2s);
  of.open(otherDataKey, "fs2");
  of.feeder.pass(30s);
  of.state("mk-1", "Active");
  of.feeder.pass(1s);
  of.seal(dataKey, "fs1");
  const RevokedKeys told = of.meter.keys();
  ASSERT_THAT(told.list, SizeIs(1));
  EXPECT_EQ(told.list[0], (RevokedKey{.kms = "kms1",
                                      .id = "mk-1",
                                      .secret = 1,
                                      .state = "Disabled",
                                      .at_s = 100,
                                      .until_s = 139,
                                      .uses = 2,
                                      .last_use = UseOfRevoked{109, "fs2", "data-key #5", "opens"}}));
}

TEST(RevokedKeys, EachTimeIsToldByItself) {
  RevokedKeysOf of;
  of.state("mk-1", "Disabled");
  of.feeder.pass(5s);
  of.wrap(kek, oldMaster);
  of.state("mk-1", "Active");
  of.feeder.pass(5s);
  of.state("mk-1", "Disabled");
  of.feeder.pass(5s);
  of.state("mk-1", "Destroyed");
  of.feeder.pass(5s);
  of.feeder.feed(model::KeyUnwrapped{dataKey, kek, crypto::WrapForm::aesKeyWrap, {}}, "commserve");
  const RevokedKeys told = of.meter.keys();
  ASSERT_THAT(told.list, SizeIs(3));
  EXPECT_EQ(told.list[0].last_use, (UseOfRevoked{5, "kms1", "master-key #1", "wraps"}));
  EXPECT_EQ(told.list[1].until_s, 15) << "disabled until it was destroyed";
  EXPECT_EQ(told.list[1].uses, 0u);
  EXPECT_EQ(told.list[2].until_s, std::nullopt);
  EXPECT_EQ(told.list[2].last_use, (UseOfRevoked{20, "commserve", "kek #2", "unwraps"}));
}

// The old master key goes, and the KEK is under the new one too.
TEST(RevokedKeys, WhatAnotherKeyOpensTooIsNotRevoked) {
  RevokedKeysOf of;
  of.wrap(kek, newMaster);
  of.state("mk-1", "Destroyed");
  of.seal(dataKey, "fs1");
  ASSERT_THAT(of.meter.keys().list, SizeIs(1));
  EXPECT_EQ(of.meter.keys().list[0].uses, 0u);
  of.state("mk-2", "Lost");
  of.seal(dataKey, "fs1");
  ASSERT_THAT(of.meter.keys().list, SizeIs(2));
  EXPECT_EQ(of.meter.keys().list[0].uses, 1u) << "now both would be needed";
  EXPECT_EQ(of.meter.keys().list[1].uses, 1u);
}

// Key code of somebody else may do that; what it means is not ours to say.
TEST(RevokedKeys, KeysThatWrapEachOtherAreFollowedToAnEnd) {
  RevokedKeysOf of;
  of.wrap(kek, kek);
  of.wrap(oldMaster, kek);
  of.wrap(newMaster, kek);
  of.wrap(kek, newMaster);
  of.state("mk-1", "Disabled");
  of.seal(dataKey, "fs1");
  EXPECT_EQ(of.meter.keys().list.at(0).uses, 0u);
}

TEST(RevokedKeys, ListsTheFirstThousandAndCountsTheRest) {
  RevokedKeysOf of;
  for (std::size_t i = 0; i < RevocationMeter::mostListed + 3; ++i) {
    of.state("mk-1", "Disabled");
    of.state("mk-1", "Active");
  }
  EXPECT_THAT(of.meter.keys().list, SizeIs(RevocationMeter::mostListed));
  EXPECT_EQ(of.meter.keys().not_listed, 3u);
}

RevokedKeys told_of(model::Nanos kms_cache) {
  scenarios::Scenario s = test::small_scenario();
  s.readings.kms_cache = kms_cache;
  s.faults = {
      {.kind = "kms-key-disabled",
       .values = {{"target", "kms1"}, {"at", model::Nanos(2h)}, {"of", "pool-a"}, {"until", model::Nanos(5h)}}}};
  const sim::Run run = sim::run_forked(s, sim::Seed{1}, judged_folds(s), {});
  EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
  return told_by<RevokedKeys>("revoked", run).value();
}

// A master key in the CommServe's cache outlives its revocation: the restore an hour later goes on as if nothing were.
TEST(RevokedKeys, ACacheGoesOnUsingThem) {
  const RevokedKeys told = told_of(10h);
  ASSERT_THAT(told.list, SizeIs(1));
  EXPECT_EQ(told.list[0].id, "kms1-mk-1");
  EXPECT_EQ(told.list[0].until_s, std::nullopt) << "the run was over before";
  ASSERT_TRUE(told.list[0].last_use);
  EXPECT_GT(told.list[0].last_use->at_s, 3 * 3600);
  EXPECT_THAT(told.list[0].last_use->host, HasSubstr("fs"));
  EXPECT_EQ(told.list[0].last_use->does, "opens");
}

TEST(RevokedKeys, WithoutACacheNobodyDoes) {
  const RevokedKeys told = told_of(0h);
  ASSERT_THAT(told.list, SizeIs(1));
  EXPECT_EQ(told.list[0].uses, 0u);
}

}  // namespace
}  // namespace keycell::measures
