#include "measures/warnings.h"

#include <fmt/format.h>

#include "measures/quantity_text.h"

namespace keycell::measures {
namespace {

/// "3 of 20 backup jobs did not complete: 2 Failed, 1 Killed"; empty when all did.
std::string not_completed(const std::string& kind, const JobsOfKind& told) {
  std::vector<std::string> others;
  std::uint64_t count = 0;
  for (const auto& [state, jobs] : told.states) {
    if (state == name_of(model::JobStatus::completed)) continue;
    count += jobs;
    others.push_back(fmt::format("{} {}", jobs, state));
  }
  if (count == 0) return {};
  return fmt::format("{} of {} {} {} did not complete: {}", count, told.count, kind, told.count == 1 ? "job" : "jobs",
                     fmt::join(others, ", "));
}

/// "4 of 4 restore jobs brought older data than was asked for"; empty when none did.
std::string older_than_asked(const std::string& kind, const JobsOfKind& told) {
  const auto older = told.completed_although.find(std::string(name_of(model::JobCause::olderThanAsked)));
  if (older == told.completed_although.end()) return {};
  return fmt::format("{} of {} {} {} brought older data than was asked for: their copy lacks the latest backup",
                     older->second, told.count, kind, told.count == 1 ? "job" : "jobs");
}

std::string overlap(const OverlappingBackups& told, const std::optional<model::Date>& start) {
  if (told.backups == 0) return {};
  return fmt::format(
      "{} {} began while an earlier backup of the same client was still going, and ran beside it; the first: {}, {}",
      told.backups, told.backups == 1 ? "backup" : "backups", told.first_client, moment_text(told.first_at_s, start));
}

}  // namespace

std::vector<Warning> warnings_of(const scenarios::Scenario& s) {
  const bool has_work = !s.backups.empty() || !s.schedules.empty() || !s.restores.empty() || !s.aux_copies.empty() ||
                        !s.rotations.empty();
  if (has_work) return {};
  return {{WarningOf::nothingToDo,
           "nothing happens in this scenario: it has no [[backup]], [[schedule]], [[restore]], [[aux_copy]] or "
           "[[rotation]]"}};
}

std::vector<Warning> warnings_of(const scenarios::Scenario& scenario, const std::optional<Jobs>& jobs,
                                 const std::optional<CellCounts>& cell, const std::optional<Operations>& operations) {
  std::vector<Warning> warnings = warnings_of(scenario);
  const auto add = [&](WarningOf about, std::string text) {
    if (!text.empty()) warnings.push_back({about, std::move(text)});
  };
  if (jobs) {
    for (const auto& [kind, told] : jobs->kinds) {
      add(WarningOf::jobsNotCompleted, not_completed(kind, told));
      add(WarningOf::olderThanAsked, older_than_asked(kind, told));
    }
    add(WarningOf::overlappingBackups, overlap(jobs->overlapping_backups, scenario.start));
  }
  if (operations)
    for (const auto& [kind, told] : operations->kinds)
      if (told.done < told.count)
        add(WarningOf::operationsNotDone,
            fmt::format("{} of {} times \"{}\" was not done: {} refused, {} not over", told.count - told.done,
                        told.count, name_of(kind), told.refused, told.going));
  if (cell)
    for (const std::string& logged : cell->warnings_logged) add(WarningOf::logged, logged);
  return warnings;
}

}  // namespace keycell::measures
