#include <fmt/format.h>

#include <algorithm>

#include "reports/labelled_text.h"
#include "reports/replications_report.h"
#include "reports/scaled.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using namespace measures;

/// The row of a figure's table, without its label.
struct FigureRow {
  std::string label;
  std::vector<std::string> cells;  // mean, half width, minimum, maximum, unit
};

FigureRow row_of(const StudyFigure& figure) {
  const double mean = figure.mean;
  const double low = figure.minimum;
  const double high = figure.maximum;
  const auto& interval = figure.mean_interval;
  const double half = interval ? interval->high - mean : 0;
  const double step = half > 0 ? std::min(half, high - low) : high - low;
  const Scaled text = scaled(figure.unit, {mean, half, low, high}, step);
  const auto extreme = [&](double value, const std::string& text_of_value) {
    return figure.unit == Unit::count ? fmt::format("{:.0f}", value) : text_of_value;
  };
  const std::string half_text = figure.unit == Unit::moment ? time_text(half) : text.numbers[1];
  return {.label = figure.label,
          .cells = {text.numbers[0], interval ? half_text : "n/a", extreme(low, text.numbers[2]),
                    extreme(high, text.numbers[3]), text.unit}};
}

/// One of a long list by name, as the crossings of each place.
bool is_detail(const std::string& id) {
  return id.starts_with("kms.") || id.starts_with("crossed.") || id.starts_with("keys.");
}

void draw_figure_table(LabelledText& page, const std::vector<StudyFigure>& figures) {
  std::vector<FigureRow> rows;
  std::vector<std::string> constant;
  std::size_t details = 0;
  for (const StudyFigure& figure : figures) {
    const bool varies = figure.minimum != figure.maximum;
    if (varies || (matters(figure.id) && figure.maximum != 0)) {
      rows.push_back(row_of(figure));
    } else if (is_detail(figure.id)) {
      ++details;
    } else if (figure.maximum != 0) {
      const Scaled text = scaled(figure.unit, {figure.mean}, 0);
      constant.push_back(
          fmt::format("{} {}{}{}", figure.label, text.numbers[0], text.unit.empty() ? "" : " ", text.unit));
    }
  }
  constexpr std::size_t most = 20;
  if (!rows.empty()) {
    page.row(fmt::format("{:<28} {:>11} {:>11} {:>11} {:>11}", "figure", "mean", "+/- 95 %", "min", "max"));
    const std::vector<FigureRow> shown(rows.begin(),
                                       rows.begin() + static_cast<std::ptrdiff_t>(std::min(most, rows.size())));
    for (const FigureRow& row : shown)
      page.row(fmt::format("{:<28} {:>11} {:>11} {:>11} {:>11} {}", row.label, row.cells[0], row.cells[1], row.cells[2],
                           row.cells[3], row.cells[4]));
    if (rows.size() > most) page.row(fmt::format("and {} figures more that vary (--json)", rows.size() - most));
    page.gap();
  }
  if (details > 0) constant.push_back(fmt::format("and {} more (--json)", details));
  if (!constant.empty()) page.line("the same", fmt::format("in every run: {}", fmt::join(constant, ", ")));
}

std::string seeds_text(const std::vector<std::uint64_t>& seeds) {
  constexpr std::size_t shown = 10;
  const std::vector<std::uint64_t> first(seeds.begin(),
                                         seeds.begin() + static_cast<std::ptrdiff_t>(std::min(shown, seeds.size())));
  std::string text = fmt::format("{} {}", seeds.size() == 1 ? "seed" : "seeds", fmt::join(first, ", "));
  if (seeds.size() > shown) text += fmt::format(" and {} more", seeds.size() - shown);
  return text;
}

bool is_as_wanted(const StudyVerdict& verdict, std::uint64_t runs) {
  const bool must_be_violated = verdict.expected_violated;
  if (must_be_violated) return verdict.violated == runs;
  const std::uint64_t known = verdict.known_of_profile ? verdict.violated : 0;
  return verdict.held + verdict.not_applicable + known == runs;
}

std::uint64_t runs_of(const StudyVerdict& verdict) {
  return verdict.held + verdict.violated + verdict.vacuous + verdict.not_applicable + verdict.not_judged;
}

