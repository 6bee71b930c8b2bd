#pragma once
// What a run left on the media: what data ageing let go, how full libraries were, how far copies are behind.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace keycell::measures {

struct AgedAmount {
  std::uint64_t archive_files = 0;
  std::uint64_t stored_bytes = 0;
  bool operator==(const AgedAmount&) const = default;
};

struct AgedDay {
  std::int64_t day = 0;  ///< from 1
  AgedAmount amount{};
  bool operator==(const AgedDay&) const = default;
};

struct Ageing {
  std::uint64_t runs = 0;
  AgedAmount aged{};
  std::uint64_t abandoned = 0;  ///< of the aged ones: never complete
  std::uint64_t key_rows_deleted = 0;
  AgedAmount pruned{};              ///< of the aged ones: off the media
  std::uint64_t kept = 0;           ///< at the last run
  std::uint64_t left_on_media = 0;  ///< aged and not pruned
  std::map<std::string, AgedAmount> copies{};
  std::vector<AgedDay> days{};  ///< the first on which something aged
  std::optional<std::int64_t> last_day{};
  std::uint64_t days_not_listed = 0;
  bool operator==(const Ageing&) const = default;
};

struct LibraryDay {
  std::int64_t day = 0;  ///< from 1
  std::uint64_t most_bytes = 0;
  std::uint64_t at_the_end_bytes = 0;
  bool operator==(const LibraryDay&) const = default;
};

/// Of a library that has a capacity. Shares are of it, moments seconds since the start.
struct LibraryFilling {
  std::uint64_t capacity_bytes = 0;
  std::uint64_t most_bytes = 0;
  double most_share = 0;
  double most_at_s = 0;
  std::uint64_t at_the_end_bytes = 0;
  double at_the_end_share = 0;
  std::uint64_t refused_chunks = 0;
  std::optional<double> full_at_s{};  ///< when a chunk first did not fit
  std::vector<LibraryDay> days{};     ///< the first on which something changed
  std::uint64_t days_not_listed = 0;
  bool operator==(const LibraryFilling&) const = default;
};

using Libraries = std::map<std::string, LibraryFilling>;

/// Of a copy that aux copy fills: stored bytes that the primary copy has and it does not. Of a primary copy: backups
/// that were asked for and are not over.
struct CopyBacklog {
  std::string copy{};    ///< "Gold/Secondary"
  std::string source{};  ///< the primary copy; empty for one
  std::uint64_t at_the_end = 0;
  std::uint64_t most = 0;
  std::uint64_t nights = 0;                ///< that brought something new
  std::optional<double> growth_a_night{};  ///< in the second half of them; none of fewer than three
  bool never_catches_up = false;           ///< as long as nights like those go on
  bool operator==(const CopyBacklog&) const = default;
};

struct Backlog {
  std::uint64_t jobs_in_work = 0;     ///< at the end of the run
  std::vector<CopyBacklog> copies{};  ///< that jobs fill, by name
  bool operator==(const Backlog&) const = default;
};

}  // namespace keycell::measures
