// A boundary policy as a file: what it says, and how a wrong one is refused.

#include "properties/boundaries/policy_file.h"

#include <gmock/gmock.h>

#include "properties/boundaries/boundary_policy.h"
#include "scenarios/problem.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using namespace std::chrono_literals;
using crypto::KeyClass;
using model::Crossing;
using model::Place;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

BoundaryPolicy policy_of(const std::string& text, const scenarios::Scenario& scenario = test::small_scenario()) {
  return {read_policy("mine.toml", text), scenario};
}

std::string refusal_of(const std::string& text) {
  try {
    read_policy("mine.toml", text);
  } catch (const scenarios::ScenarioError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(PolicyFile, AnEmptyPolicyForbidsEverythingEverywhere) {
  const BoundaryPolicy policy = policy_of("title = \"nothing\"\n");
  for (const KeyClass key_class : crypto::allKeyClasses) {
    for (const Place place : model::allPlaces) EXPECT_FALSE(policy.allows_wrap(key_class, place));
    for (const KeyClass what : crypto::allKeyClasses) EXPECT_FALSE(policy.allows_wrapping(key_class, what));
    for (const Role role : allRoles) EXPECT_EQ(policy.memory_rule(key_class, role).holding, Holding::never);
  }
  EXPECT_TRUE(policy.exposures().empty());
}

TEST(PolicyFile, AWrapsRuleHoldsForItsClassesInItsScenarios) {
  const std::string rule = R"(title = "t"
[[wraps]]
by = "master-key"
what = ["kek", "data-key"]
why = "w"
)";
  const BoundaryPolicy policy = policy_of(rule);
  EXPECT_TRUE(policy.allows_wrapping(KeyClass::masterKey, KeyClass::kek));
  EXPECT_TRUE(policy.allows_wrapping(KeyClass::masterKey, KeyClass::dataKey));
  EXPECT_FALSE(policy.allows_wrapping(KeyClass::kek, KeyClass::dataKey));
  EXPECT_FALSE(policy.allows_wrapping(KeyClass::kek, KeyClass::masterKey));
  EXPECT_FALSE(
      policy_of(rule + "when = { unwrap = \"remote\" }\n").allows_wrapping(KeyClass::masterKey, KeyClass::kek));
}

TEST(PolicyFile, AWrappedRuleHoldsForItsClassAndPlaces) {
  const BoundaryPolicy policy = policy_of(R"(title = "t"
[[wrapped]]
class = "kek"
place = ["csdb-page", "media"]
why = "w"
)");
  EXPECT_TRUE(policy.allows_wrap(KeyClass::kek, Place::csdbPage));
  EXPECT_TRUE(policy.allows_wrap(KeyClass::kek, Place::media));
  EXPECT_FALSE(policy.allows_wrap(KeyClass::kek, Place::payload));
  EXPECT_FALSE(policy.allows_wrap(KeyClass::dataKey, Place::csdbPage));
  EXPECT_EQ(policy.allowed(KeyClass::kek, Place::media), "wrapped");
  EXPECT_EQ(policy.allowed(KeyClass::kek, Place::wire), "");
}

TEST(PolicyFile, ADeclaredScrambleIsNoPermissionForTheKeyInClear) {
  const BoundaryPolicy policy = policy_of(R"(title = "t"
[[declared]]
class = "master-key"
place = "csdb-page"
form = "scrambled"
from = "CommServe"
why = "w"
)");
  const Crossing page{Place::csdbPage, "commserve", "csdb.db", "block", {}, {}};
  EXPECT_NE(policy.declared(KeyClass::masterKey, {Form::scrambled}, page), nullptr);
  EXPECT_EQ(policy.declared(KeyClass::masterKey, {}, page), nullptr);
  EXPECT_EQ(policy.declared(KeyClass::masterKey, {Form::hex}, page), nullptr);
  EXPECT_EQ(policy.declared(KeyClass::kek, {Form::scrambled}, page), nullptr);
  EXPECT_EQ(policy.declared(KeyClass::masterKey, {Form::scrambled},
                            {Place::kmsStore, "commserve", "store.db", "block", {}, {}}),
            nullptr);
}

TEST(PolicyFile, ADeclaredClearKeyIsNoPermissionForAnotherForm) {
  const BoundaryPolicy policy(test::small_scenario());
  const Crossing fetch{Place::payload, "kms1", "commserve", "kms_fetch reply", {}, {}};
  EXPECT_NE(policy.declared(KeyClass::masterKey, {}, fetch), nullptr);
  EXPECT_EQ(policy.declared(KeyClass::masterKey, {Form::hex}, fetch), nullptr);
}

TEST(PolicyFile, ADeclarationSpeaksOfOneClassPlaceSenderReceiverAndMessage) {
  const BoundaryPolicy policy(test::small_scenario());
  const Crossing fetch{Place::payload, "kms1", "commserve", "kms_fetch reply", {}, {}};
  const auto declares = [&](KeyClass key_class, Crossing crossing) {
    return policy.declared(key_class, {}, crossing) != nullptr;
  };
  EXPECT_TRUE(declares(KeyClass::masterKey, fetch));
  EXPECT_FALSE(declares(KeyClass::kek, fetch));
  const auto with = [&](auto change) {
    Crossing crossing = fetch;
    change(crossing);
    return declares(KeyClass::masterKey, crossing);
  };
  EXPECT_FALSE(with([](Crossing& c) { c.place = Place::wire; }));
  for (const char* host : {"ma1", "fs1", "console", "commserve"})
    EXPECT_FALSE(with([&](Crossing& c) { c.from = host; })) << host;
  for (const char* host : {"ma1", "fs1", "console", "kms1"})
    EXPECT_FALSE(with([&](Crossing& c) { c.to = host; })) << host;
  for (const char* message : {"kms_fetch", "kms_wrap reply", "kms_fetch reply "})
    EXPECT_FALSE(with([&](Crossing& c) { c.what = message; })) << message;
}

TEST(PolicyFile, ARuleHoldsInTheScenariosThatItNames) {
  const std::string rule = R"(title = "t"
[[wrapped]]
class = "kek"
place = ["media"]
why = "w"
)";
  auto scenario = test::small_scenario();
  scenario.network.channel = model::ChannelKind::plain;
  for (const char* when : {R"(profile = "pool-kek")", R"(profile_other_than = "per-copy-rsa")", R"(unwrap = "fetch")",
                           R"(kms = "third-party")", R"(channel = "plain")", R"(master_key_made_by = "kms")",
                           R"(network_password_at_rest = "memory")", R"(data_key_born = "commserve")"})
    EXPECT_TRUE(policy_of(rule + "when = { " + when + " }\n", scenario).allows_wrap(KeyClass::kek, Place::media))
        << when;
  for (const char* when : {R"(profile = "per-copy-rsa")", R"(profile_other_than = "pool-kek")", R"(unwrap = "remote")",
                           R"(kms = "built-in")", R"(channel = "sealed")", R"(master_key_made_by = "software")",
                           R"(network_password_at_rest = "csdb")", R"(data_key_born = "client")",
                           R"(profile = "pool-kek", unwrap = "remote")"})
    EXPECT_FALSE(policy_of(rule + "when = { " + when + " }\n", scenario).allows_wrap(KeyClass::kek, Place::media))
        << when;
}

