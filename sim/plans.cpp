#include "sim/plans.h"

#include <algorithm>

#include "model/schedule_message.h"
#include "sim/each.h"

namespace keycell::sim {
namespace {

using model::Nanos;
using scenarios::Scenario;

void set_due(protocol::Schedule& schedule, const model::DueTimes& due) {
  schedule.set_first_day(due.first_day);
  schedule.set_days(due.days);
  schedule.set_at_ns(static_cast<std::uint64_t>(due.at_ns));
  schedule.set_every_ns(static_cast<std::uint64_t>(due.every_ns));
  schedule.set_weekdays(due.on.bits);
  schedule.set_weekday_of_day_0(static_cast<std::uint32_t>(due.of_day_0));
  schedule.set_jitter_ns(static_cast<std::uint64_t>(due.jitter_ns));
}

void set_due(protocol::Schedule& schedule, Nanos once) {
  schedule.set_first_day(static_cast<std::uint32_t>(once / std::chrono::days(1)));
  schedule.set_at_ns(static_cast<std::uint64_t>((once % std::chrono::days(1)).count()));
  schedule.set_days(1);
}

template <class Message>
void set_front_end(Message& message, const scenarios::ClientGroup& group) {
  message.set_front_end_bytes(group.front_end_bytes);
  message.set_front_end_spread_ppm(group.front_end_spread_ppm);
  message.set_daily_change_ppm(group.daily_change_ppm);
  message.set_daily_change_spread_ppm(group.daily_change_spread_ppm);
  message.set_compression(group.compression_permille);
  if (!group.is_deduplicated()) return;
  message.set_dedup_full(group.dedup_full_permille);
  message.set_dedup_incremental(group.dedup_incremental_permille);
}

protocol::BackupLevel level_of(model::BackupLevel level) {
  switch (level) {
    case model::BackupLevel::full: return protocol::FULL;
    case model::BackupLevel::incremental: return protocol::INCREMENTAL;
    case model::BackupLevel::syntheticFull: return protocol::SYNTHETIC_FULL;
  }
  return protocol::FULL;
}

class Plans {
 public:
  explicit Plans(const Scenario& scenario) : scenario_(scenario), copies_(all_copies(scenario)) {}

  protocol::MakeSchedules all() {
    each("backup", scenario_.backups, clients_of<scenarios::Backup>,
         [this](const std::string& name, const scenarios::Backup& backup) {
           set_due(of_group(name, backup.clients, backup.level), backup.at);
         });
    each("schedule", scenario_.schedules, clients_of<scenarios::Schedule>,
         [this](const std::string& name, const scenarios::Schedule& schedule) { add(name, schedule); });
    const auto filled = [](const scenarios::AuxCopy& aux_copy) {
      return model::path_of(aux_copy.policy, aux_copy.copy);
    };
    each("aux-copy", scenario_.aux_copies, filled, [this](const std::string& name, const scenarios::AuxCopy& aux_copy) {
      protocol::Schedule& plan = *plans_.add_schedule();
      plan.set_name(name);
      plan.set_kind(protocol::AUX_COPY);
      plan.set_policy(aux_copy.policy);
      plan.set_copy(aux_copy.copy);
      set_due(plan, aux_copy.at);
    });
    return std::move(plans_);
  }

 private:
  protocol::Schedule& of_group(const std::string& name, const std::string& clients, model::BackupLevel level) {
    const auto& group = *std::ranges::find(scenario_.clients, clients, &scenarios::ClientGroup::name);
    protocol::Schedule& plan = *plans_.add_schedule();
    plan.set_name(name);
    plan.set_kind(protocol::BACKUP);
    plan.set_client_group(group.name);
    for (const std::string& client : client_names(group)) plan.add_client(client);
    plan.set_policy(policy_of(group));
    plan.set_copy(primary_copy_of(copies_, policy_of(group)));
    plan.set_level(level_of(level));
    plan.set_streams(group.streams);
    set_front_end(plan, group);
    if (group.before) plan.set_last_days_ago(group.before->last_days());
    return plan;
  }

  void add(const std::string& name, const scenarios::Schedule& schedule) {
    protocol::Schedule& plan = of_group(name, schedule.clients, schedule.level);
    plan.set_each(schedule.every ? "run" : "night");
    // The first is full, unless there was one before.
    const std::uint32_t only_the_first = plan.last_days_ago() > 0 ? 0 : schedule.nights;
    plan.set_full_every(schedule.full_every == 0 ? only_the_first : schedule.full_every);
    plan.set_synthetic_fulls(schedule.fulls == scenarios::Fulls::synthetic);
    plan.set_runs_before(nights_before(scenario_, schedule));
    for (const std::string& copy : schedule.aux_copies) plan.add_then_copy(copy);
    set_due(plan, due_times_of(scenario_, schedule));
  }

  const Scenario& scenario_;
  std::vector<scenarios::Copy> copies_;
  protocol::MakeSchedules plans_;
};

}  // namespace

model::Chance chance_of(Fabric& fabric) {
  return [&fabric](const model::DrawName& name) {
    return std::make_unique<PhiloxStream>(fabric.chance(model::Stream::workload, name));
  };
}

std::vector<protocol::MakePast> past_of(const Scenario& scenario) {
  std::vector<protocol::MakePast> all;
  const std::vector<scenarios::Copy> copies = all_copies(scenario);
  for (const scenarios::ClientGroup& group : scenario.clients) {
    if (!group.before) continue;
    protocol::MakePast& past = all.emplace_back();
    past.set_name("before of " + model::path_of(group.name));
    for (const std::string& client : client_names(group)) past.add_client(client);
    past.set_policy(policy_of(group));
    past.set_copy(primary_copy_of(copies, policy_of(group)));
    set_front_end(past, group);
    past.set_full_days_ago(group.before->full_days);
    past.set_last_days_ago(group.before->last_days());
  }
  return all;
}

protocol::MakeSchedules schedules_of(const Scenario& scenario) { return Plans(scenario).all(); }

std::optional<Nanos> last_run_of(const Scenario& scenario, const model::Chance& chance) {
  std::optional<Nanos> last;
  const protocol::MakeSchedules plans = schedules_of(scenario);
  for (const protocol::Schedule& plan : plans.schedule()) {
    const model::NewSchedule schedule = model::schedule_in(plan, {});
    const Nanos its = due_instant(schedule, runs_of(schedule.due) - 1, chance);
    last = std::max(last.value_or(its), its);
  }
  return last;
}

}  // namespace keycell::sim
