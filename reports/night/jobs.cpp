#include <algorithm>
#include <array>
#include <tuple>

#include "measures/backlog.h"
#include "reports/night/parts.h"
#include "reports/night/spread.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using measures::BackupNight;
using measures::JobsOfKind;

std::string job_line(const JobsOfKind& kind) {
  std::vector<std::string> states;
  for (const auto& [state, count] : kind.states) states.push_back(fmt::format("{} {}", counted(count), state));
  std::string text =
      fmt::format("{} {}: {}", counted(kind.count), plural(kind.count, "job", "jobs"), join(states, ", "));
  if (const auto& done = kind.durations.done)
    text += fmt::format("; done after {} {}", plural(done->count, "its request", "their request"), spread(*done));
  if (const auto& failed = kind.durations.not_done) text += fmt::format("; failed or killed after {}", spread(*failed));
  if (const auto& going = kind.durations.going) text += fmt::format("; not over after {}", spread(*going));
  if (kind.waited_s > 0) text += fmt::format("; waited for streams {} in all", time_text(kind.waited_s));
  if (kind.restarts > 0) text += fmt::format("; {} {}", kind.restarts, plural(kind.restarts, "restart", "restarts"));
  if (kind.pending_s > 0) text += fmt::format(" after {} of Pending", time_text(kind.pending_s));
  return text;
}

double longest_of(const measures::JobDurations& times) {
  double longest = 0;
  for (const auto* some : {&times.done, &times.not_done, &times.going})
    if (*some) longest = std::max(longest, (*some)->longest_s);
  return longest;
}

/// The five worst: those with most jobs that are not Completed, and of those the slowest.
void draw_groups(LabelledText& page, const JobsOfKind& kind) {
  constexpr std::size_t most = 5;
  if (kind.groups.size() < 2) return;
  std::vector<std::pair<std::string, const measures::JobsOfGroup*>> groups;
  for (const auto& [group, told] : kind.groups) groups.emplace_back(group, &told);
  std::ranges::sort(groups, {}, [](const auto& group) {
    return std::tuple(-static_cast<double>(group.second->not_completed), -longest_of(group.second->durations),
                      group.first);
  });
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(most, groups.size()); ++i) {
    const auto& [group, told] = groups[i];
    std::string part = fmt::format("{} at most {}", shown_name(group), time_text(longest_of(told->durations)));
    if (told->restarts > 0)
      part += fmt::format(" with {} {}", told->restarts, plural(told->restarts, "restart", "restarts"));
    if (told->not_completed > 0) part += fmt::format(", {} not Completed", told->not_completed);
    parts.push_back(part);
  }
  if (groups.size() > most)
    parts.push_back(fmt::format("{} others, at most {} to {}", counted(groups.size() - most),
                                time_text(longest_of(groups.back().second->durations)),
                                time_text(longest_of(groups[most].second->durations))));
  page.line("", "by group: " + join(parts, "; "));
}

void draw_phases(LabelledText& page, const JobsOfKind& kind) {
  double all_phases = 0;
  for (const auto& [phase, seconds] : kind.phases_s) all_phases += seconds;
  constexpr double worthTelling = 0.01;
  std::vector<std::string> phases;
  for (const auto& [phase, seconds] : kind.phases_s)
    if (seconds >= worthTelling * all_phases) phases.push_back(fmt::format("{} {}", phase, time_text(seconds)));
  if (phases.size() > 1) page.line("", "in phases: " + join(phases, ", "));
}

void draw_reasons(LabelledText& page, const JobsOfKind& kind) {
  constexpr std::size_t most = 5;
  for (std::size_t i = 0; i < std::min(most, kind.troubles.size()); ++i) {
    const measures::JobTrouble& trouble = kind.troubles[i];
    const std::string means = trouble.not_done == 0 ? "; done all the same"
                              : trouble.means.empty()
                                  ? ""
                                  : fmt::format("; {} not done: {}", trouble.not_done, trouble.means);
    page.line("", fmt::format("{} {}: {}{}", trouble.jobs, plural(trouble.jobs, "job", "jobs"), trouble.reason, means),
              warningPaint);
  }
  if (kind.troubles.size() > most)
    page.line("",
              fmt::format("and {} other {}, none worse (--json)", kind.troubles.size() - most,
                          plural(kind.troubles.size() - most, "reason", "reasons")),
              warningPaint);
}

std::string window_line(const BackupNight& night, const Start& start) {
  std::vector<std::string> last;
  for (const std::string& client : night.last_jobs) last.push_back(shown_name(client));
  return fmt::format("night of day {}: {} to {}, {} from the first request to the last end of {} {}; last: {}",
                     night.day, moment_text(night.first_submission_s, start), moment_text(night.last_end_s, start),
                     time_text(night.window_s), counted(night.jobs), plural(night.jobs, "backup", "backups"),
                     join(last, ", "));
}

}  // namespace

void draw_jobs(LabelledText& page, const measures::Jobs& jobs) {
  constexpr std::array order{"backup", "aux-copy", "restore"};
  for (const char* name : order) {
    const auto found = jobs.kinds.find(name);
    if (found == jobs.kinds.end()) continue;
    page.line(name, job_line(found->second));
    draw_groups(page, found->second);
    draw_phases(page, found->second);
    draw_reasons(page, found->second);
  }
}

void draw_windows(LabelledText& page, const std::vector<BackupNight>& nights, const Start& start) {
  constexpr std::size_t few = 7;
  std::string label = "window";
  const auto draw = [&](const std::string& text) { page.line(std::exchange(label, ""), text); };
  if (nights.size() <= few) {
    for (const BackupNight& night : nights) draw(window_line(night, start));
    return;
  }
  const auto [shortest, longest] = std::ranges::minmax_element(nights, {}, &BackupNight::window_s);
  draw("the longest, " + window_line(*longest, start));
  draw("the shortest, " + window_line(*shortest, start));
  if (&*shortest != &nights.back() && &*longest != &nights.back())
    draw("the last, " + window_line(nights.back(), start));
}

void draw_backlog(LabelledText& page, const measures::Backlog& backlog, bool at_horizon) {
  std::vector<std::string> lines;
  for (const bool for_good : {true, false})
    for (const measures::CopyBacklog& copy : backlog.copies)
      if (copy.never_catches_up == for_good && (for_good || (at_horizon && copy.at_the_end > 0)))
        lines.push_back(backlog_text(copy));
  constexpr std::size_t most = 3;
  std::string label = "backlog";
  if (at_horizon)
    page.line(
        std::exchange(label, ""),
        fmt::format("{} {} in work at the horizon", backlog.jobs_in_work, plural(backlog.jobs_in_work, "job", "jobs")),
        warningPaint);
  for (std::size_t i = 0; i < std::min(most, lines.size()); ++i)
    page.line(std::exchange(label, ""), lines[i], warningPaint);
  if (lines.size() > most)
    page.line("", fmt::format("and {} other copies (--json)", lines.size() - most), warningPaint);
}

}  // namespace keycell::reports
