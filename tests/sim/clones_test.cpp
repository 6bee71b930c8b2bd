// Two machines with one name: both do each backup, and what is stored is of whichever came last.

#include <gmock/gmock.h>

#include <set>

#include "sim/random.h"
#include "tests/sim/job_histories.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::Nanos;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

/// Which hosts read chunks and sealed them, with which keys; whose bytes came back.
class WhoDid final : public model::Fold {
 public:
  std::string_view name() const override { return "who"; }
  void on(const model::Event& event) override {
    const auto host = std::string(event.host);
    if (const auto* read = std::get_if<model::ChunkRead>(&event.body)) {
      read_by_[stable_hash(text_of(read->plain))] = host;
      told_.insert(host + " reads");
    } else if (const auto* sealed = std::get_if<model::DataSealed>(&event.body)) {
      sealed_with_[sealed->key].insert(host);
    } else if (const auto* restored = std::get_if<model::ChunkRestored>(&event.body)) {
      told_.insert(host + " gets bytes of " + read_by_[stable_hash(text_of(restored->plain))]);
    }
  }
  std::string result() const override {
    std::string text;
    for (const std::string& what : told_) text += what + "\n";
    for (const auto& [key, hosts] : sealed_with_)
      if (hosts.size() > 1) text += "one key for two\n";
    return text;
  }

 private:
  std::map<std::uint64_t, std::string> read_by_;
  std::set<std::string> told_;
  std::map<crypto::SecretId, std::set<std::string>> sealed_with_;
};

std::vector<std::string> told(const scenarios::Scenario& scenario) {
  const Run run = run_forked(scenario, Seed{1},
                             [] {
                               Folds folds;
                               folds.push_back(std::make_unique<WhoDid>());
                               return folds;
                             },
                             {});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  std::vector<std::string> lines;
  std::istringstream text(std::string(run.result_of("who")));
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

scenarios::Scenario cloned_at(Nanos at) {
  scenarios::Scenario s = test::small_scenario();
  s.clients[0].count = 1;
  s.backups.push_back({.at = 2h, .clients = "fs"});
  s.faults = {{.kind = "client-cloned", .values = {{"target", "fs"}, {"at", at}}}};
  return s;
}

TEST(Clones, DoTheNextBackupsBesideTheOriginalUnderItsKey) {
  // Chunk for chunk what is stored is of whichever came last.
  EXPECT_THAT(told(cloned_at(90min)), UnorderedElementsAre("fs reads", "fs (clone) reads", "one key for two",
                                                           "fs gets bytes of fs", "fs gets bytes of fs (clone)"));
  for (const auto& [number, job] : test::live(cloned_at(90min)).jobs) EXPECT_EQ(job.end(), "Completed");
}

// The twin: a clone that is asked for nothing does nothing.
TEST(Clones, HaveNoWorkInHand) {
  EXPECT_THAT(told(cloned_at(2h + 1s)), ElementsAre("fs gets bytes of fs", "fs reads"));
}

}  // namespace
}  // namespace keycell::sim
