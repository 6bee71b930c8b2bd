// Deduplication as ratios of amounts: what is read, what crosses the wire and lands in the library, and what a restore
// moves, worked out by hand.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/catalogue.h"
#include "tests/sim/job_histories.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using scenarios::BackupLevel;
using scenarios::Scenario;
using test::live;
using test::Night;

constexpr std::uint64_t gigabyte = 1'000'000'000;

/// 8 GB, a quarter of which changes; half of it is left by compression, then a quarter of a full backup and half of an
/// incremental one by deduplication. The client's disk binds, at 100 MB/s.
Scenario deduplicated() {
  Scenario s;
  s.title = "deduplicated";
  s.data_path = {.chunk_bytes = gigabyte / 4, .record_bytes = 64};
  s.kms = {{.name = "kms1"}};
  s.media_agents = {{.name = "ma1", .library_capacity_bytes = 100 * gigabyte}, {.name = "ma2"}};
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"},
             {.name = "pool-b", .media_agent = "ma2", .kms = "kms1"}};
  s.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a"},
              {.policy = "Gold", .name = "Secondary", .pool = "pool-b", .source = "Primary"}};
  s.clients = {{.name = "fs",
                .policy = "Gold",
                .front_end_bytes = 8 * gigabyte,
                .daily_change_ppm = 250'000,
                .compression_permille = 2000,
                .dedup_full_permille = 4000,
                .dedup_incremental_permille = 2000,
                .read_bytes_per_s = 100'000'000}};
  s.backups = {{.at = 1h, .clients = "fs"}, {.at = 5h, .clients = "fs", .level = BackupLevel::incremental}};
  s.aux_copies = {{.at = 8h, .policy = "Gold", .copy = "Secondary"}};
  s.restores = {{.at = 10h, .clients = "fs"}};
  return s;
}

std::uint64_t moved(const Night& night, const std::string& from, const std::string& to, double from_s, double to_s) {
  std::uint64_t bytes = 0;
  for (const test::Flow& flow : night.flows)
    if (flow.from == from && flow.to == to && flow.began_s >= from_s && flow.ended_s <= to_s) bytes += flow.bytes;
  return bytes;
}

TEST(Dedup, ReducesWhatIsSentByLevel) {
  const Night night = live(deduplicated());
  EXPECT_EQ(moved(night, "fs", "ma1", 3600, 4 * 3600), gigabyte) << "8 GB, 2:1, 4:1";
  EXPECT_EQ(moved(night, "fs", "ma1", 5 * 3600, 8 * 3600), gigabyte / 2) << "2 GB, 2:1, 2:1";
  EXPECT_EQ(moved(night, "ma1", "ma2", 8 * 3600, 9 * 3600), gigabyte + gigabyte / 2) << "a copy moves what is stored";
}

// What was left out was read all the same: it takes as long as the disk needs for all.
TEST(Dedup, EverythingIsRead) {
  const Night night = live(deduplicated());
  const auto backups = night.of("backup");
  ASSERT_EQ(backups.size(), 2u);
  EXPECT_NEAR(backups[0].ended() - backups[0].started(), 80, 0.8);
  EXPECT_NEAR(backups[1].ended() - backups[1].started(), 20, 0.2);
}

TEST(Dedup, ARestoreMovesWhatWasLeftOutToo) {
  const Night night = live(deduplicated());
  EXPECT_EQ(moved(night, "ma1", "fs", 10 * 3600, 11 * 3600), 5 * gigabyte) << "4 GB and 1 GB, compressed";
  EXPECT_EQ(night.of("restore").at(0).end(), "Completed");
}

// The twin.
TEST(Dedup, WithoutItAllIsSent) {
  Scenario s = deduplicated();
  s.clients[0].dedup_full_permille = s.clients[0].dedup_incremental_permille = 1000;
  const Night night = live(s);
  EXPECT_EQ(moved(night, "fs", "ma1", 3600, 4 * 3600), 4 * gigabyte);
  EXPECT_EQ(moved(night, "fs", "ma1", 5 * 3600, 8 * 3600), gigabyte);
  EXPECT_EQ(moved(night, "ma1", "fs", 10 * 3600, 11 * 3600), 5 * gigabyte);
}

// One ratio for both, and one that is not whole: amounts are cut to whole bytes, and chunks add up to them.
TEST(Dedup, RatiosNeedNotBeWhole) {
  Scenario s = deduplicated();
  s.clients[0].dedup_full_permille = s.clients[0].dedup_incremental_permille = 1333;
  const Night night = live(s);
  EXPECT_EQ(moved(night, "fs", "ma1", 3600, 4 * 3600), 4 * gigabyte * 1000 / 1333);
  const std::uint64_t restored = moved(night, "ma1", "fs", 10 * 3600, 11 * 3600);
  EXPECT_LE(restored, 5 * gigabyte);
  EXPECT_GE(restored, 5 * gigabyte - 4);
}

TEST(Dedup, RestoredBytesEqualBackedUpBytes) {
  const Scenario s = deduplicated();
  const sim::Run run = run_forked(s, Seed{1},
                                  [&s] {
                                    Folds folds;
                                    for (auto& property : properties::properties_of(s))
                                      folds.push_back(std::move(property));
                                    return folds;
                                  },
                                  {});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  for (const auto& judgement : properties::judgements_of(run))
    EXPECT_EQ(judgement.verdict, properties::Verdict::held) << judgement.id;
}

}  // namespace
}  // namespace keycell::sim
