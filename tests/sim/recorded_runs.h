#pragma once
// Event hashes of runs as they were recorded. When a change means to change what happens, run sim_tests and write the
// new hashes here, in the same commit, and say why in its message.

#include <cstdint>

namespace keycell::test {

inline constexpr std::uint64_t recordedFetch = 6143273402038559153U;  // small_scenario(fetch), seed 1
inline constexpr std::uint64_t recordedRemote = 15888219974095527563U;  // small_scenario(remote), seed 1

}  // namespace keycell::test
