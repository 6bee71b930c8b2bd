#pragma once
// Event hashes of runs as they were recorded. When a change means to change what happens, run sim_tests and write the
// new hashes here, in the same commit, and say why in its message.

#include <cstdint>

namespace keycell::test {

inline constexpr std::uint64_t recordedFetch = 6820447968931306972U;  // small_scenario(fetch), seed 1
inline constexpr std::uint64_t recordedRemote = 17408542791744434192U;  // small_scenario(remote), seed 1

}  // namespace keycell::test
