// Whole runs of the product as it is: every property that applies holds, but for what documented_weaknesses() says.

#include <gmock/gmock.h>

#include "properties/catalogue.h"
#include "properties/checks/custody.h"
#include "properties/documented_weaknesses.h"
#include "sim/crash_points.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

const sim::Limits limits{.deadline = 120s};

sim::FoldFactory all_properties(const scenarios::Scenario& scenario) {
  return [&scenario] {
    sim::Folds folds;
    for (auto& property : properties_of(scenario)) folds.push_back(std::move(property));
    return folds;
  };
}

/// Ids that are violated, and what was vacuous with a question mark; evidence goes to the test's output when it fails.
std::vector<std::string> surprises(const sim::Run& run) {
  std::vector<std::string> ids;
  for (const Judgement& judgement : judgements_of(run)) {
    if (judgement.verdict == Verdict::held) continue;
    ids.push_back(judgement.id + (judgement.verdict == Verdict::vacuous ? "?" : ""));
    if (judgement.id != "SEC-7")
      for (const Evidence& evidence : judgement.evidence) ADD_FAILURE() << judgement.id << ": " << evidence.text();
  }
  return ids;
}

void expect_the_documented_verdicts(const scenarios::Scenario& scenario) {
  const sim::Run run = sim::run_forked(scenario, sim::Seed{1}, all_properties(scenario), limits);
  ASSERT_EQ(run.ending, sim::Ending::ended) << run.detail;
  EXPECT_THAT(surprises(run), UnorderedElementsAreArray(documented_weaknesses(scenario)));
}

/// Two copies on two pools, the second encrypted again; a rotation; restores of both.
scenarios::Scenario two_copies() {
  auto scenario = test::small_scenario();
  scenario.media_agents.push_back({.name = "ma2"});
  scenario.pools.push_back({.name = "pool-b", .media_agent = "ma2", .kms = "kms1"});
  scenario.copies = {{.policy = "pool-a",
                      .name = "Second",
                      .pool = "pool-b",
                      .source = "Primary",
                      .encryption = scenarios::CopyEncryption::reEncrypt}};
  scenario.aux_copies = {{.at = 2h, .policy = "pool-a", .copy = "Second"}};
  scenario.rotations = {{.at = 150min, .of = "pool-a"}};
  scenario.restores.push_back({.at = 3h, .clients = "fs", .copy = "Second"});
  scenario.costs.scan = 1min;
  scenario.costs.archive_index = 5min;
  return scenario;
}

// A KMS that takes one request a second, and eight clients at once: most are turned away again and again, some until
// the deadline. Nobody may keep a key or a password meanwhile that he does not need.
TEST(WholeRuns, WhatAKmsTurnsAwayLeavesNoKeyLyingAround) {
  for (const char* profile : {"pool-kek", "pool-rsa-kek", "per-copy-rsa"})
    for (const auto born : {model::DataKeyBorn::commserve, model::DataKeyBorn::client})
      for (const auto made_by : {model::MasterKeyMadeBy::kms, model::MasterKeyMadeBy::software}) {
        SCOPED_TRACE(std::string(profile) + ", " + std::string(name_of(born)) + ", " + std::string(name_of(made_by)));
        auto scenario = two_copies();
        scenario.keys.profile = profile;
        scenario.readings.data_key_born = born;
        scenario.readings.master_key_made_by = made_by;
        scenario.kms[0].values = {{"requests_per_second", std::uint64_t{1}}, {"queue", std::uint64_t{1}}};
        scenario.clients[0].count = 8;
        scenario.jobs.call_deadline = std::chrono::seconds(6);
        scenario.jobs.restart_interval = std::chrono::minutes(1);  // so that restores find something
        if (scenario.keys.profile == "per-copy-rsa") scenario.rotations[0].of = "pool-a/Primary";
        expect_the_documented_verdicts(scenario);
      }
}

