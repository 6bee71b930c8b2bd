#pragma once
// What is known to be weak and is no failure: a property that is violated as the scenario or the profile has it, or an
// exposure that a documented step makes, and what it opens.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace keycell::measures {

/// What a weakness is known of where nothing but the scenario's [expect] says it.
inline constexpr const char* ofTheScenario = "the scenario";

struct WeaknessTold {
  std::string name{};                     ///< plain: "keys can be exchanged in the CSDB"
  std::optional<std::string> property{};  ///< its id, if one speaks of it
  std::string says{};                     ///< a sentence
  std::string known_of{};                 ///< "pool-kek", "a built-in KMS"; "the scenario" where it is only expected
  std::vector<std::string> needs{};       ///< what has to be stolen: "the CSDB or a copy of it", "the media"
  std::optional<std::uint64_t> opens_bytes{};  ///< front-end bytes, as far as this run backed them up
  bool operator==(const WeaknessTold&) const = default;
};

/// Data that is on media under keys whose master key a built-in KMS keeps.
struct ScrambledData {
  std::uint64_t chunks = 0;
  std::uint64_t front_end_bytes = 0;
  bool operator==(const ScrambledData&) const = default;
};

}  // namespace keycell::measures
