#include "model/due_times.h"

#include "model/integer_laws.h"

namespace keycell::model {

std::uint32_t runs_of(const DueTimes& due) { return due.days; }

Nanos instant_of(const DueTimes& due, std::uint32_t run) {
  return std::chrono::days(due.first_day) + std::chrono::days(run) + Nanos(due.at_ns);
}

std::string name_of_run(const NewSchedule& schedule, std::uint32_t run) {
  return schedule.each.empty() ? schedule.name : schedule.name + " " + schedule.each + " " + std::to_string(run + 1);
}

Nanos due_instant(const NewSchedule& schedule, std::uint32_t run, const Chance& chance) {
  const Nanos instant = instant_of(schedule.due, run);
  if (schedule.due.jitter_ns == 0) return instant;
  const auto draws = chance({"start jitter", {name_of_run(schedule, run)}});
  return instant + Nanos(below(*draws, static_cast<std::uint64_t>(schedule.due.jitter_ns) + 1));
}

BackupLevel level_of(const NewSchedule& schedule, std::uint32_t run) {
  return schedule.full_every > 0 && run % schedule.full_every == 0 ? BackupLevel::full : schedule.level;
}

}  // namespace keycell::model
