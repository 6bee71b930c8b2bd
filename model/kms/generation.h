#pragma once
// Which of the master keys that one owner has had: they are counted from 1 in the order in which they were made, also
// those that are gone.

#include <cstdint>
#include <limits>

namespace keycell::model {

using Generation = std::uint64_t;

inline constexpr Generation everyGeneration = 0;
// Of those that are there.
inline constexpr Generation oldestGeneration = std::numeric_limits<Generation>::max() - 1;
inline constexpr Generation newestGeneration = std::numeric_limits<Generation>::max();

}  // namespace keycell::model
