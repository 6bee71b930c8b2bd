#include "properties/judge.h"

#include <algorithm>

#include "properties/catalogue.h"

namespace keycell::properties {
namespace {

bool expects(const scenarios::Scenario& scenario, const std::string& id) {
  return std::ranges::find(scenario.expect.violated, id) != scenario.expect.violated.end();
}

}  // namespace

Verdicts judge(const sim::Run& run, const scenarios::Scenario& scenario) {
  return judge(run, judgements_of(run), scenario);
}

Verdicts judge(const sim::Run& run, std::vector<Judgement> judgements, const scenarios::Scenario& scenario) {
  Verdicts verdicts;
  verdicts.judgements = std::move(judgements);
  const bool was_judged = !verdicts.judgements.empty();
  bool vacuous = false;
  for (const Judgement& judgement : verdicts.judgements) {
    vacuous = vacuous || judgement.verdict == Verdict::vacuous;
    const bool is_violated = judgement.verdict == Verdict::violated;
    if (is_violated && !expects(scenario, judgement.id)) verdicts.unexpected.push_back(judgement.id);
    if (!is_violated && expects(scenario, judgement.id)) verdicts.missing.push_back(judgement.id);
  }
  for (const std::string& id : property_ids()) {
    if (std::ranges::find(verdicts.judgements, id, &Judgement::id) != verdicts.judgements.end()) continue;
    (was_judged ? verdicts.not_applicable : verdicts.not_judged).push_back(id);
    if (run.ending == sim::Ending::ended && expects(scenario, id)) verdicts.missing.push_back(id);
  }
  if (run.ending == sim::Ending::contradiction) {
    verdicts.outcome = Outcome::contradiction;
  } else if (run.ending != sim::Ending::ended) {
    verdicts.outcome = Outcome::brokenRun;
  } else if (!verdicts.unexpected.empty() || !verdicts.missing.empty()) {
    verdicts.outcome = Outcome::violated;
  } else if (vacuous) {
    verdicts.outcome = Outcome::vacuous;
  }
  return verdicts;
}

}  // namespace keycell::properties
