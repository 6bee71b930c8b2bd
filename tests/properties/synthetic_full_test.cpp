// Synthetic full backups: put together at the MediaAgent from what the copy has, with the keys that this takes.

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "properties/catalogue.h"
#include "properties/documented_weaknesses.h"
#include "sim/fork_server.h"
#include "tests/sim/job_histories.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAreArray;

/// What was taken over into each archive file, and which archive files came back: as text, in order.
class Watcher final : public model::Fold {
 public:
  std::string_view name() const override { return "synthetic"; }
  void on(const model::Event& event) override {
    if (const auto* taken = std::get_if<model::ChunkTakenOver>(&event.body)) {
      taken_.push_back(std::to_string(taken->archive_file) + "/" + std::to_string(taken->chunk) + " from " +
                       std::to_string(taken->from_archive_file) + "/" + std::to_string(taken->from_chunk));
    } else if (const auto* restored = std::get_if<model::ChunkRestored>(&event.body)) {
      restored_.insert(restored->archive_file);
    } else if (const auto* read = std::get_if<model::ChunkRead>(&event.body)) {
      read_.insert(read->archive_file);
    } else if (const auto* row = std::get_if<model::KeyRowMade>(&event.body)) {
      data_keys_ += row->purpose == crypto::KeyPurpose::encryptsData ? 1 : 0;
    }
  }
  std::string result() const override {
    return nlohmann::json{{"taken", taken_}, {"restored", restored_}, {"read", read_}, {"data_keys", data_keys_}}
        .dump();
  }

 private:
  std::vector<std::string> taken_;
  std::set<std::uint64_t> restored_;
  std::set<std::uint64_t> read_;
  int data_keys_ = 0;
};

struct Seen {
  std::vector<std::string> taken;
  std::set<std::uint64_t> restored;
  std::set<std::uint64_t> read;
  int data_keys = 0;
};

/// Runs with every property: nothing but what is documented may be violated, and nothing vacuous.
Seen run(const scenarios::Scenario& scenario) {
  const sim::Run run = sim::run_forked(scenario, sim::Seed{1},
                                       [&] {
                                         sim::Folds folds;
                                         for (auto& property : properties_of(scenario))
                                           folds.push_back(std::move(property));
                                         folds.push_back(std::make_unique<Watcher>());
                                         return folds;
                                       },
                                       {});
  EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
  std::vector<std::string> surprises;
  for (const Judgement& judgement : judgements_of(run)) {
    if (judgement.verdict == Verdict::held) continue;
    surprises.push_back(judgement.id);
    if (judgement.id != "SEC-7")
      for (const Evidence& evidence : judgement.evidence) ADD_FAILURE() << judgement.id << ": " << evidence.text();
  }
  EXPECT_THAT(surprises, UnorderedElementsAreArray(documented_weaknesses(scenario)));
  const auto json = nlohmann::json::parse(run.result_of("synthetic"));
  return {json.at("taken"), json.at("restored"), json.at("read"), json.at("data_keys")};
}

/// One client of four chunks; a full backup, two incremental ones of one chunk each, a synthetic full, a restore.
scenarios::Scenario four_nights() {
  auto scenario = test::small_scenario();
  scenario.clients[0].count = 1;
  scenario.clients[0].front_end_bytes = 4'000'000'000;
  scenario.clients[0].daily_change_ppm = 250'000;
  scenario.backups.clear();
  scenario.schedules = {{.clients = "fs",
                         .at = 20h,
                         .nights = 4,
                         .level = model::BackupLevel::incremental,
                         .full_every = 3,
                         .fulls = scenarios::Fulls::synthetic}};
  scenario.restores = {{.at = 100h, .clients = "fs"}};
  return scenario;
}

// The incremental backups of the second and third night changed the first and the second chunk; the client reads
// nothing in the fourth night, and a restore needs that night's archive file alone.
TEST(SyntheticFull, IsPutTogetherFromTheChain) {
  const Seen seen = run(four_nights());
  EXPECT_THAT(seen.taken, ElementsAre("4/0 from 2/0", "4/1 from 3/0", "4/2 from 1/2", "4/3 from 1/3"));
  EXPECT_THAT(seen.read, ElementsAre(1, 2, 3));
  EXPECT_THAT(seen.restored, ElementsAre(4));
}

// Backups of two streams: the full one has archive files 1 and 2 of two chunks each, the incremental ones half a chunk
// in each of 3 and 4, 5 and 6; the synthetic one, which is the MediaAgent's work, is archive file 7.
TEST(SyntheticFull, TakesOverWhatSeveralStreamsWrote) {
  auto scenario = four_nights();
  scenario.clients[0].streams = 2;
  const Seen seen = run(scenario);
  EXPECT_THAT(seen.taken, ElementsAre("7/0 from 3/0", "7/1 from 4/0", "7/2 from 5/0", "7/3 from 6/0"));
  EXPECT_THAT(seen.restored, ElementsAre(7));
}

