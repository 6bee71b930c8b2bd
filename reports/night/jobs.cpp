#include <algorithm>
#include <array>

#include "measures/backlog.h"
#include "reports/night/parts.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using measures::BackupNight;
using measures::JobsOfKind;

std::string job_line(const JobsOfKind& kind) {
  std::vector<std::string> states;
  for (const auto& [state, count] : kind.states) states.push_back(fmt::format("{} {}", count, state));
  std::string text = fmt::format("{} {}: {}; ", kind.count, plural(kind.count, "job", "jobs"), join(states, ", "));
  const measures::Percentiles& times = kind.durations;
  if (kind.unfinished == kind.count) {
    text += fmt::format("not over {} after {} request", time_text(times.longest_s), kind.count == 1 ? "its" : "the");
  } else if (kind.count == 1 || time_text(times.p50_s) == time_text(times.longest_s)) {
    text += fmt::format("{}done {} after its request", kind.count == 1 ? "" : "each ", time_text(times.longest_s));
  } else {
    text += fmt::format("half were done {} after their request, 95 % {}, the last {}", time_text(times.p50_s),
                        time_text(times.p95_s), time_text(times.longest_s));
  }
  if (kind.unfinished > 0 && kind.unfinished < kind.count)
    text += fmt::format("; {} not over at the end, counted until then", kind.unfinished);
  if (kind.waited_s > 0) text += fmt::format("; waited for streams {} in all", time_text(kind.waited_s));
  if (kind.restarts > 0) text += fmt::format("; {} {}", kind.restarts, plural(kind.restarts, "restart", "restarts"));
  if (kind.pending_s > 0) text += fmt::format(" after {} of Pending", time_text(kind.pending_s));
  return text;
}

void draw_groups(LabelledText& page, const JobsOfKind& kind) {
  if (kind.groups.size() < 2) return;
  std::vector<std::string> parts;
  for (const auto& [group, told] : kind.groups) {
    std::string part = fmt::format("{} at most {}", shown_name(group), time_text(told.durations.longest_s));
    if (told.restarts > 0)
      part += fmt::format(" with {} {}", told.restarts, plural(told.restarts, "restart", "restarts"));
    if (told.not_completed > 0) part += fmt::format(", {} not Completed", told.not_completed);
    parts.push_back(part);
  }
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
  std::vector<std::pair<std::uint64_t, std::string>> reasons;
  for (const auto& [reason, count] : kind.reasons) reasons.emplace_back(count, reason);
  std::ranges::sort(reasons, {},
                    [](const auto& entry) { return std::pair(-static_cast<std::int64_t>(entry.first), entry.second); });
  constexpr std::size_t most = 3;
  for (std::size_t i = 0; i < std::min(most, reasons.size()); ++i)
    page.line("",
              fmt::format("{} {}: {}", reasons[i].first, plural(reasons[i].first, "job", "jobs"), reasons[i].second),
              warningPaint);
  if (reasons.size() > most)
    page.line("",
              fmt::format("and {} other {}", reasons.size() - most, plural(reasons.size() - most, "reason", "reasons")),
              warningPaint);
}

std::string window_line(const BackupNight& night, const Start& start) {
  std::vector<std::string> last;
  for (const std::string& client : night.last_jobs) last.push_back(shown_name(client));
  return fmt::format("night {}: {} to {}, {} for {} {}; last: {}", night.night,
                     moment_text(night.first_submission_s, start), moment_text(night.last_end_s, start),
                     time_text(night.window_s), night.jobs, plural(night.jobs, "backup", "backups"), join(last, ", "));
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
