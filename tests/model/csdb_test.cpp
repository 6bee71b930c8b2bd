// The CSDB: what each of its sentences does, and that saying it twice does nothing twice.

#include "model/csdb/csdb.h"

#include <gtest/gtest.h>

#include "tests/model/page_world.h"

namespace keycell::model {
namespace {

using testing::PageCell;
using testing::PageWorld;

const crypto::ProtectionRow protectionA{{1, 2, 3}};
const crypto::ProtectionRow protectionB{{4, 5}};
const crypto::DataKeyRow keyRowA{{6, 7, 8, 9}};
const crypto::DataKeyRow keyRowB{{10}};

class CsdbTest : public ::testing::Test {
 protected:
  CsdbTest() {
    csdb.insert_pool({.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}, keys(protectionA));
    csdb.insert_copy(on_pool("Primary"), std::nullopt);
    primary = csdb.copy(CopyName{"Gold", "Primary"})->id;
    protection = csdb.protection("pool-a")->id;
  }

  static OwnKeys keys(const crypto::ProtectionRow& row) {
    return {.attributes = {.commcell_id = "F00D", .policy = "pool-a", .copy = ""}, .row = row};
  }
  static NewCopy on_pool(const std::string& name) {
    return {.name = {"Gold", name}, .media_agent = "ma1", .kms = "kms1", .pool = "pool-a", .source = ""};
  }
  NewJob a_job(const std::string& request) const {
    return {.request = request, .kind = JobKind::backup, .client = "fs1", .copy = primary, .front_end_bytes = 1000};
  }
  std::int64_t begun(const std::string& request, const std::string& scope = "fs1") {
    const std::int64_t file = csdb.archive_file_of(*csdb.job(csdb.submit(a_job(request))));
    csdb.begin_copy_of(file, primary, csdb.insert_data_key(scope, protection, keyRowA).id);
    return file;
  }
  std::int64_t backed_up(const std::string& request) {
    const std::int64_t file = begun(request);
    csdb.complete_copy_of(file, primary);
    return file;
  }

