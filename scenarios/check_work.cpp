#include "scenarios/check_work.h"

#include <algorithm>
#include <set>

#include "scenarios/checks.h"
#include "scenarios/units.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

void check_is_filled_by_aux_copy(const Where& where, const std::vector<Copy>& copies, const std::string& policy,
                                 const std::string& name) {
  std::vector<std::string> dependants;
  for (const Copy& copy : copies)
    if (copy.policy == policy && !copy.source.empty()) dependants.push_back(copy.name);
  if (primary_copy_of(copies, policy) != name)
    return check_known(where, name, "copy with a \"source\" of policy " + quoted(policy), dependants);
  refuse(where, quoted(name) + " is the primary copy, which backups fill; " +
                    (dependants.empty() ? "policy " + quoted(policy) + " has no copy with a \"source\""
                                        : "expected " + listed(dependants)));
}

void check_arrivals(const Scenario& s, std::size_t i) {
  const Restore& restore = s.restores[i];
  const auto key = [&](std::string_view name) { return Where{.table = "restore", .index = i, .key = name}; };
  if (restore.count) in_range(key("count"), *restore.count, 1, mostRestores);
  in_range(key("priority"), restore.priority, 0, model::leastPriority);
  not_negative(key("between"), restore.between);
  if (restore.count && (restore.between != Nanos::zero() || restore.until))
    refuse(key("count"),
           "asks for restores at once, and \"between\" lets clients come one by one; expected one of "
           "the two");
  if (restore.between == Nanos::zero()) {
    if (restore.until)
      refuse(key("until"), "says when the last client comes, and all come at once; expected `between` too");
    return;
  }
  if (!restore.until) refuse(key("between"), "never ends; expected `until` too, when the last client comes");
  check_time(key("until"), *restore.until, s.horizon);
  if (*restore.until <= restore.at)
    refuse(key("until"), quoted(instant_text(*restore.until)) + " is not after the first; expected more than " +
                             quoted(instant_text(restore.at)));
  if ((*restore.until - restore.at) / restore.between > mostRestores)
    refuse(key("between"), "lets more than " + std::to_string(mostRestores) +
                               " clients come; expected a longer time, or an earlier `until`");
}

void check_when_it_starts(std::size_t i, const Schedule& schedule) {
  const auto key = [&](std::string_view name) { return Where{.table = "schedule", .index = i, .key = name}; };
  if (schedule.at && schedule.every)
    refuse(key("every"), "is there beside \"at\"; expected one of the two: again and again, or once a day");
  if (!schedule.at && !schedule.every)
    refuse(key({}), "expected one of \"at\", a time of day, and \"every\", again and again");
  if (schedule.at) return check_time_of_day(key("at"), *schedule.at);
  not_negative(key("every"), *schedule.every);
  if (*schedule.every < shortestEvery)
    refuse(key("every"), quoted(duration_text(*schedule.every)) + " is too short; expected at least " +
                             quoted(duration_text(shortestEvery)));
  if (*schedule.every > longestEvery)
    refuse(key("every"), quoted(duration_text(*schedule.every)) + " is too long; expected at most " +
                             quoted(duration_text(longestEvery)) + ", or \"at\" for once a day");
}

void check_weekdays(const Scenario& s, std::size_t i, const std::vector<model::Weekday>& on) {
  std::set<model::Weekday> seen;
  for (std::size_t item = 0; item < on.size(); ++item) {
    const Where where{.table = "schedule", .index = i, .key = "on", .item = item};
    if (!seen.insert(on[item]).second) refuse(where, quoted(name_of(on[item])) + " is there twice; expected once");
  }
  // A day 1 that is assumed to be some day of the week would move every weekly backup without a word.
  if (!on.empty() && !s.start)
    refuse({.table = "schedule", .index = i, .key = "on"},
           "says days of the week, and day 1 has none; expected the date of day 1 at the top of the file, as "
           "start = \"2026-06-01\"");
}

