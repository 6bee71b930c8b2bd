// Each meter's result as a whole, of events whose numbers are all unequal: every figure that summary.json has stands
// here, worked out by hand, and one that is new is missed.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "measures/ageing_meter.h"
#include "measures/cell_meter.h"
#include "measures/data_meter.h"
#include "measures/durations.h"
#include "measures/job_meter.h"
#include "measures/job_time.h"
#include "measures/key_meter.h"
#include "measures/kms_meter.h"
#include "measures/library_meter.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using model::Nanos;
using nlohmann::json;

/// Events by hand, one after the other.
class Told {
 public:
  explicit Told(model::Fold& fold) : fold_(fold) {}
  Told& at(Nanos time, std::string_view host, const model::EventBody& body) {
    fold_.on({ordinal_++, time, host, body});
    return *this;
  }

 private:
  model::Fold& fold_;
  std::uint64_t ordinal_ = 0;
};

void expect_whole(const model::Fold& fold, const char* expected) {
  const json told = json::parse(fold.result());
  const json wanted = json::parse(expected);
  EXPECT_EQ(told, wanted) << told.dump(1) << "\n" << json::diff(wanted, told).dump(1);
}

/// One, as a result has it, and one without anything.
std::string only(double s) {
  return R"({"count": 1, "mean_s": )" + std::to_string(s) + R"(, "shortest_s": )" + std::to_string(s) +
         R"(, "p50_s": null, "p90_s": null, "p95_s": null, "p99_s": null, "longest_s": )" + std::to_string(s) + "}";
}

scenarios::Scenario two_groups() {
  scenarios::Scenario s;
  s.kms = {{.name = "kms1"}};
  s.media_agents = {{.name = "ma1"}};
  s.clients = {{.name = "fs", .count = 2, .pool = "p"}, {.name = "db", .pool = "p"}};
  return s;
}

TEST(WholeResults, OfALibrary) {
  LibraryMeter meter;
  const auto fill = [](std::uint64_t stored, std::uint64_t refused = 0) {
    return model::LibraryFill{"tape", stored, 10'000, refused};
  };
  Told(meter)
      .at(2h, "ma1", fill(3000))
      .at(5h, "ma1", fill(7000))
      .at(25h, "ma1", fill(7000, 3001))
      .at(27h, "ma1", fill(7000, 3002))
      .at(52h, "ma1", fill(2000))
      .at(54h, "ma1", fill(2500));
  expect_whole(meter, R"({"tape": {
      "capacity_bytes": 10000, "most_bytes": 7000, "most_share": 0.7, "most_at_s": 18000.0,
      "at_the_end_bytes": 2500, "at_the_end_share": 0.25, "refused_chunks": 2, "full_at_s": 90000.0,
      "days": [{"day": 1, "most_bytes": 7000, "at_the_end_bytes": 7000},
               {"day": 2, "most_bytes": 7000, "at_the_end_bytes": 7000},
               {"day": 3, "most_bytes": 7000, "at_the_end_bytes": 2500}],
      "days_not_listed": 0}})");
}

TEST(WholeResults, OfDataAgeing) {
  AgeingMeter meter;
  const auto aged = [](std::uint64_t file, std::uint64_t copy, const char* name, std::uint64_t bytes, bool complete) {
    return model::ArchiveFileAged{file, copy, name, "fs1", model::BackupLevel::full, bytes, complete};
  };
  Told(meter)
      .at(36h, "commserve", model::AgeingRun{.is_done = false})
      .at(36h, "commserve", aged(1, 1, "Gold/A", 500, true))
      .at(36h, "commserve", aged(2, 1, "Gold/A", 300, false))
      .at(36h, "commserve", aged(2, 1, "Gold/A", 300, false))
      .at(36h, "commserve", model::KeyRowDeleted{9, "", {}})
      .at(37h, "ma1", model::ArchiveFilePruned{1, 1, "ma1", 500})
      .at(37h, "commserve", model::AgeingRun{.is_done = true, .kept = 17, .aged = 2, .key_rows = 1, .left_on_media = 1})
      .at(60h, "commserve", model::AgeingRun{.is_done = false})
      .at(60h, "commserve", aged(3, 2, "Gold/B", 700, true))
      .at(60h, "commserve", aged(4, 2, "Gold/B", 50, true))
      .at(60h, "commserve", aged(5, 2, "Gold/B", 60, true))
      .at(60h, "commserve", model::KeyRowDeleted{10, "", {}})
      .at(60h, "commserve", model::KeyRowDeleted{11, "", {}})
      .at(61h, "ma1", model::ArchiveFilePruned{3, 2, "ma1", 700})
      .at(62h, "commserve",
          model::AgeingRun{.is_done = true, .kept = 13, .aged = 3, .key_rows = 2, .left_on_media = 3});
  expect_whole(meter, R"({
      "runs": 2, "aged": {"archive_files": 5, "stored_bytes": 1610}, "abandoned": 1, "key_rows_deleted": 3,
      "pruned": {"archive_files": 2, "stored_bytes": 1200}, "kept": 13, "left_on_media": 3,
      "copies": {"Gold/A": {"archive_files": 2, "stored_bytes": 800},
                 "Gold/B": {"archive_files": 3, "stored_bytes": 810}},
      "days": [{"day": 2, "archive_files": 2, "stored_bytes": 800},
               {"day": 3, "archive_files": 3, "stored_bytes": 810}],
      "last_day": 3, "days_not_listed": 0})");
}

