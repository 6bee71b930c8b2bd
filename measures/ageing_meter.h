#pragma once
// What data ageing let go: archive files, rows of data keys, room on the media; in all and day for day.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "measures/results/storage.h"
#include "model/events.h"

namespace keycell::measures {

/// What is told twice, after a power cut, counts once.
class AgeingMeter final : public model::Fold {
 public:
  /// So many days on which something aged are listed one by one.
  static constexpr std::size_t mostListed = 1000;

  std::string_view name() const override { return "ageing"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  /// Nothing when data ageing never ran.
  std::optional<Ageing> ageing() const;

 private:
  using Record = std::pair<std::uint64_t, std::uint64_t>;  // copy, archive file

  std::uint64_t runs_ = 0;
  model::AgeingRun last_{};
  std::set<Record> aged_;
  std::set<Record> pruned_;
  std::set<std::uint64_t> key_rows_;
  std::uint64_t abandoned_ = 0;
  AgedAmount all_;
  std::uint64_t freed_bytes_ = 0;
  std::map<std::string, AgedAmount> by_copy_;
  std::map<std::int64_t, AgedAmount> by_day_;  // from 1
};

}  // namespace keycell::measures
