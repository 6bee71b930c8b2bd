#include <algorithm>
#include <tuple>

#include "reports/night/parts.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using measures::DataPathUse;
using measures::JobTime;

using PartsOfTime = std::vector<std::pair<std::string, double>>;  // what, and its share

/// "of" a group, "to" a copy.
const char* preposition(const std::string& kind) { return kind == "aux-copy" ? "to" : "of"; }

/// What jobs waited for before they ran, or between: streams, most of all.
std::vector<std::string> waits_of(const measures::Jobs& jobs) {
  constexpr double worthTelling = 1;
  std::vector<std::string> lines;
  for (const auto& [kind, told] : jobs.kinds)
    for (const measures::JobWait& wait : told.waits)
      if (wait.waited_s >= worthTelling)
        lines.push_back(fmt::format("{} {} {}: {}; {} {} waited {} in all", kind, preposition(kind),
                                    shown_name(wait.of), wait.reason, wait.jobs, plural(wait.jobs, "job", "jobs"),
                                    time_text(wait.waited_s)));
  return lines;
}

/// What the time of data was bound by, with shares of it: resources while bytes flowed, and round trips while none did.
/// Flows of aux copies are told by the library that they go to.
PartsOfTime bounds_of(const JobTime& jobs, double data_s, const std::optional<DataPathUse>& path) {
  PartsOfTime shares;
  if (!path) return shares;
  const std::string of = jobs.library.value_or(jobs.of);
  for (const measures::BoundFlows& bound : path->bound) {
    if (bound.kind != jobs.kind || bound.of != of) continue;
    // Of several streams at once the flows take longer than the job.
    const double flowing = std::min(1.0, bound.flow_s / data_s);
    for (const measures::BoundShare& share : bound.by) shares.emplace_back(share.resource, flowing * share.share);
    shares.emplace_back("round trips ([data] in_flight)", 1 - flowing);
  }
  return shares;
}

/// The largest shares of the time of some jobs: parts of waiting and work, that of data by the resources that bound it.
PartsOfTime shares_of_time(const JobTime& jobs, const std::optional<DataPathUse>& path) {
  constexpr std::size_t most = 3;
  constexpr double worthTelling = 0.005;
  PartsOfTime shares;
  for (const measures::TimePart& part : jobs.parts) {
    const double share = part.s / jobs.all_s;
    const PartsOfTime resources = part.part == "data" ? bounds_of(jobs, part.s, path) : PartsOfTime{};
    if (part.part == "waiting") {
      shares.emplace_back(part.of, share);
    } else if (resources.empty()) {
      shares.emplace_back(part.of.empty() ? part.part : part.part + " " + shown_name(part.of), share);
    } else {
      for (const auto& [resource, of_data] : resources) shares.emplace_back(resource, share * of_data);
    }
  }
  std::ranges::sort(shares, [](const auto& a, const auto& b) {
    return std::pair(-a.second, a.first) < std::pair(-b.second, b.first);
  });
  const auto small = std::ranges::find_if(shares, [](const auto& share) { return share.second < worthTelling; });
  shares.erase(small == shares.begin() ? std::next(small) : small, shares.end());
  if (shares.size() > most) shares.resize(most);
  return shares;
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
  page.line("data", fmt::format("{} backed up in {} chunks, {} chunks restored; {} stored bytes moved",
                                bytes_text(static_cast<double>(data.front_end_bytes)), data.chunks_backed_up,
                                data.chunks_restored, bytes_text(static_cast<double>(data.wire_bytes))));
  std::string label = "bound by";
  if (summary.jobs)
    for (const std::string& wait : waits_of(*summary.jobs)) page.line(std::exchange(label, ""), wait);
  for (const JobTime& jobs : summary.job_time.value_or(measures::JobTimes{})) {
    std::vector<std::string> shares;
    for (const auto& [what, share] : shares_of_time(jobs, summary.data_path))
      shares.push_back(what + " " + percent(share));
    page.line(std::exchange(label, ""),
              fmt::format("{} {} {}: {}", jobs.kind, preposition(jobs.kind), shown_name(jobs.of), join(shares, "; ")));
  }
  if (summary.data_path) draw_resources(page, *summary.data_path);
}

}  // namespace keycell::reports
