#include "properties/window_index.h"

#include <algorithm>
#include <array>
#include <bit>

namespace keycell::properties {
namespace {

constexpr std::size_t slotsPerWindow = 2;
constexpr int distinctBytesNeeded = 6;
// Room from the start for what a small cell needs: tables that grow cost more than what is in them.
constexpr int firstSlotsAsPowerOf2 = 10;

/// Not zero when a byte is.
constexpr std::uint64_t zero_bytes(std::uint64_t word) {
  return (word - 0x0101010101010101U) & ~word & 0x8080808080808080U;
}

int distinct_bytes(std::uint64_t window) {
  std::array<std::uint8_t, windowBytes> bytes;
  std::memcpy(bytes.data(), &window, sizeof window);
  int distinct = 0;
  for (auto byte = bytes.begin(); byte != bytes.end(); ++byte) distinct += std::count(bytes.begin(), byte, *byte) == 0;
  return distinct;
}

}  // namespace

bool is_telling(std::uint64_t window) {
  // Each pair of bytes meets at a distance of 1 to 4 when the window is turned. Nearly always all of them differ.
  std::uint64_t equal = 0;
  for (int distance = 1; distance <= 4; ++distance) equal |= zero_bytes(window ^ std::rotr(window, 8 * distance));
  return equal == 0 || distinct_bytes(window) >= distinctBytesNeeded;
}

WindowIndex::WindowIndex()
    : slots_(std::size_t{1} << firstSlotsAsPowerOf2), filter_(slots_.size()), shift_(64 - firstSlotsAsPowerOf2) {}

void WindowIndex::enter(std::uint32_t window) {
  const std::uint64_t hash = mixed(windows_[window].bytes);
  std::size_t slot = hash >> shift_;
  filter_[slot] |= filter_bit(hash);
  while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
  slots_[slot] = window + 1;
}

void WindowIndex::insert(const Window& window) {
  windows_.push_back(window);
  if (windows_.size() * slotsPerWindow > slots_.size()) {
    slots_.assign(2 * slots_.size(), 0);
    filter_.assign(slots_.size(), 0);
    --shift_;
    for (std::uint32_t known = 0; known < windows_.size(); ++known) enter(known);
  } else {
    enter(static_cast<std::uint32_t>(windows_.size() - 1));
  }
}

}  // namespace keycell::properties