TEST(WholeResults, OfAKms) {
  scenarios::Scenario s = two_groups();
  s.kms[0].values = {{"nodes", std::uint64_t{2}}, {"workers", std::uint64_t{3}}};
  KmsMeter meter(s);
  const auto call = [](std::uint64_t number) { return model::CallId{number}; };
  Told(meter)
      .at(10s, "kms1", model::KmsArrival{call(1), 0})
      .at(12s, "kms1", model::KmsArrival{call(2), 1})
      .at(13s, "kms1", model::KmsTurnedAway{call(7), 0, model::TurnedAwayBy::rateLimit})
      .at(13s, "kms1", model::KmsTurnedAway{call(8), 0, model::TurnedAwayBy::rateLimit})
      .at(13s, "kms1", model::KmsTurnedAway{call(9), 0, model::TurnedAwayBy::fullQueue})
      .at(14s, "kms1", model::KmsServed{call(1), 1s, 3s})
      .at(17s, "kms1", model::KmsArrival{call(3), 0})
      .at(17s, "kms1", model::KmsArrival{call(4), 0})
      .at(19s, "kms1", model::HostDown{"test"})
      .at(30s, "kms1", model::KmsArrival{call(5), 0})
      .at(36s, "kms1", model::KmsServed{call(5), 2s, 4s})
      .at(38s, "kms1", model::KmsArrival{call(6), 0})
      .at(50s, "commserve", model::WorkloadEnded{true});
  EXPECT_EQ(meter.contradiction(), "");
  // In the system: 4 + 7 + 2 + 2 + 6 + 12 = 33 request-seconds; busy from 10 to 19, 30 to 36 and 38 to 50 s.
  expect_whole(meter, R"({"kms1": {
      "workers": 6, "arrived": 6, "served": 2, "cut_off": 3, "still_there": 1,
      "turned_away": {"rate_limit": 2, "full_queue": 1, "overload": 0},
      "response": {"count": 2, "mean_s": 5.0, "shortest_s": 4.0, "p50_s": null, "p90_s": null, "p95_s": null,
                   "p99_s": null, "longest_s": 6.0},
      "queue": {"count": 2, "mean_s": 1.5, "shortest_s": 1.0, "p50_s": null, "p90_s": null, "p95_s": null,
                "p99_s": null, "longest_s": 2.0},
      "service": {"count": 2, "mean_s": 3.5, "shortest_s": 3.0, "p50_s": null, "p90_s": null, "p95_s": null,
                  "p99_s": null, "longest_s": 4.0},
      "in_system": {"mean": 0.66, "mean_while_busy": 1.2222222222222223, "most": 3},
      "busy_s": 27.0, "use_while_busy": 0.043209876543209874}})");
}

