// Data ageing in the CSDB: over random histories of backups and aux copies it keeps exactly what the definition keeps,
// every backup that is kept has its archive files and its keys, and a key row goes exactly with the last record that
// needs it.

#include <gtest/gtest.h>
// After gtest.
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "model/csdb/csdb.h"
#include "tests/model/naive_ageing.h"
#include "tests/model/page_world.h"

namespace keycell::model {
namespace {

using testing::PageCell;
using testing::PageWorld;
using State = RecordInCopy::State;
using Files = std::vector<std::int64_t>;

constexpr std::int64_t day_ns = std::int64_t{24} * 3600 * 1'000'000'000;

/// For what one data key is, as the profiles say it.
enum class KeyFor { client, clientInCopy, archiveFileInCopy };

/// A policy with a primary copy, one that is filled from it, and what should be in them.
class History {
 public:
  explicit History(KeyFor key_for) : key_for_(key_for) {
    csdb.prepare_ageing();
    const OwnKeys own_keys{.attributes = {.commcell_id = "F00D", .policy = "pool-a", .copy = ""}, .row = {{1, 2, 3}}};
    csdb.insert_pool({.name = "pool-a", .paths = {{"ma1"}}, .kms = "kms1"}, own_keys);
    for (const auto& [name, source] : {std::pair{"Primary", ""}, std::pair{"Secondary", "Primary"}})
      csdb.insert_copy({.name = {"Gold", name}, .paths = {{"ma1"}}, .kms = "kms1", .pool = "pool-a", .source = source},
                       std::nullopt);
    primary = *csdb.copy(CopyName{"Gold", "Primary"});
    secondary = *csdb.copy(CopyName{"Gold", "Secondary"});
  }

  std::int64_t begin(const std::string& client, BackupLevel level) {
    const std::int64_t job = csdb.submit({.request = "request " + std::to_string(++requests_),
                                          .kind = JobKind::backup,
                                          .copy = primary.id,
                                          .clients = {client},
                                          .full = {.front_end_bytes = 1000, .stored_bytes = 1000}},
                                         now_ns);
    csdb.begin_backup({.id = job,
                       .client = client,
                       .request = csdb.job(job)->request,
                       .level = level,
                       .size = {.front_end_bytes = 1000, .stored_bytes = 1000},
                       .begun_ns = now_ns},
                      primary.id, key(client, primary, job));
    records[primary.id.value][client].push_back(
        {.archive_file = job, .level = level, .begun_ns = now_ns, .state = State::inTheMaking, .is_held = false});
    going[client].insert(job);
    return job;
  }
  void end(const std::string& client, std::int64_t job, bool succeeds) {
    if (succeeds) {
      csdb.complete_backup(client, {.archive_file = job, .job = job}, primary.id);
    } else {
      csdb.set_standing(job, {.status = JobStatus::failed});
    }
    record_of(primary, client, job)->state = succeeds ? State::complete : State::abandoned;
    going[client].erase(job);
  }
  void copy(const std::string& client, std::int64_t file, bool succeeds) {
    csdb.begin_copy_of(client, file, secondary.id, key(client, secondary, file));
    RecordInCopy* there = record_of(secondary, client, file);
    if (there == nullptr) {
      auto& all = records[secondary.id.value][client];
      all.push_back(*record_of(primary, client, file));
      all.back().state = State::inTheMaking;
      std::ranges::sort(all, {}, &RecordInCopy::archive_file);
      there = record_of(secondary, client, file);
    }
    if (!succeeds) return;
    csdb.complete_copy_of(client, file, secondary.id);
    there->state = State::complete;
    was_copied.insert(file);
  }
  void age(const CopyRow& copy, const Retention& retention) {
    const Aged aged = csdb.age(copy, retention, now_ns, {});
    std::map<std::string, Files> went;
    for (const AgedRecord& file : aged.files) went[file.client].push_back(file.archive_file);
    for (auto& [client, all] : records[copy.id.value]) {
      for (RecordInCopy& record : all) {
        const bool awaits_copy =
            copy.id == primary.id && record.state == State::complete && !was_copied.contains(record.archive_file);
        const bool key_may_be_taken = record.state == State::abandoned && !going[client].empty();
        record.is_held = awaits_copy || key_may_be_taken;
      }
      const Files goes = testing::naive_aged(all, retention, now_ns);
      RC_ASSERT(went[client] == goes);
      for (const std::int64_t file : goes) keys.erase({copy.id.value, file});
      std::erase_if(
          all, [&](const RecordInCopy& record) { return std::ranges::find(goes, record.archive_file) != goes.end(); });
    }
  }
  /// What is kept can be restored, with its keys; key rows are those that records need.
  void look() {
    std::set<std::int64_t> needed;
    for (const CopyRow& copy : {primary, secondary}) {
      for (const auto& [client, all] : records[copy.id.value]) {
        for (const RecordInCopy& record : all) {
          needed.insert(keys.at({copy.id.value, record.archive_file}));
          if (record.state != State::complete) continue;
          Files expected;
          for (const std::int64_t file : testing::chain_of(record, all)) expected.push_back(file);
          expected.push_back(record.archive_file);
          // As of its own moment; of several that were asked for at one, the last.
          if (&record == &*std::find_if(all.rbegin(), all.rend(), [&](const RecordInCopy& other) {
                return other.state == State::complete && other.begun_ns <= record.begun_ns;
              })) {
            RC_ASSERT(csdb.archive_files_to_restore(client, copy.id, record.begun_ns) == expected);
          }
          for (const std::int64_t file : expected)
            RC_ASSERT(csdb.key_rows_of(file, copy.id).data_key.id == keys.at({copy.id.value, file}));
        }
      }
    }
    std::set<std::int64_t> there;
    for (const std::string& scope : scopes)
      if (const auto row = csdb.data_key(scope)) there.insert(row->id);
    RC_ASSERT(there == needed);
  }

