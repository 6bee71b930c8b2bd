#include "campaigns/campaign.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "crypto/key_class.h"
#include "measures/judged_folds.h"
#include "properties/catalogue.h"
#include "properties/result_json.h"
#include "scenarios/fault_kinds.h"
#include "sim/process.h"

namespace keycell::campaigns {
namespace {

using properties::Evidence;
using properties::Judgement;
using properties::Property;
using properties::Verdict;
using properties::Verdicts;

constexpr const char* verdictName = "verdict";

bool is_in(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

std::vector<CellVerdict::Failed> failures_of(const sim::Run& run, const Verdicts& verdicts) {
  std::vector<CellVerdict::Failed> failures;
  if (run.ending != sim::Ending::ended) {
    failures.push_back({{.property = "", .about = std::string(name_of(run.ending))}, {.what = run.detail}});
    return failures;
  }
  for (const Judgement& judgement : verdicts.judgements) {
    if (is_in(verdicts.unexpected, judgement.id)) {
      const Evidence evidence = judgement.evidence.empty() ? Evidence{} : judgement.evidence.front();
      const std::string about = evidence.about.key_class ? std::string(name_of(*evidence.about.key_class)) : "";
      failures.push_back({{.property = judgement.id, .about = about}, evidence});
    }
    // One that met no case says nothing about the expectation.
    if (is_in(verdicts.missing, judgement.id) && judgement.verdict == Verdict::held)
      failures.push_back({{.property = judgement.id, .about = std::string(heldAgainstExpectation)},
                          {.what = "held, " + std::to_string(judgement.exercised) + " looked at"}});
  }
  for (const std::string& id : verdicts.not_applicable)
    if (is_in(verdicts.missing, id))
      failures.push_back({{.property = id, .about = std::string(heldAgainstExpectation)},
                          {.what = "expected to be violated, and nothing in the scenario triggers it"}});
  return failures;
}

/// A verdict that a parent can add up.
void put_verdict(sim::Run& run, const std::vector<const Property*>& properties, const properties::FaultNumbers& acted,
                 const scenarios::Scenario& scenario) {
  std::vector<Judgement> judgements;
  CellVerdict verdict;
  for (const Property* property : properties) {
    const Judgement& judgement = judgements.emplace_back(property->judgement());
    verdict.properties.push_back({.id = judgement.id,
                                  .statement = judgement.statement,
                                  .exercised = judgement.verdict != Verdict::vacuous,
                                  .violated = judgement.verdict == Verdict::violated,
                                  .sums = property->sums()});
  }
  const Verdicts verdicts = properties::judge(run, std::move(judgements), acted, scenario);
  verdict.failures = failures_of(run, verdicts);
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    const scenarios::Fault& fault = scenario.faults[i];
    if (!fault.optional) continue;
    const bool has_hit = acted.contains(static_cast<std::uint32_t>(i + 1));
    verdict.drawn[fault.kind] |= has_hit;
    // What a drawn fault destroyed does not come back: no cell is blamed for that.
    if (const scenarios::FaultKind* kind = scenarios::find_fault_kind(fault.kind); has_hit && kind != nullptr)
      std::erase_if(verdict.failures, [&](const CellVerdict::Failed& failed) {
        return failed.what.about != heldAgainstExpectation && is_in(kind->may_violate, failed.what.property);
      });
  }
  for (std::size_t i = 0; i < scenario.faults.size(); ++i)
    if (!scenario.faults[i].optional) verdict.faults.push_back(properties::name_of_fault(scenario, i + 1));
  verdict.never_acted = verdicts.never_acted;
  run.results = {{verdictName, properties::json_of(verdict).dump()}};
  run.disks.clear();
}

/// For a child, which must not unwind into its parent's code.
sim::Run run_in_child(const CellSource& source, sim::Seed seed, const PolicyFile& policy, const sim::Parts& parts) {
  try {
    const scenarios::Scenario scenario = source(seed);
    sim::Folds folds;
    std::vector<const Property*> properties;
    for (auto& property : properties::properties_of(scenario, policy, parts)) {
      properties.push_back(property.get());
      folds.push_back(std::move(property));
    }
    auto faults = std::make_unique<properties::ActedFaults>();
    const properties::ActedFaults& acted = *faults;
    folds.push_back(std::move(faults));
    for (auto& account : measures::accounts(scenario)) folds.push_back(std::move(account));
    sim::Run run = sim::simulate(scenario, seed, folds, {.results = false, .parts = parts});
    put_verdict(run, properties, acted.numbers(), scenario);
    return run;
  } catch (const std::exception& error) {
    sim::Run run;
    run.ending = sim::Ending::internalError;
    run.detail = error.what();
    return run;
  }
}

CellVerdict verdict_in(const sim::Run& run) {
  const std::string_view text = run.result_of(verdictName);
  CellVerdict verdict;
  if (text.empty()) {  // it died
    verdict.failures = failures_of(run, {});
  } else {
    verdict = properties::result_in_text<CellVerdict>(text);
  }
  verdict.ending = run.ending;
  verdict.events = run.events;
  return verdict;
}

void add(CampaignResult& result, std::uint64_t seed, const CellVerdict& verdict) {
  ++result.done;
  result.events += verdict.events;
  for (const CellVerdict::OfProperty& property : verdict.properties) {
    Tally& tally = result.properties[property.id];
    if (tally.statement.empty()) tally.statement = property.statement;
    ++tally.applied;
    tally.exercised += property.exercised ? 1 : 0;
    tally.violated += property.violated ? 1 : 0;
    for (const auto& [name, sum] : property.sums) tally.sums[name] += sum;
  }
  for (const std::string& fault : verdict.faults) {
    FaultTally& tally = result.faults[fault];
    ++tally.cells;
    tally.acted += std::ranges::find(verdict.never_acted, fault) == verdict.never_acted.end() ? 1 : 0;
  }
  for (const auto& [kind, has_hit] : verdict.drawn) {
    FaultTally& tally = result.drawn[kind];
    ++tally.cells;
    tally.acted += has_hit ? 1 : 0;
  }
  result.failed += verdict.failures.empty() ? 0 : 1;
  for (const CellVerdict::Failed& failed : verdict.failures) {
    FailureGroup& group = result.failures[failed.what];
    ++group.count;
    const auto place = std::ranges::lower_bound(group.seeds, seed);
    if (place == group.seeds.begin()) group.evidence = failed.evidence;
    group.seeds.insert(place, seed);
    if (group.seeds.size() > FailureGroup::mostSeeds) group.seeds.pop_back();
  }
}

/// Which runs are over, when they end in any order: all up to a number, and some beyond.
class Ended {
 public:
  void mark(std::size_t number) {
    beyond_.insert(number);
    while (beyond_.erase(all_below_) > 0) ++all_below_;
  }
  /// All runs with a smaller number are over.
  std::size_t all_below() const { return all_below_; }

