#include "model/schedule_message.h"

#include <chrono>

#include "model/messenger.h"

namespace keycell::model {
namespace {

constexpr std::uint32_t mostDays = 36'525;  // a century

void refuse_unless(bool is_so, const char* why) {
  if (!is_so) throw RequestRefused(why);
}

template <class Message>
FrontEnd front_end_in(const Message& message) {
  constexpr std::uint32_t whole_ppm = 1'000'000;
  constexpr std::uint64_t mostBytes = std::uint64_t{1} << 62;
  const FrontEnd front_end{.bytes = message.front_end_bytes(),
                           .spread_ppm = message.front_end_spread_ppm(),
                           .daily_change_ppm = message.daily_change_ppm(),
                           .change_spread_ppm = message.daily_change_spread_ppm(),
                           .compression_permille = message.compression(),
                           .dedup_full_permille = message.dedup_full(),
                           .dedup_incremental_permille = message.dedup_incremental()};
  refuse_unless(front_end.bytes <= mostBytes, "more than anybody has");
  refuse_unless(front_end.spread_ppm <= whole_ppm && front_end.daily_change_ppm <= whole_ppm &&
                    front_end.change_spread_ppm <= whole_ppm,
                "more than the whole");
  return front_end;
}

}  // namespace

JobKind kind_of(protocol::JobKind kind) {
  switch (kind) {
    case protocol::BACKUP: return JobKind::backup;
    case protocol::RESTORE: return JobKind::restore;
    case protocol::AUX_COPY: return JobKind::auxCopy;
    default: throw RequestRefused("no such kind of job");
  }
}

BackupLevel level_in(protocol::BackupLevel level) {
  switch (level) {
    case protocol::INCREMENTAL: return BackupLevel::incremental;
    case protocol::SYNTHETIC_FULL: return BackupLevel::syntheticFull;
    default: return BackupLevel::full;
  }
}

NewSchedule schedule_in(const protocol::Schedule& message, CopyId copy) {
  constexpr auto day_ns = static_cast<std::uint64_t>(std::chrono::nanoseconds(std::chrono::days(1)).count());
  constexpr auto minute_ns = static_cast<std::uint64_t>(std::chrono::nanoseconds(std::chrono::minutes(1)).count());
  NewSchedule schedule{.name = message.name(),
                       .each = message.each(),
                       .kind = kind_of(message.kind()),
                       .copy = copy,
                       .group = message.client_group(),
                       .clients = {message.client().begin(), message.client().end()},
                       .level = level_in(message.level()),
                       .full_every = message.full_every(),
                       .synthetic_fulls = message.synthetic_fulls(),
                       .then_copies = {message.then_copy().begin(), message.then_copy().end()},
                       .streams = std::max(message.streams(), 1U),
                       .front_end = front_end_in(message),
                       .due = {.first_day = message.first_day(),
                               .days = message.days(),
                               .at_ns = static_cast<std::int64_t>(message.at_ns()),
                               .every_ns = static_cast<std::int64_t>(message.every_ns()),
                               .on = {.bits = static_cast<std::uint8_t>(message.weekdays())},
                               .of_day_0 = static_cast<Weekday>(message.weekday_of_day_0()),
                               .jitter_ns = static_cast<std::int64_t>(message.jitter_ns())},
                       .runs_before = message.runs_before(),
                       .last_days_ago = message.last_days_ago()};
  const FrontEnd& front_end = schedule.front_end;
  refuse_unless(schedule.kind != JobKind::restore, "restores are asked for, not scheduled");
  refuse_unless(schedule.kind != JobKind::backup || front_end.bytes > 0, "a backup of nothing");
  refuse_unless(schedule.kind != JobKind::backup || !schedule.clients.empty(), "a backup of nobody");
  refuse_unless(schedule.runs_before <= mostDays && schedule.last_days_ago <= mostDays, "days beyond a century");
  refuse_unless(schedule.due.first_day <= mostDays && schedule.due.days >= 1 && schedule.due.days <= mostDays,
                "days beyond a century");
  refuse_unless(message.every_ns() == 0 || (message.every_ns() >= minute_ns && message.every_ns() < day_ns),
                "less than a minute, or more than a day");
  refuse_unless(message.weekdays() < 1U << allWeekdays.size() && message.weekday_of_day_0() < allWeekdays.size(),
                "no day of the week");
  refuse_unless(message.at_ns() < day_ns && message.jitter_ns() < day_ns, "no time of day");
  return schedule;
}

NewPast past_in(const protocol::MakePast& message, CopyId copy) {
  NewPast past{.name = message.name(),
               .copy = copy,
               .clients = {message.client().begin(), message.client().end()},
               .front_end = front_end_in(message),
               .full_days_ago = message.full_days_ago(),
               .last_days_ago = message.last_days_ago()};
  refuse_unless(past.front_end.bytes > 0 && !past.clients.empty(), "a backup of nothing");
  refuse_unless(past.last_days_ago >= 1 && past.full_days_ago <= mostDays && past.last_days_ago <= past.full_days_ago,
                "no days of before");
  return past;
}

}  // namespace keycell::model
