#include "reports/screen.h"

#include <utility>
#include <vector>

#include "reports/boundaries.h"
#include "reports/labelled_text.h"
#include "reports/night_screen.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using measures::RunSummary;
using properties::Verdict;

void draw_verdict(LabelledText& page, const measures::VerdictTold& told) {
  const bool is_violated = told.verdict == Verdict::violated;
  const bool surprise = is_violated != told.expected_violated || told.verdict == Verdict::vacuous;
  std::string text = fmt::format("{}{}: {} ({} looked at)", name_of(told.verdict),
                                 is_violated && told.expected_violated ? ", as the scenario expects" : "",
                                 told.statement, told.exercised);
  if (!is_violated && told.expected_violated) text += "; the scenario expects a violation";
  page.line(told.id, text, surprise ? "31" : "32");
  if (told.violations > 0)
    page.line("",
              fmt::format("{} {}, the first:", told.violations, plural(told.violations, "violation", "violations")));
  std::size_t shown = 0;
  for (const std::string& evidence : told.evidence)
    if (shown++ < 3) page.line("", evidence, "31");
  if (told.details) draw_what_crossed(page, *told.details);
}

void draw_verdicts(LabelledText& page, const RunSummary& summary) {
  for (const measures::VerdictTold& told : summary.verdicts) draw_verdict(page, told);
  for (const std::string& id : summary.not_applicable)
    page.line(id, "not applicable: nothing in the scenario triggers it");
  for (const std::string& id : summary.not_judged) page.line(id, "not judged: the simulation brought no result", "31");
  std::vector<std::string> readings;
  for (const measures::ReadingTold& reading : summary.readings)
    readings.push_back(fmt::format("{} = {} ({})", reading.name, reading.value,
                                   reading.is_default ? name_of(reading.tag) : "set by the scenario"));
  page.line("readings", join(readings, ", "));
  std::string label = "assumed";
  for (const std::string& assumption : summary.assumptions) page.line(std::exchange(label, ""), assumption);
  page.line("scope", summary.scope);
}

}  // namespace

std::string screen(const RunSummary& summary, Colour colour, std::size_t columns) {
  LabelledText page(colour, columns);
  page.title(fmt::format("{} ({}, seed {})", summary.scenario.title, summary.scenario.name, summary.seed));
  const std::string& detail = summary.ending_detail;
  const bool has_ended = summary.ending == sim::Ending::ended;
  if (!has_ended)
    page.line("ENDING", std::string(name_of(summary.ending)) + (detail.empty() ? "" : ": " + detail), "31");
  if (has_ended && !detail.empty()) page.line("note", detail, "33");
  draw_night(page, summary);
  std::string label = "warning";
  for (const std::string& warning : summary.warnings) page.line(std::exchange(label, ""), warning, warningPaint);
  draw_verdicts(page, summary);
  page.gap();
  const double wall = summary.wall_s;
  page.line("time", fmt::format("{} simulated in {} ({} events, {:.0f} a second); event hash {}",
                                time_text(summary.simulated_s), time_text(wall), summary.events,
                                wall > 0 ? static_cast<double>(summary.events) / wall : 0.0, summary.event_hash));
  page.whole_line("replay", summary.replay);
  return page.take();
}

}  // namespace keycell::reports
