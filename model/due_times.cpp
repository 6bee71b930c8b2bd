#include "model/due_times.h"

#include "model/integer_laws.h"

namespace keycell::model {

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
  const std::uint32_t a_day = runs_a_day(schedule.due);
  const bool is_full =
      schedule.full_every > 0 && run % a_day == 0 && (schedule.runs_before + run / a_day) % schedule.full_every == 0;
  if (!is_full) return schedule.level;
  const bool is_the_first = schedule.runs_before == 0 && run == 0;
  return schedule.synthetic_fulls && !is_the_first ? BackupLevel::syntheticFull : BackupLevel::full;
}

}  // namespace keycell::model
