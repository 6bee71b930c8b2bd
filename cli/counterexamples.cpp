#include "cli/counterexamples.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/replay_command.h"
#include "cli/terminal.h"
#include "properties/counterexample.h"
#include "properties/shrink.h"
#include "properties/smaller.h"

namespace keycell::cli {
namespace {

using properties::CellVerdict;
using properties::Failure;
using scenarios::Scenario;

/// The same failure in a verdict, if it is there.
const CellVerdict::Failed* same_in(const CellVerdict& verdict, const Failure& failure) {
  const auto found = std::ranges::find(verdict.failures, failure, &CellVerdict::Failed::what);
  return found == verdict.failures.end() ? nullptr : &*found;
}

class Search {
 public:
  Search(const Failure& failure, const properties::FailureGroup& group, const properties::CampaignResult& result,
         const CounterexampleOptions& options)
      : failure_(failure), group_(group), result_(result), options_(options), seed_{group.seeds.front()} {}

  reports::FailureShown show() {
    reports::FailureShown shown{.what = failure_, .replay = options_.replay(seed_)};
    if (options_.stop()) return shown;
    const properties::Shrunk shrunk = make_smaller();
    const CellVerdict verdict = judge(shrunk.scenario);
    const CellVerdict::Failed* again = same_in(verdict, failure_);
    if (again == nullptr) return shown;  // a run that was killed at its deadline, and now was not
    shown.found = fmt::format("in {} of {} runs, the first with seed {}; made smaller in {} steps, {} cells tried{}",
                              group_.count, result_.done, seed_.value, shrunk.steps, shrunk.tried,
                              shrunk.is_smallest ? "" : ", not to the end");
    shown.story = properties::tell_story(shrunk.scenario, seed_, again->evidence, options_.limits, /*parts=*/{});
    if (options_.out == nullptr) return shown;
    const std::string name = properties::file_name_of(failure_, seed_);
    shown.file = (std::filesystem::path(options_.folder) / name).string();
    shown.replay_of_file = replay_command(shown.file, seed_, options_.policy_path) + options_.limit_options;
    const auto statement = result_.properties.find(failure_.property);
    options_.out->write(
        name,
        properties::to_toml({.scenario = shrunk.scenario,
                             .seed = seed_,
                             .failed = *again,
                             .statement = statement == result_.properties.end() ? "" : statement->second.statement,
                             .story = shown.story,
                             .replay = shown.replay_of_file,
                             .found = shown.found}));
    return shown;
  }

 private:
  CellVerdict judge(const Scenario& scenario) const {
    return properties::judge_cell(scenario, seed_, options_.limits, /*parts=*/{}, *options_.policy);
  }

  properties::Shrunk make_smaller() {
    const std::string what = properties::text_of(failure_);
    StatusLine status(fmt::format("looking for a smaller cell that fails in the same way: {}", what));
    std::uint64_t tried = 0;
    return properties::shrink(
        properties::shrinkable(options_.cell_of(seed_)),
        [&](const Scenario& candidate) {
          status.update(
              fmt::format("looking for a smaller cell that fails in the same way: {}, {} tried", what, ++tried));
          return same_in(judge(candidate), failure_) != nullptr;
        },
        {}, options_.stop);
  }

  const Failure& failure_;
  const properties::FailureGroup& group_;
  const properties::CampaignResult& result_;
  const CounterexampleOptions& options_;
  sim::Seed seed_;
};

}  // namespace

std::vector<reports::FailureShown> find_counterexamples(const properties::CampaignResult& result,
                                                        const CounterexampleOptions& options) {
  std::vector<reports::FailureShown> shown;
  for (const auto& [failure, group] : result.failures) shown.push_back(Search(failure, group, result, options).show());
  return shown;
}

}  // namespace keycell::cli