  PageCell cell;
  PageWorld& host = cell.add("commserve");
  Csdb csdb{host};
  CopyId primary;
  ProtectionId protection;
};

// --- pools -----------------------------------------------------------------------------------------------------------

TEST_F(CsdbTest, APoolComesBackAsItWasStored) {
  const auto pool = csdb.pool("pool-a");
  ASSERT_TRUE(pool);
  EXPECT_EQ(pool->name, "pool-a");
  EXPECT_EQ(pool->media_agent, "ma1");
  EXPECT_EQ(pool->kms, "kms1");
  EXPECT_EQ(csdb.protection(pool->protection).row, protectionA);
  EXPECT_FALSE(csdb.pool("pool-b"));
}

// The row that is there protects data already; another one would make it unreadable.
TEST_F(CsdbTest, ASecondPoolOfTheSameNameChangesNothing) {
  csdb.insert_pool({.name = "pool-a", .media_agent = "ma2", .kms = "kms2"}, keys(protectionB));
  EXPECT_EQ(csdb.protection("pool-a")->row, protectionA);
  EXPECT_EQ(csdb.pool("pool-a")->media_agent, "ma1");
}

TEST_F(CsdbTest, APoolWithoutKeysHasNone) {
  csdb.insert_pool({.name = "pool-b", .media_agent = "ma1", .kms = "kms1"}, std::nullopt);
  EXPECT_EQ(csdb.pool("pool-b")->protection, ProtectionId{});
}

TEST_F(CsdbTest, ARotationReplacesTheRowAndNothingElse) {
  EXPECT_FALSE(csdb.was_rotated_by("rotation1"));
  csdb.replace_protection(protection, protectionB, "rotation1");
  EXPECT_TRUE(csdb.was_rotated_by("rotation1"));
  csdb.replace_protection(protection, protectionA, "rotation1");  // the same request again
  EXPECT_EQ(csdb.protection("pool-a")->row, protectionB);
  EXPECT_EQ(csdb.protection("pool-a")->attributes.policy, "pool-a");
  EXPECT_EQ(csdb.protection("pool-a")->id, protection);
}

// --- copies ----------------------------------------------------------------------------------------------------------

TEST_F(CsdbTest, ACopyOnAPoolIsProtectedByIt) {
  const auto copy = csdb.copy(CopyName{"Gold", "Primary"});
  ASSERT_TRUE(copy);
  EXPECT_EQ(copy->protection, protection);
  EXPECT_EQ(copy->media_agent, "ma1");
  EXPECT_EQ(csdb.copy(copy->id).name, copy->name);
  EXPECT_FALSE(csdb.copy(CopyName{"Gold", "Secondary"}));
}

TEST_F(CsdbTest, ACopyWithKeysOfItsOwnIsProtectedByThem) {
  csdb.insert_copy({.name = {"Gold", "Secondary"},
                    .media_agent = "ma2",
                    .kms = "kms1",
                    .pool = "",
                    .source = "Primary",
                    .encryption = CopyEncryption::reEncrypt},
                   keys(protectionB));
  const auto copy = csdb.copy(CopyName{"Gold", "Secondary"});
  ASSERT_TRUE(copy);
  EXPECT_EQ(csdb.protection(copy->protection).row, protectionB);
  EXPECT_EQ(csdb.protection(copy->protection).name, "Gold/Secondary");
  EXPECT_EQ(copy->source, "Primary");
  EXPECT_EQ(copy->encryption, CopyEncryption::reEncrypt);
}

TEST_F(CsdbTest, ACopyOfTheSameNameChangesNothing) {
  NewCopy other = on_pool("Primary");
  other.media_agent = "ma2";
  csdb.insert_copy(other, std::nullopt);
  EXPECT_EQ(csdb.copy(CopyName{"Gold", "Primary"})->media_agent, "ma1");
}

// --- data keys -------------------------------------------------------------------------------------------------------

TEST_F(CsdbTest, ADataKeyComesBackAsItWasStored) {
  EXPECT_FALSE(csdb.data_key("fs1"));
  EXPECT_EQ(csdb.insert_data_key("fs1", protection, keyRowA).row, keyRowA);
  EXPECT_EQ(csdb.data_key("fs1")->row, keyRowA);
  EXPECT_EQ(csdb.data_key("fs1")->protection, protection);
  EXPECT_FALSE(csdb.data_key("fs2"));
}

// Two jobs of one client may both have made a key: the stored one counts, and the caller hears which one that is.
TEST_F(CsdbTest, ASecondDataKeyGetsTheStoredOneBack) {
  csdb.insert_data_key("fs1", protection, keyRowA);
  EXPECT_EQ(csdb.insert_data_key("fs1", protection, keyRowB).row, keyRowA);
  EXPECT_EQ(csdb.data_key("fs1")->row, keyRowA);
  EXPECT_EQ(csdb.insert_data_key("fs2", protection, keyRowB).row, keyRowB);
}

TEST_F(CsdbTest, ADataKeyOfNoProtectionIsRefused) {
  EXPECT_THROW(csdb.insert_data_key("fs1", ProtectionId{99}, keyRowA), DatabaseError);
}

// --- jobs ------------------------------------------------------------------------------------------------------------

TEST_F(CsdbTest, AJobComesBackAsItWasSubmitted) {
  const NewJob submitted{
      .request = "r1", .kind = JobKind::restore, .client = "fs2", .copy = primary, .front_end_bytes = 77};
  const auto job = csdb.job(csdb.submit(submitted));
  ASSERT_TRUE(job);
  EXPECT_EQ(job->kind, JobKind::restore);
  EXPECT_EQ(job->client, "fs2");
  EXPECT_EQ(job->copy, primary);
  EXPECT_EQ(job->front_end_bytes, 77u);
  EXPECT_EQ(job->archive_file, 0);
  EXPECT_EQ(job->phase, JobPhase::running);
  EXPECT_EQ(job->restarts, 0u);
}

TEST_F(CsdbTest, ThereIsNoJobThatNobodySubmitted) { EXPECT_FALSE(csdb.job(4711)); }

TEST_F(CsdbTest, TheSameRequestIsTheSameJob) {
  const auto first = csdb.submit(a_job("r1"));
  csdb.set_phase(first, JobPhase::completed, 2);
  EXPECT_EQ(csdb.submit(a_job("r1")), first);
  EXPECT_EQ(csdb.job(first)->phase, JobPhase::completed) << "asking again must not start it again";
  EXPECT_NE(csdb.submit(a_job("r2")), first);
}

TEST_F(CsdbTest, AJobForNoCopyIsRefused) {
  NewJob job = a_job("r1");
  job.copy = CopyId{99};
  EXPECT_THROW(csdb.submit(job), DatabaseError);
}

TEST_F(CsdbTest, UnfinishedJobsComeInOrderOfSubmission) {
  std::vector<std::int64_t> jobs;
  for (const char* request : {"z", "a", "m", "b", "y"}) jobs.push_back(csdb.submit(a_job(request)));
  csdb.set_phase(jobs[1], JobPhase::completed, 0);
  csdb.set_phase(jobs[2], JobPhase::failed, 3);
  csdb.set_phase(jobs[0], JobPhase::pending, 1);
  EXPECT_EQ(csdb.unfinished_jobs(), (std::vector<std::int64_t>{jobs[0], jobs[3], jobs[4]}));
}

TEST_F(CsdbTest, APhaseIsKeptWithItsRestarts) {
  const auto job = csdb.submit(a_job("r1"));
  csdb.set_phase(job, JobPhase::pending, 2);
  EXPECT_EQ(csdb.job(job)->phase, JobPhase::pending);
  EXPECT_EQ(csdb.job(job)->restarts, 2u);
}

// --- archive files ---------------------------------------------------------------------------------------------------

TEST_F(CsdbTest, AJobHasOneArchiveFile) {
  const JobRow job = *csdb.job(csdb.submit(a_job("r1")));
  const auto file = csdb.archive_file_of(job);
  EXPECT_NE(file, 0);
  EXPECT_EQ(csdb.archive_file_of(job), file) << "an attempt that is repeated writes the same archive file";
  EXPECT_EQ(csdb.job(job.id)->archive_file, file);
  EXPECT_NE(csdb.archive_file_of(*csdb.job(csdb.submit(a_job("r2")))), file);
}

TEST_F(CsdbTest, OnlyCompletedArchiveFilesCanBeRestored) {
  EXPECT_FALSE(csdb.latest_archive_file("fs1", primary));
  const auto file = begun("r1");
  EXPECT_FALSE(csdb.latest_archive_file("fs1", primary));
  csdb.complete_copy_of(file, primary);
  EXPECT_EQ(csdb.latest_archive_file("fs1", primary), file);
  EXPECT_FALSE(csdb.latest_archive_file("fs2", primary));
}

TEST_F(CsdbTest, TheLatestCompletedArchiveFileCounts) {
  backed_up("monday");
  const auto tuesday = backed_up("tuesday");
  begun("wednesday, still running");
  EXPECT_EQ(csdb.latest_archive_file("fs1", primary), tuesday);
}

TEST_F(CsdbTest, AnArchiveFileLeadsToItsKeys) {
  csdb.insert_data_key("fs2", protection, keyRowB);
  const KeyRows rows = csdb.key_rows_of(backed_up("r1"), primary);
  EXPECT_EQ(rows.protection.name, "pool-a");
  EXPECT_EQ(rows.protection.kms, "kms1");
  EXPECT_EQ(rows.protection.row, protectionA);
  EXPECT_EQ(rows.data_key.row, keyRowA);
  EXPECT_EQ(rows.front_end_bytes, 1000u);
  EXPECT_EQ(rows.client, "fs1");
  EXPECT_EQ(rows.media_agent, "ma1");
}

TEST_F(CsdbTest, AnArchiveFileThatIsNotThereHasNoKeys) {
  backed_up("r1");
  EXPECT_THROW(csdb.key_rows_of(99, primary), DatabaseError);
  EXPECT_THROW(csdb.key_rows_of(1, CopyId{99}), DatabaseError);
}

TEST_F(CsdbTest, AnAuxCopyHasWhatTheSourceHasAndItHasNot) {
  csdb.insert_copy(on_pool("Secondary"), std::nullopt);
  const CopyId secondary = csdb.copy(CopyName{"Gold", "Secondary"})->id;
  const auto monday = backed_up("monday");
  const auto tuesday = backed_up("tuesday");
  begun("wednesday, still running");
  EXPECT_EQ(csdb.archive_files_to_copy(primary, secondary), (std::vector<std::int64_t>{monday, tuesday}));
  const std::int64_t key = csdb.data_key("fs1")->id;
  csdb.begin_copy_of(monday, secondary, key);
  EXPECT_EQ(csdb.archive_files_to_copy(primary, secondary), (std::vector<std::int64_t>{monday, tuesday}))
      << "begun is not done";
  csdb.complete_copy_of(monday, secondary);
  EXPECT_EQ(csdb.archive_files_to_copy(primary, secondary), std::vector<std::int64_t>{tuesday});
}

// --- what the built-in KMS keeps -------------------------------------------------------------------------------------

TEST_F(CsdbTest, ABuiltInKeyIsFoundByItsAttributesAndItsIdIsNeverUsedAgain) {
  const crypto::KeyAttributes gold{.commcell_id = "F00D", .policy = "Gold", .copy = "Primary"};
  const std::string first = csdb.insert_built_in_key("built-in", gold, Bytes{1, 2});
  EXPECT_EQ(csdb.built_in_key(first), (Bytes{1, 2}));
  EXPECT_EQ(csdb.built_in_keys("built-in", {.commcell_id = "", .policy = "Gold", .copy = ""}),
            std::vector<std::string>{first});
  EXPECT_TRUE(csdb.built_in_keys("built-in", {.commcell_id = "", .policy = "Silver", .copy = ""}).empty());
  csdb.delete_built_in_key(first);
  EXPECT_FALSE(csdb.built_in_key(first));
  EXPECT_NE(csdb.insert_built_in_key("built-in", gold, Bytes{3}), first);
}

TEST_F(CsdbTest, RowsCrossAsPagesOfTheCsdb) {
  const crypto::DataKeyRow marked{bytes_of(view_of("a wrapped data key with a mark"))};
  csdb.insert_data_key("fs1", protection, marked);
  EXPECT_TRUE(cell.heard().seen_at(Place::csdbPage, marked.bytes));
}

}  // namespace
}  // namespace keycell::model
