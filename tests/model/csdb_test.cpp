// The CSDB: what each of its sentences does, and that saying it twice does nothing twice.

#include "model/csdb/csdb.h"

#include <gtest/gtest.h>
// After gtest.
#include <rapidcheck/gtest.h>

#include <numeric>
#include <set>

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
    csdb.insert_pool({.name = "pool-a", .paths = {{"ma1"}}, .kms = "kms1"}, keys(protectionA));
    csdb.insert_copy(on_pool("Primary"), std::nullopt);
    primary = csdb.copy(CopyName{"Gold", "Primary"})->id;
    protection = csdb.protection("pool-a")->id;
  }

  static OwnKeys keys(const crypto::ProtectionRow& row) {
    return {.attributes = {.commcell_id = "F00D", .policy = "pool-a", .copy = ""}, .row = row};
  }
  static NewCopy on_pool(const std::string& name) {
    return {.name = {"Gold", name}, .paths = {{"ma1"}}, .kms = "kms1", .pool = "pool-a", .source = ""};
  }
  NewJobs a_job(const std::string& request) const {
    return {.request = request, .kind = JobKind::backup, .copy = primary, .clients = {"fs1"}, .full = size};
  }
  /// Each job is submitted an hour after the one before.
  std::int64_t submit(const NewJobs& jobs) { return csdb.submit(jobs, hour_ns * ++hours); }
  std::int64_t begun(const std::string& request, BackupLevel level = BackupLevel::full) {
    const std::int64_t job = submit(a_job(request));
    csdb.begin_backup({.id = job,
                       .client = "fs1",
                       .request = csdb.job(job)->request,
                       .level = level,
                       .size = size,
                       .begun_ns = hour_ns * hours},
                      primary, csdb.insert_data_key("fs1", protection, keyRowA).id);
    return job;
  }
  std::int64_t backed_up(const std::string& request, BackupLevel level = BackupLevel::full) {
    const std::int64_t job = begun(request, level);
    csdb.complete_backup("fs1", {.archive_file = job, .job = job}, primary);
    return job;
  }
  std::vector<std::int64_t> to_restore(std::int64_t as_of_hours = 1000) {
    return csdb.archive_files_to_restore("fs1", primary, as_of_hours * hour_ns);
  }

  using Files = std::vector<std::int64_t>;
  static constexpr std::int64_t hour_ns = 3'600'000'000'000;
  static constexpr DataSize size{.front_end_bytes = 1000, .stored_bytes = 400};
  std::int64_t hours = 0;

  PageCell cell;
  PageWorld& host = cell.add("commserve");
  Csdb csdb{host};
  CopyId primary;
  ProtectionId protection;
};

// --- backups of several streams ------------------------------------------------------------------------------------

class CsdbStreams : public CsdbTest {
 protected:
  std::int64_t begun_with_three(const std::string& request, BackupLevel level = BackupLevel::full) {
    NewJobs jobs = a_job(request);
    jobs.streams = 3;
    const std::int64_t job = submit(jobs);
    for (std::uint32_t stream = 0; stream < 3; ++stream)
      csdb.begin_backup({.id = job + stream,
                         .stream = stream,
                         .streams = 3,
                         .client = "fs1",
                         .request = csdb.job(job)->request,
                         .level = level,
                         .size = part_of(size, stream, 3),
                         .begun_ns = hour_ns * hours},
                        primary, csdb.insert_data_key("fs1", protection, keyRowA).id);
    return job;
  }
  void complete(std::int64_t job, std::uint32_t stream) {
    csdb.complete_backup("fs1", {.archive_file = job + stream, .job = job, .streams = 3}, primary);
  }
};

// Whoever restores half of a backup has nothing: it counts when its last stream is complete, whichever that is.
TEST_F(CsdbStreams, ABackupCountsWithItsLastStream) {
  const std::int64_t job = begun_with_three("monday");
  for (const std::uint32_t stream : {2U, 0U}) {
    complete(job, stream);
    EXPECT_FALSE(csdb.has_full_backup("fs1", primary));
    EXPECT_EQ(to_restore(), Files{});
    EXPECT_FALSE(csdb.latest_backup("fs1", primary, 1000 * hour_ns));
    EXPECT_NE(csdb.job(job)->is.status, JobStatus::completed);
  }
  complete(job, 1);
  EXPECT_TRUE(csdb.has_full_backup("fs1", primary));
  EXPECT_EQ(to_restore(), (Files{job, job + 1, job + 2}));
  EXPECT_EQ(csdb.latest_backup("fs1", primary, 1000 * hour_ns)->begun_ns, hour_ns * hours);
  EXPECT_EQ(csdb.job(job)->is.status, JobStatus::completed);
}

