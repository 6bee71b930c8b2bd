#pragma once
// Memory for children to grow into.

namespace keycell::sim {

/// Gives the heap room beyond its end which the system may back with huge pages: a child that grows into it then takes
/// one page fault for 2 MiB instead of hundreds. No more than a hint: with another allocator, or without huge pages,
/// nothing changes.
void make_heap_room();

}  // namespace keycell::sim