TEST(WholeResults, OfACell) {
  CellMeter meter;
  const Bytes five(5);
  const auto crossing = [&](model::Place place, std::size_t bytes, const char* what = "x") {
    return model::Crossing{place, "fs1", "ma1", what, View(five).subspan(0, bytes), {}};
  };
  const auto held = [](std::uint32_t secret, crypto::KeyClass key_class) {
    return model::SecretHeld{{secret}, key_class, crypto::Arrival::generated, {}};
  };
  Told told(meter);
  told.at(1s, "fs1", model::HostUp{1}).at(2s, "fs1", model::HostUp{2}).at(2s, "ma1", model::HostUp{3});
  for (const std::uint32_t chunk : {0U, 1U, 2U}) told.at(3s, "fs1", model::ChunkRead{1, chunk, 1000 + chunk, {}});
  told.at(3s, "fs1", model::ChunkRead{1, 1, 1001, {}});  // read again
  told.at(3s, "fs1", model::ChunkRead{2, 0, 0, {}});     // of before day 1
  for (const std::uint32_t chunk : {0U, 1U, 2U, 3U}) told.at(4s, "fs1", model::ChunkRestored{1, chunk, true, {}});
  told.at(4s, "fs1", model::ChunkRestored{1, 4, false, {}});
  told.at(5s, "fs1",
          model::DataMoved{"fs1", model::DataEnd::clientRead, "ma1", model::DataEnd::libraryWrite, 90, 70, 1s});
  told.at(5s, "fs1",
          model::DataMoved{"ma1", model::DataEnd::libraryRead, "fs1", model::DataEnd::clientWrite, 8, 7, 1s});
  for (const std::uint32_t key : {1U, 2U, 3U, 1U}) told.at(6s, "kms1", held(key, crypto::KeyClass::masterKey));
  for (const std::uint32_t key : {4U, 5U}) told.at(6s, "commserve", held(key, crypto::KeyClass::kek));
  for (int i = 0; i < 6; ++i) told.at(7s, "commserve", model::KeyWrapped{{5}, {1}, crypto::WrapForm::aesKeyWrap, {}});
  for (int i = 0; i < 8; ++i) told.at(7s, "commserve", model::KeyUnwrapped{{5}, {1}, crypto::WrapForm::aesKeyWrap, {}});
  told.at(8s, "commserve", model::KmsRequest{"kms1", "fetch", model::KmsOutcome::ok, 2s})
      .at(8s, "commserve", model::KmsRequest{"kms1", "fetch", model::KmsOutcome::keyMissing, 3s})
      .at(8s, "commserve", model::KmsRequest{"kms1", "fetch", model::KmsOutcome::unavailable, 30s})
      .at(8s, "commserve", model::KmsRequest{"kms1", "wrap", model::KmsOutcome::ok, 5s});
  told.at(60s, "ma1", model::FaultActed{"power-cut", "in a write"})
      .at(61s, "console", model::FaultActed{"kms-down", "kms1"})
      .at(62s, "ma1", model::FaultActed{"power-cut", "again"});
  told.at(9s, "fs1", crossing(model::Place::wire, 1)).at(9s, "fs1", crossing(model::Place::wire, 2));
  told.at(9s, "fs1", crossing(model::Place::payload, 4));
  told.at(9s, "fs1", crossing(model::Place::csdbPage, 5)).at(9s, "fs1", crossing(model::Place::csdbPage, 4));
  told.at(9s, "fs1", crossing(model::Place::media, 3)).at(9s, "fs1", crossing(model::Place::kmsStore, 2));
  const std::string_view error = "bad";
  const std::string_view warning = "so so";
  told.at(10s, "fs1", model::Crossing{model::Place::logLine, "fs1", "", "error", view_of(error), {}});
  told.at(3661s, "fs1", model::Crossing{model::Place::logLine, "fs1", "", "warning", view_of(warning), {}});
  told.at(12s, "fs1", crossing(model::Place::errorText, 5));
  expect_whole(meter, R"({
      "data": {"chunks_backed_up": 3, "front_end_bytes": 3003, "chunks_restored": 4, "wire_bytes": 77},
      "keys": {"kek": 2, "master-key": 3},
      "key_operations": {"wraps": 6, "unwraps": 8},
      "kms_requests": {"fetch": {"count": 3, "failed": 2, "longest_s": 3.0},
                       "wrap": {"count": 1, "failed": 0, "longest_s": 5.0}},
      "crossings": {"wire": {"count": 2, "bytes": 3}, "payload": {"count": 1, "bytes": 4},
                    "csdb-page": {"count": 2, "bytes": 9}, "media": {"count": 1, "bytes": 3},
                    "kms-store": {"count": 1, "bytes": 2}, "log-line": {"count": 2, "bytes": 8},
                    "error-text": {"count": 1, "bytes": 5}},
      "faults": ["day 1 00:01: power-cut on ma1, in a write", "day 1 00:01: kms-down, kms1",
                 "day 1 00:01: power-cut on ma1, again"],
      "faults_by_kind": {"power-cut": 2, "kms-down": 1},
      "errors_logged": ["bad"], "warnings_logged": ["day 1 01:01: so so"], "reboots": 2})");
}