void check_schedule(const Scenario& s, std::size_t i) {
  const Schedule& schedule = s.schedules[i];
  const auto key = [&](std::string_view name) { return Where{.table = "schedule", .index = i, .key = name}; };
  check_when_it_starts(i, schedule);
  check_weekdays(s, i, schedule.on);
  if (schedule.nights < 1 || schedule.nights > mostNights)
    refuse(key("nights"),
           std::to_string(schedule.nights) + " is no number of nights; expected 1 to " + std::to_string(mostNights));
  const std::uint32_t runs = runs_of(s, schedule);
  if (runs > mostRuns)
    refuse(key("nights"), "makes " + std::to_string(runs) + " backups of each client; expected at most " +
                              std::to_string(mostRuns) + ", so take fewer nights, or a longer \"every\"");
  if (schedule.full_every > 0 && schedule.level != BackupLevel::incremental)
    refuse(key("full_every"), "all of them are full; expected level = \"incremental\"");
  if (schedule.fulls == Fulls::synthetic && schedule.full_every == 0)
    refuse(key("fulls"), "says how later full backups are made, and there are none; expected `full_every` too");
  not_negative(key("start_jitter"), schedule.start_jitter);
  // They stay in order.
  const Nanos apart = schedule.every.value_or(std::chrono::days(1));
  if (schedule.start_jitter >= apart)
    refuse(key("start_jitter"), quoted(duration_text(schedule.start_jitter)) + " reaches into the next " +
                                    (schedule.every ? "backup" : "night") + "; expected less than " +
                                    quoted(duration_text(apart)));
  check_time(key("nights"), time_of(s, schedule, runs - 1) + schedule.start_jitter, s.horizon);
}

void check_before(std::size_t i, const Before& before) {
  const Where where{.table = "client", .index = i, .key = "before"};
  for (const std::uint32_t days : {before.full_days, before.last_days()})
    if (days < 1 || days > mostDaysAgo)
      refuse(where, quoted(days_ago_text(days)) + " is out of reach; expected \"1 day ago\" to " +
                        quoted(days_ago_text(mostDaysAgo)));
  if (before.incremental_days && *before.incremental_days >= before.full_days)
    refuse(where, "the last incremental backup, " + quoted(days_ago_text(*before.incremental_days)) +
                      ", is not after the full one; expected less than " + quoted(days_ago_text(before.full_days)));
}

void check_backups_and_restores(const Scenario& s) {
  for (std::size_t i = 0; i < s.clients.size(); ++i)
    if (s.clients[i].before) check_before(i, *s.clients[i].before);
  for (std::size_t i = 0; i < s.backups.size(); ++i)
    check_time({.table = "backup", .index = i, .key = "at"}, s.backups[i].at, s.horizon);
  for (std::size_t i = 0; i < s.schedules.size(); ++i) check_schedule(s, i);
  for (std::size_t i = 0; i < s.restores.size(); ++i) {
    const Where where{.table = "restore", .index = i, .key = "at"};
    const Restore& restore = s.restores[i];
    check_time(where, restore.at, s.horizon);
    const auto first = first_backup(s, restore.clients);
    if (!first) {
      refuse(where, quoted(restore.clients) + " has no backup to restore; expected a [[backup]] before it");
    }
    if (restore.at <= *first) {
      refuse(where, quoted(instant_text(restore.at)) + " is not after a backup of " + quoted(restore.clients) +
                        "; expected more than " + quoted(instant_text(*first)));
    }
    check_arrivals(s, i);
    if (!restore.as_of) continue;
    const Where as_of{.table = "restore", .index = i, .key = "as_of"};
    const std::string moment = quoted(instant_text(*restore.as_of));
    if (*restore.as_of < *first)
      refuse(as_of, moment + " is before the first backup; expected at least " + quoted(instant_text(*first)));
    if (*restore.as_of > restore.at)
      refuse(as_of, moment + " is after the restore itself; expected at most " + quoted(instant_text(restore.at)));
  }
}

