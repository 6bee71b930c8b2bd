#include <algorithm>
#include <map>
#include <utility>

#include "model/role.h"
#include "properties/boundaries/policy_file.h"
#include "reports/first/parts.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using measures::RunSummary;
using measures::VerdictTold;
using properties::ExposureMade;
using properties::Verdict;

std::string who_allows(const properties::WhatCrossed& what) {
  const bool is_documented = what.policy == properties::documented_policy().title;
  return is_documented ? "the documents put" : fmt::format("the policy \"{}\" puts", what.policy);
}

/// Who asks for more lines in the logs wants to know that they were looked at.
std::string what_was_looked_at(const properties::WhatCrossed& what, const RunSummary& summary) {
  std::uint64_t looked_at = 0;
  for (const auto& [place, here] : what.looked_at) looked_at += here.crossings;
  std::string text = counted(looked_at) + " crossings looked at";
  const auto lines = what.looked_at.find(std::string(name_of(model::Place::logLine)));
  if (lines != what.looked_at.end() && summary.cell && summary.cell->faults_by_kind.contains("debug-log"))
    text += ", " + counted(lines->second.crossings) + " of them log lines";
  return text;
}

void draw_seen(LabelledText& page, const VerdictTold& sec1, const RunSummary& summary) {
  const properties::WhatCrossed& what = sec1.details.value();
  const std::string looked_at = what_was_looked_at(what, summary);
  if (sec1.verdict == Verdict::violated) {
    std::vector<std::string> where;
    for (const properties::SeenAt& seen : what.crossed)
      if (seen.forbidden > 0)
        where.push_back(fmt::format("{} at {} {}", plain_key(seen.key_class), seen.place, times_seen(seen.forbidden)));
    return page.line("keys", fmt::format("seen where nothing puts them: {} ({})", five_of(where, "; "), looked_at),
                     failurePaint);
  }
  page.line("keys", sec1.verdict == Verdict::held
                        ? fmt::format("seen only where {} them ({})", who_allows(what), looked_at)
                        : fmt::format("not enough was looked at: {}", sec1.vacuous_because));
}

/// "in clear inside the channel", "scrambled in the CSDB".
std::string heading_of(const ExposureMade& exposure) {
  const std::string how = exposure.form == "clear" ? "in clear" : exposure.form;
  if (!exposure.to.empty()) return how + " inside the channel";
  return how + (exposure.place == "csdb-page" ? " in the CSDB" : " at " + exposure.place);
}

void draw_declared(LabelledText& page, const properties::WhatCrossed& what) {
  std::map<std::string, std::vector<const ExposureMade*>> by_heading;
  for (const ExposureMade& exposure : what.declared)
    if (exposure.count > 0) by_heading[heading_of(exposure)].push_back(&exposure);
  for (const auto& [heading, exposures] : by_heading) {
    page.line("", heading + ", by the documented steps:");
    for (const ExposureMade* exposure : exposures) {
      const std::string way = exposure->to.empty() ? exposure->from : exposure->from + " to " + exposure->to;
      page.whole_line(
          "", fmt::format("  {:<19} {:<17} {:>9}", way, plain_key(exposure->key_class), times_seen(exposure->count)));
    }
  }
}

/// "CommServe KEK 6 ms, data key 1.4 ms; ...": of each place but the KMS, where keys are at home, the two that were
/// there longest.
void draw_in_memory(LabelledText& page, const RunSummary& summary) {
  constexpr std::size_t most = 2;
  if (!summary.key_work || !summary.key_work->custody) return;
  std::map<std::string, std::vector<const properties::KeySeconds*>> by_place;
  for (const properties::KeySeconds& held : *summary.key_work->custody)
    if (held.longest_s > 0 && is_key_of_data(held.key_class) && held.where != hosts_of(model::Role::kms))
      by_place[held.where].push_back(&held);
  std::vector<std::string> places;
  for (auto& [place, keys] : by_place) {
    std::ranges::sort(keys, {}, [](const auto* held) { return std::pair(-held->longest_s, held->key_class); });
    std::vector<std::string> longest;
    for (std::size_t i = 0; i < std::min(most, keys.size()); ++i)
      longest.push_back(plain_key(keys[i]->key_class) + " " + time_text(keys[i]->longest_s));
    places.push_back(place + " " + join(longest, ", "));
  }
  if (!places.empty()) page.line("", "in memory, longest: " + join(places, "; "));
}

}  // namespace

void draw_keys_seen(LabelledText& page, const RunSummary& summary) {
  const VerdictTold* sec1 = verdict_of(summary, "SEC-1");
  if (sec1 == nullptr || !sec1->details)
    return page.line("keys", "nothing is known: the simulation brought no result", failurePaint);
  draw_seen(page, *sec1, summary);
  draw_declared(page, *sec1->details);
  draw_in_memory(page, summary);
}

void draw_weaknesses(LabelledText& page, const RunSummary& summary) {
  if (summary.ending != sim::Ending::ended) return;
  constexpr std::size_t most = 5;
  if (summary.weaknesses.empty()) return page.line("weak", "nothing that is known of this profile in this cell");
  std::string label = "weak";
  for (std::size_t i = 0; i < std::min(most, summary.weaknesses.size()); ++i) {
    const measures::WeaknessTold& weakness = summary.weaknesses[i];
    const std::string amount =
        weakness.opens_bytes ? "; " + bytes_text(static_cast<double>(*weakness.opens_bytes)) + " here" : "";
    page.line(std::exchange(label, ""),
              fmt::format("{}{}: {}{}; {}", weakness.name, weakness.property ? " (" + *weakness.property + ")" : "",
                          weakness.says, amount,
                          weakness.known_of == measures::ofTheScenario ? "as the scenario expects"
                                                                       : "known of " + weakness.known_of),
              warningPaint);
  }
  if (summary.weaknesses.size() > most)
    page.line("", fmt::format("and {} more (--full)", summary.weaknesses.size() - most), warningPaint);
}

}  // namespace keycell::reports
