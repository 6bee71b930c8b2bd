// What the meters make of events: each number can be worked out by hand.

#include <gmock/gmock.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "measures/ageing_meter.h"
#include "measures/backlog.h"
#include "measures/data_meter.h"
#include "measures/job_meter.h"
#include "measures/job_time.h"
#include "measures/key_meter.h"
#include "measures/kms_meter.h"
#include "measures/library_meter.h"
#include "measures/warnings.h"
#include "model/key_costs.h"
#include "reports/event_writer.h"
#include "reports/labelled_text.h"
#include "reports/night/parts.h"
#include "reports/night_screen.h"

namespace keycell::reports {
namespace {

using namespace measures;

using nlohmann::json;
using namespace std::chrono_literals;
using model::DataEnd;
using model::JobCause;
using model::JobKind;
using model::JobStatus;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Events by hand, one after the other.
class Stream {
 public:
  explicit Stream(model::Fold& fold) : fold_(fold) {}
  void tell(model::Nanos time, std::string_view host, const model::EventBody& body) {
    fold_.on({ordinal_++, time, host, body});
  }

 private:
  model::Fold& fold_;
  std::uint64_t ordinal_ = 0;
};

scenarios::Scenario two_clients() {
  scenarios::Scenario s;
  s.kms = {{.name = "kms1"}};
  s.media_agents = {{.name = "ma1", .network_bytes_per_s = 1000, .library_write_bytes_per_s = 100}};
  s.clients = {{.name = "fs", .pool = "p", .network_bytes_per_s = 1000, .read_bytes_per_s = 50},
               {.name = "db", .pool = "p", .network_bytes_per_s = 1000, .read_bytes_per_s = 1000}};
  return s;
}

// --- jobs ------------------------------------------------------------------------------------------------------------

TEST(JobMeter, TellsStatesTimesAndNights) {
  JobMeter meter(two_clients());
  Stream stream(meter);
  const auto state = [&](model::Nanos time, std::uint64_t job, JobStatus status, const char* reason = "") {
    stream.tell(time, "commserve",
                model::JobState{job, JobKind::backup, job == 1 ? "fs1" : "fs2", status, JobCause::none, reason});
  };
  state(22h, 1, JobStatus::running);
  stream.tell(22h, "fs1", model::JobPhase{1, "Scan"});
  stream.tell(22h + 1min, "fs1", model::JobPhase{1, "Backup"});
  state(22h, 2, JobStatus::waiting, "the one stream of ma1 is taken");
  state(22h + 11min, 1, JobStatus::completed);
  state(22h + 11min, 2, JobStatus::running);
  state(22h + 12min, 2, JobStatus::pending, "ma1: is down");
  state(22h + 32min, 2, JobStatus::running);
  state(22h + 42min, 2, JobStatus::completed);
  state(46h, 3, JobStatus::running);
  state(46h + 5min, 3, JobStatus::killed, "killed by an operator");
  const json told = json::parse(meter.result());
  const json& backups = told.at("kinds").at("backup");
  EXPECT_EQ(backups.at("count"), 3);
  EXPECT_EQ(backups.at("completed"), 2);
  EXPECT_EQ(backups.at("killed"), 1);
  EXPECT_EQ(backups.at("unfinished"), 0);
  EXPECT_EQ(backups.at("restarts"), 1);
  EXPECT_EQ(backups.at("waited_s"), 11 * 60);
  EXPECT_EQ(backups.at("pending_s"), 20 * 60);
  const json& done = backups.at("durations").at("done");
  EXPECT_EQ(done.at("count"), 2) << "the one that was killed is none of them";
  EXPECT_EQ(done.at("shortest_s"), 11 * 60);
  EXPECT_EQ(done.at("longest_s"), 42 * 60) << "from its request, what it waited included";
  EXPECT_EQ(done.at("mean_s"), 26.5 * 60);
  EXPECT_EQ(done.at("p50_s"), nullptr) << "of two values nobody knows the median";
  EXPECT_EQ(backups.at("durations").at("not_done").at("longest_s"), 5 * 60);
  EXPECT_EQ(backups.at("durations").at("going"), nullptr);
  EXPECT_EQ(backups.at("longest_run_s"), 31 * 60);
  EXPECT_EQ(backups.at("phases_s").at("Scan"), 60);
  EXPECT_EQ(backups.at("phases_s").at("Backup"), 600);
  ASSERT_EQ(backups.at("troubles").size(), 2u) << "to wait is no trouble";
  EXPECT_EQ(backups.at("troubles")[0].at("reason"), "killed by an operator") << "the one that cost a job first";
  EXPECT_EQ(backups.at("troubles")[0].at("not_done"), 1);
  EXPECT_EQ(backups.at("troubles")[1].at("reason"), "ma1: is down");
  EXPECT_EQ(backups.at("troubles")[1].at("not_done"), 0);
  EXPECT_EQ(backups.at("waits"), json::parse(R"([{"of": "fs2", "reason": "the one stream of ma1 is taken", "jobs": 1,
                                                  "waited_s": 660.0}])"));
  ASSERT_EQ(told.at("nights").size(), 2u);
  EXPECT_EQ(told.at("nights")[0].at("window_s"), 42 * 60);
  EXPECT_EQ(told.at("nights")[0].at("last_jobs")[0], "fs2");
  EXPECT_EQ(told.at("nights")[0].at("day"), 1);
  EXPECT_EQ(told.at("nights")[1].at("day"), 2) << "46 h are 22:00 of the second day";
  EXPECT_EQ(told.at("list").size(), 3u);
}

TEST(JobMeter, ListsOfWhichCopyEachJobIs) {
  JobMeter meter(two_clients());
  Stream stream(meter);
  stream.tell(1h, "commserve",
              model::JobState{1, JobKind::auxCopy, "", JobStatus::waiting, JobCause::preempted, "pre-empted",
                              "Gold/Secondary"});
  stream.tell(2h, "commserve",
              model::JobState{1, JobKind::auxCopy, "", JobStatus::running, JobCause::none, "", "Gold/Secondary"});
  const json told = json::parse(meter.result());
  EXPECT_EQ(told.at("list")[0].at("policy"), "Gold");
  EXPECT_EQ(told.at("list")[0].at("copy"), "Secondary");
  EXPECT_EQ(told.at("kinds").at("aux-copy").at("waits")[0].at("of"), "Gold/Secondary");
}

TEST(JobMeter, CountsBackupsThatBeginBesideAnotherOfTheirClient) {
  JobMeter meter(two_clients());
  Stream stream(meter);
  const auto state = [&](model::Nanos time, std::uint64_t job, JobKind kind, const char* client, JobStatus status) {
    stream.tell(time, "commserve", model::JobState{job, kind, client, status, JobCause::none, ""});
  };
  state(1h, 1, JobKind::backup, "fs", JobStatus::running);
  state(2h, 2, JobKind::backup, "db", JobStatus::running);   // another client
  state(2h, 3, JobKind::restore, "fs", JobStatus::running);  // no backup
  state(3h, 4, JobKind::backup, "fs", JobStatus::waiting);
  state(4h, 1, JobKind::backup, "fs", JobStatus::completed);
  state(5h, 4, JobKind::backup, "fs", JobStatus::running);
  state(6h, 4, JobKind::backup, "fs", JobStatus::failed);
  state(7h, 5, JobKind::backup, "fs", JobStatus::running);  // both are over
  const json told = json::parse(meter.result()).at("overlapping_backups");
  EXPECT_EQ(told, json::parse(R"({"backups": 1, "first_client": "fs", "first_at_s": 10800.0})"));
}

TEST(JobMeter, WhatACommServeThatComesBackTellsAgainCountsOnce) {
  JobMeter meter(two_clients());
  Stream stream(meter);
  const auto state = [&](model::Nanos time, std::uint64_t job, JobStatus status, JobCause cause = JobCause::none,
                         const char* reason = "") {
    stream.tell(time, "commserve", model::JobState{job, JobKind::backup, "fs", status, cause, reason});
  };
  for (const std::uint64_t job : {1U, 2U, 3U, 4U}) state(1h, job, JobStatus::running);
  state(2h, 1, JobStatus::completed);
  state(2h, 2, JobStatus::pending, JobCause::kmsUnavailable, "kms1: is down");
  // It loses power, and comes back.
  state(3h, 1, JobStatus::completed);
  state(3h, 2, JobStatus::pending, JobCause::kmsUnavailable, "kms1: is down");
  state(3h, 3, JobStatus::waiting, JobCause::commserveRestarted, "back");
  state(3h, 4, JobStatus::failed, JobCause::kmsRefused, "no key");  // nobody had heard of that
  state(4h, 3, JobStatus::running);
  state(5h, 3, JobStatus::completed);
  state(5h, 2, JobStatus::running);
  state(6h, 2, JobStatus::completed);
  const json told = json::parse(meter.result());
  const json& backups = told.at("kinds").at("backup");
  EXPECT_EQ(backups.at("completed"), 3);
  EXPECT_EQ(backups.at("failed"), 1);
  EXPECT_EQ(backups.at("restarts"), 2) << "of the second job one, and one of the third";
  ASSERT_EQ(backups.at("troubles").size(), 3u);
  EXPECT_EQ(backups.at("troubles")[0], json::parse(R"({"cause": "kms-refused", "reason": "no key",
      "means": "comes back when the KMS takes the request", "jobs": 1, "not_done": 1})"));
  EXPECT_EQ(backups.at("pending_s"), 3 * 3600);
  EXPECT_EQ(told.at("list")[0].at("ended_s"), 2 * 3600);
  EXPECT_EQ(told.at("list")[2].at("restarts"), 1);
}

TEST(JobMeter, CountsWhatCompletedAlthough) {
  JobMeter meter(two_clients());
  Stream stream(meter);
  const auto restored = [&](std::uint64_t job, JobCause cause, const char* reason) {
    stream.tell(1h, "commserve", model::JobState{job, JobKind::restore, "fs", JobStatus::running, JobCause::none, ""});
    stream.tell(2h, "commserve", model::JobState{job, JobKind::restore, "fs", JobStatus::completed, cause, reason});
  };
  restored(1, JobCause::none, "");
  restored(2, JobCause::olderThanAsked, "its data is old");
  const Jobs told = meter.jobs();
  const JobsOfKind& restores = told.kinds.at("restore");
  EXPECT_EQ(restores.completed, 2u);
  EXPECT_THAT(restores.completed_although, ElementsAre(testing::Pair("older-than-asked", 1)));
  ASSERT_EQ(restores.troubles.size(), 1u);
  EXPECT_EQ(restores.troubles[0].reason, "its data is old");
  EXPECT_EQ(restores.troubles[0].means, "") << "nothing is missing for good or for a while";
  EXPECT_THAT(warnings_of(two_clients(), told, {}),
              testing::Contains(Warning{
                  WarningOf::olderThanAsked,
                  "1 of 2 restore jobs brought older data than was asked for: their copy lacks the latest backup"}));
}

TEST(JobMeter, AJobThatIsStillRunningIsUnfinished) {
  JobMeter meter(two_clients());
  Stream(meter).tell(1h, "commserve",
                     model::JobState{1, JobKind::restore, "fs", JobStatus::running, JobCause::none, ""});
  EXPECT_EQ(json::parse(meter.result()).at("kinds").at("restore").at("unfinished"), 1);
}

// --- the data path ---------------------------------------------------------------------------------------------------

json flows_of(const scenarios::Scenario& scenario, const std::vector<std::pair<std::string, double>>& rates) {
  DataMeter meter(scenario);
  Stream stream(meter);
  for (const auto& [client, rate] : rates)
    stream.tell(
        1000s, "ma1",
        model::DataMoved{client, DataEnd::clientRead, "ma1", DataEnd::libraryWrite,
                         static_cast<std::uint64_t>(rate * 1000), static_cast<std::uint64_t>(rate * 1000), 1000s});
  return json::parse(meter.result());
}

TEST(DataMeter, AFlowIsBoundByWhatIsNearestToItsCapacity) {
  // fs reads at 50 of 50 bytes a second, db gets the other half of the library's 100.
  const json told = flows_of(two_clients(), {{"fs", 50}, {"db", 50}});
  ASSERT_EQ(told.at("bound").size(), 2u);
  EXPECT_EQ(told.at("bound")[0].at("of"), "db");
  EXPECT_EQ(told.at("bound")[0].at("by")[0].at("resource"), "ma1, library write");
  EXPECT_EQ(told.at("bound")[0].at("by")[0].at("share"), 1.0);
  EXPECT_EQ(told.at("bound")[1].at("of"), "fs");
  EXPECT_EQ(told.at("bound")[1].at("by")[0].at("resource"), "client read");
}

TEST(DataMeter, UseIsWhatMovedOfWhatCouldHave) {
  const json told = flows_of(two_clients(), {{"fs", 40}, {"db", 20}});
  for (const json& shared : told.at("shared")) {
    const double expected = shared.at("class") == "library write" ? 0.6 : 0.06;
    EXPECT_NEAR(shared.at("use_while_busy").get<double>(), expected, 0.01 * expected) << shared;
    EXPECT_NEAR(shared.at("peak_use").get<double>(), expected, 0.01 * expected) << shared;
    EXPECT_EQ(shared.at("stored_bytes"), 60'000);
    EXPECT_EQ(shared.at("busy_s"), 1000);
  }
}

// The library is full, and so is the WAN; but those behind the WAN have less of the library than the others.
TEST(DataMeter, OfTwoFullResourcesTheOneBindsWhoseEvenShareAFlowHas) {
  scenarios::Scenario s = two_clients();
  s.sites = {{.name = "branch", .wan_bytes_per_s = 20}};
  s.clients[0].site = "branch";
  s.clients[0].read_bytes_per_s = 1000;
  const json told = flows_of(s, {{"fs", 20}, {"db", 80}});
  EXPECT_EQ(told.at("bound")[0].at("by")[0].at("resource"), "ma1, library write") << "db";
  EXPECT_EQ(told.at("bound")[1].at("by")[0].at("resource"), "branch, WAN, from the site") << "fs";
}

TEST(DataMeter, IdleTimeIsNotBusy) {
  DataMeter meter(two_clients());
  Stream stream(meter);
  // Rates that no double holds exactly, a day apart.
  for (int night = 0; night < 5; ++night)
    for (int i = 0; i < 7; ++i)
      stream.tell(24h * night + 1003s + 1ms * i, "ma1",
                  model::DataMoved{"db", DataEnd::clientRead, "ma1", DataEnd::libraryWrite, 10'001, 10'001, 997s});
  const json told = json::parse(meter.result());
  for (const json& shared : told.at("shared")) {
    EXPECT_LE(shared.at("busy_s"), 5 * 1020);
    EXPECT_LE(shared.at("peak_use"), 1.0);
  }
}

TEST(DataMeter, FlowsOneAfterTheOtherDoNotAddUp) {
  DataMeter meter(two_clients());
  Stream stream(meter);
  for (const auto& end : {1000s, 2000s})
    stream.tell(end, "ma1",
                model::DataMoved{"db", DataEnd::clientRead, "ma1", DataEnd::libraryWrite, 100'000, 100'000, 1000s});
  const json told = json::parse(meter.result());
  for (const json& shared : told.at("shared"))
    if (shared.at("class") == "library write") {
      EXPECT_NEAR(shared.at("peak_use").get<double>(), 1.0, 0.001);
      EXPECT_NEAR(shared.at("use_while_busy").get<double>(), 1.0, 0.01);
    }
}

// --- keys ------------------------------------------------------------------------------------------------------------

TEST(KeyMeter, CountsOperationsByKindWithTheirCpuTimeAndKmsRequestsWithTheirPeak) {
  scenarios::Scenario scenario = two_clients();
  KeyMeter meter(scenario);
  Stream stream(meter);
  const auto work = [](crypto::KeyOperation operation, model::Nanos cost, model::KeyUse use) {
    return model::KeyWork{operation, {}, cost, cost >= model::leastChargedAlone, use};
  };
  const model::KeyWork aes = work(crypto::KeyOperation::aesUnwrap, 10us, model::KeyUse::backup);
  for (int i = 0; i < 3; ++i) stream.tell(1s, "commserve", aes);
  stream.tell(1s, "fs", aes);
  stream.tell(1s, "commserve", work(crypto::KeyOperation::rsaPrivate, 4ms, model::KeyUse::auxCopySource));
  for (const auto& [time, latency] : {std::pair(10s, 1ms), {20s, 2ms}, {70s, 9ms}})
    stream.tell(time, "commserve",
                model::KmsRequest{"kms1", "fetch",
                                  latency == 9ms ? model::KmsOutcome::unavailable : model::KmsOutcome::ok, latency});
  const json told = json::parse(meter.result());
  EXPECT_EQ(told.at("operations").at("aes_unwrap").at("count"), 4);
  EXPECT_NEAR(told.at("operations").at("aes_unwrap").at("cpu_s").get<double>(), 40e-6, 1e-12);
  EXPECT_NEAR(told.at("operations").at("rsa_private").at("cpu_s").get<double>(), 4e-3, 1e-12);
  EXPECT_EQ(told.at("operations_by_flow"), json::parse(R"([
      {"flow": "backup", "where": "CommServe", "count": 3, "cpu_s": 30e-6},
      {"flow": "aux-copy", "side": "source", "where": "CommServe", "count": 1, "cpu_s": 4e-3},
      {"flow": "backup", "where": "clients", "count": 1, "cpu_s": 10e-6}])"));
  const json& kms = told.at("kms").at("kms1");
  EXPECT_EQ(kms.at("requests"), 3);
  EXPECT_EQ(kms.at("peak_per_minute"), 2);
  EXPECT_EQ(kms.at("peak_at_s"), 0);
  EXPECT_EQ(kms.at("operations").at("fetch").at("failed"), 1);
  EXPECT_EQ(kms.at("operations").at("fetch").at("answered").at("longest_s"), 0.002) << "the third was not answered";
  EXPECT_EQ(kms.at("operations").at("fetch").at("answered").at("shortest_s"), 0.001);
  EXPECT_EQ(kms.at("operations").at("fetch").at("unanswered").at("longest_s"), 0.009);
  EXPECT_EQ(kms.at("answered").at("count"), 2);
  EXPECT_EQ(kms.at("unanswered").at("count"), 1);
}

// --- events ----------------------------------------------------------------------------------------------------------

TEST(EventWriter, WritesEveryEventAndNoByteOfAKey) {
  const auto path = std::filesystem::temp_directory_path() / "keycell-event-writer-test.jsonl";
  const Bytes key = bytes_of(view_of("TEST KEY, NOT A SECRET 0123456789"));
  std::string result;
  {
    EventWriter writer(path.string());
    Stream stream(writer);
    const std::array fields{model::FieldSpan{1, 2, model::FieldClass::secret}};
    stream.tell(1ms, "fs", model::SecretHeld{{7}, crypto::KeyClass::dataKey, crypto::Arrival::generated, {key}});
    stream.tell(2ms, "kms1", model::Crossing{model::Place::payload, "kms1", "commserve", "a \"reply\"\n", key, fields});
    result = writer.result();
  }
  std::ifstream file(path);
  std::vector<json> lines;
  std::string all;
  for (std::string line; std::getline(file, line); all += line) lines.push_back(json::parse(line));
  std::filesystem::remove(path);
  EXPECT_EQ(json::parse(result).at("written"), 2);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].at("event"), "secret-held");
  EXPECT_EQ(lines[0].at("secret"), 7);
  EXPECT_EQ(lines[0].at("bytes_size"), key.size());
  EXPECT_EQ(lines[1].at("t_ns"), 2'000'000);
  EXPECT_EQ(lines[1].at("what"), "a \"reply\"\n");
  EXPECT_EQ(lines[1].at("fields"), json::parse(R"([[1, 2, "secret"]])"));
  EXPECT_THAT(all, Not(HasSubstr("TEST KEY")));
  EXPECT_THAT(all, Not(HasSubstr("0123456789")));
}

