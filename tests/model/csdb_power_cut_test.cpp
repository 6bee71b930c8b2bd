// Foundations, 12: whatever durable operation the power is cut at, the CSDB opens again and everything that it had
// acknowledged is there.

#include <gtest/gtest.h>

#include "model/csdb/csdb.h"
#include "tests/model/page_world.h"

namespace keycell::model {
namespace {

using testing::PageCell;
using testing::PageDisk;
using testing::PageWorld;
using testing::PowerCut;

const OwnKeys keys{.attributes = {.commcell_id = "F00D", .policy = "pool-a", .copy = ""}, .row = {Bytes(56, 0xa1)}};
const crypto::ProtectionRow rotated{Bytes(56, 0xa2)};
const CopyName gold{"Gold", "Primary"};
const CopyId primary{1};
const ProtectionId protection{1};
const crypto::DataKeyRow keyRow{Bytes(46, 0xb2)};
const DataSize size{.front_end_bytes = 1000, .stored_bytes = 500};
const NewJobs monday{.request = "monday",
                     .kind = JobKind::backup,
                     .copy = primary,
                     .clients = {"fs1", "fs2"},
                     .full = size,
                     .then_copies = {"Secondary"}};
const NewJobs tuesday{.request = "tuesday", .kind = JobKind::restore, .copy = primary, .clients = {"fs1"}};
const NewArchiveFile file{
    .id = 1, .client = "fs1", .request = 1, .level = BackupLevel::full, .size = size, .begun_ns = 7};
constexpr std::int64_t later = 8;

/// A call of the CSDB, and how one sees later that it was made.
struct Sentence {
  const char* what;
  std::function<void(Csdb&)> say;
  std::function<bool(Csdb&)> holds;
};

/// The life of a small CSDB. Submitting again gives the same numbers.
const std::vector<Sentence> script{
    {"a pool", [](Csdb& csdb) { csdb.insert_pool({.name = "pool-a", .paths = {{"ma1"}}, .kms = "kms1"}, keys); },
     [](Csdb& csdb) { return csdb.pool("pool-a") && csdb.protection("pool-a").has_value(); }},
    {"a copy",
     [](Csdb& csdb) {
       csdb.insert_copy({.name = gold, .paths = {{"ma1"}}, .kms = "kms1", .pool = "pool-a", .source = ""},
                        std::nullopt);
     },
     [](Csdb& csdb) { return csdb.copy(gold) && csdb.copy(gold)->id == primary; }},
    {"a data key", [](Csdb& csdb) { csdb.insert_data_key("fs1", protection, keyRow); },
     [](Csdb& csdb) { return csdb.data_key("fs1") && csdb.data_key("fs1")->row == keyRow; }},
    {"a backup", [](Csdb& csdb) { csdb.submit(monday, 7); },
     [](Csdb& csdb) {
       return csdb.job(1) && csdb.job(2) && csdb.job_request(1).what.then_copies == monday.then_copies;
     }},
    {"a pending backup",
     [](Csdb& csdb) {
       if (csdb.job(1)->is.restarts == 0) csdb.set_standing(1, {.status = JobStatus::pending, .restarts = 1});
     },
     [](Csdb& csdb) { return csdb.job(1)->is.restarts == 1; }},
    {"its archive file and its place in the copy", [](Csdb& csdb) { csdb.begin_backup(file, primary, 1); },
     [](Csdb& csdb) { return csdb.key_rows_of(1, primary).data_key.row == keyRow; }},
    {"a complete chunk", [](Csdb& csdb) { csdb.chunk_written(1, primary, 0); },
     [](Csdb& csdb) { return csdb.begin_backup(file, primary, 1).complete_chunks == 1; }},
    {"a rotation", [](Csdb& csdb) { csdb.replace_protection(protection, rotated, "rotation1"); },
     [](Csdb& csdb) { return csdb.protection("pool-a")->row == rotated; }},
    {"a completed backup", [](Csdb& csdb) { csdb.complete_backup("fs1", {.archive_file = 1, .job = 1}, primary); },
     [](Csdb& csdb) {
       return csdb.job(1)->is.status == JobStatus::completed &&
              csdb.archive_files_to_restore("fs1", primary, later) == std::vector<std::int64_t>{1};
     }},
    {"a restore", [](Csdb& csdb) { csdb.submit(tuesday, later); },
     [](Csdb& csdb) { return csdb.jobs().size() == 3 && csdb.job(3)->client == "fs1"; }},
};

struct Outcome {
  std::size_t acknowledged = 0;
  bool power_was_cut = false;
};

/// The script on a fresh disk, and the power cut at the k-th durable operation.
Outcome live_until(PageWorld& host, std::uint64_t k) {
  Outcome outcome;
  host.page_disk().cut_power_at(k);
  try {
    Csdb csdb(host);
    for (const Sentence& sentence : script) {
      sentence.say(csdb);
      ++outcome.acknowledged;
    }
  } catch (const PowerCut&) {
  }
  outcome.power_was_cut = !host.page_disk().has_power();
  return outcome;
}

void check_every_power_cut(PageDisk::Unsynced fate) {
  std::uint64_t k = 1;
  for (;; ++k) {
    SCOPED_TRACE("power cut at durable operation " + std::to_string(k));
    PageCell cell;
    PageWorld& host = cell.add("commserve");
    const Outcome before = live_until(host, k);
    if (!before.power_was_cut) break;  // the script was over before its k-th operation
    host.page_disk().power_up(fate);
    Csdb csdb(host);
    for (std::size_t i = 0; i < before.acknowledged; ++i)
      EXPECT_TRUE(script[i].holds(csdb)) << script[i].what << " was acknowledged and is lost";
    // The caller of the one that was not acknowledged asks again, and goes on.
    for (std::size_t i = before.acknowledged; i < script.size(); ++i) {
      script[i].say(csdb);
      EXPECT_TRUE(script[i].holds(csdb)) << script[i].what;
    }
  }
  EXPECT_GT(k, 40u) << "so few durable operations cannot be the whole script";
}

TEST(CsdbPowerCut, NothingAcknowledgedIsLostWithTheUnsyncedWrites) {
  check_every_power_cut(PageDisk::Unsynced::dropped);
}

TEST(CsdbPowerCut, NothingAcknowledgedIsLostWhenTheUnsyncedWritesSurvive) {
  check_every_power_cut(PageDisk::Unsynced::kept);
}

// The twin: on a disk that says it synced and did not, acknowledged rows are lost, and the check sees it.
TEST(CsdbPowerCut, ADiskThatLiesAboutSyncLosesWhatWasAcknowledged) {
  PageCell cell;
  PageWorld& host = cell.add("commserve");
  host.page_disk().lie_about_sync();
  {
    Csdb csdb(host);
    script[0].say(csdb);
    host.page_disk().power_off();
  }
  host.page_disk().power_up(PageDisk::Unsynced::dropped);
  Csdb csdb(host);
  EXPECT_FALSE(script[0].holds(csdb));
}

}  // namespace
}  // namespace keycell::model
