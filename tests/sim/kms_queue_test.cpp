// A KMS node is a queue: what each request waits and is worked on, against what can be worked out by hand or from the
// requests before it; how its client asks again when it is turned away; how refusing differs from being silent.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "tests/sim/job_histories.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::JobCause;
using model::Nanos;
using scenarios::Scenario;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Gt;

/// One request at a node; times in ns.
struct Served {
  std::int64_t arrived;
  std::uint32_t node;
  std::int64_t queued;
  std::int64_t worked;
  std::int64_t leaves() const { return arrived + queued + worked; }
};

/// What a node tells of its requests, in the order in which they came, and what the CommServe is told.
class QueueTold final : public model::Fold {
 public:
  std::string_view name() const override { return "queue"; }
  void on(const model::Event& event) override {
    if (const auto* arrival = std::get_if<model::KmsArrival>(&event.body)) {
      place_[arrival->call.value] = rows_.size();
      rows_.push_back({event.time.count(), arrival->node, -1, -1});
    } else if (const auto* served = std::get_if<model::KmsServed>(&event.body)) {
      auto& row = rows_.at(place_.at(served->call.value));
      row[2] = served->queued.count();
      row[3] = served->worked.count();
    } else if (const auto* away = std::get_if<model::KmsTurnedAway>(&event.body)) {
      away_.push_back({event.time.count(), std::string(name_of(away->limit))});
    } else if (const auto* asked = std::get_if<model::KmsRequest>(&event.body)) {
      outcomes_.push_back({std::string(name_of(asked->outcome)), asked->latency.count()});
    }
  }
  std::string result() const override {
    return nlohmann::json{{"rows", rows_}, {"away", away_}, {"outcomes", outcomes_}}.dump();
  }

 private:
  std::map<std::uint64_t, std::size_t> place_;
  std::vector<std::array<std::int64_t, 4>> rows_;
  std::vector<std::pair<std::int64_t, std::string>> away_;
  std::vector<std::pair<std::string, std::int64_t>> outcomes_;
};

struct Told {
  std::vector<Served> served;
  std::vector<std::pair<std::int64_t, std::string>> away;
  std::vector<std::pair<std::string, std::int64_t>>
      outcomes;  ///< as the CommServe has them, with their latencies in ns

  std::vector<std::string> outcome_words() const {
    std::vector<std::string> words;
    for (const auto& [word, latency] : outcomes) words.push_back(word);
    return words;
  }
};

Told told_by(const Scenario& scenario) {
  const Run run = run_forked(scenario, Seed{1},
                             [] {
                               Folds folds;
                               folds.push_back(std::make_unique<QueueTold>());
                               return folds;
                             },
                             {});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  Told told;
  if (run.result_of("queue").empty()) return told;
  const auto json = nlohmann::json::parse(run.result_of("queue"));
  for (const auto& row : json.at("rows")) told.served.push_back({row[0], row[1], row[2], row[3]});
  told.away = json.at("away");
  told.outcomes = json.at("outcomes");
  return told;
}

/// Every client asks for its key at the same instant.
Scenario all_at_once(std::uint32_t clients, model::Values kms) {
  Scenario s = test::small_scenario();
  s.kms[0].values = std::move(kms);
  s.jobs.streams = s.media_agents[0].streams = clients;
  s.clients[0].count = clients;
  s.clients[0].front_end_bytes = 1'000'000;
  s.restores.clear();
  return s;
}

/// Those of the backups: two requests made the pool.
std::vector<Served> of_backups(const Told& told) { return {told.served.begin() + 2, told.served.end()}; }

TEST(KmsQueue, TheKthAnswerLeavesAfterAsManyRoundsOfWork) {
  const auto served = of_backups(told_by(all_at_once(50, {{"workers", std::uint64_t{8}}, {"service", Nanos(150ms)}})));
  ASSERT_EQ(served.size(), 50u);
  for (std::size_t k = 0; k < served.size(); ++k) {
    EXPECT_EQ(served[k].worked, Nanos(150ms).count());
    // All come within a moment, and each eight are served in one round.
    const std::int64_t rounds = static_cast<std::int64_t>(k / 8 + 1) * Nanos(150ms).count();
    EXPECT_NEAR(static_cast<double>(served[k].leaves() - served[0].arrived), static_cast<double>(rounds), 1e6) << k;
  }
}

