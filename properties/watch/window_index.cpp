#include "properties/watch/window_index.h"

#include <array>
#include <bit>

namespace keycell::properties {
namespace {

constexpr std::size_t slotsPerWindow = 2;
constexpr int distinctBytesNeeded = 6;

/// Not zero when a byte is.
constexpr std::uint64_t zero_bytes(std::uint64_t word) {
  return (word - 0x0101010101010101U) & ~word & 0x8080808080808080U;
}

int distinct_bytes(std::uint64_t window) {
  std::array<std::uint64_t, 4> seen{};  // a bit for each value
  int distinct = 0;
  for (std::size_t i = 0; i < windowBytes; ++i, window >>= 8) {
    std::uint64_t& word = seen[window >> 6 & 3];
    const std::uint64_t bit = std::uint64_t{1} << (window & 63);
    distinct += (word & bit) == 0 ? 1 : 0;
    word |= bit;
  }
  return distinct;
}

}  // namespace

bool is_telling(std::uint64_t window) {
  // Each pair of bytes meets at a distance of 1 to 4 when the window is turned. Nearly always all of them differ.
  std::uint64_t equal = 0;
  for (int distance = 1; distance <= 4; ++distance) equal |= zero_bytes(window ^ std::rotr(window, 8 * distance));
  return equal == 0 || distinct_bytes(window) >= distinctBytesNeeded;
}

WindowIndex::WindowIndex(std::size_t windows)
    : slots_(slotsPerWindow * windows),
      filter_(slots_.size()),
      shift_(64 - static_cast<unsigned>(std::countr_zero(slots_.size()))) {
  windows_.reserve(windows);
}

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
