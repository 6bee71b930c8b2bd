// Several streams of one client: what they share, what each has to itself, and what binds them.

#include <gtest/gtest.h>

#include <set>

#include "measures/judged_folds.h"
#include "properties/catalogue.h"
#include "properties/documented_weaknesses.h"
#include "tests/sim/job_histories.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using scenarios::Scenario;

constexpr std::uint64_t fast = 1'000'000'000'000;
constexpr std::uint64_t slow = 10'000'000;

/// One client of 8 GB and two streams; nothing binds.
Scenario two_streams() {
  Scenario s;
  s.title = "streams";
  s.data_path = {.chunk_bytes = 1'000'000'000, .record_bytes = 64};
  s.costs.encrypt_bytes_per_s = s.costs.decrypt_bytes_per_s = fast;
  s.kms = {{.name = "kms1"}};
  s.media_agents = {{.name = "ma1",
                     .network_bytes_per_s = fast,
                     .library_write_bytes_per_s = fast,
                     .library_read_bytes_per_s = fast}};
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  s.clients = {{.name = "fs",
                .pool = "pool-a",
                .front_end_bytes = 8'000'000'000,
                .network_bytes_per_s = fast,
                .read_bytes_per_s = fast,
                .write_bytes_per_s = fast,
                .streams = 2}};
  s.backups = {{.at = 1h, .clients = "fs"}};
  s.restores = {{.at = 5h, .clients = "fs"}};
  return s;
}

/// Seconds from the first to the last moment of the job's work.
double duration(const Scenario& s, const std::string& kind) {
  const auto night = test::live(s);
  const auto jobs = night.of(kind);
  EXPECT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs.at(0).end(), "Completed");
  return jobs.at(0).ended() - jobs.at(0).started();
}

/// What bound the flows of a kind of job.
std::string bound_by(const Scenario& s, const std::string& kind) {
  const sim::Run run = sim::run_forked(s, sim::Seed{1}, judged_folds(s), {});
  EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
  const auto json = nlohmann::json::parse(run.result_of("data-path"));
  for (const auto& bound : json.at("bound"))
    if (bound.at("kind") == kind) return bound.at("by").at(0).at("resource");
  return "";
}

// 8 GB at 10 MB/s a core are 800 s on one core, 400 on two.
TEST(ClientStreams, HaveACoreEach) {
  Scenario s = two_streams();
  s.costs.encrypt_bytes_per_s = slow;
  EXPECT_NEAR(duration(s, "backup"), 400, 4);
  EXPECT_EQ(bound_by(s, "backup"), "client encryption");
  s.clients[0].streams = 1;
  EXPECT_NEAR(duration(s, "backup"), 800, 8);
  s = two_streams();
  s.costs.decrypt_bytes_per_s = slow;
  EXPECT_NEAR(duration(s, "restore"), 400, 4);
  EXPECT_EQ(bound_by(s, "restore"), "client decryption");
}

// They read one disk: two are as fast as one, and the disk is named although neither fills it.
TEST(ClientStreams, ShareDiskAndNetwork) {
  Scenario s = two_streams();
  s.clients[0].read_bytes_per_s = slow;
  EXPECT_NEAR(duration(s, "backup"), 800, 8);
  EXPECT_EQ(bound_by(s, "backup"), "client read");
  s = two_streams();
  s.clients[0].network_bytes_per_s = slow;
  EXPECT_NEAR(duration(s, "restore"), 800, 8);
  EXPECT_EQ(bound_by(s, "restore"), "client network, receiving");
}

// Each writes an archive file; what all bring is what one would have brought.
TEST(ClientStreams, BringAllOfTheData) {
  Scenario s = two_streams();
  s.clients[0].front_end_bytes = 7'999'999'999;
  const auto night = test::live(s);
  EXPECT_EQ(night.bytes_moved("fs"), 7'999'999'999U);
  EXPECT_EQ(night.bytes_moved("ma1"), 7'999'999'999U);
}

// In a cell where only one of a client's streams fits, the other follows.
TEST(ClientStreams, TakeWhatThereIs) {
  Scenario s = two_streams();
  s.costs.encrypt_bytes_per_s = slow;
  s.jobs.streams = 3;
  s.clients[0].count = 2;
  const auto night = test::live(s);
  const auto jobs = night.of("backup");
  ASSERT_EQ(jobs.size(), 2U);
  // Four halves of 400 s on three streams: the second client's second half follows the first that is done.
  const double first = std::min(jobs[0].ended(), jobs[1].ended());
  const double last = std::max(jobs[0].ended(), jobs[1].ended());
  EXPECT_NEAR(first - 3600, 400, 5);
  EXPECT_NEAR(last - 3600, 800, 9);
}

// A MediaAgent that is away for a while, in every profile: both archive files are there in the end, and come back.
TEST(ClientStreams, SurviveAPowerCut) {
  for (const char* profile : {"pool-kek", "pool-rsa-kek", "per-copy-rsa"}) {
    Scenario s = two_streams();
    s.keys.profile = profile;
    s.costs.encrypt_bytes_per_s = slow;
    s.faults = {{.kind = "media-agent-crash", .values = {{"target", "ma1"}, {"at", 1h + 250s}, {"lasts", 10min}}}};
    const sim::Run run = sim::run_forked(s, sim::Seed{1}, judged_folds(s), {});
    EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
    const auto weak = properties::documented_weaknesses(s);
    for (const auto& judgement : properties::judgements_of(run)) {
      const bool is_weak = std::ranges::find(weak, judgement.id) != weak.end();
      EXPECT_EQ(judgement.verdict, is_weak ? properties::Verdict::violated : properties::Verdict::held)
          << profile << " " << judgement.id;
    }
    const auto cell = nlohmann::json::parse(run.result_of("cell"));
    EXPECT_EQ(cell.at("data").at("chunks_backed_up"), 8);
    EXPECT_EQ(cell.at("data").at("chunks_restored"), 8);
  }
}

}  // namespace
}  // namespace keycell::measures
