#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "measures/figures.h"
#include "reports/comparison.h"
#include "reports/labelled_text.h"
#include "reports/scaled.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using namespace measures;

/// The columns of a figure's row after its label.
struct Columns {
  std::string a;
  std::string b;
  std::string change;
  std::string half;     // of the interval of the paired difference
  std::string percent;  // of A
};

/// With a unit of its own: a change may be a million times smaller than what changed. Of moments it is a duration.
std::string alone(Unit unit, double value) {
  const Scaled text = scaled(unit == Unit::moment ? Unit::seconds : unit, {value}, 0);
  return text.unit.empty() ? text.numbers.front() : text.numbers.front() + " " + text.unit;
}

std::string percent_text(double percent) {
  constexpr double least = 0.05;
  return std::abs(percent) < least ? "~0 %" : fmt::format("{:+.1f} %", percent);
}

/// Null where nothing was taken seed by seed.
const PairedDifference* pairs_of(const ComparedFigure& figure) {
  return figure.paired && *figure.paired ? &**figure.paired : nullptr;
}

Columns columns_of(const ComparedFigure& figure) {
  const Unit unit = figure.unit;
  const PairedDifference* pairs = pairs_of(figure);
  const bool has_interval = pairs != nullptr && pairs->interval;
  const double change = pairs != nullptr ? pairs->mean : figure.change.value_or(0);
  const Scaled sides = scaled(unit, {figure.a.value_or(0), figure.b.value_or(0)}, std::abs(change));
  const auto side = [&](const std::optional<double>& value, std::size_t place) {
    if (!value) return std::string("n/a");
    return sides.unit.empty() ? sides.numbers[place] : sides.numbers[place] + " " + sides.unit;
  };
  return {.a = side(figure.a, 0),
          .b = side(figure.b, 1),
          .change = figure.change ? (change > 0 ? "+" : "") + alone(unit, change) : "n/a",
          .half = has_interval ? alone(unit, pairs->interval->high - change) : "n/a",
          .percent = unit == Unit::moment    ? ""
                     : figure.change_percent ? percent_text(*figure.change_percent)
                                             : "n/a"};
}

/// A label that is longer than its column has a line of its own.
void draw_figure(LabelledText& page, const std::string& label, const std::string& numbers) {
  constexpr std::size_t room = 24;
  if (label.size() > room) page.row(label);
  page.row(fmt::format("{:<{}} {}", label.size() > room ? "" : label, room, numbers));
}

void draw_figures(LabelledText& page, const Comparison& comparison) {
  const auto& figures = comparison.figures;
  const bool pairs = comparison.paired;
  constexpr auto numbers = "{:>12} {:>12} {:>12} {:>12}{}";
  if (!figures.empty())
    draw_figure(page, "figure", fmt::format(numbers, "A", "B", "B - A", pairs ? "+/- 95 %" : "", ""));
  bool marked = false;
  constexpr std::size_t most = 25;
  std::size_t shown = 0;
  for (const ComparedFigure& figure : figures) {
    if (shown++ >= most) continue;
    const Columns of_figure = columns_of(figure);
    const PairedDifference* difference = pairs_of(figure);
    const bool distinguishable = pairs && difference != nullptr && difference->distinguishable == true;
    marked = marked || distinguishable;
    draw_figure(page, figure.label,
                fmt::format(numbers, of_figure.a, of_figure.b, of_figure.change,
                            pairs ? of_figure.half : of_figure.percent, distinguishable ? " *" : ""));
  }
  if (shown > most) page.row(fmt::format("and {} figures more that differ (--json)", shown - most));
  if (!figures.empty()) page.gap();
  if (marked)
    page.line("*",
              "the difference, taken seed by seed, is distinguishable from 0 at 95 %; of a hundred figures that do "
              "not differ, about five are marked by chance");
  if (!figures.empty() && comparison.studies && !pairs)
    page.line("", "the seeds differ, so that nothing is taken seed by seed: a change may be chance", "33");
  page.line("the same", fmt::format("{} other figures", comparison.figures_equal));
}

void draw_scenario(LabelledText& page, const std::optional<std::vector<ComparedSetting>>& scenario) {
  if (!scenario) return page.line("scenario", "not compared: a side has no scenario.toml beside its results", "33");
  if (scenario->empty()) return page.line("scenario", "the same");
  constexpr std::size_t most = 12;
  const char* label = "scenario";
  std::size_t shown = 0;
  for (const ComparedSetting& difference : *scenario) {
    if (shown++ >= most) continue;
    const auto& [setting, a, b] = difference;
    page.line(std::exchange(label, ""), !b   ? fmt::format("{}: only in A ({})", setting, a.value())
                                        : !a ? fmt::format("{}: only in B ({})", setting, b.value())
                                             : fmt::format("{}: {} -> {}", setting, *a, *b));
  }
  if (shown > most) page.line("", fmt::format("and {} more that differ (--json)", shown - most));
}

std::string side_text(const ComparedSide& side) {
  const std::string what =
      side.runs ? fmt::format("{} runs from seed {}", *side.runs, side.first_seed.value())
                : fmt::format("seed {}{}", side.seed.value(),
                              side.ending == sim::Ending::ended ? "" : fmt::format(", {}", name_of(*side.ending)));
  return fmt::format("{} ({}, {})", side.name, side.title, what);
}

}  // namespace

std::string comparison_screen(const Comparison& comparison, Colour colour, std::size_t columns) {
  LabelledText page(colour, columns);
  const ComparedEvents& hashes = comparison.event_hash;
  if (comparison.equal) {
    page.row(fmt::format("equal: the same events{}, figures and verdicts",
                         comparison.studies ? fmt::format(" in each of {} runs", comparison.a.runs.value())
                                            : fmt::format(" (hash {})", hashes.a)));
    return page.take();
  }
  page.line("A", side_text(comparison.a));
  page.line("B", side_text(comparison.b));
  page.gap();
  for (const ComparedVerdict& verdict : comparison.verdicts)
    page.line(verdict.id, fmt::format("A {}; B {}", verdict.a, verdict.b), failurePaint);
  if (comparison.verdicts.empty()) page.line("verdicts", "the same");
  std::string label = "weak";
  for (const ComparedWeakness& weakness : comparison.weaknesses) {
    page.line(std::exchange(label, ""), weakness.name + ":", warningPaint);
    page.line("", "A: " + weakness.a.value_or("not so"));
    page.line("", "B: " + weakness.b.value_or("not so"));
  }
  page.gap();
  draw_scenario(page, comparison.scenario);
  page.gap();
  draw_figures(page, comparison);
  page.gap();
  page.line("events", hashes.equal         ? "the same"
                      : comparison.studies ? std::string("different")
                                           : fmt::format("different: hash {} and {}", hashes.a, hashes.b));
  page.gap();
  if (comparison.a.scope == comparison.b.scope) {
    page.line("scope", comparison.a.scope);
  } else {
    page.line("scope A", comparison.a.scope);
    page.line("scope B", comparison.b.scope);
  }
  page.whole_line("replay A", comparison.a.replay);
  page.whole_line("replay B", comparison.b.replay);
  return page.take();
}

}  // namespace keycell::reports
