// A KMS node as a queue: figures that can be worked out by hand, and an account that must balance.

#include "measures/kms_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "properties/judge.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using model::CallId;
using model::Nanos;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class KmsMeterTest : public ::testing::Test {
 protected:
  void arrives(Nanos at, std::uint64_t call) { tell(at, model::KmsArrival{CallId{call}, 0}); }
  void is_served(Nanos at, std::uint64_t call, Nanos queued, Nanos worked) {
    tell(at, model::KmsServed{CallId{call}, queued, worked});
  }
  void tell(Nanos at, const model::EventBody& body) { meter.on({ordinal_++, at, "kms1", body}); }
  nlohmann::json result() const { return nlohmann::json::parse(meter.result()).at("kms1"); }

  scenarios::Scenario scenario = test::small_scenario();
  KmsMeter meter{scenario};

 private:
  std::uint64_t ordinal_ = 0;
};

TEST_F(KmsMeterTest, TellsResponseQueueServiceAndHowManyWereThere) {
  arrives(10s, 1);
  arrives(10s, 2);
  is_served(12s, 1, 0s, 2s);
  is_served(14s, 2, 2s, 2s);
  tell(20s, model::HostUp{1});
  EXPECT_THAT(meter.contradiction(), IsEmpty());
  const auto told = result();
  EXPECT_EQ(told.at("served"), 2);
  EXPECT_EQ(told.at("response").at("mean_s"), 3.0);
  EXPECT_EQ(told.at("response").at("shortest_s"), 2.0);
  EXPECT_EQ(told.at("response").at("longest_s"), 4.0);
  EXPECT_EQ(told.at("response").at("p50_s"), nullptr) << "two tell no median";
  EXPECT_EQ(told.at("queue").at("mean_s"), 1.0);
  EXPECT_EQ(told.at("service").at("mean_s"), 2.0);
  EXPECT_EQ(told.at("in_system").at("most"), 2);
  EXPECT_EQ(told.at("in_system").at("mean"), 6.0 / 20);  // 2 for 2 s and 1 for 2 s, in 20 s
  EXPECT_EQ(told.at("in_system").at("mean_while_busy"), 6.0 / 4);
  EXPECT_EQ(told.at("use_while_busy"), 4.0 / (4 * 8));
}

TEST_F(KmsMeterTest, PowerLossCutsOffAndARefusalCountsNothing) {
  arrives(1s, 1);
  tell(2s, model::KmsTurnedAway{CallId{2}, 0, model::TurnedAwayBy::rateLimit});
  tell(5s, model::HostDown{"test"});
  arrives(9s, 3);
  tell(10s, model::HostUp{2});
  EXPECT_THAT(meter.contradiction(), IsEmpty());
  EXPECT_EQ(result().at("cut_off"), 1);
  EXPECT_EQ(result().at("turned_away").at("rate_limit"), 1);
  EXPECT_EQ(result().at("still_there"), 1);
  EXPECT_EQ(result().at("in_system").at("mean"), 0.5);  // one for 4 s and one for 1 s, in 10 s
  EXPECT_EQ(result().at("response"), nullptr);
}

TEST_F(KmsMeterTest, ANanosecondThatNobodyTellsOfIsAContradiction) {
  arrives(10s, 1);
  is_served(12s, 1, 0s, 2s - 1ns);
  EXPECT_THAT(meter.contradiction(), HasSubstr("Little's law does not hold at kms1"));
}

/// Says that the simulation is wrong.
class Contradicts final : public model::Fold {
 public:
  std::string_view name() const override { return "contradicts"; }
  void on(const model::Event&) override {}
  std::string result() const override { return "null"; }
  std::string contradiction() const override { return "two and two are five"; }
};

TEST(Contradiction, ARunThatContradictsItselfHasNoOtherOutcome) {
  const scenarios::Scenario scenario = test::small_scenario();
  const sim::Run run = sim::run_forked(scenario, sim::Seed{1},
                                       [] {
                                         sim::Folds folds;
                                         folds.push_back(std::make_unique<Contradicts>());
                                         return folds;
                                       },
                                       {});
  EXPECT_EQ(run.ending, sim::Ending::contradiction);
  EXPECT_EQ(run.detail, "two and two are five");
  EXPECT_EQ(static_cast<int>(properties::judge(run, scenario).outcome), 1);
}

// Whatever a KMS is asked for, it works on it for its service time.
TEST(KmsService, IsTakenByEveryKindOfRequest) {
  for (const auto unwrap : {crypto::Unwrap::fetch, crypto::Unwrap::remote})
    for (const auto made_by : {model::MasterKeyMadeBy::kms, model::MasterKeyMadeBy::software}) {
      scenarios::Scenario s = test::small_scenario(unwrap);
      s.readings.master_key_made_by = made_by;
      s.kms[0].values = {{"service", model::Nanos(2s)}};
      s.rotations = {{.at = 2h, .of = "pool-a"}};
      const sim::Run run = sim::run_forked(s, sim::Seed{1},
                                           [&] {
                                             sim::Folds folds;
                                             folds.push_back(std::make_unique<KmsMeter>(s));
                                             return folds;
                                           },
                                           {});
      ASSERT_EQ(run.ending, sim::Ending::ended) << run.detail;
      const auto service = nlohmann::json::parse(run.result_of("kms")).at("kms1").at("service");
      EXPECT_GE(service.at("count"), 4);
      EXPECT_NEAR(service.at("shortest_s").get<double>(), 2, 0.01) << "and what its store takes";
      EXPECT_NEAR(service.at("longest_s").get<double>(), 2, 0.01);
    }
}

}  // namespace
}  // namespace keycell::measures
