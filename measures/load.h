#pragma once
// How much crosses a resource at each time.

#include <cstdint>
#include <vector>

namespace keycell::measures {

/// Bytes a second over time, as the sum of even flows: first of all flows, then asked for means. Time is cut into bins;
/// only those are kept in which a flow began or ended, so what it costs grows with the flows and not with the time
/// between them.
class Load {
 public:
  explicit Load(double bin_s) : bin_s_(bin_s) {}

  void add(double began, double ended, double bytes);
  /// Call once, after the last add() and before anything is asked.
  void sum_up();

  double mean_rate(double began, double ended) const;
  double peak_rate() const { return peak_; }
  double busy_s() const { return busy_s_; }
  /// Stretches of time that are kept, each with an even rate.
  std::size_t stretches() const { return stretches_.size(); }

 private:
  /// What came in a bin, or left.
  struct Change {
    std::int64_t bin;
    double step;
    double part;  ///< what it means in bytes within the bin
    std::int64_t flows;
  };
  /// Bins one after another, the same bytes in each.
  struct Stretch {
    std::int64_t first_bin;
    double bytes_before;
    double bytes_a_bin;
  };

  void change(double at, double rate, std::int64_t flows);
  void merge();
  double up_to(double at) const;

  double bin_s_;
  std::vector<Change> changes_;
  std::size_t merged_ = 0;  // so many of them were left by the last merge
  std::vector<Stretch> stretches_;
  std::int64_t bins_ = 0;
  double peak_ = 0;
  double busy_s_ = 0;
};

}  // namespace keycell::measures
