// Key code that insists on contexts works in a cell: each key has the same
// context whenever it is used, whatever the scope of data keys, the copies and
// the rotations. And such key code is what SEC-7 asks for.

#include <gmock/gmock.h>

#include "properties/catalogue.h"
#include "properties/checks/restored_bytes.h"
#include "properties/checks/swapped_rows.h"
#include "sim/fork_server.h"
#include "tests/properties/binds_context.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using namespace std::chrono_literals;

struct Case {
  std::string name;
  std::function<void(scenarios::Scenario&)> change;
};

/// Two copies, the second filled by aux copy; rotations before and after;
/// restores of both.
scenarios::Scenario cell_of(const Case& test_case) {
  auto scenario = test::small_scenario();
  scenario.media_agents.push_back({.name = "ma2"});
  scenario.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a"},
                     {.policy = "Gold", .name = "Secondary", .media_agent = "ma2", .kms = "kms1", .source = "Primary"}};
  scenario.clients[0].pool.clear();
  scenario.clients[0].policy = "Gold";
  scenario.backups.push_back({.at = 90min, .clients = "fs"});
  scenario.aux_copies = {{.at = 2h, .policy = "Gold", .copy = "Secondary"}};
  scenario.rotations = {{.at = 80min, .of = "pool-a"}, {.at = 150min, .of = "pool-a"}};
  scenario.restores.push_back({.at = 3h, .clients = "fs", .copy = "Secondary"});
  test_case.change(scenario);
  if (scenario.keys.profile == "per-copy-rsa")
    for (auto& rotation : scenario.rotations) rotation.of = "Gold/Primary";
  return scenario;
}

std::unique_ptr<crypto::Hierarchy> binding(const scenarios::Scenario& scenario) {
  return std::make_unique<test::BindsContext>(scenarios::profile_of(scenario));
}

class KeyContexts : public ::testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(
    Of, KeyContexts,
    ::testing::Values(
        Case{"Profile", [](auto&) {}}, Case{"PerCopyRsa", [](auto& s) { s.keys.profile = "per-copy-rsa"; }},
        Case{"PoolRsaKek", [](auto& s) { s.keys.profile = "pool-rsa-kek"; }},
        Case{"Remote", [](auto& s) { s.keys.unwrap = crypto::Unwrap::remote, s.readings.kms_cache = 10min; }},
        Case{"ClientCopy", [](auto& s) { s.readings.data_key_scope = crypto::DataKeyScope::clientCopy; }},
        Case{"ArchiveFile", [](auto& s) { s.readings.data_key_scope = crypto::DataKeyScope::archiveFile; }},
        Case{"Fresh", [](auto& s) { s.readings.data_key_reuse = model::DataKeyReuse::fresh; }},
        Case{"BornAtClients", [](auto& s) { s.readings.data_key_born = model::DataKeyBorn::client; }},
        Case{"ReEncrypted", [](auto& s) { s.copies[1].encryption = scenarios::CopyEncryption::reEncrypt; }},
        Case{"ReEncryptedPerCopy",
             [](auto& s) {
               s.copies[1].encryption = scenarios::CopyEncryption::reEncrypt;
               s.keys.profile = "per-copy-rsa";
             }},
        Case{"BuiltIn", [](auto& s) { s.kms[0].kind = "built-in"; }}),
    [](const auto& one) { return one.param.name; });

TEST_P(KeyContexts, AreTheSameWheneverAKeyIsUsed) {
  const auto scenario = cell_of(GetParam());
  sim::SimulateOptions options;
  options.parts.hierarchy = [](const scenarios::Scenario& of, model::World&) { return binding(of); };
  const sim::Run run = sim::run_forked(
      scenario, sim::Seed{1},
      [&] {
        sim::Folds folds;
        folds.push_back(std::make_unique<RestoredBytes>());
        folds.push_back(std::make_unique<SwappedRows>(binding(scenario)));
        return folds;
      },
      {.deadline = 120s}, options);
  ASSERT_EQ(run.ending, sim::Ending::ended) << run.detail;
  const Judgement restored = judgement_of(run.result_of("FID-1"));
  EXPECT_EQ(restored.verdict, Verdict::held) << (restored.evidence.empty() ? "" : restored.evidence.at(0).text());
  EXPECT_GT(restored.exercised, 0u);
  const Judgement swapped = judgement_of(run.result_of("SEC-7"));
  EXPECT_EQ(swapped.verdict, Verdict::held) << (swapped.evidence.empty() ? "" : swapped.evidence.at(0).text());
}

// Of all properties, as a campaign judges them: the rows are opened by the key code that made them.
TEST(KeyCodeOfYourOwn, IsWhatItsRowsAreOpenedBy) {
  auto scenario = test::small_scenario();
  scenario.clients.at(0).count = 2;
  sim::SimulateOptions options;
  options.parts.hierarchy = [](const scenarios::Scenario& of, model::World&) { return binding(of); };
  const auto sec_7_of = [&](const sim::Parts& judged_with) {
    const sim::Run run = sim::run_forked(
        scenario, sim::Seed{1},
        [&] {
          sim::Folds folds;
          for (auto& property : properties_of(scenario, documented_policy(), judged_with))
            folds.push_back(std::move(property));
          return folds;
        },
        {.deadline = 120s}, options);
    return judgement_of(run.result_of("SEC-7")).verdict;
  };
  sim::Parts judged_with;
  judged_with.reader_of_rows = binding;
  EXPECT_EQ(sec_7_of(judged_with), Verdict::held);
  EXPECT_EQ(sec_7_of(sim::Parts()), Verdict::vacuous) << "the product's key code opens none of these rows";
}

// The twin: the same cell with the documented key code.
TEST_P(KeyContexts, AreTheSameWheneverAKeyIsUsed_twin) {
  const auto scenario = cell_of(GetParam());
  const sim::Run run =
      sim::run_forked(scenario, sim::Seed{1},
                      [&] {
                        sim::Folds folds;
                        folds.push_back(std::make_unique<SwappedRows>(scenarios::profile_of(scenario)));
                        return folds;
                      },
                      {.deadline = 120s});
  ASSERT_EQ(run.ending, sim::Ending::ended) << run.detail;
  EXPECT_EQ(judgement_of(run.result_of("SEC-7")).verdict, Verdict::violated);
}

}  // namespace
}  // namespace keycell::properties
