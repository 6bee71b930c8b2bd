#include <algorithm>
#include <array>
#include <numeric>

#include "measures/backlog.h"
#include "measures/prospect.h"
#include "reports/first/parts.h"
#include "reports/night/bounds.h"
#include "reports/words.h"
#include "scenarios/units.h"

namespace keycell::reports {
namespace {

using measures::Durations;
using measures::JobsOfKind;
using measures::RunSummary;
using model::OperationKind;

constexpr std::array kindsOfJobs{"backup", "aux-copy", "restore"};

struct JobRow {
  std::string kind;
  std::uint64_t count;
  std::uint64_t done;
  double from_s;
  double to_s;
  std::string each;
  std::string bound;
};

/// True of each of them.
std::string each_of(const std::optional<Durations>& times) {
  if (!times) return "-";
  const std::string longest = time_text(times->longest_s);
  if (longest == time_text(times->shortest_s)) return longest;
  return times->p95_s ? fmt::format("95 % {}", time_text(*times->p95_s)) : "to " + longest;
}

/// As it stands in a column.
std::string without_commas(std::string text) {
  std::erase(text, ',');
  return text;
}

std::vector<JobRow> rows_of(const RunSummary& summary) {
  std::vector<JobRow> rows;
  if (summary.jobs)
    for (const char* name : kindsOfJobs)
      if (const auto found = summary.jobs->kinds.find(name); found != summary.jobs->kinds.end()) {
        const JobsOfKind& kind = found->second;
        rows.push_back({name, kind.count, kind.completed + kind.completed_with_errors, kind.first_start_s,
                        kind.last_end_s, each_of(kind.durations.done), without_commas(bound_of_kind(name, summary))});
      }
  if (summary.operations)
    for (const auto& [kind, told] : summary.operations->kinds)
      if (kind == OperationKind::rotateMasterKey)
        rows.push_back(
            {"rotation", told.count, told.done, told.first_asked_s, told.last_end_s, each_of(told.durations), ""});
  return rows;
}

template <class Text>
std::size_t widest(const std::vector<JobRow>& rows, std::size_t least, Text text) {
  return std::accumulate(rows.begin(), rows.end(), least, [&](std::size_t width, const JobRow& row) {
    return std::max(width, std::string(text(row)).size());
  });
}

std::string failed_line(const char* name, const JobsOfKind& kind) {
  std::vector<std::string> states;
  for (const auto& [state, count] : kind.states)
    if (state != name_of(model::JobStatus::completed)) states.push_back(fmt::format("{} {}", counted(count), state));
  std::string text = fmt::format("{} of {} {} {} not Completed: {}", counted(kind.count - kind.completed),
                                 counted(kind.count), name, plural(kind.count, "job", "jobs"), join(states, ", "));
  if (const auto& after = kind.durations.not_done)
    text +=
        fmt::format("; {} after {}", after->count == 1 ? "over" : "the last of them over", time_text(after->longest_s));
  return text;
}

/// "8 jobs: kms1 is down; 4 of them done all the same, 4 not (comes back by itself)".
std::string trouble_text(const measures::JobTrouble& trouble) {
  const std::string means = trouble.means.empty() ? "" : " (" + trouble.means + ")";
  const std::string jobs =
      fmt::format("{} {}: {}", counted(trouble.jobs), plural(trouble.jobs, "job", "jobs"), trouble.reason);
  if (trouble.not_done == 0) return jobs + "; done all the same";
  if (trouble.not_done == trouble.jobs) return jobs + means;
  return fmt::format("{}; {} of them done all the same, {} not{}", jobs, counted(trouble.jobs - trouble.not_done),
                     counted(trouble.not_done), means);
}

void draw_job_troubles(LabelledText& page, std::string& label, const RunSummary& summary) {
  constexpr std::size_t most = 4;
  for (const char* name : kindsOfJobs) {
    const auto found = summary.jobs->kinds.find(name);
    if (found == summary.jobs->kinds.end()) continue;
    const JobsOfKind& kind = found->second;
    if (kind.completed < kind.count) page.line(std::exchange(label, ""), failed_line(name, kind), warningPaint);
    std::size_t shown = 0;
    std::uint64_t others = 0;
    for (const measures::JobTrouble& trouble : kind.troubles) {
      if (trouble.not_done == 0 && measures::prospect_of(trouble.cause) == measures::Prospect::nothingMissing) continue;
      if (shown++ >= most) {
        others += trouble.jobs;
        continue;
      }
      page.line(std::exchange(label, ""), trouble_text(trouble), warningPaint);
    }
    if (shown > most)
      page.line("", fmt::format("and {} other reasons, none worse, of {} jobs (--full)", shown - most, counted(others)),
                warningPaint);
    if (kind.restarts > 0)
      page.line(std::exchange(label, ""),
                fmt::format("{} jobs: {} {}, {} of Pending in all", name, counted(kind.restarts),
                            plural(kind.restarts, "restart", "restarts"), time_text(kind.pending_s)));
  }
}

void draw_operation_troubles(LabelledText& page, std::string& label, const RunSummary& summary, const Start& start) {
  constexpr std::size_t most = 3;
  std::size_t shown = 0;
  for (const measures::ListedOperation& operation : summary.operations->list) {
    const bool is_done = operation.status == model::OperationStatus::done;
    if (is_done && operation.failed_tries == 0) continue;
    if (shown++ >= most) continue;
    const std::string end = is_done ? fmt::format("done {} after {} more tries", moment_text(operation.ended_s, start),
                                                  operation.failed_tries)
                            : operation.status == model::OperationStatus::refused
                                ? "refused"
                                : fmt::format("not done after {} tries", operation.failed_tries);
    page.line(std::exchange(label, ""),
              fmt::format("{} {}: asked {}, {}{}", name_of(operation.kind), shown_name(operation.of),
                          moment_text(operation.asked_s, start), end,
                          operation.reason.empty() ? "" : ": " + operation.reason),
              warningPaint);
  }
  if (shown > most) page.line("", fmt::format("and {} more operations (--full)", shown - most), warningPaint);
}

void draw_faults_in_short(LabelledText& page, const measures::CellCounts& cell) {
  constexpr std::size_t most = 3;
  std::string label = "faults";
  for (std::size_t i = 0; i < std::min(most, cell.faults.size()); ++i)
    page.line(std::exchange(label, ""), cell.faults[i], warningPaint);
  if (cell.faults.size() > most)
    page.line("",
              fmt::format("and {} more {} (--full)", cell.faults.size() - most,
                          plural(cell.faults.size() - most, "fault", "faults")),
              warningPaint);
}

}  // namespace

void draw_job_table(LabelledText& page, const RunSummary& summary) {
  const std::vector<JobRow> rows = rows_of(summary);
  if (rows.empty()) return;
  Start start;
  if (summary.scenario.start) start = scenarios::parse_date(*summary.scenario.start);
  const auto from = [](const JobRow& row) { return moment_text(row.from_s); };
  const auto to = [](const JobRow& row) { return moment_text(row.to_s); };
  const std::size_t from_width = widest(rows, 4, from);
  const std::size_t to_width = widest(rows, 2, to);
  const std::size_t each_width = widest(rows, 4, [](const JobRow& row) { return row.each; });
  constexpr std::size_t fixed = LabelledText::labelColumns + 5 + 1 + 5 + 2 * 4;
  const std::size_t taken = fixed + from_width + to_width + each_width;
  const bool has_room = taken + widest(rows, 8, [](const JobRow& row) { return row.bound; }) <= page.columns();
  const auto row_text = [&](std::string_view count, std::string_view done, std::string_view begin, std::string_view end,
                            std::string_view each, std::string_view bound) {
    return fmt::format("{:>5} {:>5}  {:<{}}  {:<{}}  {:<{}}  {}", count, done, begin, from_width, end, to_width, each,
                       each_width, bound);
  };
  page.whole_line("jobs", row_text("n", "done", "from", "to", "each", has_room ? "bound by" : ""));
  for (const JobRow& row : rows)
    page.whole_line(row.kind, row_text(counted(row.count), counted(row.done), from(row), to(row), row.each,
                                       has_room ? row.bound : ""));
  if (has_room) return;
  std::string label = "bound by";
  for (const JobRow& row : rows)
    if (!row.bound.empty()) page.line(std::exchange(label, ""), row.kind + ": " + row.bound);
}

void draw_troubles(LabelledText& page, const RunSummary& summary, const Start& start) {
  constexpr std::size_t mostWarnings = 5;
  std::string label = "trouble";
  if (summary.jobs) draw_job_troubles(page, label, summary);
  if (summary.operations) draw_operation_troubles(page, label, summary, start);
  if (summary.backlog) draw_backlog(page, *summary.backlog, summary.has_backlog);
  if (summary.revoked) draw_revoked(page, *summary.revoked, true, start);
  if (summary.cell) draw_faults_in_short(page, *summary.cell);
  label = "warning";
  std::size_t shown = 0;
  for (const measures::Warning& warning : summary.warnings) {
    using measures::WarningOf;
    const bool is_told_above = warning.about == WarningOf::jobsNotCompleted ||
                               warning.about == WarningOf::operationsNotDone || warning.about == WarningOf::backlog;
    if (is_told_above) continue;
    if (shown++ < mostWarnings) page.line(std::exchange(label, ""), warning.text, warningPaint);
  }
  if (shown > mostWarnings)
    page.line("", fmt::format("and {} more warnings (--full)", shown - mostWarnings), warningPaint);
}

void draw_load(LabelledText& page, const RunSummary& summary) {
  if (summary.cell) {
    const measures::DataCounts& data = summary.cell->data;
    page.line("moved", fmt::format("{} backed up, {} stored bytes over the network",
                                   bytes_text(static_cast<double>(data.front_end_bytes)),
                                   bytes_text(static_cast<double>(data.wire_bytes))));
  }
  if (summary.ageing) draw_ageing(page, *summary.ageing);
  if (summary.libraries) draw_libraries(page, *summary.libraries);
  if (!summary.key_work) return;
  constexpr std::size_t most = 3;
  std::size_t shown = 0;
  for (const auto& [name, load] : summary.key_work->costs.kms) {
    if (shown++ >= most) continue;
    std::uint64_t turned_away = 0;
    for (const auto& [what, told] : load.operations) turned_away += told.turned_away;
    std::string text = fmt::format("{} {}", counted(load.requests), plural(load.requests, "request", "requests"));
    if (turned_away > 0) text += fmt::format(" and {} tries that were turned away", counted(turned_away));
    text += fmt::format(", at most {} a minute", counted(load.peak_per_minute));
    if (load.answered && load.answered->longest_s == 0) text += "; all inside the CommServe";
    if (const auto& answered = load.answered; answered && answered->longest_s > 0)
      text += fmt::format("; {}longest {}",
                          answered->p95_s ? fmt::format("95 % within {}, ", time_text(*answered->p95_s)) : "",
                          time_text(answered->longest_s));
    if (const auto& silent = load.unanswered)
      text += fmt::format("; {} without an answer, known after {} at most", counted(silent->count),
                          time_text(silent->longest_s));
    page.line(shown_name(name).size() < LabelledText::labelColumns ? shown_name(name) : "KMS",
              shown_name(name).size() < LabelledText::labelColumns ? text : shown_name(name) + ": " + text);
  }
  if (shown > most) page.line("", fmt::format("and {} more KMSs (--full)", shown - most));
}

}  // namespace keycell::reports