// All streams of the full backup, all of the incremental ones after it, none of one that is not whole.
TEST_F(CsdbStreams, ARestoreReadsWholeBackups) {
  backed_up("sunday");
  const std::int64_t full = begun_with_three("monday");
  const std::int64_t incremental = begun_with_three("tuesday", BackupLevel::incremental);
  const std::int64_t torn = begun_with_three("wednesday", BackupLevel::incremental);
  for (const std::int64_t job : {full, incremental})
    for (std::uint32_t stream = 0; stream < 3; ++stream) complete(job, stream);
  complete(torn, 2);
  EXPECT_EQ(to_restore(), (Files{full, full + 1, full + 2, incremental, incremental + 1, incremental + 2}));
}

// A job has as many numbers as streams: archive files of two jobs never meet.
TEST_F(CsdbStreams, JobsLeaveRoomForTheirArchiveFiles) {
  NewJobs jobs = a_job("monday");
  jobs.streams = 3;
  jobs.clients = {"fs1", "fs2"};
  const std::int64_t first = submit(jobs);
  EXPECT_EQ(csdb.job(first)->client, "fs1");
  EXPECT_EQ(csdb.job(first + 3)->client, "fs2");
  EXPECT_EQ(submit(a_job("tuesday")), first + 6);
}

RC_GTEST_PROP(PartsOfABackup, BringAllOfIt, ()) {
  const DataSize whole{.front_end_bytes = *rc::gen::arbitrary<std::uint64_t>(),
                       .stored_bytes = *rc::gen::arbitrary<std::uint64_t>()};
  const auto streams = *rc::gen::inRange<std::uint32_t>(1, 9);
  DataSize sum;
  for (std::uint32_t stream = 0; stream < streams; ++stream) {
    const DataSize part = part_of(whole, stream, streams);
    RC_ASSERT(part.stored_bytes <= whole.stored_bytes / streams + 1);
    sum.front_end_bytes += part.front_end_bytes;
    sum.stored_bytes += part.stored_bytes;
  }
  RC_ASSERT(sum == whole);
}

// --- pools -----------------------------------------------------------------------------------------------------------

TEST_F(CsdbTest, APoolComesBackAsItWasStored) {
  const auto pool = csdb.pool("pool-a");
  ASSERT_TRUE(pool);
  EXPECT_EQ(pool->name, "pool-a");
  EXPECT_EQ(pool->paths, LibraryPaths{{"ma1"}});
  EXPECT_EQ(pool->kms, "kms1");
  EXPECT_EQ(csdb.protection(pool->protection).row, protectionA);
  EXPECT_FALSE(csdb.pool("pool-b"));
}

// The row that is there protects data already; another one would make it unreadable.
TEST_F(CsdbTest, ASecondPoolOfTheSameNameChangesNothing) {
  csdb.insert_pool({.name = "pool-a", .paths = {{"ma2"}}, .kms = "kms2"}, keys(protectionB));
  EXPECT_EQ(csdb.protection("pool-a")->row, protectionA);
  EXPECT_EQ(csdb.pool("pool-a")->paths, LibraryPaths{{"ma1"}});
}

TEST_F(CsdbTest, APoolWithoutKeysHasNone) {
  csdb.insert_pool({.name = "pool-b", .paths = {{"ma1"}}, .kms = "kms1"}, std::nullopt);
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
  EXPECT_EQ(copy->paths, LibraryPaths{{"ma1"}});
  EXPECT_EQ(csdb.copy(copy->id).name, copy->name);
  EXPECT_FALSE(csdb.copy(CopyName{"Gold", "Secondary"}));
}

