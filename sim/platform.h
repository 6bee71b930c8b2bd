#pragma once
// SimGrid's engine, and the platform's root, which a cell fills with its hosts.

#include <simgrid/s4u.hpp>

namespace keycell::sim {

struct Platform {
  simgrid::s4u::Engine& engine;
  simgrid::s4u::NetZone* zone;
};

/// Made at the first call and kept: there is one engine in a process, and a process simulates once. One that is made
/// before a fork costs the child nothing. Leaves what the process does with signals as it was.
const Platform& platform();

}  // namespace keycell::sim
