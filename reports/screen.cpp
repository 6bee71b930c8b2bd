#include "reports/screen.h"

#include <utility>
#include <vector>

#include "reports/boundaries.h"
#include "reports/first/parts.h"
#include "reports/labelled_text.h"
#include "reports/night_screen.h"
#include "reports/words.h"
#include "scenarios/units.h"

namespace keycell::reports {
namespace {

using measures::RunSummary;
using properties::Verdict;

void draw_verdict(LabelledText& page, const measures::VerdictTold& told) {
  const bool is_violated = told.verdict == Verdict::violated;
  const bool surprise =
      (is_violated && !told.known_of_profile) != told.expected_violated || told.verdict == Verdict::vacuous;
  std::string text = fmt::format("{}{}: {} ({} looked at)", name_of(told.verdict),
                                 is_violated && told.expected_violated  ? ", as the scenario expects"
                                 : is_violated && told.known_of_profile ? ", known of the profile"
                                                                        : "",
                                 told.statement, told.exercised);
  if (!told.vacuous_because.empty()) text += "; " + told.vacuous_because;
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
}

void draw_first(LabelledText& page, const RunSummary& summary) {
  Start start;
  if (summary.scenario.start) start = scenarios::parse_date(*summary.scenario.start);
  page.title(summary.scenario.title, fmt::format("{}, seed {}", summary.scenario.name, summary.seed));
  draw_outcome(page, summary);
  draw_lost(page, summary, start);
  page.gap();
  draw_keys_seen(page, summary);
  draw_weaknesses(page, summary);
  draw_data_kept(page, summary);
  page.gap();
  draw_job_table(page, summary);
  draw_troubles(page, summary, start);
  draw_load(page, summary);
  page.gap();
}

void draw_everything(LabelledText& page, const RunSummary& summary) {
  draw_night(page, summary);
  constexpr std::size_t mostWarnings = 10;
  std::string label = "warning";
  std::size_t shown = 0;
  for (const measures::Warning& warning : summary.warnings)
    if (shown++ < mostWarnings) page.line(std::exchange(label, ""), warning.text, warningPaint);
  if (shown > mostWarnings)
    page.line("", fmt::format("and {} more warnings (--json)", shown - mostWarnings), warningPaint);
  draw_verdicts(page, summary);
  page.gap();
  const double wall = summary.wall_s;
  page.line("time", fmt::format("{} simulated in {} ({} events, {:.0f} a second); event hash {}",
                                time_text(summary.simulated_s), time_text(wall), summary.events,
                                wall > 0 ? static_cast<double>(summary.events) / wall : 0.0, summary.event_hash));
  page.line("made by", fmt::format("keycell {}, commit {}, SimGrid {}, OpenSSL {}; scenario SHA-256 {}",
                                   summary.made_by.keycell, summary.made_by.commit, summary.made_by.simgrid,
                                   summary.made_by.openssl, summary.scenario.sha256));
  page.gap();
}

}  // namespace

std::string screen(const RunSummary& summary, Colour colour, std::size_t columns, Extent extent) {
  LabelledText page(colour, columns);
  draw_first(page, summary);
  if (extent == Extent::full) draw_everything(page, summary);
  draw_foundations(page, summary, page.columns());
  return page.take();
}

}  // namespace keycell::reports
