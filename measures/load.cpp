#include "measures/load.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace keycell::measures {

void Load::add(double began, double ended, double bytes) {
  if (ended <= began) return;
  const double rate = bytes / (ended - began);
  change(began, rate, +1);
  change(ended, -rate, -1);
}

void Load::change(double at, double rate, std::int64_t flows) {
  constexpr std::size_t few = 1024;
  const auto bin = static_cast<std::int64_t>(at / bin_s_);
  changes_.push_back({bin, rate, rate * (bin_s_ * static_cast<double>(bin + 1) - at), flows});
  if (changes_.size() >= std::max(few, 2 * merged_)) merge();
}

/// One change a bin, in the order of the bins. Changes of a bin have an order too: what floating-point numbers add up
/// to depends on it.
void Load::merge() {
  std::ranges::sort(changes_, {}, [](const Change& change) {
    return std::tuple(change.bin, change.step, change.part, change.flows);
  });
  std::vector<Change> merged;
  for (const Change& change : changes_) {
    if (merged.empty() || merged.back().bin != change.bin) {
      merged.push_back(change);
      continue;
    }
    merged.back().step += change.step;
    merged.back().part += change.part;
    merged.back().flows += change.flows;
  }
  changes_ = std::move(merged);
  merged_ = changes_.size();
}

void Load::sum_up() {
  merge();
  double rate = 0;
  double sum = 0;
  std::int64_t flows = 0;
  const auto stretch = [&](std::int64_t bins, double bytes_a_bin) {
    stretches_.push_back({bins_, sum, bytes_a_bin});
    bins_ += bins;
    sum += static_cast<double>(bins) * bytes_a_bin;
    peak_ = std::max(peak_, bytes_a_bin / bin_s_);
    // Sums of rates that came and went leave a rounding error, not a flow.
    constexpr double nothing = 1e-3;
    if (bytes_a_bin > nothing * bin_s_) busy_s_ += static_cast<double>(bins) * bin_s_;
  };
  for (const Change& change : changes_) {
    if (change.bin > bins_) stretch(change.bin - bins_, rate * bin_s_);
    // A change within the bin counts for the rest of it.
    stretch(1, rate * bin_s_ + change.part);
    flows += change.flows;
    rate = flows == 0 ? 0 : rate + change.step;  // the rounding error would become bytes over the years
  }
  changes_ = {};
}

double Load::mean_rate(double began, double ended) const {
  const double span = std::max(ended - began, 1e-9);
  return (up_to(ended) - up_to(began)) / span;
}

double Load::up_to(double at) const {
  const double bins = std::min(at / bin_s_, static_cast<double>(bins_));
  const auto after = std::ranges::upper_bound(stretches_, static_cast<std::int64_t>(bins), {}, &Stretch::first_bin);
  if (after == stretches_.begin()) return 0;
  const Stretch& here = *std::prev(after);
  return here.bytes_before + here.bytes_a_bin * (bins - static_cast<double>(here.first_bin));
}

}  // namespace keycell::measures
