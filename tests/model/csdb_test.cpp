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
  CsdbTest() { csdb.insert_pool("pool-a", "ma1", "kms1", protectionA); }

  static NewJob a_job(const std::string& request) {
    return {.request = request, .kind = JobKind::backup, .client = "fs1", .pool = "pool-a", .front_end_bytes = 1000};
  }
  std::int64_t backed_up(const std::string& request) {
    const std::int64_t file = csdb.archive_file_of(*csdb.job(csdb.submit(a_job(request))));
    csdb.complete_archive_file(file);
    return file;
  }

  PageCell cell;
  PageWorld& host = cell.add("commserve");
  Csdb csdb{host};
};

// --- pools -----------------------------------------------------------------------------------------------------------

TEST_F(CsdbTest, APoolComesBackAsItWasStored) {
  const auto pool = csdb.pool("pool-a");
  ASSERT_TRUE(pool);
  EXPECT_EQ(pool->name, "pool-a");
  EXPECT_EQ(pool->media_agent, "ma1");
  EXPECT_EQ(pool->kms, "kms1");
  EXPECT_EQ(pool->protection, protectionA);
  EXPECT_FALSE(csdb.pool("pool-b"));
}

// The row that is there protects data already; another one would make it unreadable.
TEST_F(CsdbTest, ASecondPoolOfTheSameNameChangesNothing) {
  csdb.insert_pool("pool-a", "ma2", "kms2", protectionB);
  EXPECT_EQ(csdb.pool("pool-a")->protection, protectionA);
  EXPECT_EQ(csdb.pool("pool-a")->media_agent, "ma1");
}

// --- data keys -------------------------------------------------------------------------------------------------------

TEST_F(CsdbTest, ADataKeyComesBackAsItWasStored) {
  EXPECT_FALSE(csdb.data_key("fs1", "pool-a"));
  EXPECT_EQ(csdb.insert_data_key("fs1", "pool-a", keyRowA), keyRowA);
  EXPECT_EQ(csdb.data_key("fs1", "pool-a"), keyRowA);
  EXPECT_FALSE(csdb.data_key("fs2", "pool-a"));
}

// Two jobs of one client may both have made a key: the stored one counts, and the caller hears which one that is.
TEST_F(CsdbTest, ASecondDataKeyGetsTheStoredOneBack) {
  csdb.insert_data_key("fs1", "pool-a", keyRowA);
  EXPECT_EQ(csdb.insert_data_key("fs1", "pool-a", keyRowB), keyRowA);
  EXPECT_EQ(csdb.data_key("fs1", "pool-a"), keyRowA);
  EXPECT_EQ(csdb.insert_data_key("fs2", "pool-a", keyRowB), keyRowB);
}

TEST_F(CsdbTest, ADataKeyOfNoPoolIsRefused) {
  EXPECT_THROW(csdb.insert_data_key("fs1", "pool-z", keyRowA), DatabaseError);
}

// --- jobs ------------------------------------------------------------------------------------------------------------

TEST_F(CsdbTest, AJobComesBackAsItWasSubmitted) {
  const NewJob submitted{
      .request = "r1", .kind = JobKind::restore, .client = "fs2", .pool = "pool-a", .front_end_bytes = 77};
  const auto job = csdb.job(csdb.submit(submitted));
  ASSERT_TRUE(job);
  EXPECT_EQ(job->kind, JobKind::restore);
  EXPECT_EQ(job->client, "fs2");
  EXPECT_EQ(job->pool, "pool-a");
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

TEST_F(CsdbTest, AJobForNoPoolIsRefused) {
  NewJob job = a_job("r1");
  job.pool = "pool-z";
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
  EXPECT_FALSE(csdb.latest_archive_file("fs1", "pool-a"));
  const auto file = csdb.archive_file_of(*csdb.job(csdb.submit(a_job("r1"))));
  EXPECT_FALSE(csdb.latest_archive_file("fs1", "pool-a"));
  csdb.complete_archive_file(file);
  EXPECT_EQ(csdb.latest_archive_file("fs1", "pool-a"), file);
  EXPECT_FALSE(csdb.latest_archive_file("fs2", "pool-a"));
}

TEST_F(CsdbTest, TheLatestCompletedArchiveFileCounts) {
  backed_up("monday");
  const auto tuesday = backed_up("tuesday");
  csdb.archive_file_of(*csdb.job(csdb.submit(a_job("wednesday, still running"))));
  EXPECT_EQ(csdb.latest_archive_file("fs1", "pool-a"), tuesday);
}

TEST_F(CsdbTest, AnArchiveFileLeadsToItsKeys) {
  csdb.insert_data_key("fs1", "pool-a", keyRowA);
  csdb.insert_data_key("fs2", "pool-a", keyRowB);
  const KeyRows rows = csdb.key_rows_of(backed_up("r1"));
  EXPECT_EQ(rows.pool.name, "pool-a");
  EXPECT_EQ(rows.pool.kms, "kms1");
  EXPECT_EQ(rows.pool.protection, protectionA);
  EXPECT_EQ(rows.data_key, keyRowA);
  EXPECT_EQ(rows.front_end_bytes, 1000u);
}

TEST_F(CsdbTest, AnArchiveFileThatIsNotThereHasNoKeys) {
  csdb.insert_data_key("fs1", "pool-a", keyRowA);
  EXPECT_THROW(csdb.key_rows_of(99), DatabaseError);
}

TEST_F(CsdbTest, RowsCrossAsPagesOfTheCsdb) {
  const crypto::DataKeyRow marked{bytes_of(view_of("a wrapped data key with a mark"))};
  csdb.insert_data_key("fs1", "pool-a", marked);
  EXPECT_TRUE(cell.heard().seen_at(Place::csdbPage, marked.bytes));
}

}  // namespace
}  // namespace keycell::model
