// On a plain channel nothing notices damage: whatever one flipped bit makes of a request, each part answers it. An
// exception that leaves a handler would end the whole run.

#include <gmock/gmock.h>
#include <google/protobuf/stubs/logging.h>

#include "tests/crypto/damage.h"
#include "tests/model/raw_messages.h"
#include "tests/model/small_cell.h"

namespace keycell::model {
namespace {

using crypto::testing::every_bit_flip;
using testing::ask_plainly;
using testing::payload_of;
using testing::SmallCell;

class DamagedRequestTest : public ::testing::Test {
 protected:
  DamagedRequestTest() {
    cell.create_pool("pool-a");
    EXPECT_EQ(cell.back_up("monday", "fs1"), "Completed");
  }

  /// The first payload of this type, as it crossed.
  Bytes sent(std::string_view what) { return cell.heard().payloads(what).at(0).bytes; }

  void every_flip_is_answered(const char* to, const Bytes& payload) {
    for (const Bytes& damaged : every_bit_flip(payload)) {
      const Bytes reply = from.ask(to, testing::commcell, damaged, std::chrono::hours(1));
      EXPECT_GE(reply.size(), 4u);
    }
  }

  SmallCell cell{crypto::Unwrap::fetch, ChannelKind::plain};
  World& from = cell.host("console");
  google::protobuf::LogSilencer no_word_about_damaged_text;
};

TEST_F(DamagedRequestTest, TheCommServeAnswers) {
  every_flip_is_answered("commserve", sent("create_storage_pool"));
  every_flip_is_answered("commserve", sent("submit_job"));
  every_flip_is_answered("commserve", sent("job_status"));
}

TEST_F(DamagedRequestTest, TheKmsAnswers) {
  every_flip_is_answered("kms1", sent("kms_create"));
  every_flip_is_answered("kms1", sent("kms_wrap"));
  every_flip_is_answered("kms1", sent("kms_fetch"));
}

// Else it would stay in the queue's account for ever. Nobody asks two things at once here, so the orders are the same.
TEST_F(DamagedRequestTest, WhatAKmsTakesItAlsoServesWhetherItOpensOrNot) {
  every_flip_is_answered("kms1", sent("kms_fetch"));
  ASSERT_EQ(ask_plainly(from, "kms1", View{}).status(), protocol::UNREADABLE);
  EXPECT_GT(cell.heard().kms_arrived.size(), 100u);
  EXPECT_EQ(cell.heard().kms_served, cell.heard().kms_arrived);
}

TEST_F(DamagedRequestTest, TheClientAnswers) { every_flip_is_answered("fs1", sent("run_backup")); }

TEST_F(DamagedRequestTest, TheMediaAgentAnswers) {
  ASSERT_EQ(cell.restore("restore", "fs1"), "Completed");
  every_flip_is_answered("ma1", sent("send_archive_file"));
  every_flip_is_answered("ma1", sent("write_chunk"));
}

TEST_F(DamagedRequestTest, AKekThatWasCutShortIsNotWrapped) {
  const Bytes whole = sent("kms_wrap");
  for (const Bytes& cut : crypto::testing::every_truncation(whole))
    EXPECT_THAT(ask_plainly(from, "kms1", cut).status(), ::testing::AnyOf(protocol::REFUSED, protocol::UNREADABLE))
        << cut.size() << " of " << whole.size();
}

// Sizes that cannot be meant would divide by nothing, or ask for more than a record holds.
TEST_F(DamagedRequestTest, SizesThatMakeNoSenseAreRefused) {
  protocol::Request send;
  send.mutable_send_archive_file()->set_archive_file(1);
  EXPECT_EQ(ask_plainly(from, "ma1", payload_of(send)).status(), protocol::REFUSED) << "chunks of no bytes";

  protocol::Request run;
  const Bytes as_sent = sent("run_backup");
  run.ParseFromArray(as_sent.data() + 4, static_cast<int>(as_sent.size() - 4));
  EXPECT_EQ(ask_plainly(from, "fs1", payload_of(run)).status(), protocol::OK);
  run.mutable_run_backup()->set_chunk_bytes(0);
  EXPECT_EQ(ask_plainly(from, "fs1", payload_of(run)).status(), protocol::REFUSED) << "chunks of no bytes";
  run.mutable_run_backup()->set_chunk_bytes(testing::chunkBytes);
  run.mutable_run_backup()->set_record_bytes(crypto::CbcCrc32Records::maxPlainBytes + 1);
  EXPECT_EQ(ask_plainly(from, "fs1", payload_of(run)).status(), protocol::REFUSED) << "more than a record holds";
}

}  // namespace
}  // namespace keycell::model