TEST(WholeResults, OfKeyWork) {
  scenarios::Scenario s = two_groups();
  s.costs.encrypt_bytes_per_s = 100;
  s.costs.decrypt_bytes_per_s = 300;
  KeyMeter meter(s);
  using crypto::KeyOperation;
  using model::KeyUse;
  const auto work = [](KeyOperation operation, Nanos cost, KeyUse use) {
    return model::KeyWork{operation, {}, cost, false, use};
  };
  const auto moved = [](model::DataEnd from, model::DataEnd to, std::uint64_t bytes) {
    return model::DataMoved{"a", from, "b", to, bytes + 1, bytes, 1s};
  };
  const auto request = [](const char* operation, model::KmsOutcome outcome, Nanos latency) {
    return model::KmsRequest{"kms1", operation, outcome, latency};
  };
  using enum model::DataEnd;
  using model::KmsOutcome;
  Told told(meter);
  for (int i = 0; i < 2; ++i) told.at(1s, "commserve", work(KeyOperation::aesWrap, 1s, KeyUse::backup));
  for (int i = 0; i < 3; ++i) told.at(1s, "commserve", work(KeyOperation::aesUnwrap, 7s, KeyUse::restore));
  for (int i = 0; i < 4; ++i) told.at(1s, "ma1", work(KeyOperation::rsaPublic, 11s, KeyUse::auxCopyTarget));
  for (int i = 0; i < 5; ++i) told.at(1s, "kms1", work(KeyOperation::rsaPrivate, 13s, KeyUse::none));
  told.at(1s, "fs1", work(KeyOperation::rsaPair, 17s, KeyUse::backup));
  for (int i = 0; i < 6; ++i) told.at(2s, "fs1", model::DataSealed{{1}, {}, {}});
  told.at(3s, "fs1", moved(clientRead, libraryWrite, 600))
      .at(3s, "fs1", moved(clientReadIncremental, libraryWrite, 300))
      .at(3s, "ma1", moved(libraryRead, clientWrite, 1200))
      .at(3s, "ma1", moved(libraryReEncrypt, libraryWrite, 450))
      .at(3s, "ma1", moved(librarySynthetic, libraryWrite, 150))
      .at(3s, "ma1", moved(libraryRead, libraryWrite, 5000));
  told.at(10s, "commserve", request("fetch", KmsOutcome::ok, 2s))
      .at(70s, "commserve", request("fetch", KmsOutcome::keyDisabled, 4s))
      .at(80s, "commserve", request("fetch", KmsOutcome::unavailable, 30s))
      .at(90s, "commserve", request("fetch", KmsOutcome::turnedAway, 1s))
      .at(190s, "commserve", request("wrap", KmsOutcome::ok, 8s));
  const std::string expected = R"({
      "operations": {"aes_wrap": {"count": 2, "cpu_s": 2.0}, "aes_unwrap": {"count": 3, "cpu_s": 21.0},
                     "rsa_public": {"count": 4, "cpu_s": 44.0}, "rsa_private": {"count": 5, "cpu_s": 65.0},
                     "rsa_pair": {"count": 1, "cpu_s": 17.0}},
      "operations_by_flow": [{"flow": "backup", "where": "CommServe", "count": 2, "cpu_s": 2.0},
                             {"flow": "restore", "where": "CommServe", "count": 3, "cpu_s": 21.0},
                             {"flow": "none", "where": "KMS", "count": 5, "cpu_s": 65.0},
                             {"flow": "aux-copy", "where": "MediaAgents", "side": "target", "count": 4, "cpu_s": 44.0},
                             {"flow": "backup", "where": "clients", "count": 1, "cpu_s": 17.0}],
      "bulk": {"encrypted_by_clients": {"bytes": 900.0, "cpu_s": 9.0},
               "decrypted_by_clients": {"bytes": 1200.0, "cpu_s": 4.0},
               "encrypted_again_by_media_agents": {"bytes": 600.0, "cpu_s": 8.0}},
      "real_records": 6,
      "kms": {"kms1": {"requests": 4, "failed": 2,
          "answered": {"count": 3, "mean_s": 4.666666666666667, "shortest_s": 2.0, "p50_s": null, "p90_s": null,
                       "p95_s": null, "p99_s": null, "longest_s": 8.0},
          "unanswered": )" + only(30) +
                               R"(,
          "operations": {
            "fetch": {"count": 3, "failed": 2, "turned_away": 1,
              "answered": {"count": 2, "mean_s": 3.0, "shortest_s": 2.0, "p50_s": null, "p90_s": null, "p95_s": null,
                           "p99_s": null, "longest_s": 4.0},
              "unanswered": )" +
                               only(30) + R"(},
            "wrap": {"count": 1, "failed": 0, "turned_away": 0, "answered": )" +
                               only(8) + R"(, "unanswered": null}},
          "peak_per_minute": 3, "peak_at_s": 60.0}}})";
  expect_whole(meter, expected.c_str());
}