TEST(WholeRuns, EveryProfileHasTheDocumentedVerdicts) {
  for (const char* profile : {"pool-kek", "pool-rsa-kek", "per-copy-rsa"})
    for (const char* kind : {"third-party", "built-in"}) {
      SCOPED_TRACE(std::string(profile) + ", " + kind);
      auto scenario = two_copies();
      scenario.keys.profile = profile;
      scenario.kms[0].kind = kind;
      if (scenario.keys.profile == "per-copy-rsa") scenario.rotations[0].of = "pool-a/Primary";
      expect_the_documented_verdicts(scenario);
    }
}

TEST(WholeRuns, EveryReadingHasTheDocumentedVerdicts) {
  std::vector<std::function<void(scenarios::Scenario&)>> changes{
      [](auto& s) { s.keys.unwrap = crypto::Unwrap::remote; },
      [](auto& s) { s.readings.kms_cache = 10min; },
      [](auto& s) { s.readings.kms_cache = model::unlimitedCache; },
      [](auto& s) { s.readings.kms_cache = 10min, s.keys.unwrap = crypto::Unwrap::remote; },
      [](auto& s) { s.readings.data_key_reuse = model::DataKeyReuse::fresh; },
      [](auto& s) { s.readings.data_key_scope = crypto::DataKeyScope::clientCopy; },
      [](auto& s) { s.readings.data_key_scope = crypto::DataKeyScope::archiveFile; },
      [](auto& s) { s.readings.data_key_born = model::DataKeyBorn::client; },
      [](auto& s) { s.readings.network_password_at_rest = model::PasswordAtRest::csdb; },
      [](auto& s) { s.readings.master_key_made_by = model::MasterKeyMadeBy::software; },
      [](auto& s) { s.readings.record_crc = crypto::RecordCrc::inside; }};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    SCOPED_TRACE("change " + std::to_string(i));
    auto scenario = two_copies();
    changes[i](scenario);
    expect_the_documented_verdicts(scenario);
  }
}

// Messages that are long under way keep nobody's keys: a client once kept its own until a restore's last answer was
// back.
TEST(WholeRuns, ASiteFarAwayChangesNoVerdict) {
  auto scenario = two_copies();
  scenario.sites = {{.name = "moon", .latency = 1300ms}};
  scenario.clients[0].site = "moon";
  expect_the_documented_verdicts(scenario);
  scenario.clients[0].site = {};
  scenario.media_agents[0].site = "moon";
  expect_the_documented_verdicts(scenario);
}

TEST(WholeRuns, AnOutageAndACrashChangeNoVerdict) {
  auto scenario = two_copies();
  scenario.clients[0].front_end_bytes = 50'000'000'000;
  scenario.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 59min}, {"lasts", 10min}}},
                     {.kind = "media-agent-crash", .values = {{"target", "ma1"}, {"at", 83min}, {"lasts", 10min}}}};
  scenario.aux_copies[0].at = 5h;
  scenario.rotations[0].at = 6h;
  for (auto& restore : scenario.restores) restore.at = 8h;
  expect_the_documented_verdicts(scenario);
}

// A log that says everything says no key, and no wrap of one: neither what is sent nor what comes back.
TEST(WholeRuns, DebugLoggingChangesNoVerdict) {
  for (const char* profile : {"pool-kek", "pool-rsa-kek", "per-copy-rsa"})
    for (const auto unwrap : {crypto::Unwrap::fetch, crypto::Unwrap::remote}) {
      auto scenario = two_copies();
      scenario.keys.profile = profile;
      if (scenario.keys.profile != "pool-kek" && unwrap == crypto::Unwrap::remote) continue;
      SCOPED_TRACE(std::string(profile) + (unwrap == crypto::Unwrap::remote ? ", remote" : ", fetch"));
      scenario.keys.unwrap = unwrap;
      scenario.log_level = model::LogLevel::debug;
      if (scenario.keys.profile == "per-copy-rsa") scenario.rotations[0].of = "pool-a/Primary";
      expect_the_documented_verdicts(scenario);
    }
}