TEST(EventWriter, AFileThatCannotBeIsAnErrorAtOnce) {
  EXPECT_THROW(EventWriter("/nowhere/at/all.jsonl"), std::system_error);
}

TEST(NightScreen, OfManyNightsTellsTheLongestTheShortestAndTheLast) {
  std::vector<BackupNight> nights;
  for (std::int64_t day = 1; day <= 9; ++day)
    nights.push_back({.day = day, .jobs = 1, .window_s = 1000.0 + 60 * static_cast<double>(day * 4 % 9)});
  LabelledText page(Colour::off, 200);
  draw_windows(page, nights, {});
  const std::string text = page.take();
  // Day 2 has 8 minutes more than a thousand seconds, day 9 none, day 7 one: it is not the last.
  EXPECT_THAT(text, HasSubstr("the longest, night of day 2:"));
  EXPECT_THAT(text, HasSubstr("the shortest, night of day 9:"));
  EXPECT_THAT(text, Not(HasSubstr("the last,")));
  nights.pop_back();
  LabelledText other(Colour::off, 200);
  draw_windows(other, nights, {});
  const std::string without = other.take();
  EXPECT_THAT(without, AllOf(HasSubstr("the longest, night of day 2:"), HasSubstr("the shortest, night of day 7:"),
                             HasSubstr("the last, night of day 8:")));
}