/// One that is not as wanted, with which seeds it is and how sure.
void draw_study_verdict(LabelledText& page, const StudyVerdict& verdict) {
  const std::uint64_t runs = runs_of(verdict);
  std::string text = fmt::format("held in {} of {} runs", verdict.held, runs);
  const auto add = [&](VerdictOnRun other, std::uint64_t count) {
    if (count > 0) text += fmt::format(", {} in {}", name_of(other), count);
  };
  add(VerdictOnRun::vacuous, verdict.vacuous);
  add(VerdictOnRun::notApplicable, verdict.not_applicable);
  add(VerdictOnRun::notJudged, verdict.not_judged);
  if (verdict.violated > 0)
    text += fmt::format(", violated in {}: {}", verdict.violated, seeds_text(verdict.violated_seeds));
  if (verdict.expected_violated) text += "; the scenario expects it violated in each";
  if (verdict.violated_share_interval && verdict.held + verdict.violated > 1)
    text += fmt::format("; at 95 % between {} and {} of all seeds violate it",
                        share_text(verdict.violated_share_interval->low, Rounded::down),
                        share_text(verdict.violated_share_interval->high, Rounded::up));
  page.line(verdict.id, text, failurePaint);
}

/// What is not as wanted one by one; the others in a line.
void draw_study_verdicts(LabelledText& page, const StudySummary& study) {
  std::vector<std::string> held;
  std::vector<std::string> violated;
  std::vector<std::string> not_applicable;
  const StudyVerdict* judged = nullptr;
  for (const StudyVerdict& verdict : study.verdicts) {
    if (!is_as_wanted(verdict, runs_of(verdict))) continue;
    if (verdict.not_applicable == runs_of(verdict)) {
      not_applicable.push_back(verdict.id);
    } else if (verdict.violated > 0) {
      violated.push_back(verdict.id);
    } else {
      held.push_back(verdict.id);
      judged = &verdict;
    }
  }
  const std::string code = fmt::format(" (exit {})", study.exit_code);
  if (study.exit_code == 0) {
    page.line("PASSED", study.runs_done == 1 ? "in 1 run" : fmt::format("in each of {} runs", counted(study.runs_done)),
              successPaint);
  } else if (const auto& bad = study.first_bad) {
    const std::string& detail = bad->ending_detail;
    const std::string why = bad->ending != sim::Ending::ended
                                ? fmt::format("{}{}{}", name_of(bad->ending), detail.empty() ? "" : ": ", detail)
                            : bad->surprises.empty() ? "vacuous"
                                                     : fmt::format("{}", fmt::join(bad->surprises, ", "));
    page.line("FAILED", fmt::format("first with seed {}: {}{}", bad->seed, why, code), failurePaint);
    page.whole_line("", bad->replay);
  }
  for (const StudyVerdict& verdict : study.verdicts)
    if (!is_as_wanted(verdict, runs_of(verdict))) draw_study_verdict(page, verdict);
  if (!held.empty()) {
    std::string text = fmt::format("in every run: {}", fmt::join(held, ", "));
    if (judged->violated_share_interval && judged->held > 1)
      text += fmt::format("; of each at 95 % fewer than {} of all seeds violate it",
                          share_text(judged->violated_share_interval->high, Rounded::up));
    page.line("held", text, successPaint);
  }
  if (!violated.empty())
    page.line("weak", fmt::format("violated in every run, as known or expected: {}", fmt::join(violated, ", ")),
              warningPaint);
  if (!not_applicable.empty()) page.line("", fmt::format("not applicable: {}", fmt::join(not_applicable, ", ")));
}

}  // namespace

std::string replications_screen(const StudySummary& study, Colour colour, std::size_t columns) {
  LabelledText page(colour, columns);
  page.title(study.scenario.title, study.varies_with_seed
                                       ? fmt::format("{}, seeds {} to {}", study.scenario.name, study.first_seed,
                                                     study.first_seed + (study.runs_wanted - 1))
                                       : fmt::format("{}, seed {}", study.scenario.name, study.first_seed));
  std::vector<std::string> endings;
  for (const auto& [ending, count] : study.endings) endings.push_back(fmt::format("{} {}", count, ending));
  const bool all_ended = study.endings.size() == 1 && study.endings.contains(std::string(name_of(sim::Ending::ended)));
  page.line("runs", fmt::format("{}: {}", study.runs_done, fmt::join(endings, ", ")), all_ended ? nullptr : "31");
  if (!study.varies_with_seed) {
    page.line("", "no figure varies with the seed: nothing but keys and other bytes was drawn, so one run says all",
              "33");
    page.line("", fmt::format("whether every seed keeps the properties: keycell check {}", study.scenario.name));
  }
  if (study.varies_with_seed && study.runs_done < study.runs_wanted)
    page.line("", fmt::format("interrupted: {} of {} runs were done", study.runs_done, study.runs_wanted), "33");
  if (!all_ended) page.line("", "figures speak of the runs that ended", "33");
  page.gap();
  draw_study_verdicts(page, study);
  page.gap();
  draw_figure_table(page, study.figures);
  page.gap();
  page.line("scope", study.scope);
  page.whole_line("replay", study.replay);
  return page.take();
}

}  // namespace keycell::reports