TEST(WholeRuns, ARestartOfAnyHostChangesNoVerdict) {
  for (const char* host : {"commserve", "kms1", "ma1", "fs1", "fs2"})
    for (const scenarios::Nanos at : {1h + 100ms, 1h + 10000ms, 3h + 100ms, 3h + 10000ms}) {
      SCOPED_TRACE(std::string(host) + " at " + std::to_string(at / 1ms) + " ms");
      auto scenario = test::small_scenario();
      scenario.readings.data_key_born = model::DataKeyBorn::client;
      scenario.faults = {{.kind = "host-restart", .values = {{"target", std::string(host)}, {"at", at}, {"lasts", 1min}}}};
      expect_the_documented_verdicts(scenario);
    }
}

// An operator who kills a restore answers for it, also while the KMS keeps it waiting and says no afterwards.
TEST(WholeRuns, ARestoreThatIsKilledWhileItWaitsForTheKmsIsNoLoss) {
  auto scenario = test::small_scenario();
  scenario.restores.push_back({.at = 6h, .clients = "fs"});
  scenario.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 170min}, {"lasts", 1h}}}};
  scenario.operators = {{.at = 3h + 1s, .action = "kill", .values = {{"jobs", "restore"}}}};
  expect_the_documented_verdicts(scenario);
}

// At every durable operation of the CommServe, its KMS and its MediaAgent: nothing is acknowledged that the power cut
// could take the key of, and no key outlives its request.
TEST(WholeRuns, NoPowerCutChangesAVerdict) {
  const auto scenario = test::small_scenario();
  const auto all =
      sim::crash_everywhere(scenario, sim::Seed{1}, all_properties(scenario), limits, sim::CrashEngine::branch);
  ASSERT_GT(all.points.size(), 20U);
  for (const sim::CrashPoint& point : all.points) {
    SCOPED_TRACE(point.host + " at operation " + std::to_string(point.ordinal));
    ASSERT_EQ(point.run.ending, sim::Ending::ended) << point.run.detail;
    EXPECT_THAT(surprises(point.run), UnorderedElementsAreArray(documented_weaknesses(scenario)));
  }
}

/// Behind a WAN, so that chunks are on their way while others are acknowledged; two of the clients' four chunks fit into
/// a round trip.
scenarios::Scenario far_away() {
  auto scenario = test::small_scenario();
  scenario.sites = {{.name = "branch", .wan_bytes_per_s = 100'000'000, .latency = 10s}};
  scenario.clients[0].site = "branch";
  scenario.data_path.chunk_bytes = 500'000'000;
  scenario.data_path.in_flight = 3;
  return scenario;
}

// What was acknowledged is there, what was on its way is sent again, and both read back.
TEST(WholeRuns, NoPowerCutInTheMiddleOfAWindowChangesAVerdict) {
  const auto scenario = far_away();
  const auto all =
      sim::crash_everywhere(scenario, sim::Seed{1}, all_properties(scenario), limits, sim::CrashEngine::branch);
  ASSERT_GT(all.points.size(), 20U);
  for (const sim::CrashPoint& point : all.points) {
    SCOPED_TRACE(point.host + " at operation " + std::to_string(point.ordinal));
    ASSERT_EQ(point.run.ending, sim::Ending::ended) << point.run.detail;
    EXPECT_THAT(surprises(point.run), UnorderedElementsAreArray(documented_weaknesses(scenario)));
  }
}

// And not only at its disk operations: while chunks leave and are on their way, backed up and restored.
TEST(WholeRuns, NoMomentOfAWindowIsABadOneForACrash) {
  for (const auto job : {1h, 3h}) {
    for (auto into = 1500ms; into < 80s; into += 4s) {
      SCOPED_TRACE(std::to_string(into / 1ms) + " ms into the job at " + std::to_string(job / 1h) + " h");
      auto scenario = far_away();
      scenario.faults = {
          {.kind = "media-agent-crash", .values = {{"target", "ma1"}, {"at", job + into}, {"lasts", 1min}}}};
      expect_the_documented_verdicts(scenario);
    }
  }
}

}  // namespace
}  // namespace keycell::properties