  std::size_t count() const {
    std::size_t count = 0;
    for (const auto& [copy, clients] : records)
      for (const auto& [client, all] : clients) count += all.size();
    return count;
  }

  RecordInCopy* record_of(const CopyRow& copy, const std::string& client, std::int64_t file) {
    auto& all = records[copy.id.value][client];
    const auto found = std::ranges::find(all, file, &RecordInCopy::archive_file);
    return found == all.end() ? nullptr : &*found;
  }

  PageCell cell;
  PageWorld& host = cell.add("commserve");
  Csdb csdb{host};
  CopyRow primary;
  CopyRow secondary;
  std::int64_t now_ns = 0;
  std::map<std::int64_t, std::map<std::string, testing::OfClient>> records;  // by copy and client: those not aged
  std::map<std::string, std::set<std::int64_t>> going;                       // backups
  std::set<std::int64_t> was_copied;
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> keys;  // by copy and archive file
  std::set<std::string> scopes;

 private:
  std::int64_t key(const std::string& client, const CopyRow& copy, std::int64_t file) {
    std::string scope = client;
    if (key_for_ != KeyFor::client) scope += ", copy " + std::to_string(copy.id.value);
    if (key_for_ == KeyFor::archiveFileInCopy) scope += ", file " + std::to_string(file);
    scopes.insert(scope);
    const std::int64_t id = csdb.insert_data_key(scope, copy.protection, {{9, 9}}).id;
    keys[{copy.id.value, file}] = id;
    return id;
  }

  KeyFor key_for_;
  int requests_ = 0;
};

bool coin() { return *rc::gen::arbitrary<bool>(); }

/// Of all sizes from the first case on: a short history lets nothing go.
int below(int end) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, end)); }

Retention any_retention() {
  return {.days = *rc::gen::inRange<std::uint32_t>(0, 5), .cycles = *rc::gen::inRange<std::uint32_t>(1, 3)};
}

RC_GTEST_PROP(AgeingLaw, KeepsWhatTheDefinitionKeeps, ()) {
  History history(*rc::gen::element(KeyFor::client, KeyFor::clientInCopy, KeyFor::archiveFileInCopy));
  const Retention of_primary = any_retention();
  const Retention of_secondary = any_retention();
  bool something_went = false;
  for (int step = below(80); step > 0; --step) {
    const std::string client = coin() ? "fs1" : "fs2";
    auto& of_client = history.records[history.primary.id.value][client];
    switch (below(5)) {
      case 0:
      case 1: {
        const std::int64_t job = history.begin(client, coin() ? BackupLevel::full : BackupLevel::incremental);
        if (below(6) != 0) history.end(client, job, below(5) != 0);
        break;
      }
      case 2:
        if (const auto going = history.going[client]; !going.empty()) history.end(client, *going.begin(), coin());
        break;
      case 3:
        for (const RecordInCopy& record : testing::OfClient(of_client))
          if (record.state == State::complete && !history.was_copied.contains(record.archive_file))
            history.copy(client, record.archive_file, below(5) != 0);
        break;
      case 4: {
        const std::size_t before = history.count();
        history.age(history.primary, of_primary);
        history.age(history.secondary, of_secondary);
        history.look();
        something_went |= history.count() < before;
        break;
      }
    }
    history.now_ns += below(3) * day_ns;
  }
  RC_CLASSIFY(something_went);
}

