#include "reports/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "campaigns/replications.h"
#include "measures/exit_order.h"
#include "measures/figures.h"
#include "measures/quantity_text.h"
#include "measures/statistics.h"
#include "reports/scenario_difference.h"

namespace keycell::reports {
namespace {

using namespace measures;

/// A property's verdict on one side, in words that can be compared.
using VerdictWords = std::vector<std::pair<std::string, std::string>>;  // by id

/// A side, as far as one run and many are told alike.
struct Told {
  ComparedSide side;
  std::vector<Figure> figures;  // of a study, the means
  VerdictWords verdicts;
  std::vector<std::pair<std::uint64_t, std::string>> event_hashes;  // by seed
  std::vector<std::pair<std::string, std::string>> weaknesses{};    // by name: what is said of them
};

Told told_of(const std::string& name, const RunSummary& run) {
  Told told{.side = {.name = name,
                     .scenario = run.scenario.name,
                     .title = run.scenario.title,
                     .seed = run.seed,
                     .ending = run.ending,
                     .scope = run.scope,
                     .replay = run.replay,
                     .exit_code = run.exit_code},
            .figures = figures_of(run),
            .verdicts = {},
            .event_hashes = {{run.seed, run.event_hash}}};
  for (const VerdictTold& verdict : run.verdicts) told.verdicts.emplace_back(verdict.id, name_of(verdict.verdict));
  for (const std::string& id : run.not_applicable) told.verdicts.emplace_back(id, name_of(VerdictOnRun::notApplicable));
  for (const std::string& id : run.not_judged) told.verdicts.emplace_back(id, name_of(VerdictOnRun::notJudged));
  for (const WeaknessTold& weakness : run.weaknesses)
    told.weaknesses.emplace_back(
        weakness.name, weakness.opens_bytes ? fmt::format("{}; {}", weakness.says,
                                                          bytes_text(static_cast<double>(*weakness.opens_bytes)))
                                            : weakness.says);
  return told;
}

Told told_of(const std::string& name, const StudySummary& study) {
  if (study.runs.empty()) throw std::invalid_argument(name + " has no runs");
  Told told{.side = {.name = name,
                     .scenario = study.scenario.name,
                     .title = study.scenario.title,
                     .first_seed = study.first_seed,
                     .runs = study.runs_done,
                     .scope = study.scope,
                     .replay = study.replay,
                     .exit_code = study.exit_code},
            .figures = {},
            .verdicts = {},
            .event_hashes = {}};
  for (const StudyFigure& figure : study.figures)
    told.figures.push_back({.id = figure.id, .label = figure.label, .unit = figure.unit, .value = figure.mean});
  for (const StudyVerdict& verdict : study.verdicts)
    told.verdicts.emplace_back(verdict.id, fmt::format("held in {} of {} runs, violated in {}", verdict.held,
                                                       study.runs_done, verdict.violated));
  for (const StudyRun& run : study.runs) told.event_hashes.emplace_back(run.seed, run.event_hash);
  return told;
}

Told told_of(const Side& side) {
  return std::visit([&](const auto& report) { return told_of(side.name, report); }, side.report);
}

/// Null for a single run.
const StudySummary* study_of(const Side& side) { return std::get_if<StudySummary>(&side.report); }

/// B minus A, seed by seed, where both runs ended and have the figure.
std::optional<PairedDifference> paired(const StudySummary& a, const StudySummary& b, const Figure& figure) {
  const auto values_a = campaigns::values_by_seed(a, figure.id, figure.unit);
  const auto values_b = campaigns::values_by_seed(b, figure.id, figure.unit);
  std::vector<double> differences;
  auto other = values_b.begin();
  for (const auto& [seed, value] : values_a) {
    other = std::find_if(other, values_b.end(), [&](const auto& entry) { return entry.first >= seed; });
    if (other != values_b.end() && other->first == seed) differences.push_back(other->second - value);
  }
  if (differences.empty()) return std::nullopt;
  const Sample sample(differences);
  const auto interval = sample.mean_interval(confidenceLevel);
  return PairedDifference{.n = sample.size(),
                          .mean = sample.mean(),
                          .interval = interval,
                          .distinguishable = interval ? std::optional(!interval->contains(0)) : std::nullopt};
}

ComparedFigure side_by_side(const Figure& figure, const Figure* in_a, const Figure* in_b) {
  const auto value = [&](const Figure* side) -> std::optional<double> {
    if (side != nullptr) return side->value;
    return absent_is_zero(figure.unit) ? std::optional(0.0) : std::nullopt;
  };
  ComparedFigure compared{
      .id = figure.id, .label = figure.label, .unit = figure.unit, .a = value(in_a), .b = value(in_b)};
  if (!compared.a || !compared.b) return compared;
  compared.change = *compared.b - *compared.a;
  if (*compared.a != 0 && figure.unit != Unit::moment) compared.change_percent = 100 * (*compared.b / *compared.a - 1);
  return compared;
}

/// The same runs have the same figures, whatever rounding a mean went through.
bool same(const ComparedFigure& figure) {
  const bool pairs_differ = figure.paired && *figure.paired && (*figure.paired)->mean != 0;
  return figure.a == figure.b && !pairs_differ;
}

/// `study_a` and `study_b` are null when nothing is paired.
void add_figures(Comparison& comparison, const Told& a, const Told& b, const StudySummary* study_a,
                 const StudySummary* study_b) {
  std::vector<Figure> all = a.figures;
  for (const Figure& figure : b.figures)
    if (std::ranges::find(a.figures, figure.id, &Figure::id) == a.figures.end()) all.push_back(figure);
  const auto of = [](const std::vector<Figure>& figures, const std::string& id) {
    const auto found = std::ranges::find(figures, id, &Figure::id);
    return found == figures.end() ? nullptr : &*found;
  };
  for (const Figure& figure : all) {
    ComparedFigure one = side_by_side(figure, of(a.figures, figure.id), of(b.figures, figure.id));
    if (study_a != nullptr) one.paired = paired(*study_a, *study_b, figure);
    if (same(one)) {
      ++comparison.figures_equal;
    } else {
      comparison.figures.push_back(std::move(one));
    }
  }
}

void add_verdicts(Comparison& comparison, const VerdictWords& in_a, const VerdictWords& in_b) {
  const auto of = [](const VerdictWords& verdicts, const std::string& id) {
    const auto found = std::ranges::find(verdicts, id, [](const auto& verdict) { return verdict.first; });
    return found == verdicts.end() ? std::string("not known") : found->second;
  };
  const auto add = [&](const std::string& id) {
    if (of(in_a, id) != of(in_b, id)) comparison.verdicts.push_back({.id = id, .a = of(in_a, id), .b = of(in_b, id)});
  };
  for (const auto& [id, verdict] : in_a) add(id);
  for (const auto& [id, verdict] : in_b)
    if (of(in_a, id) == "not known") add(id);
}

void add_weaknesses(Comparison& comparison, const Told& a, const Told& b) {
  const auto of = [](const Told& side, const std::string& name) -> std::optional<std::string> {
    const auto found = std::ranges::find(side.weaknesses, name, [](const auto& weakness) { return weakness.first; });
    return found == side.weaknesses.end() ? std::nullopt : std::optional(found->second);
  };
  for (const auto& [name, says] : a.weaknesses)
    if (of(b, name) != says) comparison.weaknesses.push_back({.name = name, .a = says, .b = of(b, name)});
  for (const auto& [name, says] : b.weaknesses)
    if (!of(a, name)) comparison.weaknesses.push_back({.name = name, .a = std::nullopt, .b = says});
}

bool have_the_same_seeds(const Told& a, const Told& b) {
  return std::ranges::equal(
      a.event_hashes, b.event_hashes, {}, [](const auto& run) { return run.first; },
      [](const auto& run) { return run.first; });
}

}  // namespace

Comparison compare(const Side& a, const Side& b) {
  const Told told_a = told_of(a);
  const Told told_b = told_of(b);
  const StudySummary* study_a = study_of(a);
  const StudySummary* study_b = study_of(b);
  if ((study_a == nullptr) != (study_b == nullptr))
    throw std::invalid_argument(fmt::format("{} is one run and {} is many; expected two of a kind",
                                            study_a != nullptr ? b.name : a.name,
                                            study_a != nullptr ? a.name : b.name));
  Comparison comparison{.made_by = made_by_this(), .a = told_a.side, .b = told_b.side, .studies = study_a != nullptr};
  comparison.paired = comparison.studies && have_the_same_seeds(told_a, told_b);
  if (a.scenario_toml && b.scenario_toml) {
    comparison.scenario.emplace();
    for (const SettingDifference& difference : scenario_difference(*a.scenario_toml, *b.scenario_toml))
      comparison.scenario->push_back({.setting = difference.setting, .a = difference.a, .b = difference.b});
  }
  add_figures(comparison, told_a, told_b, comparison.paired ? study_a : nullptr, comparison.paired ? study_b : nullptr);
  add_verdicts(comparison, told_a.verdicts, told_b.verdicts);
  add_weaknesses(comparison, told_a, told_b);
  // Of how many common seeds the events are the same.
  comparison.event_hash = {.a = told_a.event_hashes.front().second,
                           .b = told_b.event_hashes.front().second,
                           .equal = told_a.event_hashes == told_b.event_hashes};
  const bool same_scenario = !comparison.scenario || comparison.scenario->empty();
  comparison.equal = same_scenario && comparison.figures.empty() && comparison.verdicts.empty() &&
                     comparison.weaknesses.empty() && comparison.event_hash.equal &&
                     told_a.side.exit_code == told_b.side.exit_code;
  comparison.exit_code = worse_exit_code(told_a.side.exit_code, told_b.side.exit_code);
  return comparison;
}

}  // namespace keycell::reports
