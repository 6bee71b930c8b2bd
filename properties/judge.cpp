#include "properties/judge.h"

#include <algorithm>

#include "properties/catalogue.h"
#include "properties/documented_weaknesses.h"

namespace keycell::properties {
namespace {

using scenarios::Scenario;

bool is_in(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

std::vector<std::string> never_acted(const Scenario& scenario, const FaultNumbers& acted) {
  std::vector<std::string> names;
  for (std::uint32_t number = 1; number <= scenario.faults.size(); ++number)
    if (!scenario.faults[number - 1].optional && !acted.contains(number))
      names.push_back(name_of_fault(scenario, number));
  return names;
}

Outcome outcome_of(const sim::Run& run, const Verdicts& verdicts) {
  if (run.ending == sim::Ending::contradiction) return Outcome::contradiction;
  if (run.ending != sim::Ending::ended) return Outcome::brokenRun;
  if (!verdicts.unexpected.empty() || !verdicts.missing.empty()) return Outcome::violated;
  const bool vacuous =
      std::ranges::find(verdicts.judgements, Verdict::vacuous, &Judgement::verdict) != verdicts.judgements.end();
  return vacuous || !verdicts.never_acted.empty() ? Outcome::vacuous : Outcome::held;
}

}  // namespace

std::string name_of_fault(const Scenario& scenario, std::size_t number) {
  const scenarios::Fault& fault = scenario.faults.at(number - 1);
  const std::string target = fault.values.text("target");
  return "fault " + std::to_string(number) + " (" + fault.kind + (target.empty() ? "" : " on " + target) + ")";
}

Verdicts judge(const sim::Run& run, const Scenario& scenario) {
  return judge(run, judgements_of(run), acted_faults_in(run.result_of(ActedFaults().name())), scenario);
}

Verdicts judge(const sim::Run& run, std::vector<Judgement> judgements, const FaultNumbers& acted,
               const Scenario& scenario) {
  Verdicts verdicts;
  verdicts.judgements = std::move(judgements);
  const bool was_judged = !verdicts.judgements.empty();
  const auto known = scenario.expect.is_said() ? std::vector<std::string>{} : documented_weaknesses(scenario);
  for (const Judgement& judgement : verdicts.judgements) {
    const bool is_violated = judgement.verdict == Verdict::violated;
    const bool is_expected = scenario.expect.contains(judgement.id);
    if (is_violated && !is_expected)
      (is_in(known, judgement.id) ? verdicts.known : verdicts.unexpected).push_back(judgement.id);
    if (!is_violated && is_expected) verdicts.missing.push_back(judgement.id);
  }
  for (const std::string& id : property_ids()) {
    if (std::ranges::find(verdicts.judgements, id, &Judgement::id) != verdicts.judgements.end()) continue;
    (was_judged ? verdicts.not_applicable : verdicts.not_judged).push_back(id);
    if (run.ending == sim::Ending::ended && scenario.expect.contains(id)) verdicts.missing.push_back(id);
  }
  if (was_judged) verdicts.never_acted = never_acted(scenario, acted);
  verdicts.outcome = outcome_of(run, verdicts);
  return verdicts;
}

}  // namespace keycell::properties
