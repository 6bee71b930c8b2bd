#pragma once
// Random cells: a generator over a space (space.h) of scenarios that are valid, small, and in which every restore can
// succeed, so that whatever a property finds is a finding. Only what retention has let go by then may be refused.
//
// That is arranged in time: first backups, then aux copies, then restores, each in hours of its own that begin when
// what came before is surely done, with outages and rotations in all of them and late backups beside the restores.
// Within its hours work often falls on the same instant as other work, or just after. And in room: a library with a
// capacity has enough for all that comes before the restores.

#include <rapidcheck.h>

#include <string>

#include "campaigns/space.h"
#include "scenarios/scenario.h"

namespace keycell::campaigns {

/// RapidCheck's size is not used: a cell is as large as its space says. Smaller cells are those of smaller.h. Draws
/// depend on the seed of the rc::Random alone.
rc::Gen<scenarios::Scenario> random_cell(const Space& space);

/// The cell of a seed: a pure function of both.
scenarios::Scenario cell_of(const Space& space, std::uint64_t seed);

/// How many cells are drawn before a space counts as one that generates nothing.
inline constexpr int drawsToFindOne = 1000;

/// Empty when the space has a valid cell; else what was wrong with the last one that was drawn.
std::string why_empty(const Space& space);

}  // namespace keycell::campaigns
