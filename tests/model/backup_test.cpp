// "Backup": the order of its steps, what is durable before what, and where the data key is seen.

#include <gtest/gtest.h>

#include "tests/model/raw_messages.h"
#include "tests/model/small_cell.h"

namespace keycell::model {
namespace {

using crypto::KeyClass;
using testing::HeardSecret;
using testing::HeardStep;
using testing::PageCell;
using testing::SmallCell;
using testing::UsualCell;
using namespace std::chrono_literals;

/// A cell with a pool; what its creation showed is forgotten.
template <class Cell>
struct WithPool : Cell {
  template <class... Settings>
  explicit WithPool(Settings... settings) : Cell(settings...) {
    this->create_pool("pool-a");
    this->heard().forget();
  }
};
using UsualCellWithPool = WithPool<UsualCell>;

// --- order -----------------------------------------------------------------------------------------------------------

TEST(Backup, StepsComeInTheDocumentedOrder) {
  UsualCellWithPool cell;
  ASSERT_EQ(cell.back_up("monday", "fs1"), "Completed");
  // 4 to 6 once a chunk: encrypted, sent, written.
  EXPECT_EQ(cell.heard().steps_of("backup"), (std::vector<int>{1, 2, 3, 4, 5, 6, 4, 5, 6, 4, 5, 6}));
  for (const HeardStep& step : cell.heard().steps) {
    const char* expected = step.step <= 3 ? "commserve" : step.step <= 5 ? "fs1" : "ma1";
    EXPECT_EQ(step.host, expected) << "step " << step.step;
  }
}

// The second backup of a client uses the key it has: nothing is made, so steps 1 and 2 do not happen.
TEST(Backup, TheSecondBackupUsesTheSameKey) {
  UsualCellWithPool cell;
  cell.back_up("monday", "fs1");
  cell.heard().forget();
  ASSERT_EQ(cell.back_up("tuesday", "fs1"), "Completed");
  EXPECT_EQ(cell.heard().steps_of("backup"), (std::vector<int>{3, 4, 5, 6, 4, 5, 6, 4, 5, 6}));
  EXPECT_EQ(cell.heard().kms_operations(), std::vector<std::string>{"fetch"});
  EXPECT_EQ(cell.heard().secrets_of(KeyClass::dataKey).size(), 1u);
}

TEST(Backup, EachClientHasItsKey) {
  UsualCellWithPool cell;
  cell.back_up("monday", "fs1");
  cell.back_up("monday too", "fs2");
  EXPECT_EQ(cell.heard().secrets_of(KeyClass::dataKey).size(), 2u);
}

TEST(Backup, UnwrapSaysWhereTheKekIsOpened) {
  for (const auto& [unwrap, operation] :
       {std::pair{crypto::Unwrap::fetch, "fetch"}, std::pair{crypto::Unwrap::remote, "unwrap"}}) {
    WithPool<SmallCell> cell(unwrap, ChannelKind::sealed);
    ASSERT_EQ(cell.back_up("monday", "fs1"), "Completed");
    EXPECT_EQ(cell.heard().kms_operations(), std::vector<std::string>{operation});
  }
}

TEST(Backup, EveryChunkOfTheFileIsReadAndWritten) {
  UsualCellWithPool cell;
  cell.back_up("monday", "fs1");
  ASSERT_EQ(cell.heard().chunks_read.size(), testing::chunkCount);
  for (std::uint32_t chunk = 0; chunk < testing::chunkCount; ++chunk) {
    EXPECT_EQ(cell.heard().chunks_read[chunk].chunk, chunk);
    EXPECT_EQ(cell.heard().chunks_read[chunk].plain.size(), testing::recordBytes);
  }
  EXPECT_EQ(cell.heard().crossings_at(Place::media).size(), testing::chunkCount);
}

// --- once ------------------------------------------------------------------------------------------------------------

TEST(Backup, TheSameRequestTwiceIsOneBackup) {
  UsualCellWithPool cell;
  const auto job = cell.submit("monday", protocol::BACKUP, "fs1");
  EXPECT_EQ(cell.submit("monday", protocol::BACKUP, "fs1"), job);
  EXPECT_EQ(cell.console().wait_for(job), "Completed");
  EXPECT_EQ(cell.submit("monday", protocol::BACKUP, "fs1"), job) << "it is finished, and stays so";
  cell.page.run_spawned();
  EXPECT_EQ(cell.heard().chunks_read.size(), testing::chunkCount);
}

// Two jobs of one client that both found no key: one row counts, and both files open under it. The second job comes
// while the first one waits for the KMS, and is over before the first goes on.
TEST(Backup, TwoFirstBackupsOfAClientEndUpWithOneKey) {
  UsualCellWithPool cell;
  std::uint64_t second = 0;
  cell.page.after(1ms, [&] { second = cell.submit("also monday", protocol::BACKUP, "fs1"); });
  const auto first = cell.submit("monday", protocol::BACKUP, "fs1");
  cell.page.run_spawned();
  EXPECT_EQ(cell.console().wait_for(first), "Completed");
  EXPECT_EQ(cell.console().wait_for(second), "Completed");
  ASSERT_EQ(cell.heard().secrets_of(KeyClass::dataKey).size(), 2u) << "the race did not happen: each made a key";

  EXPECT_EQ(cell.restore("restore", "fs1"), "Completed");
  EXPECT_TRUE(cell.restored_what_was_read());
  // That was the later file. The one of the job that came too late with its key opens as well.
  const auto sent = cell.heard().payloads("run_restore").at(0);
  protocol::Request request;
  request.ParseFromArray(sent.bytes.data() + 4, static_cast<int>(sent.bytes.size() - 4));
  ASSERT_EQ(request.run_restore().archive_file(), 2u);
  request.mutable_run_restore()->set_archive_file(1);
  EXPECT_NO_THROW(cell.commserve().messenger().call("fs1", request, 1h));
}

// --- durable before use ----------------------------------------------------------------------------------------------

TEST(Backup, TheKeyIsInTheCsdbBeforeTheClientGetsIt) {
  UsualCellWithPool cell;
  cell.back_up("monday", "fs1");
  const auto row = cell.data_key_of("fs1");
  ASSERT_TRUE(row);
  const auto pages = cell.heard().crossings_at(Place::csdbPage);
  const auto written =
      std::ranges::find_if(pages, [&](const auto& c) { return testing::contains(c.bytes, row->row.bytes); });
  ASSERT_NE(written, pages.end());
  EXPECT_LT(written->ordinal, cell.heard().payloads("run_backup").at(0).ordinal);
}

// Written is not durable. The CommServe loses power at the moment in which the client has the key: everything that the
// client encrypts from then on must be readable by what the CommServe's disk really holds.
TEST(Backup, ThePowerCutAtWhichTheClientHasTheKeyDoesNotLoseIt) {
  UsualCellWithPool cell;
  Bytes row_before;
  cell.host("fs1").serve(std::string(testing::commcell), [&](const Request&) {
    row_before = cell.data_key_of("fs1")->row.bytes;
    cell.host("commserve").page_disk().power_off();
    return Reply{{}, Keep::untilDeadline};
  });
  cell.submit("monday", protocol::BACKUP, "fs1");
  cell.page.run_spawned();
  ASSERT_FALSE(row_before.empty());
  cell.page.restart("commserve");
  const auto row = cell.data_key_of("fs1");
  ASSERT_TRUE(row) << "the client may have encrypted with a key that nobody has any more";
  EXPECT_EQ(row->row.bytes, row_before);
}

// The MediaAgent answers the client, and tells the CommServe before it does; the last chunk only completes with the
// job.
TEST(Backup, AChunkIsAcknowledgedOnceItIsOnTheMedia) {
  UsualCellWithPool cell;
  cell.back_up("monday", "fs1");
  std::vector<std::pair<std::string, std::uint32_t>> told;
  const auto on_media = cell.heard().crossings_at(Place::media);
  for (const auto& acknowledged : cell.heard().acknowledged) {
    told.emplace_back(acknowledged.to, acknowledged.chunk);
    EXPECT_GT(acknowledged.ordinal, on_media.at(acknowledged.chunk).ordinal);
    EXPECT_EQ(acknowledged.call, cell.heard().payloads("write_chunk").at(acknowledged.chunk).call);
  }
  EXPECT_EQ(told, (std::vector<std::pair<std::string, std::uint32_t>>{
                      {"commserve", 0}, {"fs1", 0}, {"commserve", 1}, {"fs1", 1}, {"fs1", 2}}));
}

// The twins: what is refused, or lost with the power before it was synced, is acknowledged to nobody.
TEST(Backup, AChunkThatIsNotOnTheMediaIsNotAcknowledged) {
  for (std::uint64_t operation = 1; operation <= 3; ++operation) {
    UsualCellWithPool cell;
    auto& disk = cell.host("ma1").page_disk();
    disk.cut_power_at(disk.durable_operations() + operation);
    const auto job = cell.submit("monday", protocol::BACKUP, "fs1");
    bool any_before = false;
    cell.page.after(PageCell::reboot / 2, [&] { any_before = !cell.heard().acknowledged.empty(); });
    EXPECT_EQ(cell.console().wait_for(job), "Completed");
    EXPECT_FALSE(any_before) << operation;
    EXPECT_FALSE(cell.heard().acknowledged.empty()) << "after the reboot it is";
  }
}

TEST(Backup, OnlyACompletedBackupCanBeRestored) {
  UsualCellWithPool cell;
  cell.host("ma1").reach = testing::Reach::down;
  cell.submit("monday", protocol::BACKUP, "fs1");
  cell.page.run_spawned();
  EXPECT_FALSE(cell.latest_archive_file("fs1"));
}

// --- where the key is seen -------------------------------------------------------------------------------------------

TEST(Backup, TheDataKeyIsSeenNowhere) {
  for (const crypto::Unwrap unwrap : {crypto::Unwrap::fetch, crypto::Unwrap::remote}) {
    WithPool<SmallCell> cell(unwrap, ChannelKind::sealed);
    cell.back_up("monday", "fs1");
    cell.restore("restore", "fs1");
    const std::vector<HeardSecret> keys = cell.heard().secrets_of(KeyClass::dataKey);
    ASSERT_EQ(keys.size(), 1u);
    for (const Place place : allPlaces) EXPECT_FALSE(cell.heard().seen_at(place, keys[0].bytes)) << name_of(place);
  }
}

// The twin: the check looks at real bytes. The master key that is fetched is seen, where the steps say so.
TEST(Backup, TheFetchedMasterKeyIsSeenInItsPayload) {
  UsualCellWithPool cell;
  cell.back_up("monday", "fs1");
  const HeardSecret master = cell.heard().secrets_of(KeyClass::masterKey).at(0);
  EXPECT_TRUE(cell.heard().seen_at(Place::payload, master.bytes));
  EXPECT_FALSE(cell.heard().seen_at(Place::wire, master.bytes));
  EXPECT_FALSE(cell.heard().seen_at(Place::csdbPage, master.bytes));
}

TEST(Backup, TheDeliveredKeyIsDeclaredAsAWrappedKey) {
  UsualCellWithPool cell;
  cell.back_up("monday", "fs1");
  const auto sent = cell.heard().payloads("run_backup").at(0);
  const auto wrapped = std::ranges::find(sent.fields, FieldClass::wrappedKey, &FieldSpan::field_class);
  ASSERT_NE(wrapped, sent.fields.end());
  EXPECT_EQ(wrapped->length, crypto::NetworkPasswordDelivery::saltSizeBytes + crypto::keySizeBytes + 8);
  EXPECT_EQ(std::ranges::find(sent.fields, FieldClass::secret, &FieldSpan::field_class), sent.fields.end());
}

TEST(Backup, TheMediaHoldNoPlaintext) {
  UsualCellWithPool cell;
  cell.back_up("monday", "fs1");
  for (const auto& chunk : cell.heard().chunks_read) {
    EXPECT_FALSE(cell.heard().seen_at(Place::media, View(chunk.plain).first(16)));
    EXPECT_FALSE(cell.heard().seen_at(Place::payload, View(chunk.plain).first(16)));
  }
}

TEST(Backup, NobodyKeepsADataKeyAKekOrAMasterKey) {
  for (const crypto::Unwrap unwrap : {crypto::Unwrap::fetch, crypto::Unwrap::remote}) {
    WithPool<SmallCell> cell(unwrap, ChannelKind::sealed);
    cell.back_up("monday", "fs1");
    for (const KeyClass key_class :
         {KeyClass::dataKey, KeyClass::kek, KeyClass::masterKey, KeyClass::networkPassword}) {
      EXPECT_FALSE(cell.heard().secrets_of(key_class).empty()) << name_of(key_class) << " was never there";
      EXPECT_EQ(cell.heard().holders_of(key_class), 0) << name_of(key_class);
    }
  }
}

TEST(Backup, ABackupThatFailsKeepsNoKeyEither) {
  UsualCellWithPool cell;
  cell.host("ma1").reach = testing::Reach::down;
  EXPECT_EQ(cell.back_up("monday", "fs1"), "Failed");
  EXPECT_EQ(cell.heard().holders_of(KeyClass::dataKey), 0);
  EXPECT_EQ(cell.heard().holders_of(KeyClass::kek), 0);
}

// --- the client's share ----------------------------------------------------------------------------------------------

class DeliveredKeyTest : public ::testing::Test {
 protected:
  DeliveredKeyTest() {
    cell.back_up("monday", "fs1");
    const auto sent = cell.heard().payloads("run_backup").at(0);
    request.ParseFromArray(sent.bytes.data() + 4, static_cast<int>(sent.bytes.size() - 4));
  }
  /// What the client says to the CommServe's request.
  protocol::Status run_at(const char* client) {
    try {
      return cell.commserve().messenger().call(client, request, 1h).reply.status();
    } catch (const RemoteError& error) {
      return error.status();
    }
  }

  UsualCellWithPool cell;
  protocol::Request request;
};

TEST_F(DeliveredKeyTest, AnotherClientRefusesIt) {
  cell.heard().forget();
  EXPECT_EQ(run_at("fs2"), protocol::REFUSED);
  EXPECT_TRUE(cell.heard().chunks_read.empty());
}

// The twin: its own client takes it.
TEST_F(DeliveredKeyTest, ItsClientTakesIt) { EXPECT_EQ(run_at("fs1"), protocol::OK); }

TEST_F(DeliveredKeyTest, EveryFlippedBitIsRefused) {
  const std::string whole = request.run_backup().delivered_key();
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    request.mutable_run_backup()->set_delivered_key(damaged);
    EXPECT_EQ(run_at("fs1"), protocol::REFUSED) << "bit " << bit;
  }
}

}  // namespace
}  // namespace keycell::model
