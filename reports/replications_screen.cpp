#include <fmt/format.h>

#include <algorithm>

#include "reports/labelled_text.h"
#include "reports/replications_report.h"
#include "reports/scaled.h"

namespace keycell::reports {
namespace {

using namespace measures;

using Json = nlohmann::ordered_json;

/// The row of a figure's table, without its label.
struct FigureRow {
  std::string label;
  std::vector<std::string> cells;  // mean, half width, minimum, maximum, unit
};

FigureRow row_of(const Json& figure) {
  const double mean = figure.at("mean");
  const double low = figure.at("minimum");
  const double high = figure.at("maximum");
  const Json& interval = figure.at("mean_interval");
  const double half = interval.is_null() ? 0 : interval.at("high").get<double>() - mean;
  const double step = half > 0 ? std::min(half, high - low) : high - low;
  const Unit unit = unit_of(figure.at("unit").get<std::string>());
  const Scaled text = scaled(unit, {mean, half, low, high}, step);
  const auto extreme = [&](double value, const std::string& text_of_value) {
    return unit == Unit::count ? fmt::format("{:.0f}", value) : text_of_value;
  };
  const std::string half_text = unit == Unit::moment ? time_text(half) : text.numbers[1];
  return {.label = figure.at("label"),
          .cells = {text.numbers[0], interval.is_null() ? "n/a" : half_text, extreme(low, text.numbers[2]),
                    extreme(high, text.numbers[3]), text.unit}};
}

/// One of a long list by name, as the crossings of each place.
bool is_detail(const std::string& id) {
  return id.starts_with("kms.") || id.starts_with("crossed.") || id.starts_with("keys.");
}

void draw_figure_table(LabelledText& page, const Json& figures) {
  std::vector<FigureRow> rows;
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
    page.row(fmt::format("{:<28} {:>11} {:>11} {:>11} {:>11}", "figure", "mean", "+/- 95 %", "min", "max"));
    for (const FigureRow& row : rows)
      page.row(fmt::format("{:<28} {:>11} {:>11} {:>11} {:>11} {}", row.label, row.cells[0], row.cells[1], row.cells[2],
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
  const bool varies = study.at("varies_with_seed");
  if (!varies) {
    page.line("", "no figure varies with the seed: nothing but keys and other bytes was drawn, so one run says all",
              "33");
    page.line("", fmt::format("whether every seed keeps the properties: keycell check {}",
                              study.at("scenario").at("name").get<std::string>()));
  }
  if (varies && done < wanted) page.line("", fmt::format("interrupted: {} of {} runs were done", done, wanted), "33");
  if (!all_ended) page.line("", "figures speak of the runs that ended", "33");
  page.gap();
  draw_figure_table(page, study.at("figures"));
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