// --- the screen ------------------------------------------------------------------------------------------------------

TEST(NightScreen, FitsItsColumnsAndSaysWhatMatters) {
  JobMeter jobs(two_clients());
  DataMeter data(two_clients());
  KeyMeter keys(two_clients());
  KmsMeter kms(two_clients());
  JobTimeMeter job_time(two_clients());
  AgeingMeter ageing;
  LibraryMeter libraries;
  for (model::Fold* fold :
       std::initializer_list<model::Fold*>{&jobs, &data, &keys, &kms, &job_time, &ageing, &libraries}) {
    Stream stream(*fold);
    stream.tell(21h, "commserve",
                model::JobState{1, JobKind::backup, "db", JobStatus::waiting, JobCause::none,
                                "all 2 streams of ma1 are taken"});
    stream.tell(22h, "commserve", model::JobState{1, JobKind::backup, "db", JobStatus::running, JobCause::none, ""});
    stream.tell(22h, "commserve", model::StreamDoes{{1, 1}, model::StreamPart::commserve});
    stream.tell(22h, "db", model::StreamDoes{{1, 1}, model::StreamPart::data});
    stream.tell(22h + 1000s, "ma1",
                model::DataMoved{"db", DataEnd::clientRead, "ma1", DataEnd::libraryWrite, 100'000, 100'000, 1000s});
    stream.tell(22h + 1000s, "commserve",
                model::JobState{1, JobKind::backup, "db", JobStatus::failed, JobCause::none, "no key"});
    stream.tell(23h, "ma1", model::LibraryFill{.library = "ma1", .stored_bytes = 9'000, .capacity_bytes = 10'000});
    stream.tell(
        23h, "ma1",
        model::LibraryFill{.library = "ma1", .stored_bytes = 9'000, .capacity_bytes = 10'000, .refused_bytes = 2'000});
    stream.tell(36h, "commserve", model::AgeingRun{.is_done = false});
    stream.tell(36h, "commserve",
                model::ArchiveFileAged{.archive_file = 1,
                                       .copy = 1,
                                       .copy_name = "Gold/Primary",
                                       .client = "db",
                                       .level = model::BackupLevel::full,
                                       .stored_bytes = 5'000,
                                       .was_complete = true});
    stream.tell(36h, "commserve", model::AgeingRun{.is_done = true, .kept = 3, .aged = 1});
  }
  Backlog backlog{.jobs_in_work = 2};
  for (const char* copy : {"Gold/A", "Gold/B", "Gold/C", "Gold/D"})
    backlog.copies.push_back(
        {.copy = copy, .source = "Gold/Primary", .at_the_end = 5'000'000'000, .most = 6'000'000'000});
  backlog.copies.push_back({.copy = "Gold/E",
                            .source = "Gold/Primary",
                            .at_the_end = 9'000'000'000,
                            .most = 9'000'000'000,
                            .nights = 3,
                            .growth_a_night = 3e9,
                            .never_catches_up = true});
  const RunSummary summary{
      .scenario = {.start = "2026-06-01"},
      .has_backlog = true,
      .jobs = jobs.jobs(),
      .backlog = backlog,
      .ageing = ageing.ageing(),
      .libraries = libraries.libraries(),
      .data_path = data.use(),
      .key_work = KeyWork{.costs = keys.costs()},
      .kms = kms.queues(),
      .job_time = job_time.times(),
      .cell = CellCounts{.data = {.chunks_backed_up = 1, .front_end_bytes = 1, .wire_bytes = 100'000},
                         .keys = {{crypto::KeyClass::dataKey, 1}},
                         .crossings = {{model::Place::wire, {}}}}};
  for (const std::size_t columns : {80U, 200U}) {
    LabelledText page(Colour::off, columns);
    draw_night(page, summary);
    draw_backlog(page, backlog, summary.has_backlog);  // of the first screen
    const std::string text = page.take();
    EXPECT_THAT(text, AllOf(HasSubstr("1 job: 1 Failed"), HasSubstr("no key"), HasSubstr("22 %"), HasSubstr("78 %")));
    EXPECT_THAT(text, AllOf(HasSubstr("calendar   day 1 is Mon 2026-06-01"), HasSubstr("day 1 21:00 (Mon)")));
    EXPECT_THAT(text, HasSubstr("bound by   backup of db: all 2 streams of ma1 are taken; 1 job waited"));
    EXPECT_THAT(
        text, HasSubstr("backlog    2 jobs in work at the horizon\n           Gold/E: 9 GB of Gold/Primary not copied"))
        << "first what never catches up";
    EXPECT_THAT(text, AllOf(HasSubstr("Gold/B: 5 GB of Gold/Primary not copied at the end, at most 6 GB"),
                            Not(HasSubstr("Gold/C")), HasSubstr("and 2 other copies (--json)")));
    EXPECT_THAT(text, AllOf(HasSubstr("aged       one run let 1 archive file (5 kB) go, the first on day 2"),
                            HasSubstr("1 aged and still on the media at the end")));
    EXPECT_THAT(text, AllOf(HasSubstr("library    ma1: at most 90 % of 10 kB, day 1 23:00; 90 % at the end"),
                            HasSubstr("library full: ma1, day 1 23:00 for the first time")));
    std::size_t widest = 0;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
      widest = std::max(widest, text.find('\n', at) - at);
    EXPECT_LE(widest, std::min<std::size_t>(columns, 120));
  }
}

}  // namespace
}  // namespace keycell::reports
