#include <algorithm>
#include <tuple>

#include "reports/night/bounds.h"
#include "reports/night/parts.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using measures::DataPathUse;
using measures::JobTime;

/// "of" a group, "to" a copy.
const char* preposition(const std::string& kind) { return kind == "aux-copy" ? "to" : "of"; }

/// What jobs waited for before they ran, or between: streams, most of all. The longest waits first.
std::vector<std::string> waits_of(const measures::Jobs& jobs) {
  constexpr double worthTelling = 1;
  std::vector<std::pair<std::string, const measures::JobWait*>> waits;
  for (const auto& [kind, told] : jobs.kinds)
    for (const measures::JobWait& wait : told.waits)
      if (wait.waited_s >= worthTelling) waits.emplace_back(kind, &wait);
  std::ranges::sort(waits, {}, [](const auto& wait) {
    return std::tuple(-wait.second->waited_s, wait.first, wait.second->of, wait.second->reason);
  });
  std::vector<std::string> lines;
  for (const auto& [kind, wait] : waits)
    lines.push_back(fmt::format("{} {} {}: {}; {} {} waited {} in all", kind, preposition(kind), shown_name(wait->of),
                                wait->reason, wait->jobs, plural(wait->jobs, "job", "jobs"),
                                time_text(wait->waited_s)));
  return lines;
}

/// The shared resources that came nearest to their capacity, and what clients have of their own.
void draw_resources(LabelledText& page, const DataPathUse& path) {
  std::vector<measures::SharedUse> shared = path.shared;
  std::ranges::sort(shared, {}, [](const measures::SharedUse& use) {
    return std::tuple(-use.use_while_busy, use.name, name_of(use.resource_class));
  });
  constexpr std::size_t most = 4;
  std::string label = "used";
  for (std::size_t i = 0; i < std::min(most, shared.size()); ++i) {
    const measures::SharedUse& use = shared[i];
    page.line(std::exchange(label, ""),
              fmt::format("{}, {}: {} of {} while busy ({}), at most {}", shown_name(use.name),
                          name_of(use.resource_class), percent(use.use_while_busy), rate(use.capacity_bytes_per_s),
                          time_text(use.busy_s), percent(use.peak_use)));
  }
  if (shared.size() > most) page.line("", fmt::format("and {} more, less used (--json)", shared.size() - most));
  constexpr std::string_view ofClients = "client";
  std::vector<std::string> own;
  for (const measures::ClassUse& use : path.classes)
    if (const std::string_view name = name_of(use.resource_class); name.starts_with(ofClients))
      own.push_back(fmt::format("{} {}", name.substr(ofClients.size() + 1), percent(use.highest_use_by_a_flow)));
  page.line("", "clients' own, at most: " + join(own, ", "));
}

}  // namespace

void draw_data(LabelledText& page, const measures::RunSummary& summary) {
  const measures::DataCounts& data = summary.cell.value().data;
  page.line("data", fmt::format("{} backed up, chunks: {}, restored: {}; {} stored bytes moved",
                                bytes_text(static_cast<double>(data.front_end_bytes)), data.chunks_backed_up,
                                data.chunks_restored, bytes_text(static_cast<double>(data.wire_bytes))));
  constexpr std::size_t most = 5;
  std::string label = "bound by";
  if (summary.jobs) {
    const std::vector<std::string> waits = waits_of(*summary.jobs);
    for (std::size_t i = 0; i < std::min(most, waits.size()); ++i) page.line(std::exchange(label, ""), waits[i]);
    if (waits.size() > most)
      page.line("", fmt::format("and {} others that waited (--json)", counted(waits.size() - most)));
  }
  measures::JobTimes times = summary.job_time.value_or(measures::JobTimes{});
  std::ranges::sort(
      times, {}, [](const JobTime& jobs) { return std::tuple(-jobs.all_s, jobs.kind, jobs.of); });  // the longest first
  if (times.size() > most) {
    page.line(std::exchange(label, ""),
              fmt::format("{} kinds and groups, of which these took most time:", counted(times.size())));
    times.resize(most);
  }
  for (const JobTime& jobs : times) {
    std::vector<std::string> shares;
    for (const auto& [what, share] : shares_of_time(jobs, summary.data_path))
      shares.push_back(what + " " + percent(share));
    page.line(std::exchange(label, ""),
              fmt::format("{} {} {}: {}", jobs.kind, preposition(jobs.kind), shown_name(jobs.of), join(shares, "; ")));
  }
  if (summary.data_path) draw_resources(page, *summary.data_path);
}

}  // namespace keycell::reports
