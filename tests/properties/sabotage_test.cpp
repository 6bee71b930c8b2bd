// Planted faults: each must be found by the property that is there for it, and nothing is found without them.

#include <gmock/gmock.h>

#include "crypto/sabotage.h"
#include "properties/catalogue.h"
#include "sim/determinism.h"
#include "tests/sim/small_scenario.h"

namespace keycell {
namespace {

using namespace std::chrono_literals;
using crypto::Sabotage;
using properties::Verdict;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;

const sim::Limits limits{.deadline = 60s};

/// Switches a fault on for as long as it lives.
class Planted {
 public:
  explicit Planted(Sabotage what) : what_(what) { crypto::set_sabotage(what_, true); }
  ~Planted() { crypto::set_sabotage(what_, false); }
  Planted(const Planted&) = delete;
  Planted& operator=(const Planted&) = delete;

 private:
  Sabotage what_;
};

properties::Judgement judge(const std::string& id, const scenarios::Scenario& scenario = test::small_scenario()) {
  const sim::Run run = sim::run_forked(
      scenario, sim::Seed{1},
      [&] {
        sim::Folds folds;
        for (auto& property : properties::properties_of(scenario)) folds.push_back(std::move(property));
        return folds;
      },
      limits);
  EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
  for (const auto& judgement : properties::judgements_of(run))
    if (judgement.id == id) return judgement;
  ADD_FAILURE() << id << " was not judged";
  return {};
}

TEST(Sabotage, WithAllSwitchesOffEverythingHolds) {
  EXPECT_EQ(judge("SEC-1").verdict, Verdict::held);
  EXPECT_EQ(judge("FID-1").verdict, Verdict::held);
}

TEST(Sabotage, ADataKeyInADebugLogIsFound) {
  const Planted planted(Sabotage::logDataKey);
  const auto judgement = judge("SEC-1");
  EXPECT_EQ(judgement.verdict, Verdict::violated);
  EXPECT_EQ(judgement.violations, 2U);  // one line for each of two clients
  EXPECT_THAT(judgement.evidence, Each(HasSubstr("32 bytes of data-key")));
  EXPECT_THAT(judgement.evidence, Each(HasSubstr("log-line (debug")));
  EXPECT_THAT(judgement.evidence, Contains(HasSubstr("on fs1")));
}

TEST(Sabotage, ADataKeyThatIsStoredUnwrappedIsFoundOnCsdbPages) {
  const Planted planted(Sabotage::skipWrap);
  const auto judgement = judge("SEC-1");
  EXPECT_EQ(judgement.verdict, Verdict::violated);
  EXPECT_THAT(judgement.evidence, Contains(HasSubstr("data-key")));
  EXPECT_THAT(judgement.evidence, Each(HasSubstr("csdb-page")));
}

TEST(Sabotage, AClockInALogLineIsFoundByTheDeterminismCheck) {
  const Planted planted(Sabotage::readHostClock);
  const sim::Determinism result = sim::check_determinism(test::small_scenario(), sim::Seed{1}, limits);
  ASSERT_TRUE(result.difference.has_value());
  EXPECT_THAT(result.difference->first_run, HasSubstr("log-line"));
  EXPECT_THAT(result.difference->first_run, HasSubstr("on fs"));
}

TEST(Fault, AFlippedBitOnMediaIsFound) {
  auto scenario = test::small_scenario();
  scenario.faults = {{.kind = scenarios::FaultKind::bitRot, .target = "ma1", .at = 2h, .io = std::nullopt}};
  const auto judgement = judge("FID-1", scenario);
  EXPECT_EQ(judgement.verdict, Verdict::violated);
  EXPECT_THAT(judgement.evidence, Contains(HasSubstr("does not open")));
}

TEST(Setting, PlainChannelsPutDeclaredKeysOnTheWireAndThatIsFound) {
  auto scenario = test::small_scenario();
  scenario.network.channel = model::ChannelKind::plain;
  const auto judgement = judge("SEC-1", scenario);
  EXPECT_EQ(judgement.verdict, Verdict::violated);
  EXPECT_THAT(judgement.evidence, Each(HasSubstr("at wire")));
}

}  // namespace
}  // namespace keycell
