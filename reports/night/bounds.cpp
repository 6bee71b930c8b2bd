#include "reports/night/bounds.h"

#include <algorithm>
#include <map>

#include "reports/labelled_text.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using measures::DataPathUse;
using measures::JobTime;

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

PartsOfTime all_shares(const JobTime& jobs, const std::optional<DataPathUse>& path) {
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
  return shares;
}

/// The largest first.
void sort_shares(PartsOfTime& shares) {
  std::ranges::sort(shares, {}, [](const auto& share) { return std::pair(-share.second, share.first); });
}

}  // namespace

PartsOfTime shares_of_time(const JobTime& jobs, const std::optional<DataPathUse>& path) {
  constexpr std::size_t most = 3;
  constexpr double worthTelling = 0.005;
  PartsOfTime shares = all_shares(jobs, path);
  sort_shares(shares);
  const auto small = std::ranges::find_if(shares, [](const auto& share) { return share.second < worthTelling; });
  shares.erase(small == shares.begin() ? std::next(small) : small, shares.end());
  if (shares.size() > most) shares.resize(most);
  return shares;
}

std::string bound_of_kind(const std::string& kind, const measures::RunSummary& summary) {
  constexpr double clearly = 0.6;
  constexpr double almost_all = 0.95;
  double all_s = 0;
  std::map<std::string, double> by_name;
  std::map<std::string, double> by_class;  // "ma1, library read" is "library read"
  for (const JobTime& jobs : summary.job_time.value_or(measures::JobTimes{})) {
    if (jobs.kind != kind || jobs.all_s <= 0) continue;
    all_s += jobs.all_s;
    for (const auto& [what, share] : all_shares(jobs, summary.data_path)) {
      by_name[what] += share * jobs.all_s;
      const bool is_a_wait = what.find("streams of ") != std::string::npos;
      const std::size_t comma = what.find(", ");
      const bool has_owner = comma != std::string::npos && !what.starts_with("client");
      by_class[is_a_wait ? "waiting for streams" : has_owner ? what.substr(comma + 2) : what] += share * jobs.all_s;
    }
  }
  if (all_s <= 0) return {};
  const auto largest = [](const std::map<std::string, double>& shares) {
    return *std::ranges::max_element(shares, {}, [](const auto& share) { return share.second; });
  };
  const auto [name, name_s] = largest(by_name);
  const auto [resource, resource_s] = largest(by_class);
  const bool is_one = name_s >= clearly * all_s;
  const double share = (is_one ? name_s : resource_s) / all_s;
  const std::string& what = is_one ? name : resource;
  return share >= almost_all ? what : fmt::format("{} {}", what, percent(share));
}

}  // namespace keycell::reports