// The full backup is two days older than the cell: the first night's is put together from it, and the client reads
// nothing.
TEST(SyntheticFull, BuildsOnABackupOfBefore) {
  auto scenario = four_nights();
  scenario.clients[0].before = scenarios::Before{.full_days = 2};
  scenario.schedules[0].nights = 1;
  scenario.schedules[0].full_every = 2;
  const Seen seen = run(scenario);
  EXPECT_THAT(seen.read, ElementsAre(1)) << "when it was made, before day 1";
  EXPECT_THAT(seen.taken, ElementsAre("2/0 from 1/0", "2/1 from 1/1", "2/2 from 1/2", "2/3 from 1/3"));
  EXPECT_THAT(seen.restored, ElementsAre(2));
}

TEST(SyntheticFull, HoldsInEveryProfile) {
  for (const char* profile : {"pool-kek", "pool-rsa-kek", "per-copy-rsa"}) {
    SCOPED_TRACE(profile);
    auto scenario = four_nights();
    scenario.keys.profile = profile;
    const Seen seen = run(scenario);
    EXPECT_THAT(seen.restored, ElementsAre(4));
    // An archive file has a data key of its own in the profile of 2019, the synthetic full too.
    EXPECT_EQ(seen.data_keys, scenario.keys.profile == "per-copy-rsa" ? 4 : 1);
  }
}

// Nobody made a full backup yet: the client reads everything.
TEST(SyntheticFull, WithoutAnythingToBuildOnIsReadByTheClient) {
  auto scenario = four_nights();
  scenario.schedules[0].nights = 2;
  scenario.schedules[0].level = model::BackupLevel::syntheticFull;
  scenario.schedules[0].full_every = 0;
  scenario.schedules[0].fulls = scenarios::Fulls::read;
  const Seen whole = run(scenario);
  EXPECT_THAT(whole.read, ElementsAre(1));
  EXPECT_EQ(whole.taken.size(), 4U);

  scenario.schedules.clear();
  scenario.backups = {{.at = 1h, .clients = "fs", .level = model::BackupLevel::syntheticFull}};
  scenario.restores = {{.at = 3h, .clients = "fs"}};
  const Seen seen = run(scenario);
  EXPECT_THAT(seen.taken, IsEmpty());
  EXPECT_THAT(seen.read, ElementsAre(1));
  EXPECT_THAT(seen.restored, ElementsAre(1));
}

// The MediaAgent loses its power while it puts one together: it goes on behind what is complete, and every chunk is
// there in the end.
TEST(SyntheticFull, GoesOnAfterAPowerCut) {
  auto scenario = four_nights();
  scenario.media_agents[0].library_write_bytes_per_s = 10'000'000;  // 100 s a chunk
  scenario.data_path.in_flight = 1;
  scenario.faults = {
      {.kind = "media-agent-crash", .values = {{"target", "ma1"}, {"at", 92h + 250s}, {"lasts", 10min}}}};
  const Seen seen = run(scenario);
  EXPECT_THAT(seen.restored, ElementsAre(4));
  EXPECT_EQ((std::set<std::string>(seen.taken.begin(), seen.taken.end())),
            (std::set<std::string>{"4/0 from 2/0", "4/1 from 3/0", "4/2 from 1/2", "4/3 from 1/3"}));
  EXPECT_GT(seen.taken.size(), 4U) << "a chunk was on its way";
  EXPECT_LT(seen.taken.size(), 8U) << "what was complete is not done again";
}

// Two copies: what aux copy makes of a synthetic full restores too. Each of the backups has an aux copy behind it, so
// the fourth is job 7.
TEST(SyntheticFull, IsCopiedAsEveryBackup) {
  for (const auto encryption : {scenarios::CopyEncryption::preserve, scenarios::CopyEncryption::reEncrypt}) {
    auto scenario = four_nights();
    scenario.media_agents.push_back({.name = "ma2"});
    scenario.pools.push_back({.name = "pool-b", .media_agent = "ma2", .kms = "kms1"});
    scenario.copies = {
        {.policy = "pool-a", .name = "Second", .pool = "pool-b", .source = "Primary", .encryption = encryption}};
    scenario.schedules[0].aux_copies = {"Second"};
    scenario.restores[0].copy = "Second";
    EXPECT_THAT(run(scenario).restored, ElementsAre(7));
  }
}

// A copy of four chunks of 1 GB, on a core that decrypts and encrypts 100 MB/s, one after the other.
TEST(SyntheticFull, TakesAsLongAsItsCoreNeeds) {
  auto scenario = four_nights();
  scenario.costs.encrypt_bytes_per_s = 200'000'000;
  scenario.costs.decrypt_bytes_per_s = 200'000'000;
  scenario.media_agents[0].network_bytes_per_s = 1'000'000;  // it crosses no network card
  scenario.clients[0].network_bytes_per_s = 1'000'000;
  scenario.jobs.backup_total_running_time = scenarios::unlimitedTime;
  scenario.horizon = 24h * 30;
  const auto night = test::live(scenario);
  const test::History& job = night.jobs.at(4);
  EXPECT_EQ(job.end(), "Completed");
  EXPECT_NEAR(job.ended() - job.started(), 40, 0.4);
}

}  // namespace
}  // namespace keycell::properties