/// When requests that come in this order begin, at nodes of so many workers: each at the first worker of its node that
/// is free (Kiefer and Wolfowitz, "On the theory of queues with many servers", 1955).
bool is_first_come_first_served(const std::vector<Served>& requests, std::size_t workers) {
  std::map<std::uint32_t, std::multiset<std::int64_t>> free_at;
  for (const Served& request : requests) {
    auto& free = free_at[request.node];
    std::int64_t begins = request.arrived;
    if (free.size() == workers) {
      begins = std::max(begins, *free.begin());
      free.erase(free.begin());
    }
    // The engine's clock is a double: a nanosecond may be rounded either way.
    if (std::abs(begins - (request.arrived + request.queued)) > 2) return false;
    free.insert(request.leaves());
  }
  return true;
}

RC_GTEST_PROP(KmsQueueLaws, RequestsBeginInTheOrderInWhichTheyComeAtTheFirstWorkerThatIsFree, ()) {
  const auto workers = *rc::gen::inRange<std::uint64_t>(1, 5);
  const auto nodes = *rc::gen::inRange<std::uint64_t>(1, 4);
  const auto clients = *rc::gen::inRange<std::uint32_t>(1, 40);
  const std::string law = *rc::gen::element<std::string>("fixed", "exponential");
  const auto service = Nanos(1ms) * *rc::gen::inRange(1, 300);
  Scenario s =
      all_at_once(clients, {{"workers", workers}, {"nodes", nodes}, {"service", service}, {"service_law", law}});
  s.jobs.call_deadline = 1h;
  const Told told = told_by(s);
  RC_ASSERT(told.served.size() == clients + 2u);
  RC_ASSERT(is_first_come_first_served(told.served, workers));
  for (std::size_t i = 0; i < told.served.size(); ++i) RC_ASSERT(told.served[i].node == i % nodes);
}

// A second look at the judge of the law above: it must see a request that overtakes another.
TEST(KmsQueue, ARequestThatOvertakesIsNoFirstComeFirstServed) {
  EXPECT_TRUE(is_first_come_first_served({{0, 0, 0, 10}, {1, 0, 9, 10}, {2, 0, 18, 10}}, 1));
  EXPECT_FALSE(is_first_come_first_served({{0, 0, 0, 10}, {1, 0, 19, 10}, {2, 0, 8, 10}}, 1));
}

TEST(KmsQueue, ServiceTimesAreDrawnAboutTheirMean) {
  Scenario s =
      all_at_once(400, {{"workers", std::uint64_t{1000}}, {"service", Nanos(100ms)}, {"service_law", "exponential"}});
  const auto served = of_backups(told_by(s));
  ASSERT_EQ(served.size(), 400u);
  double sum = 0;
  std::set<std::int64_t> different;
  for (const Served& request : served) {
    sum += static_cast<double>(request.worked);
    different.insert(request.worked);
  }
  EXPECT_GT(different.size(), 390u);
  EXPECT_NEAR(sum / 400, 1e8, 0.2e8);  // four times the standard error of 400 values
}

// --- turned away -----------------------------------------------------------------------------------------------------

TEST(KmsQueue, ARateLimitTurnsAwayAndTheClientAsksAgain) {
  const Told told = told_by(all_at_once(100, {{"requests_per_second", std::uint64_t{10}}, {"service", Nanos(1ms)}}));
  const auto served = of_backups(told);
  ASSERT_EQ(served.size(), 100u);
  EXPECT_GT(told.away.size(), 90u);
  for (const auto& [at, limit] : told.away) EXPECT_EQ(limit, "rate limit");
  // The ten of a full bucket at once, and then ten a second.
  for (std::size_t i = 0; i < served.size(); ++i)
    for (std::size_t j = i; j < served.size(); ++j)
      EXPECT_LE(static_cast<std::int64_t>(j - i), 10 + (served[j].arrived - served[i].arrived) / Nanos(100ms).count());
  EXPECT_GE(served.back().arrived - served.front().arrived, Nanos(9s).count() - 2);
}

TEST(KmsQueue, AFullQueueTurnsAwayAndTheClientAsksAgain) {
  const Told told =
      told_by(all_at_once(20, {{"workers", std::uint64_t{1}}, {"queue", std::uint64_t{2}}, {"service", Nanos(50ms)}}));
  EXPECT_EQ(of_backups(told).size(), 20u);
  ASSERT_FALSE(told.away.empty());
  for (const auto& [at, limit] : told.away) EXPECT_EQ(limit, "full queue");
  for (const Served& request : told.served) EXPECT_LE(request.queued, Nanos(100ms).count() + 1);  // two before it
}

