// What ages: worked out by hand, and against a reference that decides from the definition.

#include "model/retention.h"

#include <gtest/gtest.h>
// After gtest.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "tests/model/naive_ageing.h"

namespace keycell::model {
namespace {

using State = RecordInCopy::State;
using Files = std::vector<std::int64_t>;

constexpr std::int64_t hour_ns = 3'600'000'000'000;
constexpr std::int64_t day_ns = 24 * hour_ns;

/// A backup at 22:00 of its day, which is its number: day 1 is the first.
RecordInCopy at_night(std::int64_t day, BackupLevel level, State state = State::complete) {
  return {.archive_file = day,
          .level = level,
          .begun_ns = (day - 1) * day_ns + 22 * hour_ns,
          .state = state,
          .is_held = false};
}

/// A full backup every so many days, and an incremental one on each of the others.
std::vector<RecordInCopy> nights(std::int64_t count, std::int64_t full_every) {
  std::vector<RecordInCopy> records;
  for (std::int64_t day = 1; day <= count; ++day)
    records.push_back(at_night(day, (day - 1) % full_every == 0 ? BackupLevel::full : BackupLevel::incremental));
  return records;
}

Files from_to(std::int64_t first, std::int64_t last) {
  Files files;
  for (std::int64_t file = first; file <= last; ++file) files.push_back(file);
  return files;
}

/// At noon of a day, after the nights before it.
Files gone_by(std::int64_t day, std::vector<RecordInCopy> records, const Retention& retention) {
  std::erase_if(records, [&](const RecordInCopy& record) { return record.archive_file >= day; });
  return aged(records, retention, (day - 1) * day_ns + 12 * hour_ns);
}

// 14 days, 2 cycles, a full backup a week: the first cycle has passed its cycles when the full one of day 15 is there,
// and its days when the incremental one of day 7 is 14 days old, at 22:00 of day 21.
TEST(Retention, ACycleGoesAsAWholeWhenItsLastBackupHasPassed) {
  const Retention retention{.days = 14, .cycles = 2};
  const auto records = nights(30, 7);
  EXPECT_EQ(gone_by(21, records, retention), Files{});
  EXPECT_EQ(gone_by(22, records, retention), from_to(1, 7));
  EXPECT_EQ(gone_by(29, records, retention), from_to(1, 14));
}

TEST(Retention, DaysAloneAreNotEnough) {
  const Retention retention{.days = 14, .cycles = 3};
  // Day 22 has the fulls of 1, 8 and 15: the three cycles that are kept. That of day 22 makes the first pass.
  EXPECT_EQ(gone_by(22, nights(30, 7), retention), Files{});
  EXPECT_EQ(gone_by(23, nights(30, 7), retention), from_to(1, 7));
}

TEST(Retention, CyclesNeverPassWhenFullBackupsStop) {
  const auto records = nights(400, 1000);
  EXPECT_EQ(gone_by(400, records, {.days = 0, .cycles = 1}), Files{});
}

TEST(Retention, WithNoDaysCyclesDecide) {
  EXPECT_EQ(gone_by(9, nights(30, 7), {.days = 0, .cycles = 1}), from_to(1, 7));
  EXPECT_EQ(gone_by(8, nights(30, 7), {.days = 0, .cycles = 1}), Files{}) << "the full one of day 8 is to come";
}

TEST(Retention, WhatIsHeldKeepsWhatItNeedsAndNoMore) {
  auto records = nights(22, 7);
  records[2].is_held = true;  // day 3
  EXPECT_EQ(gone_by(23, records, {.days = 14, .cycles = 2}), from_to(4, 7)) << "1 and 2 are needed for 3";
}

TEST(Retention, AFullBackupThatIsNotCompleteBeginsNoCycle) {
  auto records = nights(22, 7);
  records[14].state = State::inTheMaking;  // day 15
  EXPECT_EQ(gone_by(22, records, {.days = 14, .cycles = 2}), Files{});
}

TEST(Retention, WhatWasAbandonedGoesAtOnceAndNeedsNothing) {
  const std::vector<RecordInCopy> records{at_night(1, BackupLevel::full),
                                          at_night(2, BackupLevel::incremental, State::abandoned)};
  EXPECT_EQ(gone_by(3, records, {.days = 100, .cycles = 9}), Files{2});
}

std::vector<RecordInCopy> any_records() {
  std::vector<RecordInCopy> records;
  std::int64_t now = 0;
  const auto count = *rc::gen::inRange<std::int64_t>(0, 30);
  for (std::int64_t file = 1; file <= count; ++file) {
    now += *rc::gen::inRange<std::int64_t>(0, 3) * day_ns;
    records.push_back(
        {.archive_file = file,
         .level = *rc::gen::weightedElement<BackupLevel>({{2, BackupLevel::full}, {3, BackupLevel::incremental}}),
         .begun_ns = now,
         .state =
             *rc::gen::weightedElement<State>({{8, State::complete}, {1, State::inTheMaking}, {1, State::abandoned}}),
         .is_held = *rc::gen::weightedElement<bool>({{9, false}, {1, true}})});
  }
  return records;
}

// Kept is exactly what the definition says, and whatever is kept has all that a restore of it reads.
RC_GTEST_PROP(RetentionLaw, GoesWhatTheDefinitionSays, ()) {
  const auto records = any_records();
  const Retention retention{.days = *rc::gen::inRange<std::uint32_t>(0, 20),
                            .cycles = *rc::gen::inRange<std::uint32_t>(1, 5)};
  const std::int64_t now = (records.empty() ? 0 : records.back().begun_ns) + *rc::gen::inRange(0, 20) * day_ns;
  const Files gone = aged(records, retention, now);
  RC_ASSERT(gone == testing::naive_aged(records, retention, now));
  const std::set<std::int64_t> went(gone.begin(), gone.end());
  for (const RecordInCopy& record : records) {
    if (went.contains(record.archive_file) || record.state == State::abandoned) continue;
    for (const std::int64_t needed : testing::chain_of(record, records)) RC_ASSERT(!went.contains(needed));
  }
  RC_CLASSIFY(!gone.empty());
}

// Three streams write three archive files of a backup: they go when it goes, and one that is held holds all.
RC_GTEST_PROP(RetentionLaw, WhatSeveralStreamsWroteGoesTogether, ()) {
  constexpr std::int64_t streams = 3;
  const auto backups = any_records();
  std::vector<RecordInCopy> files;
  for (const RecordInCopy& backup : backups) {
    const auto held = *rc::gen::inRange<std::int64_t>(0, streams);
    for (std::int64_t stream = 0; stream < streams; ++stream) {
      files.push_back(backup);
      files.back().backup = backup.archive_file * streams;
      files.back().archive_file = backup.archive_file * streams + stream;
      files.back().is_held = backup.is_held && stream == held;
    }
  }
  const Retention retention{.days = *rc::gen::inRange<std::uint32_t>(0, 20),
                            .cycles = *rc::gen::inRange<std::uint32_t>(1, 5)};
  const std::int64_t now = (backups.empty() ? 0 : backups.back().begun_ns) + *rc::gen::inRange(0, 20) * day_ns;
  Files expected;
  for (const std::int64_t backup : aged(backups, retention, now))
    for (std::int64_t stream = 0; stream < streams; ++stream) expected.push_back(backup * streams + stream);
  RC_ASSERT(aged(files, retention, now) == expected);
}

// A full backup that the MediaAgent put together begins a cycle as every other.
TEST(Retention, ASyntheticFullBackupBeginsACycle) {
  auto records = nights(30, 7);
  for (RecordInCopy& record : records)
    if (record.level == BackupLevel::full && record.archive_file > 1) record.level = BackupLevel::syntheticFull;
  EXPECT_EQ(gone_by(29, records, {.days = 14, .cycles = 2}), from_to(1, 14));
}

}  // namespace
}  // namespace keycell::model
