#include "reports/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "campaigns/replications.h"
#include "measures/exit_order.h"
#include "measures/figures.h"
#include "measures/statistics.h"
#include "measures/summary.h"
#include "reports/scenario_difference.h"

namespace keycell::reports {
namespace {

using namespace measures;

using Json = nlohmann::ordered_json;

/// Of a study, the means.
std::vector<Figure> figures_of_side(const Json& report) {
  if (!is_study(report)) return figures_of(report);
  std::vector<Figure> figures;
  for (const Json& figure : report.at("figures"))
    figures.push_back({.id = figure.at("id"),
                       .label = figure.at("label"),
                       .unit = unit_of(figure.at("unit").get<std::string>()),
                       .value = figure.at("mean")});
  return figures;
}

std::vector<std::uint64_t> seeds_of(const Json& report) {
  if (!is_study(report)) return {report.at("seed").get<std::uint64_t>()};
  std::vector<std::uint64_t> seeds;
  for (const Json& run : report.at("runs")) seeds.push_back(run.at("seed"));
  return seeds;
}

/// B minus A, seed by seed, where both runs ended and have the figure.
Json paired(const Json& a, const Json& b, const Figure& figure) {
  const auto values_a = campaigns::values_by_seed(a, figure.id, figure.unit);
  const auto values_b = campaigns::values_by_seed(b, figure.id, figure.unit);
  std::vector<double> differences;
  auto other = values_b.begin();
  for (const auto& [seed, value] : values_a) {
    other = std::find_if(other, values_b.end(), [&](const auto& entry) { return entry.first >= seed; });
    if (other != values_b.end() && other->first == seed) differences.push_back(other->second - value);
  }
  if (differences.empty()) return {};
  const Sample sample(differences);
  const auto interval = sample.mean_interval(confidenceLevel);
  return {{"n", sample.size()},
          {"mean", sample.mean()},
          {"interval", interval ? Json{{"low", interval->low}, {"high", interval->high}} : Json()},
          {"distinguishable", interval ? Json(!interval->contains(0)) : Json()}};
}

Json figure_json(const Figure& figure, const Figure* in_a, const Figure* in_b) {
  const auto value = [&](const Figure* side) -> Json {
    if (side != nullptr) return side->value;
    return absent_is_zero(figure.unit) ? Json(0.0) : Json();
  };
  const Json a = value(in_a);
  const Json b = value(in_b);
  Json json{{"id", figure.id}, {"label", figure.label}, {"unit", name_of(figure.unit)}, {"a", a}, {"b", b}};
  const bool both = !a.is_null() && !b.is_null();
  json["change"] = both ? Json(b.get<double>() - a.get<double>()) : Json();
  json["change_percent"] =
      both && a != 0 && figure.unit != Unit::moment ? Json(100 * (b.get<double>() / a.get<double>() - 1)) : Json();
  return json;
}

/// The same runs have the same figures, whatever rounding a mean went through.
bool same(const Json& figure) {
  return figure.at("a") == figure.at("b") &&
         (!figure.contains("paired") || figure.at("paired").is_null() || figure.at("paired").at("mean") == 0);
}

void add_figures(Json& json, const Json& a, const Json& b, bool pairs) {
  const std::vector<Figure> in_a = figures_of_side(a);
  const std::vector<Figure> in_b = figures_of_side(b);
  std::vector<Figure> all = in_a;
  for (const Figure& figure : in_b)
    if (std::ranges::find(in_a, figure.id, &Figure::id) == in_a.end()) all.push_back(figure);
  const auto of = [](const std::vector<Figure>& figures, const std::string& id) {
    const auto found = std::ranges::find(figures, id, &Figure::id);
    return found == figures.end() ? nullptr : &*found;
  };
  auto& changed = json["figures"] = Json::array();
  std::uint64_t equal = 0;
  for (const Figure& figure : all) {
    Json one = figure_json(figure, of(in_a, figure.id), of(in_b, figure.id));
    if (pairs) one["paired"] = paired(a, b, figure);
    if (same(one)) {
      ++equal;
    } else {
      changed.push_back(std::move(one));
    }
  }
  json["figures_equal"] = equal;
}

/// A property's verdict on one side, in words that can be compared.
std::vector<std::pair<std::string, std::string>> verdicts_of(const Json& report) {
  std::vector<std::pair<std::string, std::string>> verdicts;
  for (const Json& verdict : report.at("verdicts"))
    verdicts.emplace_back(verdict.at("id"), is_study(report) ? fmt::format("held in {} of {} runs, violated in {}",
                                                                           verdict.at("held").get<std::uint64_t>(),
                                                                           report.at("runs_done").get<std::uint64_t>(),
                                                                           verdict.at("violated").get<std::uint64_t>())
                                                             : verdict.at("verdict").get<std::string>());
  if (!is_study(report)) {
    for (const Json& id : report.at("not_applicable")) verdicts.emplace_back(id, "not applicable");
    for (const Json& id : report.at("not_judged")) verdicts.emplace_back(id, "not judged");
  }
  return verdicts;
}

void add_verdicts(Json& json, const Json& a, const Json& b) {
  const auto in_a = verdicts_of(a);
  const auto in_b = verdicts_of(b);
  const auto of = [](const auto& verdicts, const std::string& id) {
    const auto found = std::ranges::find(verdicts, id, [](const auto& verdict) { return verdict.first; });
    return found == verdicts.end() ? std::string("not known") : found->second;
  };
  auto& changed = json["verdicts"] = Json::array();
  const auto add = [&](const std::string& id) {
    if (of(in_a, id) != of(in_b, id)) changed.push_back({{"id", id}, {"a", of(in_a, id)}, {"b", of(in_b, id)}});
  };
  for (const auto& [id, verdict] : in_a) add(id);
  for (const auto& [id, verdict] : in_b)
    if (of(in_a, id) == "not known") add(id);
}

/// Of how many common seeds the events are the same.
void add_events(Json& json, const Json& a, const Json& b) {
  const auto hashes_of = [](const Json& report) {
    std::vector<std::pair<std::uint64_t, std::string>> hashes;
    if (is_study(report)) {
      for (const Json& run : report.at("runs")) hashes.emplace_back(run.at("seed"), run.at("event_hash"));
    } else {
      hashes.emplace_back(report.at("seed"), report.at("event_hash"));
    }
    return hashes;
  };
  const auto in_a = hashes_of(a);
  const auto in_b = hashes_of(b);
  json["event_hash"] = {{"a", in_a.front().second}, {"b", in_b.front().second}, {"equal", in_a == in_b}};
}

Json side_json(const Side& side) {
  Json json{{"name", side.name},
            {"scenario", side.report.at("scenario").at("name")},
            {"title", side.report.at("scenario").at("title")}};
  if (is_study(side.report)) {
    json["first_seed"] = side.report.at("first_seed");
    json["runs"] = side.report.at("runs_done");
  } else {
    json["seed"] = side.report.at("seed");
    json["ending"] = side.report.at("ending");
  }
  json["replay"] = side.report.at("replay");
  json["exit_code"] = side.report.at("exit_code");
  return json;
}

void check_known(const Side& side) {
  const int known = is_study(side.report) ? campaigns::replicationsSchema : summarySchema;
  if (side.report.at("schema") != known)
    throw std::invalid_argument(
        fmt::format("{} has schema {}, expected {}", side.name, side.report.at("schema").dump(), known));
  if (is_study(side.report) && side.report.at("runs").empty()) throw std::invalid_argument(side.name + " has no runs");
}

}  // namespace

bool is_study(const Json& report) { return report.contains("runs"); }

Json compare(const Side& a, const Side& b) {
  check_known(a);
  check_known(b);
  if (is_study(a.report) != is_study(b.report))
    throw std::invalid_argument(fmt::format("{} is one run and {} is many; expected two of a kind",
                                            is_study(a.report) ? b.name : a.name,
                                            is_study(a.report) ? a.name : b.name));
  Json json;
  json["schema"] = comparisonSchema;
  json["kind"] = "comparison";
  json["a"] = side_json(a);
  json["b"] = side_json(b);
  json["studies"] = is_study(a.report);
  const bool pairs = is_study(a.report) && seeds_of(a.report) == seeds_of(b.report);
  json["paired"] = pairs;
  Json settings;  // null when they are not known
  if (a.scenario_toml && b.scenario_toml) {
    settings = Json::array();
    for (const SettingDifference& difference : scenario_difference(*a.scenario_toml, *b.scenario_toml))
      settings.push_back({{"setting", difference.setting},
                          {"a", difference.a ? Json(*difference.a) : Json()},
                          {"b", difference.b ? Json(*difference.b) : Json()}});
  }
  json["scenario"] = settings;
  add_figures(json, a.report, b.report, pairs);
  add_verdicts(json, a.report, b.report);
  add_events(json, a.report, b.report);
  json["equal"] = settings.empty() && json["figures"].empty() && json["verdicts"].empty() &&
                  json["event_hash"]["equal"] == true && a.report.at("exit_code") == b.report.at("exit_code");
  json["exit_code"] = worse_exit_code(a.report.at("exit_code"), b.report.at("exit_code"));
  return json;
}

}  // namespace keycell::reports
