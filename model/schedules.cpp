#include "model/schedules.h"

#include <algorithm>

#include "model/commserve.h"
#include "model/front_end.h"

namespace keycell::model {

void Schedules::resume() {
  began_ = commserve_.world().now();
  commserve_.for_sure([this] { load(); });
  for (const MergedRuns& merged : commserve_.for_sure([this] { return commserve_.csdb().merged_runs(); }))
    tell_merged(merged.run, merged.first_job);
  start_what_is_due();
  watch();
}

void Schedules::make(const std::vector<NewSchedule>& schedules) {
  commserve_.csdb().insert_schedules(schedules, commserve_.world().now().count());
  load();
  watch();
}

std::uint64_t Schedules::runs_to_come() const {
  std::uint64_t runs = 0;
  for (const auto& [id, row] : rows_) runs += runs_of(row.what.due) - row.next_run;
  return runs;
}

/// Those that are known stay: the CSDB hears of a run before they do.
void Schedules::load() {
  for (ScheduleRow& row : commserve_.csdb().schedules()) {
    const auto [known, is_new] = rows_.try_emplace(row.id, std::move(row));
    const ScheduleRow& added = known->second;
    if (is_new && added.next_run < runs_of(added.what.due))
      line_.emplace(due_instant(added.what, added.next_run, chance_), added.id);
  }
}

void Schedules::tell_merged(const ScheduledRun& run, std::int64_t first_job) {
  const NewSchedule& what = rows_.at(run.schedule).what;
  for (std::uint32_t more = 1; more <= run.merged; ++more) {
    const std::string name = name_of_run(what, run.run + more);
    commserve_.world().emit(
        InstantMerged{name, due_instant(what, run.run + more, chance_), static_cast<std::uint64_t>(first_job)});
  }
}

void Schedules::watch() {
  if (is_starting_ || line_.empty()) return;
  commserve_.world().spawn("schedules", [this, me = ++watch_] {
    while (me == watch_ && !line_.empty()) {
      World& world = commserve_.world();
      const Nanos next = line_.begin()->first;
      if (next > world.now()) world.sleep(next - world.now());
      if (me == watch_) start_what_is_due();
    }
  });
}

void Schedules::start_what_is_due() {
  is_starting_ = true;
  while (!line_.empty() && line_.begin()->first <= commserve_.world().now()) {
    ScheduleRow& row = rows_.at(line_.begin()->second);
    line_.erase(line_.begin());
    start(row);
    if (row.next_run < runs_of(row.what.due)) line_.emplace(due_instant(row.what, row.next_run, chance_), row.id);
  }
  is_starting_ = false;
}

void Schedules::start(ScheduleRow& row) {
  const Nanos now = commserve_.world().now();
  ScheduledRun run{.schedule = row.id, .run = row.next_run};
  const std::uint32_t left = runs_of(row.what.due) - row.next_run;
  while (run.merged + 1 < left && due_instant(row.what, run.run + run.merged + 1, chance_) <= now) ++run.merged;
  const std::int64_t first_job = commserve_.for_sure([&] { return jobs_.submit(jobs_of(row, run)); });
  row.next_run = run.run + run.merged + 1;
  tell_merged(run, first_job);
}

NewJobs Schedules::jobs_of(const ScheduleRow& row, const ScheduledRun& run) {
  const NewSchedule& what = row.what;
  const Nanos due = std::max(due_instant(what, run.run, chance_), Nanos(row.made_ns));
  NewJobs jobs{.request = name_of_run(what, run.run),
               .kind = what.kind,
               .copy = what.copy,
               .clients = commserve_.csdb().clients_of_schedule(row.id),
               .level = what.level,
               .then_copies = what.then_copies,
               .run = run,
               .due_ns = due.count(),
               .due_while_down = due < began_};
  for (std::uint32_t more = 0; more <= run.merged; ++more) {
    const BackupLevel level = level_of(what, run.run + more);
    if (level == BackupLevel::full || (level != BackupLevel::incremental && jobs.level != BackupLevel::full))
      jobs.level = level;
  }
  if (what.kind != JobKind::backup) return jobs;
  if (jobs.level != BackupLevel::syntheticFull) jobs.streams = what.streams;  // the client takes no part in those
  const Nanos passed = since_last(row, run);
  if (!what.front_end.is_drawn()) {
    const JobSizes sizes = sizes_of(what.front_end, passed);
    jobs.full = sizes.full;
    jobs.changed = sizes.changed;
    return jobs;
  }
  for (const std::string& client : jobs.clients)
    jobs.own.push_back(sizes_of(what.front_end, passed, client, jobs.request, chance_));
  return jobs;
}

Nanos Schedules::since_last(const ScheduleRow& row, const ScheduledRun& run) const {
  const Nanos usual = row.what.due.every_ns == 0 ? std::chrono::days(1) : Nanos(row.what.due.every_ns);
  if (row.what.each.empty()) return usual;
  const Nanos first = instant_of(row.what.due, run.run);
  std::optional<Nanos> last;
  for (const auto& [id, other] : rows_) {
    if (other.what.each.empty() || other.what.group != row.what.group) continue;
    if (const auto before = last_instant_before(other.what.due, first))
      last = std::max(last.value_or(*before), *before);
  }
  if (!last && row.what.last_days_ago > 0) {  // at the same time of that day
    last = Nanos(row.what.due.at_ns) - std::chrono::days(row.what.last_days_ago);
  }
  return last ? instant_of(row.what.due, run.run + run.merged) - *last : usual;
}

}  // namespace keycell::model