// --- stories ---------------------------------------------------------------------------------------------------------

constexpr Retention oneCycle{.days = 0, .cycles = 1};

class AgeingTest : public ::testing::Test {
 protected:
  std::int64_t backed_up(BackupLevel level = BackupLevel::full) {
    const std::int64_t file = history.begin("fs1", level);
    history.end("fs1", file, true);
    history.now_ns += day_ns;
    return file;
  }
  Files aged_now(const InUse& in_use = {}) {
    Files files;
    for (const AgedRecord& file : history.csdb.age(history.primary, oneCycle, history.now_ns, in_use).files)
      files.push_back(file.archive_file);
    return files;
  }
  Files to_prune() {
    Files files;
    for (const RecordToPrune& record : history.csdb.records_to_prune()) files.push_back(record.file.archive_file);
    return files;
  }
  History history{KeyFor::archiveFileInCopy};
  Csdb& csdb = history.csdb;
};

TEST_F(AgeingTest, WhatACopyHasStillToBeMadeFromStays) {
  const auto first = backed_up();
  backed_up();
  EXPECT_EQ(aged_now(), Files{}) << "Secondary lacks it";
  history.copy("fs1", first, false);
  EXPECT_EQ(aged_now(), Files{}) << "Secondary has only a part of it";
  history.copy("fs1", first, true);
  EXPECT_EQ(aged_now(), Files{first});
}

TEST_F(AgeingTest, WhatAJobReadsStaysUntilItIsDone) {
  const auto first = backed_up();
  backed_up();
  history.copy("fs1", first, true);
  EXPECT_EQ(aged_now({.archive_files = {first}}), Files{});
  EXPECT_EQ(aged_now({.archive_files = {}, .clients = {"fs1"}}), Files{});
  EXPECT_EQ(aged_now({.archive_files = {}, .clients = {"fs2"}}), Files{first});
}

TEST_F(AgeingTest, WhatIsMarkedIsPrunedOnceAndIsNotCopiedAgain) {
  const auto first = backed_up();
  backed_up();
  history.copy("fs1", first, true);
  EXPECT_EQ(to_prune(), Files{});
  aged_now();
  EXPECT_EQ(to_prune(), Files{first});
  EXPECT_EQ(aged_now(), Files{}) << "it is marked already";
  csdb.pruned(csdb.records_to_prune());
  EXPECT_EQ(to_prune(), Files{});
  EXPECT_EQ(csdb.archive_files_to_copy(history.secondary.id, history.primary.id), Files{})
      << "Primary had it, and let it go";
}

// Its key row is gone with it; a CommServe that comes back can say so.
TEST_F(AgeingTest, WhoPrunesKnowsWhetherItsKeyRowIsGone) {
  const auto first = backed_up();
  backed_up();
  history.copy("fs1", first, true);
  aged_now();
  const auto marked = csdb.records_to_prune();
  ASSERT_EQ(marked.size(), 1u);
  EXPECT_TRUE(marked[0].key_row_is_gone);
  EXPECT_EQ(marked[0].key_row, history.keys.at({history.primary.id.value, first}));
}

TEST_F(AgeingTest, ARestoreAsOfWhatIsGoneIsToldFromOneThatNeverWas) {
  const auto first = backed_up();
  const std::int64_t then = history.now_ns - day_ns;
  backed_up();
  history.copy("fs1", first, true);
  EXPECT_FALSE(csdb.is_aged("fs1", history.primary.id, then));
  aged_now();
  EXPECT_TRUE(csdb.is_aged("fs1", history.primary.id, then));
  EXPECT_FALSE(csdb.is_aged("fs1", history.primary.id, then - 1)) << "nothing was there";
  EXPECT_FALSE(csdb.is_aged("fs1", history.primary.id, history.now_ns));
  EXPECT_FALSE(csdb.is_aged("fs1", history.secondary.id, then)) << "Secondary keeps it";
  csdb.pruned(csdb.records_to_prune());
  EXPECT_TRUE(csdb.is_aged("fs1", history.primary.id, then)) << "also when the media are rid of it";
}

TEST_F(AgeingTest, WhatWasAbandonedLeavesNothing) {
  const auto failed = history.begin("fs1", BackupLevel::full);
  history.end("fs1", failed, false);
  EXPECT_EQ(aged_now(), Files{failed});
  csdb.pruned(csdb.records_to_prune());
  EXPECT_FALSE(csdb.is_aged("fs1", history.primary.id, history.now_ns));
}

}  // namespace
}  // namespace keycell::model
