// Planted faults: each must be found by the property that is there for it, and nothing is found without them.

#include <gmock/gmock.h>

#include "properties/catalogue.h"
#include "sim/determinism.h"
#include "tests/sabotage/forwarding.h"
#include "tests/sabotage/planted_faults.h"
#include "tests/sim/small_scenario.h"

namespace keycell {
namespace {

std::vector<std::string> texts_of(const std::vector<properties::Evidence>& evidence) {
  std::vector<std::string> texts;
  for (const properties::Evidence& each : evidence) texts.push_back(each.text());
  return texts;
}

using namespace std::chrono_literals;
using properties::Verdict;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;

const sim::Limits limits{.deadline = 60s};

properties::Judgement judge(const std::string& id, const sim::Parts& parts,
                            const scenarios::Scenario& scenario = test::small_scenario()) {
  const sim::Run run = sim::run_forked(scenario, sim::Seed{1},
                                       [&] {
                                         sim::Folds folds;
                                         for (auto& property : properties::properties_of(scenario))
                                           folds.push_back(std::move(property));
                                         return folds;
                                       },
                                       limits, {.parts = parts});
  EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
  for (const auto& judgement : properties::judgements_of(run))
    if (judgement.id == id) return judgement;
  ADD_FAILURE() << id << " was not judged";
  return {};
}

TEST(Sabotage, WithNothingPlantedEverythingHolds) {
  EXPECT_EQ(judge("SEC-1", sim::Parts()).verdict, Verdict::held);
  EXPECT_EQ(judge("FID-1", sim::Parts()).verdict, Verdict::held);
}

TEST(Sabotage, APartThatOnlyHandsOnMovesNoEvent) {
  const auto hash_of = [](const sim::Parts& parts) {
    return sim::run_forked(test::small_scenario(), sim::Seed{1}, [] { return sim::Folds(); }, limits, {.parts = parts})
        .event_hash;
  };
  const std::uint64_t of_product = hash_of(sim::Parts());
  EXPECT_EQ(hash_of(sabotage::with_hierarchy<sabotage::ForwardingHierarchy>()), of_product);
  EXPECT_EQ(hash_of(sabotage::with_cipher<sabotage::ForwardingCipher>()), of_product);
  EXPECT_EQ(hash_of(sabotage::with_delivery<sabotage::ForwardingDelivery>()), of_product);
}

TEST(Sabotage, ADataKeyInADebugLogIsFound) {
  const auto judgement = judge("SEC-1", sabotage::log_data_key());
  EXPECT_EQ(judgement.verdict, Verdict::violated);
  EXPECT_EQ(judgement.violations, 4U);  // a line for each of two clients, at its backup and at its restore
  EXPECT_THAT(texts_of(judgement.evidence), Each(HasSubstr("32 bytes of data-key")));
  EXPECT_THAT(texts_of(judgement.evidence), Each(HasSubstr("log-line (info")));
  EXPECT_THAT(texts_of(judgement.evidence), Contains(HasSubstr("on fs1")));
}

TEST(Sabotage, ADataKeyThatIsStoredUnwrappedIsFoundOnCsdbPages) {
  const auto judgement = judge("SEC-1", sabotage::skip_wrap());
  EXPECT_EQ(judgement.verdict, Verdict::violated);
  EXPECT_THAT(texts_of(judgement.evidence), Contains(HasSubstr("data-key")));
  EXPECT_THAT(texts_of(judgement.evidence), Each(HasSubstr("csdb-page")));
}

TEST(Sabotage, AClockInALogLineIsFoundByTheDeterminismCheck) {
  const sim::Determinism result =
      sim::check_determinism(test::small_scenario(), sim::Seed{1}, {}, limits, sabotage::read_host_clock());
  ASSERT_TRUE(result.difference.has_value());
  EXPECT_THAT(result.difference->first_run, HasSubstr("log-line"));
  EXPECT_THAT(result.difference->first_run, HasSubstr("on fs"));
}

TEST(Fault, AFlippedBitOnMediaIsFound) {
  auto scenario = test::small_scenario();
  scenario.faults = {{.kind = "bit-rot", .values = {{"target", "ma1"}, {"at", 2h}}}};
  const auto judgement = judge("FID-1", sim::Parts(), scenario);
  EXPECT_EQ(judgement.verdict, Verdict::violated);
  EXPECT_THAT(texts_of(judgement.evidence), Contains(HasSubstr("does not open")));
}

TEST(Setting, PlainChannelsPutDeclaredKeysOnTheWireAndThatIsFound) {
  auto scenario = test::small_scenario();
  scenario.network.channel = model::ChannelKind::plain;
  const auto judgement = judge("SEC-1", sim::Parts(), scenario);
  EXPECT_EQ(judgement.verdict, Verdict::violated);
  EXPECT_THAT(texts_of(judgement.evidence), Each(HasSubstr("at wire")));
}

}  // namespace
}  // namespace keycell
