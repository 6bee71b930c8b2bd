#pragma once
// Event hashes of runs as they were recorded. When a change means to change what happens, run sim_tests and write the
// new hashes here, in the same commit, and say why in its message.

#include <cstdint>

namespace keycell::test {

inline constexpr std::uint64_t recordedFetch = 3404670392536510967U;  // small_scenario(fetch), seed 1
inline constexpr std::uint64_t recordedRemote = 15063248884389461434U;  // small_scenario(remote), seed 1

}  // namespace keycell::test
