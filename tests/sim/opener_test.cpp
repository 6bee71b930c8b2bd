// The two halves of AVL-1 on whole cells: what events say of acknowledged backups, and what opens with what is durable.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/forwarding_disk.h"
#include "model/library.h"
#include "properties/catalogue.h"
#include "properties/checks/restorable.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using properties::DurableLine;
using properties::DurableTold;
using properties::Durably;
using properties::Verdict;
using scenarios::Fault;
using scenarios::Scenario;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::uint64_t GB = 1'000'000'000;

/// Four clients of 40 GB with a key of its own for each backup, seven nights of full backups from 22:00.
Scenario a_week(const std::string& profile) {
  Scenario scenario;
  scenario.title = "a week";
  scenario.keys.profile = profile;
  scenario.readings.data_key_reuse = model::DataKeyReuse::fresh;
  scenario.kms = {{.name = "kms1"}};
  scenario.media_agents = {{.name = "ma1"}};
  scenario.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  scenario.clients = {{.name = "fs", .count = 4, .pool = "pool-a", .front_end_bytes = 40 * GB}};
  scenario.schedules = {{.clients = "fs", .at = 22h, .nights = 7}};
  return scenario;
}

/// day 3 12:00.
constexpr model::Nanos atNoon = 60h;

Fault of_the_key(const std::string& kind, model::Nanos at = atNoon) {
  return {.kind = kind, .values = {{"target", std::string("kms1")}, {"of", std::string("pool-a")}, {"at", at}}};
}

struct Told {
  Run run;
  properties::Judgement avl1;
  DurableTold durable;

  /// The line of this sort; there is one at most in these cells.
  DurableLine line(Durably is) const {
    for (const DurableLine& line : durable.lines)
      if (line.is == is) return line;
    return {};
  }
};

Told told_of(const Scenario& scenario, const Parts& parts = {}) {
  Told told;
  told.run =
      run_forked(scenario, Seed{1},
                 [&] {
                   Folds folds;
                   for (auto& property : properties::properties_of(scenario, properties::documented_policy(), parts))
                     folds.push_back(std::move(property));
                   return folds;
                 },
                 {}, {.parts = parts});
  EXPECT_EQ(told.run.ending, Ending::ended) << told.run.detail;
  for (const auto& judgement : properties::judgements_of(told.run))
    if (judgement.id == "AVL-1") told.avl1 = judgement;
  if (told.avl1.id == "AVL-1") told.durable = durable_told(told.avl1);
  return told;
}

TEST(Opener, OpensAllThatAFairWeekAcknowledged) {
  for (const char* profile : {"pool-kek", "pool-rsa-kek"}) {
    const Told told = told_of(a_week(profile));
    EXPECT_EQ(told.avl1.verdict, Verdict::held) << profile;
    EXPECT_EQ(told.durable.archive_files, 28) << profile;
    EXPECT_EQ(told.durable.looked_at, 28) << profile;
    EXPECT_EQ(told.line(Durably::opens).front_end_bytes, 28 * 40 * GB) << profile;
    EXPECT_EQ(told.durable.lines.size(), 1) << profile;
  }
}