TEST(WholeResults, OfJobs) {
  JobMeter meter(two_groups());
  using model::JobCause;
  using model::JobKind;
  using model::JobStatus;
  Told told(meter);
  const auto backup = [&](Nanos time, std::uint64_t job, const char* client, JobStatus status,
                          JobCause cause = JobCause::none, const char* reason = "") {
    told.at(time, "commserve", model::JobState{job, JobKind::backup, client, status, cause, reason, "Gold/Primary", 1});
  };
  // The first waits for 100 s; the second is Pending for 300 s; the third fails; the fourth goes on.
  backup(1000s, 1, "fs1", JobStatus::waiting, JobCause::waitsForStream, "stream");
  backup(1100s, 1, "fs1", JobStatus::running);
  told.at(1110s, "fs1", model::JobPhase{1, "Scan"}).at(1140s, "fs1", model::JobPhase{1, "Backup"});
  backup(1200s, 2, "fs2", JobStatus::running);
  backup(1250s, 2, "fs2", JobStatus::pending, JobCause::kmsUnavailable, "kms1: is down");
  backup(1550s, 2, "fs2", JobStatus::running);
  backup(1600s, 1, "fs1", JobStatus::completed);
  backup(1900s, 2, "fs2", JobStatus::completedWithErrors, JobCause::kmsUnavailable, "kms1: is down");
  backup(90'000s, 3, "db", JobStatus::running);
  backup(90'070s, 3, "db", JobStatus::failed, JobCause::kmsRefused, "no");
  backup(90'080s, 4, "db", JobStatus::running);
  told.at(90'500s, "commserve", model::WorkloadEnded{true});
  const std::string times_of_fs =
      R"({"done": {"count": 2, "mean_s": 650.0, "shortest_s": 600.0, "p50_s": null, "p90_s": null,
      "p95_s": null, "p99_s": null, "longest_s": 700.0}, "not_done": null, "going": null})";
  const std::string expected = R"({"kinds": {"backup": {
      "count": 4, "states": {"Completed": 1, "Completed with errors": 1, "Failed": 1, "Running": 1},
      "completed": 1, "completed_with_errors": 1, "failed": 1, "killed": 0, "unfinished": 1, "restarts": 1,
      "first_start_s": 1100.0, "last_end_s": 90500.0, "window_s": 89500.0, "longest_run_s": 700.0, "waited_s": 100.0,
      "pending_s": 300.0,
      "troubles": [{"cause": "kms-refused", "reason": "no", "means": "comes back when the KMS takes the request",
                    "jobs": 1, "not_done": 1},
                   {"cause": "kms-unavailable", "reason": "kms1: is down", "means": "comes back by itself when the KMS answers again",
                    "jobs": 1, "not_done": 0}],
      "completed_although": {},
      "durations": {"done": {"count": 2, "mean_s": 650.0, "shortest_s": 600.0, "p50_s": null, "p90_s": null,
          "p95_s": null, "p99_s": null, "longest_s": 700.0}, "not_done": )" +
                               only(70) + R"(, "going": )" + only(420) + R"(},
      "groups": {"fs": {"count": 2, "not_completed": 1, "restarts": 1, "durations": )" +
                               times_of_fs + R"(},
                 "db": {"count": 2, "not_completed": 2, "restarts": 0,
                        "durations": {"done": null, "not_done": )" +
                               only(70) + R"(, "going": )" + only(420) + R"(}}},
      "waits": [{"of": "fs", "reason": "stream", "jobs": 1, "waited_s": 100.0}],
      "phases_s": {"Backup": 460.0, "Scan": 30.0}}},
    "nights": [{"day": 1, "jobs": 2, "first_submission_s": 1000.0, "last_end_s": 1900.0, "window_s": 900.0,
                "last_jobs": ["fs2", "fs1"]},
               {"day": 2, "jobs": 2, "first_submission_s": 90000.0, "last_end_s": 90500.0, "window_s": 500.0,
                "last_jobs": ["db", "db"]}],
    "list": [
      {"job": 1, "kind": "backup", "client": "fs1", "policy": "Gold", "copy": "Primary", "state": "Completed",
       "restarts": 0, "reason": "", "started_s": 1100.0, "ended_s": 1600.0, "waited_s": 100.0},
      {"job": 2, "kind": "backup", "client": "fs2", "policy": "Gold", "copy": "Primary",
       "state": "Completed with errors", "restarts": 1, "reason": "kms1: is down", "started_s": 1200.0,
       "ended_s": 1900.0, "waited_s": 0.0},
      {"job": 3, "kind": "backup", "client": "db", "policy": "Gold", "copy": "Primary", "state": "Failed",
       "restarts": 0, "reason": "no", "started_s": 90000.0, "ended_s": 90070.0, "waited_s": 0.0},
      {"job": 4, "kind": "backup", "client": "db", "policy": "Gold", "copy": "Primary", "state": "Running",
       "restarts": 0, "reason": "", "started_s": 90080.0, "ended_s": 90080.0, "waited_s": 0.0}],
    "not_listed": 0, "overlapping_backups": {"backups": 0, "first_client": "", "first_at_s": 0.0}})";
  expect_whole(meter, expected.c_str());
}

