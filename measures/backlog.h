#pragma once
// What a cell that does not keep up leaves behind: copy by copy, how much and how fast it grows.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace keycell::measures {

/// Of a copy that aux copy fills: stored bytes that the primary copy has and it does not. Of a primary copy: backups
/// that were asked for and are not over.
struct CopyBacklog {
  std::string copy;    ///< "Gold/Secondary"
  std::string source;  ///< the primary copy; empty for one
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

nlohmann::ordered_json to_json(const Backlog& backlog);
Backlog backlog_in(const nlohmann::ordered_json& json);

/// One sentence: "Gold/Secondary: 1.2 TB of Gold/Primary not copied at the end, 400 GB more each night: it never
/// catches up".
std::string backlog_text(const CopyBacklog& copy);

}  // namespace keycell::measures
