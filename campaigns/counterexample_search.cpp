#include "campaigns/counterexample_search.h"

#include <fmt/format.h>

#include <algorithm>

#include "campaigns/counterexample.h"
#include "campaigns/shrink.h"
#include "campaigns/smaller.h"

namespace keycell::campaigns {
namespace {

using scenarios::Scenario;

/// The same failure in a verdict, if it is there.
const CellVerdict::Failed* same_in(const CellVerdict& verdict, const Failure& failure) {
  const auto found = std::ranges::find(verdict.failures, failure, &CellVerdict::Failed::what);
  return found == verdict.failures.end() ? nullptr : &*found;
}

class Search {
 public:
  Search(const Failure& failure, const FailureGroup& group, const CampaignResult& result,
         const CounterexampleOptions& options)
      : failure_(failure), group_(group), result_(result), options_(options), seed_{group.seeds.front()} {}

  Counterexample look() {
    Counterexample example{.what = failure_, .seed = seed_};
    if (options_.stop()) return example;
    const Shrunk shrunk = make_smaller();
    const CellVerdict verdict = judge(shrunk.scenario);
    const CellVerdict::Failed* again = same_in(verdict, failure_);
    if (again == nullptr) return example;
    example.found = fmt::format("in {} of {} runs, the first with seed {}; made smaller in {} steps, {} cells tried{}",
                                group_.count, result_.done, seed_.value, shrunk.steps, shrunk.tried,
                                shrunk.is_smallest ? "" : ", not to the end");
    const ToldStory told = tell_story(shrunk.scenario, seed_, again->evidence, options_.limits, options_.parts);
    example.story = told.lines;
    example.file_name = file_name_of(failure_, seed_);
    const auto statement = result_.properties.find(failure_.property);
    example.toml = to_toml({.scenario = shrunk.scenario,
                            .seed = seed_,
                            .failed = *again,
                            .statement = statement == result_.properties.end() ? "" : statement->second.statement,
                            .story = example.story,
                            .replay = options_.replay_of_file(example.file_name, seed_),
                            .found = example.found,
                            .event_hash = told.event_hash});
    return example;
  }

 private:
  CellVerdict judge(const Scenario& scenario) const {
    return judge_cell(scenario, seed_, options_.limits, options_.parts, *options_.policy);
  }

  Shrunk make_smaller() {
    std::uint64_t tried = 0;
    return shrink(
        shrinkable(options_.cell_of(seed_)),
        [&](const Scenario& candidate) {
          options_.trying(failure_, ++tried);
          return same_in(judge(candidate), failure_) != nullptr;
        },
        {}, options_.stop);
  }

  const Failure& failure_;
  const FailureGroup& group_;
  const CampaignResult& result_;
  const CounterexampleOptions& options_;
  sim::Seed seed_;
};

}  // namespace

std::vector<Counterexample> find_counterexamples(const CampaignResult& result, const CounterexampleOptions& options) {
  std::vector<Counterexample> examples;
  for (const auto& [failure, group] : result.failures)
    examples.push_back(Search(failure, group, result, options).look());
  return examples;
}

}  // namespace keycell::campaigns
