#include "cli/takings.h"

#include <algorithm>
#include <ctime>

namespace keycell::cli {
namespace {

double seconds_of(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double elapsed_s() { return seconds_of(CLOCK_MONOTONIC); }
double processor_s() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }

/// Processor time of one piece of work, from as many as fit into `slice_s` of elapsed time.
double one_taking(const std::function<void()>& work, double slice_s) {
  constexpr double smallestBatch = 1.0 / 16;  // of the slice, so that looking at the clock costs nothing
  const double started = elapsed_s();
  const double processor_started = processor_s();
  std::uint64_t done = 0;
  std::uint64_t batch = 1;
  for (double batch_started = started;;) {
    for (std::uint64_t i = 0; i < batch; ++i) work();
    done += batch;
    const double now = elapsed_s();
    if (now - started >= slice_s) break;
    if (now - batch_started < slice_s * smallestBatch) batch *= 2;
    batch_started = now;
  }
  return (processor_s() - processor_started) / static_cast<double>(done);
}

}  // namespace

Figure figure_of(std::vector<double> takings_s) {
  std::ranges::sort(takings_s);
  const auto at = [&](double share) {  // between neighbours in proportion
    const double place = share * static_cast<double>(takings_s.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, takings_s.size() - 1);
    return takings_s[below] + (place - static_cast<double>(below)) * (takings_s[above] - takings_s[below]);
  };
  const double median = at(0.5);
  return {.median_s = median, .spread = (at(0.75) - at(0.25)) / median};
}

Takings take(const std::vector<Probe>& probes, std::chrono::nanoseconds budget,
             const std::function<void(int)>& before_round) {
  const double started = elapsed_s();
  const double processor_started = processor_s();
  const double deadline = started + std::chrono::duration<double>(budget).count();
  for (const Probe& probe : probes) probe.work();  // what is fetched, allocated or paged in at first use
  std::vector<std::vector<double>> takings(probes.size());
  auto left = static_cast<double>(probes.size() * takingsOfEach);
  for (int round = 0; round < takingsOfEach; ++round) {
    before_round(round);
    for (std::size_t i = 0; i < probes.size(); ++i, --left)
      takings[i].push_back(one_taking(probes[i].work, (deadline - elapsed_s()) / left));
  }
  Takings result{.figures = {}, .share_of_core = (processor_s() - processor_started) / (elapsed_s() - started)};
  for (std::vector<double>& of_one : takings) result.figures.push_back(figure_of(std::move(of_one)));
  return result;
}

}  // namespace keycell::cli