 private:
  std::size_t all_below_ = 0;
  std::set<std::size_t> beyond_;
};

}  // namespace

std::string text_of(const Failure& failure) {
  if (failure.property.empty()) return failure.about;
  return failure.about.empty() ? failure.property : failure.property + ", " + failure.about;
}

std::vector<std::string> CampaignResult::vacuous() const {
  std::vector<std::string> ids;
  for (const auto& [id, tally] : properties)
    if (tally.exercised == 0) ids.push_back(id);
  for (const auto& [fault, tally] : faults)
    if (tally.acted == 0) ids.push_back(fault);
  return ids;
}

Outcome CampaignResult::outcome() const {
  bool broken = false;
  for (const auto& [failure, group] : failures) {
    if (failure.property.empty() && failure.about == name_of(sim::Ending::contradiction)) return Outcome::contradiction;
    broken = broken || failure.property.empty();
  }
  if (broken) return Outcome::brokenRun;
  if (!failures.empty()) return Outcome::violated;
  return vacuous().empty() ? Outcome::held : Outcome::vacuous;
}

CampaignResult merged(const CampaignResult& first, const CampaignResult& second) {
  if (first.options.first.value + first.options.seeds != second.options.first.value)
    throw std::invalid_argument("the seeds of the second campaign do not begin where those of the first end");
  CampaignResult both = first;
  both.options.seeds += second.options.seeds;
  both.done += second.done;
  both.failed += second.failed;
  both.events += second.events;
  for (const auto& [id, more] : second.properties) {
    Tally& tally = both.properties[id];
    if (tally.statement.empty()) tally.statement = more.statement;
    tally.applied += more.applied;
    tally.exercised += more.exercised;
    tally.violated += more.violated;
    for (const auto& [name, sum] : more.sums) tally.sums[name] += sum;
  }
  for (const auto& [kind, more] : second.drawn) {
    both.drawn[kind].cells += more.cells;
    both.drawn[kind].acted += more.acted;
  }
  for (const auto& [fault, more] : second.faults) {
    both.faults[fault].cells += more.cells;
    both.faults[fault].acted += more.acted;
  }
  for (const auto& [failure, more] : second.failures) {
    FailureGroup& group = both.failures[failure];
    if (group.seeds.empty()) group.evidence = more.evidence;
    group.count += more.count;
    for (const std::uint64_t seed : more.seeds)  // all of them higher
      if (group.seeds.size() < FailureGroup::mostSeeds) group.seeds.push_back(seed);
  }
  return both;
}

CellVerdict judge_cell(const scenarios::Scenario& scenario, sim::Seed seed, const sim::Limits& limits,
                       const sim::Parts& parts, const PolicyFile& policy) {
  sim::process();
  const CellSource source = [&](sim::Seed) { return scenario; };
  return verdict_in(sim::in_child([&] { return run_in_child(source, seed, policy, parts); }, limits));
}

CampaignResult run_campaign(const CampaignOptions& options, const CellSource& source, const sim::Limits& limits,
                            const CampaignHooks& hooks) {
  CampaignResult result{.options = options, .properties = {}, .faults = {}, .failures = {}};
  Ended ended;
  std::optional<std::size_t> lowest_failure;
  const auto seed_of = [&](std::size_t number) { return sim::Seed{options.first.value + number}; };
  sim::process();  // set up once, here, so that every child starts warm
  sim::in_children(
      [&](std::size_t number) { return run_in_child(source, seed_of(number), *options.policy, hooks.parts); },
      {.count = static_cast<std::size_t>(options.seeds),
       .at_once = options.jobs,
       .ended =
           [&](std::size_t number, const sim::Run& run) {
             const CellVerdict verdict = verdict_in(run);
             add(result, seed_of(number).value, verdict);
             ended.mark(number);
             if (!verdict.failures.empty()) lowest_failure = std::min(lowest_failure.value_or(number), number);
             if (hooks.ended) hooks.ended(result);
           },
       .stop =
           [&] {
             const bool knows_the_first = lowest_failure && ended.all_below() > *lowest_failure;
             return (options.stop_at == StopAt::firstFailure && knows_the_first) || (hooks.stop && hooks.stop());
           }},
      limits);
  return result;
}

}  // namespace keycell::campaigns
