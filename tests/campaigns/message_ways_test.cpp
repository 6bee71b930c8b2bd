// Between whom a request goes is an option of the protocol, by which rules of a boundary policy are refused that can
// never apply: what it says is what cells do.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "campaigns/random_cell.h"
#include "model/message_kinds.h"
#include "properties/boundaries/host_roles.h"
#include "properties/catalogue.h"
#include "scenarios/catalogue.h"
#include "scenarios/load.h"
#include "sim/fork_server.h"

namespace keycell::campaigns {
namespace {

using ::testing::IsEmpty;

/// The kinds of message that were seen, a line each, those on another way than the protocol says marked.
class WaysSeen final : public model::Fold {
 public:
  explicit WaysSeen(const scenarios::Scenario& scenario) : roles_(scenario) {}
  std::string_view name() const override { return "ways"; }
  void on(const model::Event& event) override {
    const auto* crossing = std::get_if<model::Crossing>(&event.body);
    if (crossing == nullptr || crossing->place != model::Place::payload) return;
    const auto& kinds = model::message_kinds();
    const auto kind = std::ranges::find(kinds, crossing->what, &model::MessageKind::name);
    const auto is_one_of = [&](const std::vector<model::Role>& roles, std::string_view host) {
      return std::ranges::find(roles, roles_.role_of(host)) != roles.end();
    };
    const bool is_right =
        kind != kinds.end() && is_one_of(kind->from, crossing->from) && is_one_of(kind->to, crossing->to);
    lines_.insert(std::string(crossing->what) +
                  (is_right ? "" : " from " + std::string(crossing->from) + " to " + std::string(crossing->to) + "!"));
  }
  std::string result() const override {
    std::string text;
    for (const std::string& line : lines_) text += line + "\n";
    return text;
  }

 private:
  properties::HostRoles roles_;
  std::set<std::string> lines_;
};

void add_ways_of(const scenarios::Scenario& scenario, std::set<std::string>& seen) {
  const auto folds = [&] {
    sim::Folds made;
    made.push_back(std::make_unique<WaysSeen>(scenario));
    return made;
  };
  const sim::Run run = sim::run_forked(scenario, sim::Seed{1}, folds, {});
  EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
  std::string_view rest = run.result_of("ways");
  for (; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1)) seen.emplace(rest.substr(0, rest.find('\n')));
}

TEST(MessageWays, AreThoseThatTheProtocolSays) {
  std::set<std::string> seen;
  for (const char* name : {"one-backup", "operators", "retention", "kms-key-lost", "two-copies"})
    add_ways_of(scenarios::load_text(name, scenarios::find_in_catalogue(name)->text,
                                     {.property_ids = properties::property_ids()}),
                seen);
  const Space space = load_space("documented", shipped_spaces().front().text);
  for (std::uint64_t seed = 1; seed <= 60; ++seed) add_ways_of(cell_of(space, seed), seen);
  std::vector<std::string> wrong;
  std::ranges::copy_if(seen, std::back_inserter(wrong), [](const std::string& line) { return line.ends_with("!"); });
  EXPECT_THAT(wrong, IsEmpty());
  std::vector<std::string> unseen;
  for (const model::MessageKind& kind : model::message_kinds())
    if (!seen.contains(kind.name)) unseen.push_back(kind.name);
  // What nobody asks in a cell of today.
  EXPECT_THAT(unseen, ::testing::IsSubsetOf({"job_status", "job_status reply", "kms_locate", "kms_locate reply",
                                             "kms_destroy", "kms_destroy reply"}));
}

}  // namespace
}  // namespace keycell::campaigns