TEST(PolicyFile, OfSeveralMemoryRulesTheMostGenerousHolds) {
  const BoundaryPolicy policy = policy_of(R"(title = "t"
[[memory]]
class = "kek"
role = ["CommServe", "KMS"]
how_long = "10 min"
why = "w"
[[memory]]
class = "kek"
role = ["CommServe"]
how_long = "while-used"
why = "w"
[[memory]]
class = "kek"
role = ["KMS"]
how_long = "host-up"
why = "w"
)");
  EXPECT_EQ(policy.memory_rule(KeyClass::kek, Role::commserve),
            (MemoryRule{.holding = Holding::atMost, .at_most = 10min}));
  EXPECT_EQ(policy.memory_rule(KeyClass::kek, Role::kms).holding, Holding::hostUp);
  EXPECT_EQ(policy.memory_rule(KeyClass::kek, Role::client).holding, Holding::never);
}

TEST(PolicyFile, WhatIsCachedMayBeHeldAsLongAsTheReadingSays) {
  auto scenario = test::small_scenario();
  const auto rule = [&] { return BoundaryPolicy(scenario).memory_rule(KeyClass::masterKey, Role::commserve); };
  EXPECT_EQ(rule().holding, Holding::whileUsed);
  scenario.readings.kms_cache = 10min;
  EXPECT_EQ(rule(), (MemoryRule{.holding = Holding::atMost, .at_most = 10min}));
  scenario.readings.kms_cache = model::unlimitedCache;
  EXPECT_EQ(rule().holding, Holding::hostUp);
}

