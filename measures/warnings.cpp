#include "measures/warnings.h"

#include <fmt/format.h>

#include "measures/quantity_text.h"

namespace keycell::measures {
namespace {

using Json = nlohmann::ordered_json;

/// "3 of 20 backup jobs did not complete: 2 Failed, 1 Killed"; empty when all did.
std::string not_completed(const std::string& kind, const Json& told) {
  std::vector<std::string> others;
  std::uint64_t count = 0;
  for (const auto& [state, jobs] : told.at("states").items()) {
    if (state == "Completed") continue;
    count += jobs.get<std::uint64_t>();
    others.push_back(fmt::format("{} {}", jobs.get<std::uint64_t>(), state));
  }
  if (count == 0) return {};
  const std::uint64_t all = told.at("count");
  return fmt::format("{} of {} {} {} did not complete: {}", count, all, kind, all == 1 ? "job" : "jobs",
                     fmt::join(others, ", "));
}

/// "4 of 4 restore jobs brought older data than was asked for"; empty when none did.
std::string older_than_asked(const std::string& kind, const Json& told) {
  const std::uint64_t count = told.at("completed_although").value(name_of(model::JobCause::olderThanAsked), 0U);
  const std::uint64_t all = told.at("count");
  if (count == 0) return {};
  return fmt::format("{} of {} {} {} brought older data than was asked for: their copy lacks the latest backup", count,
                     all, kind, all == 1 ? "job" : "jobs");
}

std::string overlap(const Json& told, const std::optional<model::Date>& start) {
  const std::uint64_t count = told.at("backups");
  if (count == 0) return {};
  return fmt::format(
      "{} {} began while an earlier backup of the same client was still going, and ran beside it; the first: {}, {}",
      count, count == 1 ? "backup" : "backups", told.at("first_client").get<std::string>(),
      moment_text(told.at("first_at_s"), start));
}

}  // namespace

std::vector<std::string> warnings_of(const scenarios::Scenario& s) {
  const bool has_work = !s.backups.empty() || !s.schedules.empty() || !s.restores.empty() || !s.aux_copies.empty() ||
                        !s.rotations.empty();
  if (has_work) return {};
  return {
      "nothing happens in this scenario: it has no [[backup]], [[schedule]], [[restore]], [[aux_copy]] or "
      "[[rotation]]"};
}

std::vector<std::string> warnings_of(const scenarios::Scenario& scenario, const Json& jobs, const Json& cell) {
  std::vector<std::string> warnings = warnings_of(scenario);
  const auto add = [&](std::string text) {
    if (!text.empty()) warnings.push_back(std::move(text));
  };
  if (!jobs.is_null()) {
    for (const auto& [kind, told] : jobs.at("kinds").items()) {
      add(not_completed(kind, told));
      add(older_than_asked(kind, told));
    }
    add(overlap(jobs.at("overlapping_backups"), scenario.start));
  }
  if (!cell.is_null())
    for (const Json& logged : cell.at("warnings_logged")) add(logged);
  return warnings;
}

}  // namespace keycell::measures
