// Every row has what acts, and a program adds a kind of fault of its own with one row and one function.

#include <gtest/gtest.h>

#include "model/kms/kinds.h"
#include "scenarios/actions.h"
#include "scenarios/fault_kinds.h"
#include "scenarios/kms_kinds.h"
#include "scenarios/load.h"
#include "scenarios/write.h"
#include "sim/actions/acts.h"
#include "sim/cell.h"
#include "sim/faults/acts.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;

TEST(Acts, AreThereForEachRowAndForNothingElse) {
  for (const auto& kind : scenarios::fault_kinds()) EXPECT_TRUE(fault_acts().contains(kind.word)) << kind.word;
  for (const auto& [word, act] : fault_acts()) EXPECT_NE(scenarios::find_fault_kind(word), nullptr) << word;
  for (const auto& action : scenarios::actions()) EXPECT_TRUE(action_acts().contains(action.word)) << action.word;
  for (const auto& [word, act] : action_acts()) EXPECT_NE(scenarios::find_action(word), nullptr) << word;
  EXPECT_EQ(model::kms_kinds().size(), scenarios::kms_kinds().size());
  for (const auto& kind : scenarios::kms_kinds()) {
    ASSERT_TRUE(model::kms_kinds().contains(kind.word)) << kind.word;
    const bool runs = model::kms_kinds().at(kind.word).run != nullptr;
    EXPECT_EQ(runs, kind.lives == scenarios::KmsLives::onANode) << kind.word;
  }
}

/// The faults that acted: "kind at host".
class Acted final : public model::Fold {
 public:
  std::string_view name() const override { return "acted"; }
  void on(const model::Event& event) override {
    if (const auto* fault = std::get_if<model::FaultActed>(&event.body))
      text_ += std::string(fault->kind) + " at " + std::string(event.host) + ": " + std::string(fault->detail) + "\n";
  }
  std::string result() const override { return text_; }

 private:
  std::string text_;
};

TEST(Acts, AKindOfFaultOfOnesOwnIsOneRowAndOneFunction) {
  using scenarios::row_key;
  scenarios::add_fault_kind(
      {{.word = "client-restart",
        .sentence = "a MediaAgent goes down some times, one after the other",
        .keys = {row_key("target", scenarios::mediaAgents, "a MediaAgent").needed(),
                 row_key("at", scenarios::instant(), "when it acts").needed(),
                 row_key("times", scenarios::small_number(1, 9), "how often").absent("once")}},
       scenarios::Heals::byItself,
       "what every healthy cell does",
       [](const scenarios::Scenario&, scenarios::CellDraws&) { return std::optional<scenarios::Fault>(); }});
  const FaultAct act = [](const FaultSite& site, const scenarios::Fault& fault) {
    for (std::uint64_t i = 0; i < fault.values.number("times").value_or(1); ++i)
      site.fabric.at(*fault.values.time("at") + i * 10min, [&fabric = site.fabric, &host = site.host(fault), i] {
        fabric.post(host.self(), model::FaultActed{"client-restart", "time " + std::to_string(i + 1)});
        host.lose_power("client-restart", 1min);
      });
  };
  scenarios::Scenario scenario = test::small_scenario();
  const auto loads = [&](const std::string& fault) {
    return scenarios::load_text("cell.toml", to_toml(scenario) + "[[fault]]\nkind = \"client-restart\"\n" + fault, {});
  };
  EXPECT_THROW(loads("target = \"ma1\"\nat = \"10 min\"\ntimes = 10\n"), scenarios::ScenarioError);
  const scenarios::Scenario with_fault = loads("target = \"ma1\"\nat = \"10 min\"\ntimes = 2\n");
  EXPECT_EQ(scenarios::load_text("again.toml", to_toml(with_fault), {}), with_fault);

  SimulateOptions options;
  options.parts.fault_acts["client-restart"] = act;
  const sim::Run run = run_forked(
      with_fault, Seed{1},
      [] {
        Folds folds;
        folds.push_back(std::make_unique<Acted>());
        return folds;
      },
      {}, options);
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  EXPECT_EQ(run.result_of("acted"), "client-restart at ma1: time 1\nclient-restart at ma1: time 2\n");
}

}  // namespace
}  // namespace keycell::sim