TEST(PolicyFile, TheOneThatComesWithKeyCellIsReadAndHasATitle) {
  EXPECT_EQ(documented_policy().title, "documented steps");
  EXPECT_FALSE(documented_policy().declared.empty());
}

// --- refusals ----------------------------------------------------------------------------------------------------

struct Refusal {
  std::string text;
  std::string begins;
  std::string names;
};

TEST(PolicyFile, RefusesWhatItDoesNotKnowWithItsPlaceAndTheNearestWord) {
  const std::string head = "title = \"t\"\n";
  const std::string wrapped = head + "[[wrapped]]\nwhy = \"w\"\n";
  const std::string declared = head + "[[declared]]\nwhy = \"w\"\nclass = \"kek\"\n";
  const std::string memory = head + "[[memory]]\nwhy = \"w\"\nclass = \"kek\"\n";
  const std::vector<Refusal> refusals{
      {"", "mine.toml:1:1: title: is missing", ""},
      {"titel = \"t\"\n", "mine.toml:1:1: titel: ", "nearest: \"title\""},
      {head + "[[wraped]]\n", "mine.toml:2:3: wraped: ", "nearest: \"wrapped\""},
      {wrapped + "class = \"data-kye\"\nplace = []\n", "mine.toml:4:9: class: ", "nearest: \"data-key\""},
      {wrapped + "class = \"kek\"\nplace = [\"wire\", \"csdb-pag\"]\n",
       "mine.toml:5:18: place: ", "nearest: \"csdb-page\""},
      {wrapped + "class = \"kek\"\nplace = \"wire\"\n", "mine.toml:5:9: place: ", "no list"},
      {wrapped + "class = \"kek\"\nplaces = [\"wire\"]\n", "mine.toml:5:1: places: ", "nearest: \"place\""},
      {head + "[[wrapped]]\nclass = \"kek\"\nplace = [\"wire\"]\n", "mine.toml:2:1: why: is missing", ""},
      {wrapped + "class = \"kek\"\nplace = [\"wire\"]\nwhen = { profil = \"pool-kek\" }\n",
       "mine.toml:6:10: profil: ", "nearest: \"profile\""},
      {wrapped + "class = \"kek\"\nplace = [\"wire\"]\nwhen = { profile = \"pool-kex\" }\n",
       "mine.toml:6:20: profile: ", "nearest: \"pool-kek\""},
      {wrapped + "class = \"kek\"\nplace = [\"wire\"]\nwhen = { kms = \"third-parti\" }\n",
       "mine.toml:6:16: kms: ", "nearest: \"third-party\""},
      {head + "[[wraps]]\nwhy = \"w\"\nby = \"kke\"\nwhat = []\n", "mine.toml:4:6: by: ", "nearest: \"kek\""},
      {head + "[[wraps]]\nwhy = \"w\"\nby = \"kek\"\nwhat = [\"data\"]\n", "mine.toml:5:9: what: ", "data-key"},
      {declared + "place = \"payload\"\nfrom = \"Commserve\"\n", "mine.toml:6:8: from: \"Commserve\" is no role",
       "nearest: \"CommServe\""},
      {declared + "place = \"payload\"\nfrom = \"KMS\"\nto = \"client\"\nmessage = \"kms_wrpa\"\n",
       "mine.toml:8:11: message: ", "nearest: \"kms_wrap\""},
      {declared + "place = \"payload\"\nfrom = \"KMS\"\nmessage = \"kms_wrap\"\n", "mine.toml:2:1: to: is missing", ""},
      {declared + "place = \"csdb-page\"\nfrom = \"KMS\"\nto = \"client\"\n",
       "mine.toml:7:6: to: ", "place \"csdb-page\" has no \"to\""},
      {declared + "place = \"media\"\nfrom = \"KMS\"\nform = \"scrambled\"\n",
       "mine.toml:7:8: form: ", "expected \"clear\""},
      {declared + "place = \"csdb-page\"\nfrom = \"KMS\"\nform = \"scrambeld\"\n",
       "mine.toml:7:8: form: ", "nearest: \"scrambled\""},
      {declared + "place = \"payload\"\nfrom = \"KMS\"\nto = \"CommServe\"\nmessage = \"kms_wrap\"\n",
       "mine.toml:6:8: from: \"KMS\": \"kms_wrap\" goes from \"CommServe\" only", "can never apply"},
      {declared + "place = \"payload\"\nfrom = \"KMS\"\nto = \"client\"\nmessage = \"kms_fetch reply\"\n",
       "mine.toml:7:6: to: \"client\": \"kms_fetch reply\" goes to \"CommServe\" only", "can never apply"},
      {declared + "place = \"payload\"\nfrom = \"KMS\"\nto = \"MediaAgent\"\nmessage = \"write_chunk\"\n",
       "mine.toml:6:8: from: ", "expected \"client\", \"MediaAgent\""},
      {declared + "place = \"csdb-page\"\nfrom = \"client\"\n",
       "mine.toml:6:8: from: \"client\": csdb-page is written by", "expected \"CommServe\""},
      {declared + "place = \"kms-store\"\nfrom = \"CommServe\"\n", "mine.toml:6:8: from: ", "expected \"KMS\""},
      {declared + "place = \"media\"\nfrom = \"client\"\n", "mine.toml:6:8: from: ", "expected \"MediaAgent\""},
      {wrapped + "class = \"kek\"\nplace = []\n", "mine.toml:5:9: place: an empty list", "can never apply"},
      {head + "[[wraps]]\nwhy = \"w\"\nby = \"kek\"\nwhat = []\n", "mine.toml:5:8: what: an empty list", ""},
      {memory + "role = []\nhow_long = \"host-up\"\n", "mine.toml:5:8: role: an empty list", ""},
      {wrapped + "class = \"kek\"\nplace = [\"wire\"]\nwhen = { profile = \"pool-kek\", profile_other_than = "
                 "\"pool-kek\" }\n",
       "mine.toml:6:53: profile_other_than: ", "can never apply"},
      {memory + "role = [\"KSM\"]\nhow_long = \"host-up\"\n", "mine.toml:5:9: role: ", "nearest: \"KMS\""},
      {memory + "role = [\"KMS\"]\nhow_long = \"while-use\"\n",
       "mine.toml:6:12: how_long: ", "nearest: \"while-used\""},
      {memory + "role = [\"KMS\"]\nhow_long = \"10\"\n", "mine.toml:6:12: how_long: ", ""},
  };
  for (const Refusal& refusal : refusals)
    EXPECT_THAT(refusal_of(refusal.text), AllOf(StartsWith(refusal.begins), HasSubstr(refusal.names))) << refusal.text;
}

TEST(PolicyFile, AFileThatIsNotThereIsSaidToBe) {
  EXPECT_THROW(load_policy("/nowhere/policy.toml"), scenarios::ScenarioFileError);
}

}  // namespace
}  // namespace keycell::properties
