#include "campaigns/replications.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "measures/exit_order.h"
#include "measures/judged_folds.h"
#include "measures/statistics.h"
#include "measures/summary.h"

namespace keycell::campaigns {
namespace {

using measures::confidenceLevel;
using measures::Figure;
using measures::Interval;
using measures::Sample;
using measures::Unit;

using Json = nlohmann::ordered_json;

Json json_of(const std::optional<Interval>& interval) {
  return interval ? Json{{"low", interval->low}, {"high", interval->high}} : Json();
}

Json json_of(const Figure& figure, const Sample& sample) {
  constexpr double high = 0.95;
  return {{"id", figure.id},
          {"label", figure.label},
          {"unit", name_of(figure.unit)},
          {"n", sample.size()},
          {"mean", sample.mean()},
          {"mean_interval", json_of(sample.mean_interval(confidenceLevel))},
          {"deviation", sample.deviation() ? Json(*sample.deviation()) : Json()},
          {"minimum", sample.minimum()},
          {"median", sample.quantile(0.5)},
          {"median_interval", json_of(sample.quantile_interval(0.5, confidenceLevel))},
          {"p95", sample.quantile(high)},
          {"p95_interval", json_of(sample.quantile_interval(high, confidenceLevel))},
          {"maximum", sample.maximum()}};
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

Json run_json(const Replication& run) {
  Json figures = Json::object();
  for (const Figure& figure : run.figures) figures[figure.id] = figure.value;
  return {{"seed", run.seed.value},       {"ending", run.ending},       {"ending_detail", run.ending_detail},
          {"event_hash", run.event_hash}, {"exit_code", run.exit_code}, {"surprises", run.surprises},
          {"verdicts", run.verdicts},     {"figures", figures}};
}

Json verdict_json(const std::string& id, bool expected, const std::vector<Replication>& runs) {
  std::map<std::string, std::uint64_t> counts;
  std::vector<std::uint64_t> violated;
  for (const Replication& run : runs) {
    if (!run.verdicts.contains(id)) continue;
    const std::string verdict = run.verdicts.at(id);
    ++counts[verdict];
    if (verdict == "violated") violated.push_back(run.seed.value);
  }
  const std::uint64_t judged = counts["held"] + counts["violated"];
  return {{"id", id},
          {"expected_violated", expected},
          {"held", counts["held"]},
          {"violated", counts["violated"]},
          {"vacuous", counts["vacuous"]},
          {"not_applicable", counts["not applicable"]},
          {"not_judged", counts["not judged"]},
          {"violated_share_interval",
           judged == 0 ? Json() : json_of(measures::proportion_interval(counts["violated"], judged, confidenceLevel))},
          {"violated_seeds", violated}};
}

}  // namespace

Replication replication_of(const Json& summary) {
  Replication run{.seed = {summary.at("seed").get<std::uint64_t>()},
                  .verdicts = Json::object(),
                  .ending = summary.at("ending"),
                  .ending_detail = summary.at("ending_detail"),
                  .event_hash = summary.at("event_hash"),
                  .surprises = {},
                  .replay = summary.at("replay"),
                  .exit_code = summary.at("exit_code"),
                  .figures = {}};
  for (const Json& verdict : summary.at("verdicts"))
    run.verdicts[verdict.at("id").get<std::string>()] = verdict.at("verdict");
  for (const Json& id : summary.at("not_applicable")) run.verdicts[id.get<std::string>()] = "not applicable";
  for (const Json& id : summary.at("not_judged")) run.verdicts[id.get<std::string>()] = "not judged";
  for (const char* list : {"unexpected", "expected_but_not_violated"})
    for (const Json& id : summary.at(list)) run.surprises.push_back(id);
  if (run.ending == name_of(sim::Ending::ended)) run.figures = measures::figures_of(summary);
  return run;
}

bool one_says_all(const std::vector<Replication>& runs) {
  return runs.size() == 1 && runs.front().ending == name_of(sim::Ending::ended) && !runs.front().drawn_by_chance;
}

std::vector<Replication> replicate(const ReplicationPlan& plan, const ReplicationHooks& hooks) {
  std::map<std::size_t, Replication> by_number;
  const auto ended = [&](std::size_t number, sim::Run run) {
    run.detail = plan.detail_of(run);
    const sim::Seed seed{plan.first.value + number};
    const Json summary = measures::summarize(
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

Json summarize(const Study& study, const std::vector<Replication>& runs) {
  Json json;
  json["schema"] = replicationsSchema;
  json["kind"] = "replications";
  json["scenario"] = {
      {"name", study.name}, {"title", study.scenario->title}, {"profile", study.scenario->keys.profile}};
  json["first_seed"] = study.first.value;
  json["runs_wanted"] = study.wanted;
  json["runs_done"] = runs.size();
  json["varies_with_seed"] = !one_says_all(runs);
  json["confidence_level"] = confidenceLevel;
  std::map<std::string, std::uint64_t> endings;
  std::vector<std::string> properties;
  int exit_code = 0;
  const Replication* first_bad = nullptr;
  for (const Replication& run : runs) {
    ++endings[run.ending];
    if (first_bad == nullptr && run.exit_code != 0) first_bad = &run;
    exit_code = measures::worse_exit_code(exit_code, run.exit_code);
    for (const auto& [id, verdict] : run.verdicts.items())
      if (std::ranges::find(properties, id) == properties.end()) properties.push_back(id);
  }
  json["endings"] = endings;
  json["figures"] = Json::array();
  json["verdicts"] = Json::array();
  std::ranges::sort(properties);
  for (const std::string& id : properties) {
    const auto& expected = study.scenario->expect.violated;
    json["verdicts"].push_back(verdict_json(id, std::ranges::find(expected, id) != expected.end(), runs));
  }
  auto& list = json["runs"] = Json::array();
  for (const Replication& run : runs) list.push_back(run_json(run));
  for (const Figure& figure : figures_of(runs)) {
    std::vector<double> values;
    for (const auto& [seed, value] : values_by_seed(json, figure.id, figure.unit)) values.push_back(value);
    json["figures"].push_back(json_of(figure, Sample(values)));
  }
  json["scope"] = fmt::format(
      "The verdicts speak of the published description of the profile {} as KeyCell reads it, in this scenario with "
      "these seeds; not of any vendor's product.",
      study.scenario->keys.profile);
  json["replay"] = study.replay;
  json["first_bad"] = first_bad == nullptr ? Json()
                                           : Json{{"seed", first_bad->seed.value},
                                                  {"ending", first_bad->ending},
                                                  {"ending_detail", first_bad->ending_detail},
                                                  {"surprises", first_bad->surprises},
                                                  {"replay", first_bad->replay}};
  json["exit_code"] = exit_code;
  return json;
}

std::vector<std::pair<std::uint64_t, double>> values_by_seed(const Json& study, const std::string& id, Unit unit) {
  std::vector<std::pair<std::uint64_t, double>> values;
  for (const Json& run : study.at("runs")) {
    if (run.at("ending") != name_of(sim::Ending::ended)) continue;
    const Json& figures = run.at("figures");
    if (figures.contains(id)) {
      values.emplace_back(run.at("seed"), figures.at(id));
    } else if (absent_is_zero(unit)) {
      values.emplace_back(run.at("seed"), 0.0);
    }
  }
  return values;
}

}  // namespace keycell::campaigns
