#pragma once
// Whether a scenario makes sense: what its parts say of each other, and the limits of a run. Knows no file, so that
// scenarios that were generated or shrunk are checked by the same rules.

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/problem.h"
#include "scenarios/scenario.h"

namespace keycell::scenarios {

/// Valid words that rooms above this one know, and who has to know of words that were valid.
struct Vocabulary {
  std::vector<std::string> property_ids;
  /// Is told of each key that a file calls as an earlier version did (versions.h). May be empty.
  std::function<void(const Problem&)> on_old_name{};
  /// Is told of each file that is read beside the scenario's own. May be empty.
  std::function<void(const std::string& path)> on_other_file{};
};

/// Names a value of a scenario as the file does. An empty table means a key of the file itself; an empty key, the
/// table.
struct Where {
  std::string_view table{};
  std::size_t index = 0;  ///< of [[table]]
  std::string_view key{};
  std::size_t item = 0;  ///< of a list
};

class InvalidScenario : public std::runtime_error {
 public:
  /// `what()` is `text`, which begins with the key or table: "pool: ...".
  InvalidScenario(const Where& where, const std::string& text) : std::runtime_error(text), where_(where) {}
  const Where& where() const { return where_; }

 private:
  Where where_;
};

// What works at once needs an actor each, with its stack, and the machine maps at most about 32,000: one a host, and
// for a job that moves data one at the CommServe, at the MediaAgent and at the client.
inline constexpr std::uint64_t mostActors = 32'000;
inline constexpr std::uint64_t actorsOfAStream = 3;
inline constexpr std::uint64_t mostClients = 20'000;
inline constexpr std::uint64_t mostChunksPerClient = 1'000'000;
inline constexpr std::uint64_t smallestRecord = 32;
inline constexpr std::uint64_t largestRecord = 64 * 1024;
inline constexpr std::size_t longestName = 255;  // bytes
inline constexpr std::size_t longestTitle = 200;

/// Throws InvalidScenario: the first thing that is wrong.
void validate(const Scenario& scenario, const Vocabulary& vocabulary);

}  // namespace keycell::scenarios
