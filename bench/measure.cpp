#include "bench/measure.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <iterator>
#include <limits>

namespace keycell::bench {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_seconds_of(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double cpu_seconds_with_children() { return cpu_seconds_of(RUSAGE_SELF) + cpu_seconds_of(RUSAGE_CHILDREN); }

void stay_on_this_core() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<std::size_t>(::sched_getcpu()), &cores);
  ::sched_setaffinity(0, sizeof cores, &cores);
}

double in_child(const std::function<double()>& body) {
  double figure = std::numeric_limits<double>::quiet_NaN();
  int ends[2];
  if (::pipe(ends) != 0) return figure;
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    const double measured = body();
    ::_exit(::write(ends[1], &measured, sizeof measured) == sizeof measured ? 0 : 1);
  }
  ::close(ends[1]);
  double measured = 0;
  if (child > 0 && ::read(ends[0], &measured, sizeof measured) == sizeof measured) figure = measured;
  ::close(ends[0]);
  if (child > 0) ::waitpid(child, nullptr, 0);
  return figure;
}

EarlyProcess::EarlyProcess(const Work& work) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
  process_ = ::fork();
  if (process_ == 0) {
    ::close(ends[0]);
    std::uint64_t of = 0;
    while (::read(ends[1], &of, sizeof of) == sizeof of) {
      const std::array<double, 2> figures = work(of);
      if (::write(ends[1], figures.data(), sizeof figures) != sizeof figures) break;
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  channel_ = ends[0];
}

EarlyProcess::~EarlyProcess() {
  ::close(channel_);
  if (process_ > 0) ::waitpid(process_, nullptr, 0);
}

std::array<double, 2> EarlyProcess::measure(std::uint64_t of) const {
  std::array<double, 2> figures{};
  if (::write(channel_, &of, sizeof of) != sizeof of ||
      ::read(channel_, figures.data(), sizeof figures) != sizeof figures)
    figures.fill(std::numeric_limits<double>::quiet_NaN());
  return figures;
}

double median(std::vector<double> figures) {
  std::erase_if(figures, [](double figure) { return std::isnan(figure); });
  if (figures.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::ranges::sort(figures);
  const std::size_t middle = figures.size() / 2;
  return figures.size() % 2 == 1 ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
}

Figures::Figures(const std::vector<Variant>& variants, int repetitions) : figures_(variants.size()) {
  for (int repetition = 0; repetition < repetitions; ++repetition)
    for (std::size_t i = 0; i < variants.size(); ++i) figures_[i].push_back(variants[i].measure());
}

double Figures::median_above(std::size_t variant, std::size_t baseline) const {
  std::vector<double> differences;
  std::ranges::transform(figures_[variant], figures_[baseline], std::back_inserter(differences), std::minus<>());
  return median(std::move(differences));
}

}  // namespace keycell::bench
