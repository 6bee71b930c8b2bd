#include <algorithm>

#include "properties/catalogue.h"
#include "reports/first/parts.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using measures::RunSummary;
using measures::VerdictTold;
using properties::Verdict;

constexpr std::size_t mostTold = 3;

bool is_in(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

/// The first of a list, and how many there are beside.
std::string first_of(const std::vector<std::string>& all, const char* separator) {
  std::vector<std::string> shown(all.begin(),
                                 all.begin() + static_cast<std::ptrdiff_t>(std::min(mostTold, all.size())));
  if (all.size() > mostTold) shown.push_back(fmt::format("and {} more", all.size() - mostTold));
  return join(shown, separator);
}

/// "7 properties held; 1 weakness known of the profile (SEC-7)".
std::string what_held(const RunSummary& summary) {
  const auto held =
      static_cast<std::uint64_t>(std::ranges::count(summary.verdicts, Verdict::held, &VerdictTold::verdict));
  std::string text = fmt::format("{} {} held", held, plural(held, "property", "properties"));
  std::vector<std::string> of_profile;
  std::vector<std::string> of_scenario;
  for (const measures::WeaknessTold& weakness : summary.weaknesses)
    if (weakness.property)
      (weakness.known_of == summary.scenario.profile ? of_profile : of_scenario).push_back(*weakness.property);
  if (!of_profile.empty())
    text += fmt::format("; {} {} known of the profile ({})", of_profile.size(),
                        plural(of_profile.size(), "weakness", "weaknesses"), join(of_profile, ", "));
  if (!of_scenario.empty()) text += fmt::format("; {} violated, as the scenario expects", join(of_scenario, ", "));
  return text;
}

std::vector<std::string> what_failed(const RunSummary& summary) {
  std::vector<std::string> failed;
  for (const VerdictTold& told : summary.verdicts)
    if (is_in(summary.unexpected, told.id)) failed.push_back(told.id + " violated " + times_seen(told.violations));
  for (const std::string& id : summary.expected_but_not_violated)
    failed.push_back(id + " not violated, as the scenario expects it to be");
  return failed;
}

std::vector<std::string> what_was_not_looked_at(const RunSummary& summary) {
  std::vector<std::string> missing;
  for (const std::string& fault : summary.faults_that_never_acted) missing.push_back(fault + " never acted");
  for (const VerdictTold& told : summary.verdicts)
    if (told.verdict == Verdict::vacuous)
      missing.push_back(told.id + ": " +
                        (told.vacuous_because.empty() ? "nothing to judge came up" : told.vacuous_because));
  return missing;
}

void draw_failure(LabelledText& page, const RunSummary& summary) {
  std::size_t shown = 0;
  for (const VerdictTold& told : summary.verdicts) {
    if (!is_in(summary.unexpected, told.id) || shown++ >= mostTold) continue;
    page.line(told.id, properties::violation_of(told.id));
    if (!told.evidence.empty()) page.line("", told.evidence.front(), failurePaint);
  }
  std::vector<std::string> advice{"--full shows more of the evidence, --out FOLDER writes every event"};
  if (!summary.unexpected.empty())
    advice.push_back(fmt::format("if the scenario is meant to do this: expect.violated = [\"{}\"]",
                                 first_of(summary.unexpected, "\", \"")));
  if (!summary.expected_but_not_violated.empty())
    advice.push_back(fmt::format("if that is mended: take {} out of expect.violated",
                                 first_of(summary.expected_but_not_violated, ", ")));
  page.line("next", join(advice, "; "));
}

void draw_vacuity(LabelledText& page, const RunSummary& summary) {
  std::vector<std::string> advice;
  if (!summary.faults_that_never_acted.empty())
    advice.emplace_back("let the fault act while there is something to hit, or say `optional = true` in its [[fault]]");
  if (std::ranges::find(summary.verdicts, Verdict::vacuous, &VerdictTold::verdict) != summary.verdicts.end())
    advice.emplace_back("give the scenario something to look at: what was never met was not judged");
  page.line("next", join(advice, "; "));
}

}  // namespace

void draw_outcome(LabelledText& page, const RunSummary& summary) {
  const std::string code = fmt::format(" (exit {})", summary.exit_code);
  const auto broken = [&] {
    const std::string& detail = summary.ending_detail;
    page.line("BROKEN", std::string(name_of(summary.ending)) + (detail.empty() ? "" : ": " + detail) + code,
              failurePaint);
  };
  if (summary.ending != sim::Ending::ended) return broken();
  const std::vector<std::string> failed = what_failed(summary);
  const std::vector<std::string> not_seen = what_was_not_looked_at(summary);
  if (!failed.empty()) {
    page.line("FAILED", first_of(failed, "; ") + code, failurePaint);
    draw_failure(page, summary);
  } else if (!not_seen.empty()) {
    page.line("VACUOUS", first_of(not_seen, "; ") + code, warningPaint);
    draw_vacuity(page, summary);
  } else {
    page.line("PASSED", what_held(summary), successPaint);
  }
  if (!summary.ending_detail.empty()) page.line("note", summary.ending_detail, warningPaint);
}

}  // namespace keycell::reports
