// What parts write into the logs of their hosts: a line, what it may say of a message, and what a backup leaves there.

#include <gmock/gmock.h>

#include "model/forwarding_world.h"
#include "model/log_line.h"
#include "model/protocol/commcell.pb.h"
#include "model/protocol/log_text.h"
#include "tests/model/small_cell.h"

namespace keycell::model {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::SmallCell;

TEST(LogLine, IsWordsNumbersAndCalls) {
  LogLine line;
  line << "job " << std::uint64_t{18'446'744'073'709'551'615U} << ", " << nth_call_of(3, 17);
  EXPECT_EQ(line.text(), "job 18446744073709551615, call 3.17");
}

TEST(LogLine, IsCutWhereItIsFull) {
  LogLine line;
  for (int i = 0; i < 300; ++i) line << "12345" << std::uint64_t{67890};
  EXPECT_EQ(line.text().size(), 1024U);
  EXPECT_TRUE(line.text().ends_with("678901234")) << line.text();
}

TEST(LogText, NamesWhatIsPublicOrAnId) {
  protocol::Request request;
  auto& body = *request.mutable_control_jobs();
  body.set_action(protocol::SUSPEND);
  body.set_kind(protocol::RESTORE);
  body.add_client("fs1");
  body.add_client("fs2");
  EXPECT_EQ(protocol::log_text(request), R"(control_jobs {action SUSPEND, kind RESTORE, client "fs1" "fs2"})");
}

// A wrap in a log is worth as much to a thief as one on a disk, and there are more who read logs.
TEST(LogText, SaysOfWhatIsWrappedSealedOrDataOnlyHowLongItIs) {
  protocol::Request request;
  auto& body = *request.mutable_run_backup();
  body.set_archive_file(7);
  body.set_delivered_key("0123456789abcdef0123456789abcdef");
  EXPECT_EQ(protocol::log_text(request), "run_backup {archive_file 7, delivered_key (wrapped-key, 32 bytes)}");
  request.mutable_write_chunk()->set_record("0123456789");
  request.mutable_write_chunk()->set_more(true);
  EXPECT_EQ(protocol::log_text(request), "write_chunk {record (ciphertext, 10 bytes), more yes}");
}

TEST(LogText, NamesTheFirstOfALongList) {
  protocol::SubmitJob jobs;
  for (int i = 0; i < 2000; ++i) jobs.add_client("fs");
  jobs.add_own()->set_front_end_bytes(12);
  EXPECT_EQ(protocol::log_text(jobs),
            R"(client "fs" "fs" "fs" "fs" "fs" "fs" "fs" "fs" and 1992 more, own {front_end_bytes 12})");
}

std::vector<std::string> lines_of(const testing::Recorder& heard, std::string_view host, std::string_view level) {
  std::vector<std::string> lines;
  for (const auto& crossing : heard.crossings)
    if (crossing.place == Place::logLine && crossing.from == host && crossing.what == level)
      lines.emplace_back(text_of(crossing.bytes));
  return lines;
}

TEST(Logs, TellRequestsJobStatesAndFailures) {
  SmallCell cell(crypto::Unwrap::fetch, ChannelKind::sealed);
  cell.create_pool("pool-a");
  ASSERT_EQ(cell.back_up("first", "fs1"), "Completed");
  const auto of_commserve = lines_of(cell.heard(), "commserve", "info");
  EXPECT_THAT(of_commserve, Contains("job 1, backup of fs1: Running"));
  EXPECT_THAT(of_commserve, Contains("job 1, backup of fs1: Completed"));
  EXPECT_THAT(of_commserve, Contains(AllOf(HasSubstr("submit_job for console, call "), HasSubstr(": done"))));
  EXPECT_THAT(lines_of(cell.heard(), "fs1", "info"),
              Contains(AllOf(HasSubstr("run_backup for commserve, call "), HasSubstr(": done"))));
  EXPECT_THAT(lines_of(cell.heard(), "fs1", "debug"),
              Contains(AllOf(HasSubstr("is asked by commserve, call "), HasSubstr("job 1"), HasSubstr("archive_file 1"),
                             HasSubstr("delivered_key (wrapped-key, "))));

  cell.host("kms1").reach = testing::Reach::down;
  cell.submit("second", protocol::RESTORE, "fs1");
  cell.page.run_spawned();
  EXPECT_THAT(lines_of(cell.heard(), "commserve", "info"),
              Contains(AllOf(HasSubstr("kms_fetch asked of kms1, call "), HasSubstr(": kms1"))));
  EXPECT_THAT(lines_of(cell.heard(), "commserve", "info"),
              Contains(HasSubstr("job 2, restore of fs1: Pending, pool-a/Primary: kms1")));
}

/// A host whose log takes lines from a level on.
class AtLevel final : public ForwardingWorld {
 public:
  AtLevel(World& behind, LogLevel level) : ForwardingWorld(behind), level_(level) {}
  bool logs(LogLevel level) const override { return level >= level_; }
  void log(LogLevel level, std::string_view text) override {
    EXPECT_GE(level, level_) << "a line was put together that nobody takes: " << text;
    if (logs(level)) ForwardingWorld::log(level, text);
  }

 private:
  LogLevel level_;
};

TEST(Logs, AreNotPutTogetherForALogThatDoesNotTakeThem) {
  testing::PageCell page;
  crypto::testing::CounterRng rng("installation");
  const Installation installation(rng);
  AtLevel asking(page.add("a"), LogLevel::warning);
  AtLevel asked(page.add("b"), LogLevel::warning);
  Messenger a(asking, installation, ChannelKind::sealed);
  Messenger b(asked, installation, ChannelKind::sealed);
  b.serve(
      [](Incoming incoming) -> Answer {
        if (incoming.request.job_status().job() == 2) throw RequestRefused("no job 2");
        return {};
      },
      {});
  protocol::Request request;
  request.mutable_job_status()->set_job(1);
  a.call("b", request, std::chrono::seconds(30));
  request.mutable_job_status()->set_job(2);
  EXPECT_THROW(a.call("b", request, std::chrono::seconds(30)), RemoteError);
  EXPECT_THAT(lines_of(page.heard(), "a", "info"), ::testing::IsEmpty());
}

}  // namespace
}  // namespace keycell::model