// The public half of the pair still wraps: jobs stay green, and what they write nobody will ever open. No restore is
// asked for in this cell, so that nothing but the oracle can tell.
TEST(Opener, FindsBackupsThatStayGreenUnderAKeyThatIsGone) {
  Scenario scenario = a_week("pool-rsa-kek");
  scenario.faults = {of_the_key("kms-key-lost")};
  const Told told = told_of(scenario);
  EXPECT_EQ(told.avl1.verdict, Verdict::violated);
  ASSERT_EQ(told.avl1.evidence.size(), 1);
  EXPECT_THAT(told.avl1.evidence[0].what,
              StartsWith("200 chunks, 800 GB, acknowledged when no key that opens them existed: kms1 has lost master "
                         "key kms1-mk-1 of pool-a on day 3 12:00"));
  EXPECT_THAT(told.avl1.evidence[0].what, HasSubstr("noticed by nobody until the end"));
  const DurableLine gone = told.line(Durably::gone);
  EXPECT_EQ(gone.archive_files, 28);
  EXPECT_EQ(gone.front_end_bytes, 1'120 * GB);
  EXPECT_EQ(gone.bytes_acknowledged_after, 800 * GB);
  EXPECT_EQ(gone.chunks_acknowledged_after, 200);
  EXPECT_FALSE(gone.noticed_s);
}

TEST(Opener, SaysWhoNoticedAndWhen) {
  Scenario scenario = a_week("pool-rsa-kek");
  scenario.faults = {of_the_key("kms-key-lost")};
  scenario.restores = {{.at = atNoon + 120h, .clients = "fs"}};
  scenario.horizon = 14 * 24h;
  const DurableLine gone = told_of(scenario).line(Durably::gone);
  EXPECT_NEAR(gone.noticed_s.value_or(0), 120 * 3600, 1);
  EXPECT_THAT(gone.noticed_by, StartsWith("restore job "));
}

// This profile asks for the key with each backup, so that the first one after the loss fails: nothing is acknowledged
// under a key that is gone, and what was there before is gone because of what the fault did.
TEST(Opener, ALossThatJobsTellOfAtOnceIsNamedAndNoViolation) {
  Scenario scenario = a_week("pool-kek");
  scenario.faults = {of_the_key("kms-key-lost")};
  const Told told = told_of(scenario);
  EXPECT_EQ(told.avl1.verdict, Verdict::held);
  const DurableLine gone = told.line(Durably::gone);
  EXPECT_EQ(gone.front_end_bytes, 320 * GB);
  EXPECT_EQ(gone.chunks_acknowledged_after, 0);
  EXPECT_NEAR(gone.noticed_s.value_or(0), 10 * 3600, 1);
  EXPECT_THAT(gone.noticed_by, StartsWith("backup job "));
}

// A cache hides a lost key: backups go on under the KEK that it has.
TEST(Opener, ACacheThatHidesALostKeyIsAViolation) {
  Scenario scenario = a_week("pool-kek");
  scenario.readings.kms_cache = model::unlimitedCache;
  scenario.faults = {of_the_key("kms-key-lost")};
  const Told told = told_of(scenario);
  EXPECT_EQ(told.avl1.verdict, Verdict::violated);
  EXPECT_EQ(told.line(Durably::gone).bytes_acknowledged_after, 800 * GB);
}

TEST(Opener, WhatIsUnderADisabledKeyOpensWhenSomebodyEnablesIt) {
  Scenario scenario = a_week("pool-kek");
  scenario.faults = {of_the_key("kms-key-disabled")};
  const Told told = told_of(scenario);
  EXPECT_EQ(told.avl1.verdict, Verdict::held);
  const DurableLine line = told.line(Durably::opensWhen);
  EXPECT_EQ(line.because, "when somebody at kms1 has enabled master key kms1-mk-1 of pool-a");
  EXPECT_EQ(line.front_end_bytes, 320 * GB);
}

// The old key is destroyed once the new row is durable; what is durable then is under the new one.
TEST(Opener, ARotationLeavesEverythingOpen) {
  for (const char* profile : {"pool-kek", "pool-rsa-kek"}) {
    Scenario scenario = a_week(profile);
    scenario.rotations = {{.at = atNoon, .of = "pool-a"}};
    const Told told = told_of(scenario);
    EXPECT_EQ(told.avl1.verdict, Verdict::held) << profile;
    EXPECT_EQ(told.line(Durably::opens).front_end_bytes, 28 * 40 * GB) << profile;
  }
}

TEST(Opener, WhatRetentionLetGoIsAgedAndNotGone) {
  Scenario scenario = a_week("pool-kek");
  scenario.pools.clear();
  scenario.copies = {{.policy = "Gold",
                      .name = std::string(scenarios::primaryCopyName),
                      .media_agent = "ma1",
                      .kms = "kms1",
                      .retention = model::Retention{.days = 1, .cycles = 1}}};
  scenario.clients[0].pool.clear();
  scenario.clients[0].policy = "Gold";
  const Told told = told_of(scenario);
  EXPECT_EQ(told.avl1.verdict, Verdict::held);
  EXPECT_GT(told.line(Durably::aged).archive_files, 0);
  EXPECT_EQ(told.line(Durably::aged).archive_files + told.line(Durably::opens).archive_files, 28);
}

TEST(Opener, BackupsOfBeforeAreAcknowledgedTooWithTheirAmount) {
  Scenario scenario = a_week("pool-kek");
  scenario.clients[0].before = scenarios::Before{.full_days = 6};
  const Told told = told_of(scenario);
  EXPECT_EQ(told.avl1.verdict, Verdict::held);
  EXPECT_EQ(told.durable.archive_files, 32);
  EXPECT_EQ(told.line(Durably::opens).front_end_bytes, 32 * 40 * GB);
}

TEST(Opener, OpensTheScrambledKeysOfABuiltInKms) {
  Scenario scenario = a_week("pool-kek");
  scenario.kms[0].kind = "built-in";
  const Told told = told_of(scenario);
  EXPECT_EQ(told.avl1.verdict, Verdict::held);
  EXPECT_EQ(told.line(Durably::opens).archive_files, 28);
}

// A copy in a library that is lost, or was never written, while jobs are told to be Completed.
class DiskThatForgetsAChunk final : public model::ForwardingDisk {
 public:
  using ForwardingDisk::ForwardingDisk;
  model::DiskStatus write(std::string_view file, std::uint64_t offset, View bytes) override {
    if (file.starts_with(model::Library::folder) && ++chunks_ == 5) return model::DiskStatus::ok;
    return ForwardingDisk::write(file, offset, bytes);
  }

 private:
  int chunks_ = 0;
};

TEST(Opener, ACopyThatIsCalledCompleteAndIsNotIsAViolation) {
  Parts parts;
  parts.disk = [](std::string_view host, model::Disk& behind) -> std::unique_ptr<model::Disk> {
    if (host != "ma1") return std::make_unique<model::ForwardingDisk>(behind);
    return std::make_unique<DiskThatForgetsAChunk>(behind);
  };
  const Told told = told_of(a_week("pool-kek"), parts);
  EXPECT_EQ(told.avl1.verdict, Verdict::violated);
  EXPECT_EQ(told.line(Durably::doesNotOpen).chunks, 1);
  ASSERT_FALSE(told.avl1.evidence.empty());
  EXPECT_THAT(told.avl1.evidence[0].what, HasSubstr("nothing that happened explains it"));
}

}  // namespace
}  // namespace keycell::sim
