#include "sim/heap_room.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace keycell::sim {
namespace {

constexpr std::size_t hugePageBytes = std::size_t{2} << 20;
constexpr std::size_t roomBytes = 4 * hugePageBytes;
constexpr int usualPadBytes = 128 << 10;

std::uintptr_t end_of_heap() { return reinterpret_cast<std::uintptr_t>(::sbrk(0)); }

/// Allocates until the heap grows, by the room ahead; another allocator's never does.
void grow_heap() {
  constexpr std::size_t blockBytes = std::size_t{64} << 10;  // below what malloc maps by itself
  constexpr std::size_t mostBlocks = 1024;
  const std::uintptr_t end = end_of_heap();
  std::vector<std::unique_ptr<std::byte[]>> blocks;
  while (end_of_heap() == end && blocks.size() < mostBlocks)
    blocks.push_back(std::make_unique_for_overwrite<std::byte[]>(blockBytes));
}

}  // namespace

void make_heap_room() {
  ::mallopt(M_TOP_PAD, roomBytes);
  ::mallopt(M_TRIM_THRESHOLD, 2 * roomBytes);
  const std::uintptr_t first = (end_of_heap() + hugePageBytes - 1) / hugePageBytes * hugePageBytes;
  grow_heap();
  ::mallopt(M_TOP_PAD, usualPadBytes);
  const std::uintptr_t last = end_of_heap() / hugePageBytes * hugePageBytes;
  if (last > first) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
}

}  // namespace keycell::sim
