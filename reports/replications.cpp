#include "reports/replications.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/exit_order.h"
#include "reports/labelled_text.h"
#include "reports/scaled.h"
#include "reports/statistics.h"
#include "reports/summary.h"

namespace keycell::reports {
namespace {

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
           judged == 0 ? Json() : json_of(proportion_interval(counts["violated"], judged, confidenceLevel))},
          {"violated_seeds", violated}};
}

/// The row of a figure's table, without its label.
struct Row {
  std::string label;
  std::vector<std::string> cells;  // mean, half width, minimum, maximum, unit
};

Row row_of(const Json& figure) {
  const double mean = figure.at("mean");
  const double low = figure.at("minimum");
  const double high = figure.at("maximum");
  const Json& interval = figure.at("mean_interval");
  const double half = interval.is_null() ? 0 : interval.at("high").get<double>() - mean;
  const double step = half > 0 ? std::min(half, high - low) : high - low;
  const Scaled text = scaled(unit_of(figure.at("unit").get<std::string>()), {mean, half, low, high}, step);
  const auto extreme = [&](double value, const std::string& text_of_value) {
    return text.unit.empty() ? fmt::format("{:.0f}", value) : text_of_value;
  };
  return {.label = figure.at("label"),
          .cells = {text.numbers[0], interval.is_null() ? "n/a" : text.numbers[1], extreme(low, text.numbers[2]),
                    extreme(high, text.numbers[3]), text.unit}};
}

/// One of a long list by name, as the crossings of each place.
bool is_detail(const std::string& id) {
  return id.starts_with("kms.") || id.starts_with("crossed.") || id.starts_with("keys.");
}

void draw_figures(LabelledText& page, const Json& figures) {
  std::vector<Row> rows;
  std::vector<std::string> constant;
  std::size_t details = 0;
  for (const Json& figure : figures) {
    const bool varies = figure.at("minimum") != figure.at("maximum");
    if (varies || (matters(figure.at("id").get<std::string>()) && figure.at("maximum") != 0)) {
      rows.push_back(row_of(figure));
    } else if (is_detail(figure.at("id"))) {
      ++details;
    } else if (figure.at("maximum") != 0) {
      const Scaled text = scaled(unit_of(figure.at("unit").get<std::string>()), {figure.at("mean").get<double>()}, 0);
      constant.push_back(fmt::format("{} {}{}{}", figure.at("label").get<std::string>(), text.numbers[0],
                                     text.unit.empty() ? "" : " ", text.unit));
    }
  }
  if (!rows.empty()) {
    page.row(fmt::format("{:<28} {:>10} {:>10} {:>10} {:>10}", "figure", "mean", "+/- 95 %", "min", "max"));
    for (const Row& row : rows)
      page.row(fmt::format("{:<28} {:>10} {:>10} {:>10} {:>10} {}", row.label, row.cells[0], row.cells[1], row.cells[2],
                           row.cells[3], row.cells[4]));
    page.gap();
  }
  if (details > 0) constant.push_back(fmt::format("and {} more (--json)", details));
  if (!constant.empty()) page.line("the same", fmt::format("in every run: {}", fmt::join(constant, ", ")));
}

std::string seeds_text(const Json& seeds) {
  constexpr std::size_t shown = 10;
  std::vector<std::uint64_t> first;
  for (const Json& seed : seeds)
    if (first.size() < shown) first.push_back(seed);
  std::string text = fmt::format("{} {}", seeds.size() == 1 ? "seed" : "seeds", fmt::join(first, ", "));
  if (seeds.size() > shown) text += fmt::format(" and {} more", seeds.size() - shown);
  return text;
}

