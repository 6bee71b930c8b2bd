// Where the time of jobs went: parts that can be worked out by hand, and that add up.

#include "measures/job_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "measures/judged_folds.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using model::JobCause;
using model::JobKind;
using model::JobStatus;
using model::Nanos;
using model::StreamPart;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using Parts = std::vector<std::pair<std::string, double>>;

Parts parts_of(const nlohmann::json& jobs) {
  Parts parts;
  for (const auto& part : jobs.at("parts")) {
    const std::string of = part.at("of");
    parts.emplace_back(part.at("part").get<std::string>() + (of.empty() ? "" : " " + of), part.at("s").get<double>());
  }
  return parts;
}

class JobTimeTest : public ::testing::Test {
 protected:
  void state(Nanos at, JobStatus status, const char* reason = "") {
    tell(at, "commserve", model::JobState{1, JobKind::backup, "fs1", status, JobCause::none, reason});
  }
  void does(Nanos at, StreamPart part, const char* where = "", std::uint64_t archive_file = 1) {
    tell(at, "commserve", model::StreamDoes{{1, archive_file}, part, where});
  }
  void tell(Nanos at, std::string_view host, const model::EventBody& body) { meter.on({ordinal_++, at, host, body}); }
  Parts parts() const {
    const auto json = nlohmann::json::parse(meter.result());
    EXPECT_EQ(json.size(), 1u);
    EXPECT_EQ(json.at(0).at("of"), "fs");
    return parts_of(json.at(0));
  }

  scenarios::Scenario scenario = test::small_scenario();
  JobTimeMeter meter{scenario};

 private:
  std::uint64_t ordinal_ = 0;
};

TEST_F(JobTimeTest, EveryMomentOfAJobBelongsToOnePart) {
  state(10s, JobStatus::waiting, "all 2 streams of ma1 are taken");
  state(30s, JobStatus::running);
  does(30s, StreamPart::commserve);
  does(31s, StreamPart::kms, "kms1");
  does(38s, StreamPart::commserve);
  does(40s, StreamPart::data);
  does(90s, StreamPart::archiveIndex);
  does(91s, StreamPart::commserve);
  does(92s, StreamPart::none);
  state(95s, JobStatus::completed);
  EXPECT_THAT(meter.contradiction(), IsEmpty());
  EXPECT_THAT(parts(), ElementsAre(Pair("data", 50.0), Pair("waiting all 2 streams of ma1 are taken", 20.0),
                                   Pair("CommServe", 7.0), Pair("KMS kms1", 7.0), Pair("archive index", 1.0)));
}

TEST_F(JobTimeTest, ARestartAndASuspensionAreParts) {
  state(0s, JobStatus::running);
  does(0s, StreamPart::commserve);
  does(1s, StreamPart::none);
  state(1s, JobStatus::pending, "kms1: is down");
  state(21s, JobStatus::suspended);
  state(31s, JobStatus::running);
  state(34s, JobStatus::failed);
  EXPECT_THAT(parts(), ElementsAre(Pair("pending", 20.0), Pair("suspended", 10.0), Pair("CommServe", 4.0)));
}

// The client goes on with what it was asked for; that is nothing of the job until the CommServe takes it up again.
TEST_F(JobTimeTest, WhileTheCommServeIsDownNothingIsDoneForAJob) {
  state(0s, JobStatus::running);
  does(0s, StreamPart::commserve);
  does(1s, StreamPart::data);
  tell(5s, "commserve", model::HostDown{"test"});
  does(6s, StreamPart::archiveIndex);
  state(15s, JobStatus::running);
  does(16s, StreamPart::archiveIndex);
  state(17s, JobStatus::completed);
  EXPECT_THAT(parts(), ElementsAre(Pair("CommServe down", 10.0), Pair("data", 4.0), Pair("CommServe", 3.0)));
}

// Four archive files at once: the job is about what the oldest is about.
TEST_F(JobTimeTest, AJobOfSeveralStreamsIsAboutItsOldest) {
  state(0s, JobStatus::running);
  does(0s, StreamPart::commserve, "", 1);
  does(1s, StreamPart::data, "", 1);
  does(1s, StreamPart::commserve, "", 2);
  does(2s, StreamPart::kms, "kms1", 2);
  does(11s, StreamPart::none, "", 1);
  does(14s, StreamPart::none, "", 2);
  state(14s, JobStatus::completed);
  EXPECT_THAT(parts(), ElementsAre(Pair("data", 10.0), Pair("KMS kms1", 3.0), Pair("CommServe", 1.0)));
}

// Many jobs take more together than any clock shows: four of a century each are 400 years, and a clock of nanoseconds
// ends after 292.
TEST_F(JobTimeTest, JobsMayTakeMoreThanAnyClockShows) {
  constexpr Nanos century = scenarios::longestTime;
  for (std::uint64_t job = 1; job <= 4; ++job) {
    tell(0s, "commserve", model::JobState{job, JobKind::backup, "fs1", JobStatus::waiting, JobCause::none, "a stream"});
  }
  for (std::uint64_t job = 1; job <= 4; ++job)
    tell(century, "commserve", model::JobState{job, JobKind::backup, "fs1", JobStatus::killed, JobCause::none, ""});
  EXPECT_THAT(meter.contradiction(), IsEmpty());
  EXPECT_THAT(parts(), ElementsAre(Pair("waiting a stream", 4 * 36525 * 24 * 3600.0)));
}

// The parts are held against what jobs took from their first word to their last: a clock that runs back is noticed.
TEST_F(JobTimeTest, PartsThatDoNotAddUpAreAContradiction) {
  state(10s, JobStatus::running);
  does(5s, StreamPart::commserve);
  state(20s, JobStatus::completed);
  EXPECT_THAT(meter.contradiction(), ::testing::HasSubstr("of backup of fs add up to 15000000000 ns, and they took"));
}

TEST_F(JobTimeTest, WhatIsNotOverCountsUntilNow) {
  state(0s, JobStatus::running);
  tell(9s, "kms1", model::HostUp{1});
  EXPECT_THAT(parts(), ElementsAre(Pair("CommServe", 9.0)));
}

// 400 restores of little data at one moment, at a KMS that takes 40 ms for each: who looks for what binds must find it.
TEST(JobTime, AKmsThatBindsIsNamed) {
  scenarios::Scenario s = test::small_scenario();
  s.costs.kms_service = 40ms;
  s.jobs.streams = s.media_agents[0].streams = s.clients[0].count = 400;
  s.clients[0].front_end_bytes = 1'000'000;
  const sim::Run run = sim::run_forked(s, sim::Seed{1}, judged_folds(s), {});
  ASSERT_EQ(run.ending, sim::Ending::ended) << run.detail;
  const auto json = nlohmann::json::parse(run.result_of("job-time"));
  ASSERT_EQ(json.size(), 2u);
  for (const auto& jobs : json) {
    EXPECT_EQ(jobs.at("parts").at(0).at("of"), "kms1");
    EXPECT_GT(jobs.at("parts").at(0).at("s").get<double>() / jobs.at("all_s").get<double>(), 0.95);
  }
}

}  // namespace
}  // namespace keycell::measures