// Nearest rank: of 1 to n the value at the place ⌈p·n⌉.
TEST(WholeResults, OfDurations) {
  const auto of_the_first = [](int n) {
    std::vector<double> values;
    for (int i = n; i >= 1; --i) values.push_back(i);
    return durations_of(values).value();
  };
  const Durations hundred = of_the_first(100);
  EXPECT_EQ(hundred, (Durations{.count = 100,
                                .mean_s = 50.5,
                                .shortest_s = 1,
                                .p50_s = 50,
                                .p90_s = 90,
                                .p95_s = 95,
                                .p99_s = {},
                                .longest_s = 100}));
  EXPECT_EQ(of_the_first(400), (Durations{.count = 400,
                                          .mean_s = 200.5,
                                          .shortest_s = 1,
                                          .p50_s = 200,
                                          .p90_s = 360,
                                          .p95_s = 380,
                                          .p99_s = 396,
                                          .longest_s = 400}));
  EXPECT_EQ(of_the_first(7).p50_s, 4);
  EXPECT_EQ(of_the_first(4).p50_s, std::nullopt);
  EXPECT_EQ(of_the_first(28).p90_s, std::nullopt);
  EXPECT_EQ(of_the_first(29).p90_s, 27);
  EXPECT_EQ(of_the_first(58).p95_s, std::nullopt);
  EXPECT_EQ(of_the_first(59).p95_s, 57);
  EXPECT_EQ(of_the_first(298).p99_s, std::nullopt);
  EXPECT_EQ(of_the_first(299).p99_s, 297);
}