/// A copy that aux copy fills must have been filled when a restore reads it, after a backup of the clients.
void check_filled(const Scenario& s, std::size_t i, const std::string& policy) {
  const Restore& restore = s.restores[i];
  const Nanos first = *first_backup(s, restore.clients);
  bool is_filled = first < Nanos::zero();
  const auto fill = [&](Nanos at) { is_filled = is_filled || (at >= first && at < restore.at); };
  for (const AuxCopy& aux_copy : s.aux_copies)
    if (aux_copy.policy == policy && aux_copy.copy == restore.copy) fill(aux_copy.at);
  for (const Schedule& schedule : s.schedules) {
    const auto group = std::ranges::find(s.clients, schedule.clients, &ClientGroup::name);
    if (policy_of(*group) != policy) continue;
    if (std::ranges::find(schedule.aux_copies, restore.copy) == schedule.aux_copies.end()) continue;
    for (std::uint32_t run = 0; run < runs_of(s, schedule); ++run) fill(time_of(s, schedule, run));
  }
  if (is_filled) return;
  refuse({.table = "restore", .index = i, .key = "copy"},
         quoted(restore.copy) +
             " is empty then; expected an [[aux_copy]] or a schedule's aux_copy that fills it after " +
             quoted(instant_text(first)) + ", the first backup, and before the restore");
}

void check_rsa_pairs(const Scenario& s, const crypto::Hierarchy& profile) {
  const std::vector<std::string> owners = key_owners(s, profile);
  if (!profile.draws_rsa_pairs() || owners.size() <= maxRsaPairs) return;
  const std::string what = profile.key_owner() == crypto::KeyOwner::copy ? "copies" : "pools, and copies without one";
  refuse({.table = "keys", .key = "profile"},
         quoted(s.keys.profile) + " gives an RSA pair to each of " + std::to_string(owners.size()) + " " + what + " (" +
             quoted(owners[0]) + ", " + quoted(owners[1]) + ", ...); expected at most " + std::to_string(maxRsaPairs) +
             ", so take fewer, or \"pool-kek\", which draws none");
}

void check_other_work(const Scenario& s) {
  const std::vector<Copy> copies = all_copies(s);
  for (std::size_t i = 0; i < s.restores.size(); ++i) {
    const Restore& restore = s.restores[i];
    if (restore.copy.empty()) continue;
    for (const ClientGroup& group : s.clients) {
      if (group.name != restore.clients) continue;
      const std::string policy = policy_of(group);
      check_known({.table = "restore", .index = i, .key = "copy"}, restore.copy, "copy of the clients' policy",
                  copies_of(copies, policy));
      if (primary_copy_of(copies, policy) != restore.copy) check_filled(s, i, policy);
    }
  }
  for (std::size_t i = 0; i < s.aux_copies.size(); ++i) {
    const AuxCopy& aux_copy = s.aux_copies[i];
    const auto key = [&](std::string_view name) { return Where{.table = "aux_copy", .index = i, .key = name}; };
    check_time(key("at"), aux_copy.at, s.horizon);
    check_known(key("policy"), aux_copy.policy, "policy", policies_of(copies));
    check_is_filled_by_aux_copy(key("copy"), copies, aux_copy.policy, aux_copy.copy);
  }
  for (std::size_t i = 0; i < s.schedules.size(); ++i) {
    for (std::size_t item = 0; item < s.schedules[i].aux_copies.size(); ++item) {
      const Where where{.table = "schedule", .index = i, .key = "aux_copy", .item = item};
      const std::string& name = s.schedules[i].aux_copies[item];
      const auto group = std::ranges::find(s.clients, s.schedules[i].clients, &ClientGroup::name);
      check_is_filled_by_aux_copy(where, copies, policy_of(*group), name);
    }
  }
  const auto profile = profile_of(s);
  check_rsa_pairs(s, *profile);
  for (std::size_t i = 0; i < s.rotations.size(); ++i) {
    const Where of{.table = "rotation", .index = i, .key = "of"};
    check_time({.table = "rotation", .index = i, .key = "at"}, s.rotations[i].at, s.horizon);
    check_known(of, s.rotations[i].of, "pool or copy with keys of its own", key_owners(s, *profile));
  }
}

}  // namespace

void check_work(const Scenario& scenario) {
  check_backups_and_restores(scenario);
  check_other_work(scenario);
}

}  // namespace keycell::scenarios