// 100 ms, twice that, and so on up to 5 s, until the deadline: then the job is Pending.
TEST(KmsQueue, WhoIsTurnedAwayWaitsTwiceAsLongEachTimeUntilTheDeadline) {
  Scenario s = all_at_once(2, {{"workers", std::uint64_t{1}}, {"queue", std::uint64_t{0}}, {"service", Nanos(29s)}});
  s.kms_client.retry_jitter_ppm = 0;
  s.jobs.call_deadline = 20s;
  s.kms[0].values.say("service", Nanos(19s));
  const Told told = told_by(s);
  // One has the worker for 19 s; the other is turned away after 0, 0.1, 0.3, 0.7, 1.5, 3.1, 6.3, 11.3, 16.3 s and gives
  // up at 20 s: there is no ninth wait of 5 s. Its restart finds the node idle.
  ASSERT_EQ(told.away.size(), 9u);
  const std::vector<double> after{0, 0.1, 0.3, 0.7, 1.5, 3.1, 6.3, 11.3, 16.3};
  for (std::size_t i = 0; i < after.size(); ++i)
    EXPECT_NEAR(static_cast<double>(told.away[i].first - told.away[0].first) / 1e9, after[i], 0.01) << i;
  const auto jobs = test::live(s).of("backup");
  const auto late = std::ranges::max_element(jobs, {}, &test::History::ended);
  ASSERT_NE(late, jobs.end());
  EXPECT_THAT(late->words(), ElementsAre("Running", "Pending", "Running", "Completed"));
  EXPECT_EQ(late->states[1].cause, JobCause::kmsUnavailable);
  EXPECT_NEAR(late->first("Pending") - late->started(), 20, 0.01);
}

TEST(KmsQueue, WaitsAreDrawnAboutTheirLength) {
  Scenario s = all_at_once(60, {{"workers", std::uint64_t{1}}, {"queue", std::uint64_t{0}}, {"service", Nanos(1s)}});
  s.kms_client.retry_jitter_ppm = 500'000;
  const Told told = told_by(s);
  std::set<std::int64_t> first_tries;  // of the second round: 59 waits of 50 to 150 ms
  for (std::size_t i = 59; i < 118; ++i) first_tries.insert(told.away.at(i).first);
  EXPECT_GT(first_tries.size(), 50u);
  EXPECT_GE(*first_tries.begin() - told.away[0].first, Nanos(45ms).count());
  EXPECT_LE(*first_tries.rbegin() - told.away[58].first, Nanos(155ms).count());
}

// --- refusing and silent
// ----------------------------------------------------------------------------------------------

Told while_the_kms(const std::string& fault, const char* until) {
  Scenario s = all_at_once(1, {});
  scenarios::Fault trouble{.kind = fault, .values = {{"target", "kms1"}, {"at", Nanos(50min)}}};
  trouble.values.say(until, Nanos(fault == "kms-down" ? 15min : 65min));
  s.faults = {trouble};
  return told_by(s);
}

TEST(KmsQueue, OneThatRefusesIsToldFromOneThatIsSilent) {
  const Told refusing = while_the_kms("kms-refusing", "until");
  EXPECT_THAT(refusing.outcome_words(), ElementsAre("ok", "ok", "connection refused", "ok"));
  EXPECT_LT(refusing.outcomes[2].second, Nanos(10ms).count());
  const Told silent = while_the_kms("kms-down", "lasts");
  EXPECT_THAT(silent.outcome_words(), ElementsAre("ok", "ok", "unavailable", "ok"));
  EXPECT_EQ(silent.outcomes[2].second, Nanos(30s).count());
}

// --- less than usual, for a while
// ----------------------------------------------------------------------------------------------

/// While the backups of 1 h ask for their keys; over before their jobs restart.
Scenario strained(std::uint32_t clients, const std::string& kind, model::Values says) {
  Scenario s = all_at_once(clients, {});
  says.say("target", "kms1");
  says.say("at", Nanos(50min));
  says.say("lasts", Nanos(15min));
  s.faults = {{.kind = kind, .values = std::move(says)}};
  return s;
}

