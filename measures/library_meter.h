#pragma once
// How full libraries that have a capacity are: over the days, at most, at the end, and what did not fit.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "measures/results/storage.h"
#include "model/events.h"

namespace keycell::measures {

class LibraryMeter final : public model::Fold {
 public:
  /// So many days on which something changed are listed one by one for each library.
  static constexpr std::size_t mostListed = 1000;

  std::string_view name() const override { return "libraries"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  /// By name; empty where no library has a capacity, or nothing came into one.
  Libraries libraries() const;

 private:
  struct Day {
    std::uint64_t most_bytes = 0;
    std::uint64_t last_bytes = 0;
  };
  struct Library {
    std::uint64_t capacity_bytes = 0;
    std::uint64_t bytes = 0;
    std::uint64_t most_bytes = 0;
    model::Nanos most_at{};
    std::uint64_t refused_chunks = 0;
    std::optional<model::Nanos> full_at{};  ///< when a chunk first did not fit
    std::map<std::int64_t, Day> days{};     ///< from 1
  };
  std::map<std::string, Library, std::less<>> libraries_;
};

}  // namespace keycell::measures
