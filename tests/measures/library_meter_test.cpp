// A library that fills up: who waits for room, how long, and what is told of it.

#include "measures/library_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "measures/judged_folds.h"
#include "sim/fork_server.h"
#include "tests/sim/job_histories.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr std::uint64_t gigabyte = 1'000'000'000;

/// Full backups of 4 GB at 22:00 of two days, and at 02:00 of the third; at its noon ageing lets the first go.
scenarios::Scenario three_backups(std::uint64_t capacity_gigabytes) {
  scenarios::Scenario s;
  s.title = "three backups";
  s.data_path = {.chunk_bytes = gigabyte, .record_bytes = 64};
  s.kms = {{.name = "kms1"}};
  s.media_agents = {{.name = "ma1", .library_capacity_bytes = capacity_gigabytes * gigabyte}};
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  s.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a", .retention = model::Retention{0, 1}}};
  s.clients = {{.name = "fs", .policy = "Gold", .front_end_bytes = 4 * gigabyte}};
  s.backups = {{.at = 22h, .clients = "fs"}, {.at = 46h, .clients = "fs"}, {.at = 50h, .clients = "fs"}};
  s.jobs.backup_max_restarts = 100;
  s.jobs.backup_total_running_time = scenarios::unlimitedTime;
  s.horizon = 24h * 7;
  return s;
}

struct Told {
  json library;
  json time;
  json ageing;
};

Told told_of(const scenarios::Scenario& s) {
  const sim::Run run = sim::run_forked(s, sim::Seed{1}, judged_folds(s), {});
  EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
  return {.library = json::parse(run.result_of("libraries")).value("ma1", json()),
          .time = json::parse(run.result_of("job-time")),
          .ageing = json::parse(run.result_of("ageing"))};
}

// 8 GB are there, three of the four chunks fit into 11 GB; the job tries again every 20 minutes until there is room.
TEST(LibraryThatFillsUp, AJobWaitsUntilAgeingHasMadeRoom) {
  const test::Night night = test::live(three_backups(11));
  const auto jobs = night.of("backup");
  ASSERT_EQ(jobs.size(), 3u);
  const auto& last = jobs[2].states;
  const auto pending = std::ranges::find_if(last, [](const test::StateTold& told) { return told.state == "Pending"; });
  ASSERT_NE(pending, last.end());
  EXPECT_EQ(pending->cause, model::JobCause::libraryFull);
  EXPECT_EQ(pending->reason, "the library of ma1 is full");
  EXPECT_EQ(jobs[2].end(), "Completed");
  constexpr double noon = (48 + 12) * 3600.0;
  EXPECT_GT(jobs[2].ended(), noon);
  EXPECT_LT(jobs[2].ended(), noon + 1800);
}

TEST(LibraryThatFillsUp, IsToldDayForDay) {
  const json library = told_of(three_backups(11)).library;
  EXPECT_EQ(library.at("capacity_bytes"), 11 * gigabyte);
  EXPECT_EQ(library.at("most_bytes"), 11 * gigabyte);
  EXPECT_EQ(library.at("most_share"), 1.0);
  EXPECT_EQ(library.at("at_the_end_bytes"), 8 * gigabyte) << "12 GB, less the 4 GB of the first";
  EXPECT_GT(library.at("refused_chunks"), 20);
  EXPECT_NEAR(library.at("full_at_s").get<double>(), 50 * 3600, 60);
  const auto day = [](int number, std::uint64_t most, std::uint64_t end) {
    return json{{"day", number}, {"most_bytes", most * gigabyte}, {"at_the_end_bytes", end * gigabyte}};
  };
  EXPECT_EQ(library.at("days"), (json{day(1, 4, 4), day(2, 8, 8), day(3, 11, 8)}));
}

// What the job waited for is a part of its time, by name.
TEST(LibraryThatFillsUp, IsWhereTheTimeWent) {
  const json time = told_of(three_backups(11)).time;
  ASSERT_EQ(time.size(), 1u);
  const json& first = time[0].at("parts").at(0);
  EXPECT_EQ(first.at("part"), "library full");
  EXPECT_EQ(first.at("of"), "ma1");
  EXPECT_GT(first.at("s").get<double>(), 9 * 3600);
}

// The twin: one gigabyte more, and nobody waits.
TEST(LibraryThatFillsUp, WithRoomNobodyWaits) {
  const Told told = told_of(three_backups(12));
  EXPECT_EQ(told.library.at("refused_chunks"), 0);
  EXPECT_TRUE(told.library.at("full_at_s").is_null());
  for (const json& part : told.time[0].at("parts")) EXPECT_NE(part.at("part"), "library full");
}

TEST(LibraryThatFillsUp, AJobFailsWhenNoRoomIsMade) {
  scenarios::Scenario s = three_backups(11);
  s.copies[0].retention.reset();
  s.jobs.backup_max_restarts = 3;
  const auto jobs = test::live(s).of("backup");
  EXPECT_EQ(jobs[2].end(), "Failed");
  EXPECT_EQ(jobs[2].states.back().cause, model::JobCause::libraryFull);
}

TEST(LibraryThatFillsUp, AnAuxCopyWaitsToo) {
  scenarios::Scenario s = three_backups(12);
  s.media_agents.push_back({.name = "ma2", .library_capacity_bytes = 7 * gigabyte});
  s.pools.push_back({.name = "pool-b", .media_agent = "ma2", .kms = "kms1"});
  s.copies[0].retention.reset();
  s.copies.push_back({.policy = "Gold", .name = "Secondary", .pool = "pool-b", .source = "Primary"});
  s.backups.pop_back();
  s.aux_copies = {{.at = 50h, .policy = "Gold", .copy = "Secondary"}};
  s.jobs.aux_copy_max_restarts = 2;
  const auto jobs = test::live(s).of("aux-copy");
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].states.back().cause, model::JobCause::libraryFull);
  EXPECT_EQ(jobs[0].states.back().reason, "the library of ma2 is full");
}

// A cell without a capacity tells nothing of it.
TEST(LibraryThatFillsUp, WithoutACapacityNothingIsTold) {
  scenarios::Scenario s = three_backups(1);
  s.media_agents[0].library_capacity_bytes.reset();
  EXPECT_TRUE(told_of(s).library.is_null());
}

TEST(AgeingMeter, TellsWhatWentDayForDay) {
  const json ageing = told_of(three_backups(12)).ageing;
  EXPECT_EQ(ageing.at("runs"), 2)
      << "noon of day 1, before any backup, and of day 2; the last job ends before the third";
  EXPECT_EQ(ageing.at("aged").at("archive_files"), 0);
  const json waited = told_of(three_backups(11)).ageing;
  EXPECT_EQ(waited.at("runs"), 3);
  EXPECT_EQ(waited.at("aged"), (json{{"archive_files", 1}, {"stored_bytes", 4 * gigabyte}}));
  EXPECT_EQ(waited.at("pruned"), waited.at("aged"));
  EXPECT_EQ(waited.at("days"), json::array({json{{"day", 3}, {"archive_files", 1}, {"stored_bytes", 4 * gigabyte}}}));
  EXPECT_EQ(waited.at("copies").at("Gold/Primary").at("archive_files"), 1);
  EXPECT_EQ(waited.at("kept"), 2) << "the second, and the third in the making";
  EXPECT_EQ(waited.at("left_on_media"), 0);
}

}  // namespace
}  // namespace keycell::measures
