#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "measures/figures.h"
#include "reports/comparison.h"
#include "reports/labelled_text.h"
#include "reports/scaled.h"

namespace keycell::reports {
namespace {

using namespace measures;

using Json = nlohmann::ordered_json;

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

Columns columns_of(const Json& figure) {
  const Unit unit = unit_of(figure.at("unit").get<std::string>());
  const auto number = [](const Json& value) { return value.is_null() ? 0.0 : value.get<double>(); };
  const Json none;
  const Json& pairs = figure.contains("paired") ? figure.at("paired") : none;
  const Json& interval = pairs.is_null() ? none : pairs.at("interval");
  const double change = pairs.is_null() ? number(figure.at("change")) : pairs.at("mean").get<double>();
  const Scaled sides = scaled(unit, {number(figure.at("a")), number(figure.at("b"))}, std::abs(change));
  const auto side = [&](const char* which, std::size_t place) {
    if (figure.at(which).is_null()) return std::string("n/a");
    return sides.unit.empty() ? sides.numbers[place] : sides.numbers[place] + " " + sides.unit;
  };
  const Json& percent = figure.at("change_percent");
  return {.a = side("a", 0),
          .b = side("b", 1),
          .change = figure.at("change").is_null() ? "n/a" : (change > 0 ? "+" : "") + alone(unit, change),
          .half = interval.is_null() ? "n/a" : alone(unit, interval.at("high").get<double>() - change),
          .percent = unit == Unit::moment ? ""
                     : percent.is_null()  ? "n/a"
                                          : percent_text(percent)};
}

/// A label that is longer than its column has a line of its own.
void draw_figure(LabelledText& page, const std::string& label, const std::string& numbers) {
  constexpr std::size_t room = 24;
  if (label.size() > room) page.row(label);
  page.row(fmt::format("{:<{}} {}", label.size() > room ? "" : label, room, numbers));
}

void draw_figures(LabelledText& page, const Json& comparison) {
  const Json& figures = comparison.at("figures");
  const bool pairs = comparison.at("paired");
  constexpr auto numbers = "{:>12} {:>12} {:>12} {:>12}{}";
  if (!figures.empty())
    draw_figure(page, "figure", fmt::format(numbers, "A", "B", "B - A", pairs ? "+/- 95 %" : "", ""));
  bool marked = false;
  for (const Json& figure : figures) {
    const Columns of_figure = columns_of(figure);
    const bool distinguishable =
        pairs && !figure.at("paired").is_null() && figure.at("paired").at("distinguishable") == true;
    marked = marked || distinguishable;
    draw_figure(page, figure.at("label"),
                fmt::format(numbers, of_figure.a, of_figure.b, of_figure.change,
                            pairs ? of_figure.half : of_figure.percent, distinguishable ? " *" : ""));
  }
  if (!figures.empty()) page.gap();
  if (marked)
    page.line("*",
              "the difference, taken seed by seed, is distinguishable from 0 at 95 %; of a hundred figures that do "
              "not differ, about five are marked by chance");
  if (!figures.empty() && comparison.at("studies") == true && !pairs)
    page.line("", "the seeds differ, so that nothing is taken seed by seed: a change may be chance", "33");
  page.line("the same", fmt::format("{} other figures", comparison.at("figures_equal").get<std::uint64_t>()));
}

void draw_scenario(LabelledText& page, const Json& scenario) {
  if (scenario.is_null())
    return page.line("scenario", "not compared: a side has no scenario.toml beside its results", "33");
  if (scenario.empty()) return page.line("scenario", "the same");
  const char* label = "scenario";
  for (const Json& difference : scenario) {
    const std::string setting = difference.at("setting");
    const Json& a = difference.at("a");
    const Json& b = difference.at("b");
    page.line(std::exchange(label, ""),
              b.is_null()   ? fmt::format("{}: only in A ({})", setting, a.get<std::string>())
              : a.is_null() ? fmt::format("{}: only in B ({})", setting, b.get<std::string>())
                            : fmt::format("{}: {} -> {}", setting, a.get<std::string>(), b.get<std::string>()));
  }
}

std::string side_text(const Json& side) {
  const std::string what =
      side.contains("runs")
          ? fmt::format("{} runs from seed {}", side.at("runs").get<std::uint64_t>(),
                        side.at("first_seed").get<std::uint64_t>())
          : fmt::format("seed {}{}", side.at("seed").get<std::uint64_t>(),
                        side.at("ending") == "ended" ? "" : ", " + side.at("ending").get<std::string>());
  return fmt::format("{} ({}, {})", side.at("name").get<std::string>(), side.at("title").get<std::string>(), what);
}

}  // namespace

std::string comparison_screen(const Json& comparison, Colour colour, std::size_t columns) {
  LabelledText page(colour, columns);
  const std::string hash = comparison.at("event_hash").at("a");
  if (comparison.at("equal") == true) {
    page.row(fmt::format("equal: the same events{}, figures and verdicts",
                         comparison.at("studies") == true
                             ? fmt::format(" in each of {} runs", comparison.at("a").at("runs").get<std::uint64_t>())
                             : fmt::format(" (hash {})", hash)));
    return page.take();
  }
  page.line("A", side_text(comparison.at("a")));
  page.line("B", side_text(comparison.at("b")));
  page.gap();
  draw_scenario(page, comparison.at("scenario"));
  page.gap();
  draw_figures(page, comparison);
  page.gap();
  for (const Json& verdict : comparison.at("verdicts"))
    page.line(verdict.at("id").get<std::string>(),
              fmt::format("A {}; B {}", verdict.at("a").get<std::string>(), verdict.at("b").get<std::string>()), "31");
  if (comparison.at("verdicts").empty()) page.line("verdicts", "the same");
  page.line("events", comparison.at("event_hash").at("equal") == true ? "the same"
                      : comparison.at("studies") == true
                          ? std::string("different")
                          : fmt::format("different: hash {} and {}", hash,
                                        comparison.at("event_hash").at("b").get<std::string>()));
  page.gap();
  page.whole_line("replay A", comparison.at("a").at("replay").get<std::string>());
  page.whole_line("replay B", comparison.at("b").at("replay").get<std::string>());
  return page.take();
}

}  // namespace keycell::reports
