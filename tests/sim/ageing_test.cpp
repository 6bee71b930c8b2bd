// Data ageing in whole cells: which archive file goes on which day, what holds it, what becomes of its keys and its
// media, and that a power cut at any point of it leaves a cell that goes on.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// After gtest.
#include <rapidcheck/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "properties/catalogue.h"
#include "scenarios/actions.h"
#include "sim/crash_points.h"
#include "tests/model/naive_ageing.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::BackupLevel;
using model::JobCause;
using model::Nanos;
using scenarios::Scenario;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using Files = std::set<std::uint64_t>;
using ByDay = std::map<int, Files>;

/// What a run told of ageing, by days from 1.
class AgeingLog final : public model::Fold {
 public:
  std::string_view name() const override { return "ageing-log"; }
  void on(const model::Event& event) override {
    const auto day = std::to_string(event.time / 24h + 1);
    if (const auto* aged = std::get_if<model::ArchiveFileAged>(&event.body)) {
      log_["aged"][std::string(aged->copy_name)][day].push_back(aged->archive_file);
    } else if (const auto* pruned = std::get_if<model::ArchiveFilePruned>(&event.body)) {
      log_["pruned"][day].push_back(pruned->archive_file);
    } else if (const auto* key = std::get_if<model::KeyRowDeleted>(&event.body)) {
      log_["keys"][day].push_back(key->key_row);
    } else if (const auto* disk = std::get_if<model::DiskOperation>(&event.body)) {
      if (disk->object.kind == model::ObjectKind::chunk && disk->operation == model::DiskAction::remove)
        log_["deleted"].push_back(disk->object.archive_file);
    } else if (const auto* run = std::get_if<model::AgeingRun>(&event.body)) {
      if (run->is_done) log_["left"] = run->left_on_media;
    } else if (const auto* job = std::get_if<model::JobState>(&event.body)) {
      if (is_final(job->state))
        log_["ends"].push_back({job->job, name_of(job->kind), name_of(job->state), job->cause, job->reason});
    }
  }
  std::string result() const override { return log_.dump(); }

 private:
  nlohmann::json log_ = nlohmann::json::object();
};

struct End {
  std::uint64_t job;
  std::string kind;
  std::string state;
  JobCause cause;
  std::string reason;
};

struct Aftermath {
  nlohmann::json log;
  std::vector<properties::Judgement> judgements;

  static ByDay by_day(const nlohmann::json& days) {
    ByDay result;
    for (const auto& [day, files] : days.items()) result[std::stoi(day)] = files.get<Files>();
    return result;
  }
  ByDay aged(const std::string& copy = "Gold/Primary") const {
    return by_day(log.value("aged", nlohmann::json::object()).value(copy, nlohmann::json::object()));
  }
  ByDay told(const char* what) const { return by_day(log.value(what, nlohmann::json::object())); }
  Files deleted() const { return log.value("deleted", Files{}); }
  std::vector<End> ends(const std::string& kind) const {
    std::vector<End> found;
    for (const auto& end : log.at("ends"))
      if (end[1] == kind) found.push_back({end[0], end[1], end[2], end[3].get<JobCause>(), end[4]});
    return found;
  }
  /// Without the swap of rows, which every documented profile lets pass where it has two.
  std::vector<std::string> violated() const {
    std::vector<std::string> ids;
    for (const auto& judgement : judgements)
      if (judgement.id != "SEC-7" && judgement.verdict != properties::Verdict::held) ids.push_back(judgement.id);
    return ids;
  }
};

FoldFactory judges(const Scenario& scenario) {
  return [&scenario] {
    Folds folds;
    folds.push_back(std::make_unique<AgeingLog>());
    for (auto& property : properties::properties_of(scenario)) folds.push_back(std::move(property));
    return folds;
  };
}

Aftermath aftermath_of(const Run& run) {
  return {.log = nlohmann::json::parse(run.result_of("ageing-log")), .judgements = properties::judgements_of(run)};
}

Aftermath live(const Scenario& scenario) {
  const Run run = run_forked(scenario, Seed{1}, judges(scenario), {});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  return aftermath_of(run);
}

Nanos day_at(int day, Nanos time) { return (day - 1) * 24h + time; }

Files from_to(std::uint64_t first, std::uint64_t last) {
  Files files;
  for (std::uint64_t file = first; file <= last; ++file) files.insert(file);
  return files;
}