TEST(WholeResults, OfTheTimeOfJobs) {
  JobTimeMeter meter(two_groups());
  using model::JobCause;
  using model::JobKind;
  using model::JobStatus;
  using model::StreamPart;
  Told told(meter);
  const auto job = [&](Nanos time, JobStatus status, JobCause cause = JobCause::none, const char* reason = "") {
    told.at(time, "commserve", model::JobState{1, JobKind::backup, "fs1", status, cause, reason, "Gold/Primary", 1});
  };
  job(1000s, JobStatus::waiting, JobCause::waitsForStream, "the stream of ma1");
  job(1001s, JobStatus::running);
  told.at(1001s, "commserve", model::StreamDoes{{1, 1}, StreamPart::commserve})
      .at(1003s, "commserve", model::StreamDoes{{1, 1}, StreamPart::kms, "kms1"})
      .at(1007s, "fs1", model::StreamDoes{{1, 1}, StreamPart::scan})
      .at(1015s, "fs1", model::StreamDoes{{1, 1}, StreamPart::data})
      .at(1031s, "fs1", model::StreamDoes{{1, 1}, StreamPart::archiveIndex})
      .at(1063s, "commserve", model::StreamDoes{{1, 1}, StreamPart::none});
  job(1063s, JobStatus::pending, JobCause::hostUnreachable, "ma1");
  job(1127s, JobStatus::running);
  told.at(1127s, "commserve", model::StreamDoes{{1, 1}, StreamPart::commserve})
      .at(1127s, "fs1", model::StreamDoes{{1, 1}, StreamPart::data})
      .at(1255s, "commserve", model::StreamDoes{{1, 1}, StreamPart::none});
  job(1255s, JobStatus::completed);
  told.at(1300s, "commserve", model::WorkloadEnded{true});
  EXPECT_EQ(meter.contradiction(), "");
  expect_whole(meter, R"([{"kind": "backup", "of": "fs", "all_s": 255.0, "parts": [
      {"part": "data", "of": "", "s": 144.0}, {"part": "pending", "of": "", "s": 64.0},
      {"part": "archive index", "of": "", "s": 32.0}, {"part": "client scan", "of": "", "s": 8.0},
      {"part": "KMS", "of": "kms1", "s": 4.0}, {"part": "CommServe", "of": "", "s": 2.0},
      {"part": "waiting", "of": "the stream of ma1", "s": 1.0}]}])");
}

TEST(WholeResults, OfTheDataPath) {
  scenarios::Scenario s = two_groups();
  s.costs.encrypt_bytes_per_s = 400;
  s.media_agents = {{.name = "ma1", .network_bytes_per_s = 800, .library_write_bytes_per_s = 100}};
  for (auto& group : s.clients) group.network_bytes_per_s = 1000, group.read_bytes_per_s = 50;
  DataMeter meter(s);
  Told(meter)
      .at(1000s, "ma1",
          model::DataMoved{"fs1", model::DataEnd::clientRead, "ma1", model::DataEnd::libraryWrite, 50'000, 50'000,
                           1000s})
      .at(3000s, "ma1",
          model::DataMoved{"db", model::DataEnd::clientRead, "ma1", model::DataEnd::libraryWrite, 40'000, 40'000,
                           2000s});
  expect_whole(meter, R"({
      "classes": [
        {"class": "client read", "stored_bytes": 90000.0, "highest_use_by_a_flow": 1.0, "bound_flow_s": 3000.0},
        {"class": "client encryption", "stored_bytes": 90000.0, "highest_use_by_a_flow": 0.125, "bound_flow_s": 0.0},
        {"class": "client network, sending", "stored_bytes": 90000.0, "highest_use_by_a_flow": 0.05,
         "bound_flow_s": 0.0},
        {"class": "MediaAgent network, receiving", "stored_bytes": 90000.0, "highest_use_by_a_flow": 0.0625,
         "bound_flow_s": 0.0},
        {"class": "library write", "stored_bytes": 90000.0, "highest_use_by_a_flow": 0.5, "bound_flow_s": 0.0}],
      "shared": [
        {"name": "ma1", "class": "MediaAgent network, receiving", "capacity_bytes_per_s": 800.0,
         "stored_bytes": 90000.0, "busy_s": 3000.0, "use_while_busy": 0.0375, "peak_use": 0.0625},
        {"name": "ma1", "class": "library write", "capacity_bytes_per_s": 100.0, "stored_bytes": 90000.0,
         "busy_s": 3000.0, "use_while_busy": 0.3, "peak_use": 0.5}],
      "bound": [
        {"kind": "backup", "of": "db", "flow_s": 2000.0, "by": [{"resource": "client read", "share": 1.0}]},
        {"kind": "backup", "of": "fs", "flow_s": 1000.0, "by": [{"resource": "client read", "share": 1.0}]}],
      "bin_s": 10.0})");
}

}  // namespace
}  // namespace keycell::measures
