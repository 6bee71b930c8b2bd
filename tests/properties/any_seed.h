#pragma once
// A seed of a random cell, for laws over cells.

#include <rapidcheck.h>

#include <cstdint>

namespace keycell::test {

inline std::uint64_t any_seed() { return *rc::gen::arbitrary<std::uint64_t>(); }

}  // namespace keycell::test