/// One client, a full backup a week and an incremental one on the other nights, at 22:00; the archive file of a night
/// has its number. Nothing else is asked for before the last night.
Scenario six_weeks() {
  Scenario s;
  s.title = "six weeks";
  s.data_path = {.chunk_bytes = 1'000'000'000, .record_bytes = 64};
  s.kms = {{.name = "kms1"}};
  s.media_agents = {{.name = "ma1"}, {.name = "ma2"}};
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"},
             {.name = "pool-b", .media_agent = "ma2", .kms = "kms1"}};
  s.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a", .retention = model::Retention{14, 2}}};
  s.clients = {{.name = "fs", .policy = "Gold", .front_end_bytes = 2'000'000'000}};
  s.schedules = {{.clients = "fs", .at = 22h, .nights = 42, .level = BackupLevel::incremental, .full_every = 7}};
  s.restores = {{.at = day_at(44, 1h), .clients = "fs"}};
  s.horizon = day_at(60, 0s);
  return s;
}

// The cycle of nights 1 to 7: two newer ones have begun when the full backup of night 15 is done, and its last backup
// is 14 days old at 22:00 of day 21; ageing runs at noon. Each week the next cycle follows.
TEST(Ageing, LetsAWeekGoEachWeek) {
  const Aftermath cell = live(six_weeks());
  const ByDay expected{{22, from_to(1, 7)}, {29, from_to(8, 14)}, {36, from_to(15, 21)}, {43, from_to(22, 28)}};
  EXPECT_EQ(cell.aged(), expected);
  EXPECT_EQ(cell.told("pruned"), expected);
  EXPECT_EQ(cell.deleted(), from_to(1, 28));
  EXPECT_THAT(cell.told("keys"), IsEmpty()) << "the client's key is needed as long as it has any backup";
  ASSERT_EQ(cell.ends("restore").size(), 1u);
  EXPECT_EQ(cell.ends("restore")[0].state, "Completed");
  EXPECT_THAT(cell.violated(), IsEmpty());
}

// Its twin: without a retention nothing ever goes, and nothing runs.
TEST(Ageing, WithoutARetentionNothingGoes) {
  Scenario s = six_weeks();
  s.copies[0].retention.reset();
  const Aftermath cell = live(s);
  EXPECT_THAT(cell.aged(), IsEmpty());
  EXPECT_FALSE(cell.log.contains("left"));
}

TEST(Ageing, RunsAtTheTimeOfDayThatItIsSetTo) {
  Scenario s = six_weeks();
  s.commserve.ageing_at = 23h;
  EXPECT_THAT(live(s).aged(), ElementsAre(Pair(21, from_to(1, 7)), Pair(28, from_to(8, 14)), Pair(35, from_to(15, 21)),
                                          Pair(42, from_to(22, 28))));
}

TEST(Ageing, CyclesThatNeverPassKeepEverything) {
  Scenario s = six_weeks();
  s.schedules[0].full_every = 0;  // only the first
  EXPECT_THAT(live(s).aged(), IsEmpty());
}

// Secondary is filled once, in the night after day 29: until then the cycles of Primary stay although they have passed;
// the next noon two are let go at once. What was backed up later is held again.
TEST(Ageing, ACopyThatIsBehindHoldsItsSource) {
  Scenario s = six_weeks();
  s.copies.push_back({.policy = "Gold", .name = "Secondary", .pool = "pool-b", .source = "Primary"});
  s.aux_copies = {{.at = day_at(30, 1h), .policy = "Gold", .copy = "Secondary"}};
  const Aftermath cell = live(s);
  // The aux copy takes number 30, so that night 30 has 31: those of nights 15 to 21 and 22 to 28 were copied.
  const ByDay expected{{30, from_to(1, 14)}, {36, from_to(15, 21)}, {43, from_to(22, 28)}};
  EXPECT_EQ(cell.aged(), expected);
  EXPECT_THAT(cell.aged("Gold/Secondary"), IsEmpty());
  EXPECT_THAT(cell.violated(), IsEmpty());
}

TEST(Ageing, EachCopyHasARetentionOfItsOwn) {
  Scenario s = six_weeks();
  s.copies.push_back({.policy = "Gold",
                      .name = "Secondary",
                      .pool = "pool-b",
                      .source = "Primary",
                      .retention = model::Retention{7, 1}});
  s.schedules[0].aux_copies = {"Secondary"};
  const Aftermath cell = live(s);
  // The night's aux copy has a number too: night n has 2 n - 1. One newer cycle, and 7 days from day 7 22:00.
  const ByDay secondary = cell.aged("Gold/Secondary");
  ASSERT_FALSE(secondary.empty());
  EXPECT_EQ(secondary.begin()->first, 15);
  EXPECT_EQ(secondary.begin()->second, (Files{1, 3, 5, 7, 9, 11, 13}));
  EXPECT_EQ(cell.aged().begin()->first, 22);
  EXPECT_THAT(cell.violated(), IsEmpty());
}

// A restore as of a moment whose backups are gone says so, by a cause of its own; it is no violation, and the one that
// is still there comes back.
TEST(Ageing, ARestoreOfWhatIsGoneSaysSo) {
  Scenario s = six_weeks();
  s.restores = {{.at = day_at(44, 1h), .clients = "fs", .as_of = day_at(10, 12h)},
                {.at = day_at(44, 2h), .clients = "fs", .as_of = day_at(31, 12h)}};
  const Aftermath cell = live(s);
  const auto ends = cell.ends("restore");
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(ends[0].state, "Failed");
  EXPECT_EQ(ends[0].cause, JobCause::dataAged);
  EXPECT_EQ(ends[0].reason, "what fs had backed up then is aged: Gold/Primary keeps it 14 days and 2 cycles");
  EXPECT_EQ(ends[1].state, "Completed");
  EXPECT_THAT(cell.violated(), IsEmpty());
}

TEST(Ageing, WhatAKilledBackupLeftGoesWithTheNextRun) {
  Scenario s = six_weeks();
  s.schedules[0].nights = 2;
  s.restores[0].at = day_at(3, 13h);
  s.clients[0].daily_change_ppm = 1'000'000;  // two chunks
  s.operators = {scenarios::on_jobs(day_at(2, 22h) + 100ms, "kill", model::JobKind::backup, "")};
  const Aftermath cell = live(s);
  EXPECT_EQ(cell.ends("backup")[1].state, "Killed");
  EXPECT_THAT(cell.aged(), ElementsAre(Pair(3, Files{2})));
}

TEST(Ageing, AMediaAgentThatIsDownKeepsTheMediaUntilTheNextRun) {
  Scenario s = six_weeks();
  s.faults = {{.kind = "media-agent-crash",
               .values = {{"target", std::string("ma1")}, {"at", day_at(22, 11h)}, {"lasts", Nanos(3h)}}}};
  const Aftermath cell = live(s);
  EXPECT_EQ(cell.aged().at(22), from_to(1, 7)) << "the CommServe lets it go";
  EXPECT_EQ(cell.told("pruned").count(22), 0u);
  EXPECT_EQ(cell.told("pruned").at(23), from_to(1, 7));
}

// Over random schedules and retentions: what goes is what the definition says, noon by noon; at the end every night
// that is kept comes back byte for byte, and every other is refused for the reason that it is gone.
RC_GTEST_PROP(AgeingOfWholeCells, EveryKeptBackupRestores, ()) {
  Scenario s = six_weeks();
  scenarios::Schedule& schedule = s.schedules[0];
  const auto nights = *rc::gen::inRange<std::uint32_t>(3, 16);
  schedule.nights = nights;
  schedule.full_every = *rc::gen::inRange<std::uint32_t>(1, 5);
  const model::Retention retention{*rc::gen::inRange<std::uint32_t>(0, 6), *rc::gen::inRange<std::uint32_t>(1, 4)};
  s.copies[0].retention = retention;
  const int last = static_cast<int>(nights + *rc::gen::inRange<std::uint32_t>(1, 8));  // the day of the restores
  s.restores.clear();
  for (std::uint32_t night = 1; night <= nights; ++night)
    s.restores.push_back(
        {.at = day_at(last, 13h) + night * 10min, .clients = "fs", .as_of = day_at(static_cast<int>(night), 23h)});
  const Aftermath cell = live(s);

  std::vector<model::RecordInCopy> records;
  for (std::uint32_t night = 0; night < nights; ++night)
    records.push_back(
        {.archive_file = night + 1,
         .level = night % schedule.full_every == 0 ? model::BackupLevel::full : model::BackupLevel::incremental,
         .begun_ns = time_of(s, schedule, night).count(),
         .state = model::RecordInCopy::State::complete,
         .is_held = false});
  ByDay expected;
  Files gone;
  for (int day = 1; day <= last; ++day) {
    std::vector<model::RecordInCopy> there;
    for (const auto& record : records)
      if (record.begun_ns < day_at(day, 12h).count() && !gone.contains(static_cast<std::uint64_t>(record.archive_file)))
        there.push_back(record);
    for (const std::int64_t file : model::testing::naive_aged(there, retention, day_at(day, 12h).count())) {
      expected[day].insert(static_cast<std::uint64_t>(file));
      gone.insert(static_cast<std::uint64_t>(file));
    }
  }
  RC_ASSERT(cell.aged() == expected);
  const auto ends = cell.ends("restore");
  RC_ASSERT(ends.size() == nights);
  for (std::uint32_t night = 1; night <= nights; ++night) {
    const End& end = ends[night - 1];
    RC_ASSERT(end.state == (gone.contains(night) ? "Failed" : "Completed"));
    RC_ASSERT((end.cause == JobCause::dataAged) == gone.contains(night));
  }
  RC_ASSERT(cell.violated().empty());
  RC_CLASSIFY(!gone.empty());
}

// --- keys ------------------------------------------------------------------------------------------------------------

struct OfProfile {
  std::string profile;
  bool key_per_archive_file;
};

class AgeingOfKeys : public ::testing::TestWithParam<OfProfile> {};

// A copy that preserves the encryption of its source has records under the source's keys: a row goes when the last of
// both has gone. Keys of a client stay as long as the client has any backup.
TEST_P(AgeingOfKeys, AKeyRowGoesWithTheLastRecordThatNeedsIt) {
  Scenario s = six_weeks();
  s.keys.profile = GetParam().profile;
  s.copies.push_back({.policy = "Gold",
                      .name = "Secondary",
                      .pool = "pool-b",
                      .source = "Primary",
                      .retention = model::Retention{21, 2}});
  s.schedules[0].aux_copies = {"Secondary"};
  s.restores = {{.at = day_at(44, 1h), .clients = "fs"}, {.at = day_at(44, 2h), .clients = "fs", .copy = "Secondary"}};
  const Aftermath cell = live(s);
  EXPECT_EQ(cell.aged().begin()->first, 22);
  EXPECT_EQ(cell.aged("Gold/Secondary").begin()->first, 29) << "21 days from day 7 22:00";
  const ByDay keys = cell.told("keys");
  if (GetParam().key_per_archive_file) {
    // A key for each archive file in the primary copy, numbered as they were made, used by both copies.
    EXPECT_THAT(keys, ElementsAre(Pair(29, from_to(1, 7)), Pair(36, from_to(8, 14)), Pair(43, from_to(15, 21))));
  } else {
    EXPECT_THAT(keys, IsEmpty());
  }
  EXPECT_EQ(cell.ends("restore")[0].state, "Completed");
  EXPECT_EQ(cell.ends("restore")[1].state, "Completed");
  EXPECT_THAT(cell.violated(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Profiles, AgeingOfKeys,
                         ::testing::Values(OfProfile{"per-copy-rsa", true}, OfProfile{"pool-rsa-kek", false},
                                           OfProfile{"pool-kek", false}),
                         [](const auto& of) {
                           std::string name = of.param.profile;
                           std::erase(name, '-');
                           return name;
                         });

// A copy that encrypts again has keys of its own, and each copy's go with its records.
TEST(Ageing, KeysOfACopyThatEncryptsAgainGoWithIt) {
  Scenario s = six_weeks();
  s.keys.profile = "per-copy-rsa";
  s.copies.push_back({.policy = "Gold",
                      .name = "Secondary",
                      .pool = "pool-b",
                      .source = "Primary",
                      .encryption = scenarios::CopyEncryption::reEncrypt,
                      .retention = model::Retention{7, 1}});
  s.schedules[0].aux_copies = {"Secondary"};
  const ByDay keys = live(s).told("keys");
  EXPECT_EQ(keys.begin()->first, 15) << "those of Secondary";
  EXPECT_EQ(keys.at(15).size(), 7u);
  EXPECT_EQ(keys.at(22).size(), 14u) << "the first week of Primary, the second of Secondary";
}

// --- power cuts ------------------------------------------------------------------------------------------------------

/// Two full backups; at 05:00 of both days ageing lets the first go, with its key.
Scenario two_days() {
  Scenario s = six_weeks();
  s.title = "two days";
  s.keys.profile = "per-copy-rsa";
  s.copies[0].retention = model::Retention{0, 1};
  s.clients[0].front_end_bytes = 1'500'000'000;
  s.schedules.clear();
  s.commserve.ageing_at = 5h;
  s.backups = {{.at = 1h, .clients = "fs"}, {.at = 2h, .clients = "fs"}};
  s.restores = {{.at = 30h, .clients = "fs"}};
  s.media_agents = {{.name = "ma1"}};
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  s.horizon = 24h * 7;
  return s;
}

/// While a restore of fs waits for the only stream, a newer backup of fs is made and data ages.
Scenario a_restore_that_waits() {
  Scenario s = two_days();
  s.title = "a restore that waits";
  s.jobs.streams = 1;
  s.clients.push_back({.name = "db", .policy = "Gold", .front_end_bytes = 300'000'000'000});  // 40 min on 1 Gbit/s
  s.restores = {{.at = day_at(2, 4h + 1min), .clients = "fs", .priority = 400}};              // after backups
  s.backups = {{.at = 1h, .clients = "fs"},
               {.at = day_at(2, 4h), .clients = "db"},
               {.at = day_at(2, 4h + 2min), .clients = "fs"},
               {.at = day_at(2, 4h + 3min), .clients = "db"},
               {.at = day_at(3, 6h), .clients = "db"}};
  return s;
}

TEST(Ageing, WhatARestoreThatWaitsAskedForGoesWithTheNextRun) {
  const Aftermath cell = live(a_restore_that_waits());
  EXPECT_EQ(cell.aged()[2], Files{}) << "at 05:00 the restore does not know yet what it reads";
  EXPECT_EQ(cell.aged()[3].count(1), 1u);
  ASSERT_EQ(cell.ends("restore").size(), 1u);
  EXPECT_EQ(cell.ends("restore")[0].state, "Completed");
  EXPECT_THAT(cell.violated(), IsEmpty());
}

TEST(Ageing, WithoutTheRestoreItGoesAtOnce) {
  Scenario s = a_restore_that_waits();
  s.restores.clear();
  EXPECT_EQ(live(s).aged()[2], Files{1});
}

TEST(AgeingAndPowerCuts, EveryPointLeavesACellThatGoesOn) {
  const Scenario scenario = two_days();
  const CrashPoints all = crash_everywhere(scenario, Seed{1}, judges(scenario), {.deadline = 60s}, CrashEngine::replay);
  const Aftermath undisturbed = aftermath_of(all.undisturbed);
  ASSERT_EQ(undisturbed.aged(), (ByDay{{1, Files{1}}}));
  int of_ageing = 0;
  for (const CrashPoint& point : all.points) {
    const std::string where = point.host + " at " + std::to_string(point.ordinal);
    ASSERT_EQ(point.run.ending, Ending::ended) << where << ": " << point.run.detail;
    const Aftermath cell = aftermath_of(point.run);
    Files aged, pruned, keys;
    for (const auto& [day, files] : cell.aged()) aged.insert(files.begin(), files.end());
    for (const auto& [day, files] : cell.told("pruned")) pruned.insert(files.begin(), files.end());
    for (const auto& [day, rows] : cell.told("keys")) keys.insert(rows.begin(), rows.end());
    EXPECT_EQ(aged, Files{1}) << where;
    EXPECT_EQ(pruned, Files{1}) << where;
    EXPECT_EQ(keys, Files{1}) << where;
    EXPECT_EQ(cell.deleted(), Files{1}) << where;
    EXPECT_EQ(cell.log.at("left"), 0) << where;
    EXPECT_EQ(cell.ends("restore").back().state, "Completed") << where;
    EXPECT_THAT(cell.violated(), IsEmpty()) << where;
    for (const char* what : {"aged", "pruned", "keys"})
      if (cell.log.at(what) != undisturbed.log.at(what)) {
        ++of_ageing;
        break;
      }
  }
  EXPECT_GT(of_ageing, 3) << "some power cuts must have hit it";
}

}  // namespace
}  // namespace keycell::sim