TEST(KmsQueue, ASlowOneTakesLongerForEachRequestAndThenNoLonger) {
  const auto worked = [](model::Values says) {
    Scenario s = strained(2, "kms-slow", std::move(says));
    s.rotations = {{.at = 2h, .of = "pool-a"}};
    std::vector<std::int64_t> times;
    for (const Served& request : told_by(s).served) times.push_back(request.worked);
    return times;
  };
  constexpr std::int64_t service = Nanos(2ms).count();
  const auto usually = worked({{"plus", Nanos(1ns)}});
  ASSERT_GT(usually.size(), 4u);
  const auto slower = worked({{"factor", std::uint64_t{50}}});
  const auto longer = worked({{"plus", Nanos(3s)}});
  ASSERT_EQ(slower.size(), usually.size());
  ASSERT_EQ(longer.size(), usually.size());
  for (std::size_t i = 0; i < usually.size(); ++i) {
    const bool is_of_a_backup = i == 2 || i == 3;  // those before made the pool, those after rotate its master key
    const std::int64_t more = is_of_a_backup ? Nanos(3s).count() : 0;
    const std::int64_t times = is_of_a_backup ? 49 * service : 0;  // fifty times as long is 49 times longer
    EXPECT_NEAR(static_cast<double>(slower[i] - usually[i]), static_cast<double>(times), 3) << i;
    EXPECT_NEAR(static_cast<double>(longer[i] - usually[i]), static_cast<double>(more), 3) << i;
  }
}

TEST(KmsQueue, WhoGetsNoAnswerInTimeFromASlowOneIsPendingAndResumes) {
  const Scenario s = strained(1, "kms-slow", {{"plus", Nanos(40s)}});
  EXPECT_THAT(told_by(s).outcome_words(), ElementsAre("ok", "ok", "unavailable", "ok"));
  const auto jobs = test::live(s).of("backup");
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_THAT(jobs[0].words(), ElementsAre("Running", "Pending", "Running", "Completed"));
  EXPECT_EQ(jobs[0].states[1].cause, JobCause::kmsUnavailable);
}

TEST(KmsQueue, AThrottledOneTakesSoManyASecondAndNoneIsLost) {
  const Scenario s = strained(20, "kms-throttled", {{"requests_per_second", std::uint64_t{2}}});
  const Told told = told_by(s);
  ASSERT_FALSE(told.away.empty());
  for (const auto& [at, limit] : told.away) EXPECT_EQ(limit, "rate limit");
  const auto served = of_backups(told);
  ASSERT_EQ(served.size(), 20u) << "each client's key was asked for, and once";
  for (std::size_t i = 0; i < served.size(); ++i)
    for (std::size_t j = i; j < served.size(); ++j)
      EXPECT_LE(static_cast<std::int64_t>(j - i), 2 + (served[j].arrived - served[i].arrived) / Nanos(500ms).count());
  for (const auto& job : test::live(s).of("backup"))
    EXPECT_THAT(job.words(), ElementsAre("Running", "Completed")) << "nobody waits 30 s";
}

TEST(KmsQueue, OneThatRefusesSomeIsAskedAgainAsIfItHadTooMuchToDo) {
  const Scenario s = strained(200, "kms-refusing-some", {{"share", std::uint64_t{500'000}}});
  const Told told = told_by(s);
  for (const auto& [at, limit] : told.away) EXPECT_EQ(limit, "overload");
  EXPECT_EQ(of_backups(told).size(), 200u);
  // As many as are taken, on average; a fair coin strays this far once in 10^9 times.
  EXPECT_NEAR(static_cast<double>(told.away.size()), 200, 6 * 20);
  for (const auto& job : test::live(s).of("backup")) EXPECT_EQ(job.end(), "Completed");
}

// The twin: nothing gets through, and whoever gives up at the deadline is Pending until it is over.
TEST(KmsQueue, OneThatRefusesAllKeepsJobsPendingUntilItNoLongerDoes) {
  const Scenario s = strained(1, "kms-refusing-some", {{"share", std::uint64_t{1'000'000}}});
  const Told told = told_by(s);
  EXPECT_EQ(of_backups(told).size(), 1u);
  EXPECT_GT(told.away.size(), 8u) << "it asked until its deadline";
  const auto jobs = test::live(s).of("backup");
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_THAT(jobs[0].words(), ElementsAre("Running", "Pending", "Running", "Completed"));
}

// A request has the same draw under any share, so who is refused under a smaller one is under a larger one: the first
// tries come at the same moments.
TEST(KmsQueue, MoreAreRefusedOfALargerShare) {
  std::size_t before = 0;
  for (const std::uint64_t share : {1U, 250'000U, 500'000U, 750'000U, 1'000'000U}) {
    std::size_t refused = 0;
    const auto away = told_by(strained(40, "kms-refusing-some", {{"share", share}})).away;
    for (const auto& [at, limit] : away) refused += at < away.front().first + Nanos(40ms).count() ? 1 : 0;
    EXPECT_GE(refused, before) << share;
    before = refused;
  }
  EXPECT_EQ(before, 40u);
}

}  // namespace
}  // namespace keycell::sim
