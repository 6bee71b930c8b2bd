// A law of random cells: whoever uses a key holds it for some time, and what is held by host, by flow and in all is the
// same.

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "campaigns/random_cell.h"
#include "properties/boundaries/host_roles.h"
#include "properties/checks/custody.h"
#include "sim/fork_server.h"

namespace keycell::campaigns {
namespace {

using crypto::SecretId;
using model::Nanos;

/// Every key at every host, counted beside CUS-1 from the events alone.
class Spans final : public model::Fold {
 public:
  std::string_view name() const override { return "spans"; }
  void on(const model::Event& event) override {
    if (ended_) return;
    now_ = event.time;
    const std::string host(event.host);
    const auto use = [&](SecretId secret, Nanos owed) {
      const auto found = open_.find({host, secret});
      if (found == open_.end()) return;
      found->second.used = true;
      found->second.owed += owed;
    };
    if (const auto* held = std::get_if<model::SecretHeld>(&event.body)) {
      Span& span =
          open_.try_emplace({host, held->secret}, Span{.since = now_, .key_class = held->key_class}).first->second;
      ++span.holders;
    } else if (const auto* wiped = std::get_if<model::SecretWiped>(&event.body)) {
      const auto found = open_.find({host, wiped->secret});
      if (found == open_.end() || --found->second.holders > 0) return;
      close(found->first, found->second, wiped->power_cut);
      open_.erase(found);
    } else if (const auto* work = std::get_if<model::KeyWork>(&event.body)) {
      use(work->with, work->charged_alone ? Nanos::zero() : work->cpu_time);
    } else if (const auto* wrapped = std::get_if<model::KeyWrapped>(&event.body)) {
      use(wrapped->what, wrapped->owed);
    } else if (const auto* unwrapped = std::get_if<model::KeyUnwrapped>(&event.body)) {
      use(unwrapped->what, unwrapped->owed);
    } else if (const auto* sealed = std::get_if<model::DataSealed>(&event.body)) {
      use(sealed->key, Nanos::zero());
    } else if (const auto* opened = std::get_if<model::DataOpened>(&event.body)) {
      use(opened->key, Nanos::zero());
    } else if (const auto* disclosed = std::get_if<model::SecretDisclosed>(&event.body)) {
      use(disclosed->secret, Nanos::zero());
    } else if (std::holds_alternative<model::WorkloadEnded>(event.body)) {
      for (const auto& [place, span] : open_) close(place, span, false);
      ended_ = true;
    }
  }
  std::string result() const override {
    return nlohmann::json{{"used", used_}, {"for_no_time", for_no_time_}, {"held_ns", held_.count()}}.dump();
  }

 private:
  using Place = std::pair<std::string, SecretId>;
  struct Span {
    Nanos since;
    crypto::KeyClass key_class;
    int holders = 0;
    bool used = false;
    Nanos owed{0};
  };

  void close(const Place& place, const Span& span, bool power_cut) {
    const Nanos held = now_ - span.since + span.owed;
    held_ += held;
    if (!span.used) return;
    ++used_;
    if (held == Nanos::zero() && !power_cut)
      for_no_time_.push_back(std::string(name_of(span.key_class)) + " at " + place.first);
  }

  std::map<Place, Span> open_;
  std::uint64_t used_ = 0;
  std::vector<std::string> for_no_time_;
  Nanos held_{0};
  Nanos now_{0};
  bool ended_ = false;
};

TEST(HeldKeys, WhoeverUsesAKeyHoldsItForSomeTimeAndAllSumsAgree) {
  const Space space = load_space("documented", shipped_spaces().front().text);
  std::uint64_t used = 0;
  std::set<std::string> flows;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const scenarios::Scenario cell = cell_of(space, seed);
    const sim::Run run = sim::run_forked(cell, sim::Seed{seed},
                                         [&cell] {
                                           sim::Folds folds;
                                           folds.push_back(std::make_unique<Spans>());
                                           folds.push_back(std::make_unique<properties::Custody>(cell));
                                           return folds;
                                         },
                                         {.deadline = std::chrono::seconds(120)});
    ASSERT_EQ(run.ending, sim::Ending::ended) << run.detail;
    const auto spans = nlohmann::json::parse(run.result_of("spans"));
    EXPECT_EQ(spans.at("for_no_time"), nlohmann::json::array());
    used += spans.at("used").get<std::uint64_t>();

    const auto details = nlohmann::json::parse(properties::judgement_of(run.result_of("CUS-1")).details);
    const auto sum_of = [&](const char* part) {
      double sum = 0;
      for (const auto& entry : details.at(part)) sum += entry.at("key_s").get<double>();
      return sum;
    };
    const double all_s = spans.at("held_ns").get<double>() / 1e9;
    for (const char* part : {"custody", "by_flow", "by_host"}) EXPECT_NEAR(sum_of(part), all_s, 1e-9 * all_s) << part;
    for (const auto& entry : details.at("by_flow"))
      flows.insert(entry.at("flow").get<std::string>() + entry.value("side", ""));
  }
  EXPECT_GT(used, 5'000u);
  EXPECT_EQ(flows,
            (std::set<std::string>{"aux-copysource", "aux-copytarget", "backup", "create-copy", "create-storage-pool",
                                   "none", "restore", "rotate-master-key", "synthetic-full"}));
}

}  // namespace
}  // namespace keycell::campaigns
