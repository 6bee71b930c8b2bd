#pragma once
// How the benchmarks take their figures: each in a process of its own (a process simulates once), the
// variants in turn, so that a busy spell of the machine hits all of them, and of each variant the median.

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace keycell::bench {

double wall_seconds();
/// Processor time of this process, without that of its children. Where a figure is all computing it is taken from this:
/// other processes disturb it least.
double cpu_seconds();
/// Processor time of this process and of all its children that have ended.
double cpu_seconds_with_children();

/// From here on this process and its children share the core that it is on: for figures a core, which do not depend on
/// where the system puts a child.
void stay_on_this_core();

/// Runs `body` in a child and returns its figure; NaN when the child died.
double in_child(const std::function<double()>& body);

/// A process that was forked before this one set its simulator up, for baselines in bare SimGrid: an engine cannot be
/// made twice, not even in a child.
class EarlyProcess {
 public:
  /// What is measured there, given a number that says of what.
  using Work = std::function<std::array<double, 2>(std::uint64_t)>;
  explicit EarlyProcess(const Work& work);
  ~EarlyProcess();
  EarlyProcess(const EarlyProcess&) = delete;
  EarlyProcess& operator=(const EarlyProcess&) = delete;

  /// NaN when the process died.
  std::array<double, 2> measure(std::uint64_t of) const;

 private:
  int channel_ = -1;
  int process_ = -1;
};

/// NaN of nothing. Figures that are NaN are left out.
double median(std::vector<double> figures);

/// A way to do the same work, and what one repetition of it costs.
struct Variant {
  std::string name;
  std::function<double()> measure;
};

/// What the repetitions came to: figures[variant][repetition].
class Figures {
 public:
  /// Takes the figures: rounds over all variants.
  Figures(const std::vector<Variant>& variants, int repetitions);

  double median_of(std::size_t variant) const { return median(figures_[variant]); }
  /// The median of what one variant costs more than another in the same round: a slow round is slow for both.
  double median_above(std::size_t variant, std::size_t baseline) const;

 private:
  std::vector<std::vector<double>> figures_;
};

}  // namespace keycell::bench