void draw_verdict(LabelledText& page, const Json& verdict) {
  const auto count = [&](const char* what) { return verdict.at(what).get<std::uint64_t>(); };
  const std::uint64_t judged = count("held") + count("violated");
  const bool expected = verdict.at("expected_violated");
  const std::uint64_t runs = judged + count("vacuous") + count("not_applicable") + count("not_judged");
  const std::string id = verdict.at("id");
  if (count("not_applicable") == runs) return page.line(id, "not applicable: nothing in the scenario triggers it");
  std::string text = expected
                         ? fmt::format("violated in {} of {} runs, as the scenario expects", count("violated"), runs)
                         : fmt::format("held in {} of {} runs", count("held"), runs);
  for (const char* other : {"vacuous", "not_applicable", "not_judged"})
    if (count(other) > 0) {
      std::string word = other;
      std::ranges::replace(word, '_', ' ');
      text += fmt::format(", {} in {}", word, count(other));
    }
  if (!expected && count("violated") > 0)
    text += fmt::format(", violated in {}: {}", count("violated"), seeds_text(verdict.at("violated_seeds")));
  if (judged > 1) {
    const Json& interval = verdict.at("violated_share_interval");
    text += fmt::format("; at 95 % between {:.3g} % and {:.3g} % of all seeds violate it",
                        100 * interval.at("low").get<double>(), 100 * interval.at("high").get<double>());
  }
  const bool as_wanted = expected ? count("violated") == runs : count("held") + count("not_applicable") == runs;
  page.line(id, text, as_wanted ? "32" : "31");
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
  if (run.ending == name_of(sim::Ending::ended)) run.figures = figures_of(summary);
  return run;
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
  json["confidence_level"] = confidenceLevel;
  std::map<std::string, std::uint64_t> endings;
  std::vector<std::string> properties;
  int exit_code = 0;
  const Replication* first_bad = nullptr;
  for (const Replication& run : runs) {
    ++endings[run.ending];
    if (first_bad == nullptr && run.exit_code != 0) first_bad = &run;
    exit_code = worse_exit_code(exit_code, run.exit_code);
    for (const auto& [id, verdict] : run.verdicts.items())
      if (std::ranges::find(properties, id) == properties.end()) properties.push_back(id);
  }
  json["endings"] = endings;
  auto& statistics = json["figures"] = Json::array();
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
    statistics.push_back(json_of(figure, Sample(values)));
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

std::string replications_csv(const Json& study) {
  std::string text = "seed,ending,event_hash,exit_code";
  for (const Json& figure : study.at("figures")) text += "," + figure.at("id").get<std::string>();
  text += "\n";
  for (const Json& run : study.at("runs")) {
    text += fmt::format("{},{},{},{}", run.at("seed").get<std::uint64_t>(), run.at("ending").get<std::string>(),
                        run.at("event_hash").get<std::string>(), run.at("exit_code").get<int>());
    for (const Json& figure : study.at("figures")) {
      const auto& figures = run.at("figures");
      const std::string id = figure.at("id");
      text += figures.contains(id) ? fmt::format(",{}", figures.at(id).get<double>()) : ",";
    }
    text += "\n";
  }
  return text;
}

std::string replications_screen(const Json& study, Colour colour, std::size_t columns) {
  LabelledText page(colour, columns);
  const std::uint64_t first = study.at("first_seed");
  const std::uint64_t wanted = study.at("runs_wanted");
  const std::uint64_t done = study.at("runs_done");
  page.title(fmt::format("{} ({}, seeds {} to {})", study.at("scenario").at("title").get<std::string>(),
                         study.at("scenario").at("name").get<std::string>(), first, first + (wanted - 1)));
  std::vector<std::string> endings;
  for (const auto& [ending, count] : study.at("endings").items())
    endings.push_back(fmt::format("{} {}", count.get<std::uint64_t>(), ending));
  const bool all_ended = study.at("endings").size() == 1 && study.at("endings").contains("ended");
  page.line("runs", fmt::format("{}: {}", done, fmt::join(endings, ", ")), all_ended ? nullptr : "31");
  if (done < wanted) page.line("", fmt::format("interrupted: {} of {} runs were done", done, wanted), "33");
  if (!all_ended) page.line("", "figures speak of the runs that ended", "33");
  page.gap();
  draw_figures(page, study.at("figures"));
  page.gap();
  for (const Json& verdict : study.at("verdicts")) draw_verdict(page, verdict);
  page.line("scope", study.at("scope").get<std::string>());
  page.gap();
  page.whole_line("replay", study.at("replay").get<std::string>());
  if (const Json& bad = study.at("first_bad"); !bad.is_null()) {
    const std::string detail = bad.at("ending_detail");
    const auto surprises = bad.at("surprises").get<std::vector<std::string>>();
    page.line("first bad",
              bad.at("ending") != "ended"
                  ? fmt::format("seed {}: {}{}{}", bad.at("seed").get<std::uint64_t>(),
                                bad.at("ending").get<std::string>(), detail.empty() ? "" : ": ", detail)
                  : fmt::format("seed {}: {}", bad.at("seed").get<std::uint64_t>(),
                                surprises.empty() ? "vacuous" : fmt::format("{}", fmt::join(surprises, ", "))),
              "31");
    page.whole_line("", bad.at("replay").get<std::string>());
  }
  return page.take();
}

}  // namespace keycell::reports