TEST_F(CsdbTest, ACopyWithKeysOfItsOwnIsProtectedByThem) {
  csdb.insert_copy({.name = {"Gold", "Secondary"},
                    .paths = {.media_agents = {"ma2", "ma 3"}, .in_turn = true},
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
  EXPECT_EQ(copy->paths, (LibraryPaths{.media_agents = {"ma2", "ma 3"}, .in_turn = true}));
}

TEST_F(CsdbTest, ACopyOfTheSameNameChangesNothing) {
  NewCopy other = on_pool("Primary");
  other.paths = {{"ma2"}};
  csdb.insert_copy(other, std::nullopt);
  EXPECT_EQ(csdb.copy(CopyName{"Gold", "Primary"})->paths, LibraryPaths{{"ma1"}});
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

TEST_F(CsdbTest, ARequestComesBackAsItWasSubmitted) {
  const NewJobs submitted{.request = "r1",
                          .kind = JobKind::backup,
                          .copy = primary,
                          .clients = {"fs2", "fs7"},
                          .level = BackupLevel::incremental,
                          .full = {.front_end_bytes = 77, .stored_bytes = 7},
                          .changed = {.front_end_bytes = 5, .stored_bytes = 4},
                          .then_copies = {"Secondary", "Far away"},
                          .as_of_ns = 12};
  const std::int64_t first = csdb.submit(submitted, 99);
  const JobRow second = *csdb.job(first + 1);
  EXPECT_EQ(csdb.job(first)->client, "fs2");
  EXPECT_EQ(second.client, "fs7");
  EXPECT_EQ(second.is.status, JobStatus::waiting);
  EXPECT_EQ(second.is.restarts, 0u);
  const JobRequest request = csdb.job_request(second.request);
  EXPECT_EQ(request.submitted_ns, 99);
  EXPECT_EQ(request.what.kind, submitted.kind);
  EXPECT_EQ(request.what.copy, primary);
  EXPECT_EQ(request.what.level, submitted.level);
  EXPECT_EQ(request.what.full, submitted.full);
  EXPECT_EQ(request.what.changed, submitted.changed);
  EXPECT_EQ(request.what.then_copies, submitted.then_copies);
  EXPECT_EQ(request.what.as_of_ns, 12);
}

TEST_F(CsdbTest, ARequestWithoutClientsIsOneJob) {
  const auto job = submit({.request = "r1", .kind = JobKind::auxCopy, .copy = primary});
  EXPECT_EQ(csdb.job(job)->client, "");
  EXPECT_FALSE(csdb.job(job + 1));
}

TEST_F(CsdbTest, ThereIsNoJobThatNobodySubmitted) { EXPECT_FALSE(csdb.job(4711)); }

TEST_F(CsdbTest, TheSameRequestIsTheSameJobs) {
  const auto first = submit(a_job("r1"));
  csdb.set_standing(first, {.status = JobStatus::completed, .restarts = 2});
  EXPECT_EQ(submit(a_job("r1")), first);
  EXPECT_EQ(csdb.job(first)->is.status, JobStatus::completed) << "asking again must not start it again";
  EXPECT_NE(submit(a_job("r2")), first);
}

TEST_F(CsdbTest, AJobForNoCopyIsRefused) {
  NewJobs job = a_job("r1");
  job.copy = CopyId{99};
  EXPECT_THROW(submit(job), DatabaseError);
}

TEST_F(CsdbTest, JobsComeInOrderOfSubmission) {
  std::vector<std::int64_t> jobs;
  for (const char* request : {"z", "a", "m", "b", "y", "k"}) jobs.push_back(submit(a_job(request)));
  csdb.set_standing(jobs[0], {.status = JobStatus::pending, .restarts = 1});
  csdb.set_standing(jobs[1], {.status = JobStatus::completed, .restarts = 0});
  csdb.set_standing(jobs[2], {.status = JobStatus::failed, .restarts = 3});
  csdb.set_standing(jobs[3], {.status = JobStatus::suspended, .restarts = 0});
  csdb.set_standing(jobs[4], {.status = JobStatus::killed, .restarts = 0});
  Files all;
  Files unfinished;
  for (const JobRow& row : csdb.jobs()) {
    all.push_back(row.id);
    if (!is_final(row.is.status)) unfinished.push_back(row.id);
  }
  EXPECT_EQ(all, Files(jobs.begin(), jobs.end()));
  EXPECT_EQ(unfinished, (Files{jobs[0], jobs[3], jobs[5]}));
}

TEST_F(CsdbTest, AStatusIsKeptWithItsRestartsAndItsReason) {
  const auto job = submit(a_job("r1"));
  csdb.set_standing(job,
                    {.status = JobStatus::pending, .restarts = 2, .cause = JobCause::kmsUnavailable, .reason = "down"});
  EXPECT_EQ(csdb.job(job)->is.status, JobStatus::pending);
  EXPECT_EQ(csdb.job(job)->is.restarts, 2u);
  EXPECT_EQ(csdb.job(job)->is.cause, JobCause::kmsUnavailable);
  EXPECT_EQ(csdb.job(job)->is.reason, "down");
}

TEST_F(CsdbTest, OnlyRequestsThatNameThemHaveAuxCopiesToFollow) {
  submit(a_job("r1"));
  NewJobs nightly = a_job("r2");
  nightly.then_copies = {"Secondary"};
  const auto job = submit(nightly);
  EXPECT_EQ(csdb.requests_with_aux_copies(), Files{csdb.job(job)->request});
}

// --- archive files ---------------------------------------------------------------------------------------------------

TEST_F(CsdbTest, OnlyCompletedArchiveFilesCanBeRestored) {
  EXPECT_TRUE(to_restore().empty());
  const auto file = begun("r1");
  EXPECT_TRUE(to_restore().empty());
  csdb.complete_backup("fs1", {.archive_file = file, .job = file}, primary);
  EXPECT_EQ(to_restore(), Files{file});
  EXPECT_EQ(csdb.job(file)->is.status, JobStatus::completed);
  EXPECT_TRUE(csdb.archive_files_to_restore("fs2", primary, hour_ns * 1000).empty());
  EXPECT_TRUE(csdb.archive_files_to_restore("fs1", CopyId{99}, hour_ns * 1000).empty());
}

TEST_F(CsdbTest, ARestoreReadsTheLatestFullBackupAndWhatFollowedIt) {
  backed_up("monday");
  backed_up("tuesday", BackupLevel::incremental);
  const auto wednesday = backed_up("wednesday");
  const auto thursday = backed_up("thursday", BackupLevel::incremental);
  const auto friday = backed_up("friday", BackupLevel::incremental);
  begun("saturday, still running", BackupLevel::incremental);
  EXPECT_EQ(to_restore(), (Files{wednesday, thursday, friday}));
}

TEST_F(CsdbTest, ARestoreToAMomentReadsNothingThatIsYounger) {
  const auto monday = backed_up("monday");
  const auto tuesday = backed_up("tuesday", BackupLevel::incremental);
  backed_up("wednesday");
  EXPECT_EQ(to_restore(2), (Files{monday, tuesday}));
  EXPECT_EQ(to_restore(1), Files{monday});
  EXPECT_EQ(to_restore(0), Files{});
}

TEST_F(CsdbTest, AnIncrementalBackupBuildsOnACompleteFullOne) {
  EXPECT_FALSE(csdb.has_full_backup("fs1", primary));
  const auto file = begun("monday");
  EXPECT_FALSE(csdb.has_full_backup("fs1", primary));
  csdb.complete_backup("fs1", {.archive_file = file, .job = file}, primary);
  EXPECT_TRUE(csdb.has_full_backup("fs1", primary));
  EXPECT_FALSE(csdb.has_full_backup("fs2", primary));
}

TEST_F(CsdbTest, ChunksAreCountedWithoutGapsAndKnownToTheNextAttempt) {
  const auto file = begun("r1");
  const std::int64_t key = csdb.data_key("fs1")->id;
  const auto complete = [&] { return csdb.begin_copy_of("fs1", file, primary, key); };
  EXPECT_EQ(complete(), 0u);
  csdb.chunk_written(file, primary, 0);
  csdb.chunk_written(file, primary, 2);  // 1 is not there
  EXPECT_EQ(complete(), 1u);
  csdb.chunk_written(file, primary, 1);
  csdb.chunk_written(file, primary, 0);  // told again
  EXPECT_EQ(complete(), 2u) << "2 was beyond what counted, so the next attempt sends it again";
  csdb.chunk_written(file, CopyId{99}, 2);
  EXPECT_EQ(complete(), 2u);
}

// Acknowledgements overtake each other. Whatever their order, what is complete is what has no gap.
RC_GTEST_FIXTURE_PROP(CsdbTest, ChunksCountInWhateverOrderTheyAreToldOf, ()) {
  const auto file = begun("r1");
  const std::int64_t key = csdb.data_key("fs1")->id;
  std::vector<std::uint32_t> order(mostChunksInFlight + 1);
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t i = order.size() - 1; i > 0; --i)
    std::swap(order[i], order[*rc::gen::inRange<std::size_t>(0, i + 1)]);
  const auto told = *rc::gen::inRange<std::size_t>(0, order.size() + 1);
  std::set<std::uint32_t> there;
  for (std::size_t i = 0; i < told; ++i) {
    csdb.chunk_written(file, primary, order[i]);
    if (*rc::gen::arbitrary<bool>()) csdb.chunk_written(file, primary, order[i]);
    there.insert(order[i]);
  }
  std::uint32_t complete = 0;
  while (there.contains(complete)) ++complete;
  RC_ASSERT(csdb.begin_copy_of("fs1", file, primary, key) == complete);
}

TEST_F(CsdbTest, AnArchiveFileLeadsToItsKeys) {
  csdb.insert_data_key("fs2", protection, keyRowB);
  const KeyRows rows = csdb.key_rows_of(backed_up("r1"), primary);
  EXPECT_EQ(rows.protection.name, "pool-a");
  EXPECT_EQ(rows.protection.kms, "kms1");
  EXPECT_EQ(rows.protection.row, protectionA);
  EXPECT_EQ(rows.data_key.row, keyRowA);
  EXPECT_EQ(rows.stored_bytes, size.stored_bytes);
  EXPECT_EQ(rows.backup.client, "fs1");
  EXPECT_EQ(rows.backup.request, "r1") << "the name, not the row";
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
  csdb.begin_copy_of("fs1", monday, secondary, key);
  EXPECT_EQ(csdb.archive_files_to_copy(primary, secondary), (std::vector<std::int64_t>{monday, tuesday}))
      << "begun is not done";
  csdb.complete_copy_of("fs1", monday, secondary);
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
