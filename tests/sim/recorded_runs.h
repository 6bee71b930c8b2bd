#pragma once
// Event hashes of runs as they were recorded. When a change means to change what happens, run sim_tests and write the
// new hashes here, in the same commit, and say why in its message.

#include <cstdint>

namespace keycell::test {

inline constexpr std::uint64_t recordedFetch = 10882741348066794959U;  // small_scenario(fetch), seed 1
inline constexpr std::uint64_t recordedRemote = 10241723600255857367U;  // small_scenario(remote), seed 1

}  // namespace keycell::test
