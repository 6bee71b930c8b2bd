#include "campaigns/replications.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "measures/exit_order.h"
#include "measures/judged_folds.h"
#include "measures/statistics.h"
#include "measures/summary.h"
#include "properties/documented_weaknesses.h"

namespace keycell::campaigns {
namespace {

using measures::confidenceLevel;
using measures::Figure;
using measures::Sample;
using measures::Unit;

using measures::StudyFigure;
using measures::StudyRun;
using measures::StudySummary;
using measures::StudyVerdict;
using measures::VerdictOnRun;

StudyFigure over_all(const Figure& figure, const Sample& sample) {
  constexpr double high = 0.95;
  return {.id = figure.id,
          .label = figure.label,
          .unit = figure.unit,
          .n = sample.size(),
          .mean = sample.mean(),
          .mean_interval = sample.mean_interval(confidenceLevel),
          .deviation = sample.deviation(),
          .minimum = sample.minimum(),
          .median = sample.quantile(0.5),
          .median_interval = sample.quantile_interval(0.5, confidenceLevel),
          .p95 = sample.quantile(high),
          .p95_interval = sample.quantile_interval(high, confidenceLevel),
          .maximum = sample.maximum()};
}

/// The figures that any run has, in the order in which runs list them.
std::vector<Figure> figures_of(const std::vector<Replication>& runs) {
  std::vector<Figure> all;
  for (const Replication& run : runs) {
    auto place = all.begin();
    for (const Figure& figure : run.figures) {
      const auto known = std::ranges::find(all, figure.id, &Figure::id);
      place = known == all.end() ? all.insert(place, figure) : known;
      ++place;
    }
  }
  return all;
}

StudyRun told_of(const Replication& run) {
  StudyRun told{.seed = run.seed.value,
                .ending = run.ending,
                .ending_detail = run.ending_detail,
                .event_hash = run.event_hash,
                .exit_code = run.exit_code,
                .surprises = run.surprises,
                .verdicts = run.verdicts};
  for (const Figure& figure : run.figures) told.figures.emplace_back(figure.id, figure.value);
  return told;
}

StudyVerdict verdict_over(const std::vector<Replication>& runs, const std::string& id,
                          const scenarios::Scenario& scenario) {
  const auto known = properties::documented_weaknesses(scenario);
  StudyVerdict told{.id = id,
                    .expected_violated = scenario.expect.contains(id),
                    .known_of_profile = !scenario.expect.is_said() && std::ranges::find(known, id) != known.end()};
  for (const Replication& run : runs) {
    const auto verdict = std::ranges::find(run.verdicts, id, &std::pair<std::string, VerdictOnRun>::first);
    if (verdict == run.verdicts.end()) continue;
    switch (verdict->second) {
      case VerdictOnRun::held: ++told.held; break;
      case VerdictOnRun::violated:
        ++told.violated;
        told.violated_seeds.push_back(run.seed.value);
        break;
      case VerdictOnRun::vacuous: ++told.vacuous; break;
      case VerdictOnRun::notApplicable: ++told.not_applicable; break;
      case VerdictOnRun::notJudged: ++told.not_judged; break;
    }
  }
  if (const std::uint64_t judged = told.held + told.violated; judged > 0)
    told.violated_share_interval = measures::proportion_interval(told.violated, judged, confidenceLevel);
  return told;
}

VerdictOnRun verdict_on_run(properties::Verdict verdict) {
  switch (verdict) {
    case properties::Verdict::held: return VerdictOnRun::held;
    case properties::Verdict::violated: return VerdictOnRun::violated;
    case properties::Verdict::vacuous: return VerdictOnRun::vacuous;
  }
  return VerdictOnRun::notJudged;
}

}  // namespace

Replication replication_of(const measures::RunSummary& summary) {
  Replication run{.seed = {summary.seed},
                  .verdicts = {},
                  .ending = summary.ending,
                  .ending_detail = summary.ending_detail,
                  .event_hash = summary.event_hash,
                  .surprises = summary.unexpected,
                  .replay = summary.replay,
                  .exit_code = summary.exit_code,
                  .figures = {}};
  for (const measures::VerdictTold& told : summary.verdicts)
    run.verdicts.emplace_back(told.id, verdict_on_run(told.verdict));
  for (const std::string& id : summary.not_applicable) run.verdicts.emplace_back(id, VerdictOnRun::notApplicable);
  for (const std::string& id : summary.not_judged) run.verdicts.emplace_back(id, VerdictOnRun::notJudged);
  const auto& missing = summary.expected_but_not_violated;
  run.surprises.insert(run.surprises.end(), missing.begin(), missing.end());
  for (const std::string& fault : summary.faults_that_never_acted) run.surprises.push_back(fault + " never acted");
  if (run.ending == sim::Ending::ended) run.figures = measures::figures_of(summary);
  return run;
}

bool one_says_all(const std::vector<Replication>& runs) {
  return runs.size() == 1 && runs.front().ending == sim::Ending::ended && !runs.front().drawn_by_chance;
}

std::vector<Replication> replicate(const ReplicationPlan& plan, const ReplicationHooks& hooks) {
  std::map<std::size_t, Replication> by_number;
  const auto ended = [&](std::size_t number, sim::Run run) {
    run.detail = plan.detail_of(run);
    const sim::Seed seed{plan.first.value + number};
    const measures::RunSummary summary = measures::summarize(
        {.name = plan.name, .scenario = plan.scenario, .seed = seed, .wall_seconds = 0, .replay = plan.replay(seed)},
        run, properties::judge(run, *plan.scenario));
    Replication& kept = by_number.emplace(number, replication_of(summary)).first->second;
    kept.drawn_by_chance = run.drawn_by_chance;
    if (hooks.ended) hooks.ended(kept);
  };
  const auto simulate = [&](std::uint64_t from, std::uint64_t count) {
    sim::run_forked(*plan.scenario, {plan.first.value + from}, measures::judged_folds(*plan.scenario, *plan.policy),
                    {.count = static_cast<std::size_t>(count),
                     .at_once = plan.jobs,
                     .ended = [&](std::size_t number, sim::Run run) { ended(from + number, std::move(run)); },
                     .stop = hooks.stop},
                    plan.limits);
    std::vector<Replication> runs;
    for (const auto& [number, run] : by_number) runs.push_back(run);
    return runs;
  };
  std::vector<Replication> first = simulate(0, 1);
  if (plan.reps == 1 || first.empty() || one_says_all(first)) return first;
  return simulate(1, plan.reps - 1);
}

StudySummary summarize(const Study& study, const std::vector<Replication>& runs) {
  StudySummary told{.made_by = measures::made_by_this(),
                    .scenario = {.name = study.name,
                                 .title = study.scenario->title,
                                 .profile = study.scenario->keys.profile,
                                 .sha256 = measures::sha256_of(*study.scenario)},
                    .first_seed = study.first.value,
                    .runs_wanted = study.wanted,
                    .runs_done = runs.size(),
                    .varies_with_seed = !one_says_all(runs),
                    .confidence_level = confidenceLevel,
                    .replay = study.replay};
  std::set<std::string> properties;
  for (const Replication& run : runs) {
    ++told.endings[std::string(name_of(run.ending))];
    if (!told.first_bad && run.exit_code != 0)
      told.first_bad = {.seed = run.seed.value,
                        .ending = run.ending,
                        .ending_detail = run.ending_detail,
                        .surprises = run.surprises,
                        .replay = run.replay};
    told.exit_code = measures::worse_exit_code(told.exit_code, run.exit_code);
    for (const auto& [id, verdict] : run.verdicts) properties.insert(id);
    told.runs.push_back(told_of(run));
  }
  for (const std::string& id : properties) told.verdicts.push_back(verdict_over(runs, id, *study.scenario));
  for (const Figure& figure : figures_of(runs)) {
    std::vector<double> values;
    for (const auto& [seed, value] : values_by_seed(told, figure.id, figure.unit)) values.push_back(value);
    told.figures.push_back(over_all(figure, Sample(values)));
  }
  told.scope = fmt::format(
      "The verdicts speak of the published description of {} as KeyCell reads it, in this scenario with these seeds; "
      "of "
      "no vendor's product.",
      study.scenario->keys.profile);
  return told;
}

std::vector<std::pair<std::uint64_t, double>> values_by_seed(const StudySummary& study, std::string_view id,
                                                             Unit unit) {
  std::vector<std::pair<std::uint64_t, double>> values;
  for (const StudyRun& run : study.runs) {
    if (run.ending != sim::Ending::ended) continue;
    if (const double* value = run.figure(id)) {
      values.emplace_back(run.seed, *value);
    } else if (absent_is_zero(unit)) {
      values.emplace_back(run.seed, 0.0);
    }
  }
  return values;
}

}  // namespace keycell::campaigns
