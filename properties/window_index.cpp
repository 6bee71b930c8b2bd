#include "properties/window_index.h"

#include <array>
#include <bit>

namespace keycell::properties {
namespace {

constexpr std::size_t slotsPerWindow = 2;
constexpr int distinctBytesNeeded = 6;

}  // namespace

bool is_telling(std::uint64_t window) {
  std::array<std::uint8_t, windowBytes> bytes;
  std::memcpy(bytes.data(), &window, sizeof window);
  int distinct = 0;
  for (std::size_t i = 0; i < windowBytes; ++i) {
    bool is_new = true;
    for (std::size_t k = 0; k < i; ++k) is_new = is_new && bytes[k] != bytes[i];
    distinct += is_new ? 1 : 0;
  }
  return distinct >= distinctBytesNeeded;
}

WindowIndex::WindowIndex() : slots_(2), filter_(2), shift_(63) {}

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
