#pragma once
// Windows of 8 bytes by their bytes: whose they are, and where in it.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace keycell::properties {

inline constexpr std::size_t windowBytes = 8;

/// The 8 bytes at a place as one number; the window's first byte is the lowest.
inline std::uint64_t load_window(const std::uint8_t* at) {
  std::uint64_t window = 0;
  std::memcpy(&window, at, sizeof window);
  return window;
}

constexpr std::uint64_t mixed(std::uint64_t value) { return value * 0x9e3779b97f4a7c15U; }

/// Fewer than 6 distinct bytes occur in honest data.
bool is_telling(std::uint64_t window);

struct Window {
  std::uint64_t bytes;
  std::uint32_t needle;
  std::uint32_t offset;  ///< in the needle
};

/// A growing set. Equal windows of several needles are all kept, in the order in which they were added.
class WindowIndex {
 public:
  /// Room from the start for `windows`, a power of 2: a table that grows costs more than what is in it.
  explicit WindowIndex(std::size_t windows = 512);
  void insert(const Window& window);
  const std::vector<Window>& windows() const { return windows_; }

  /// Calls `use` with each window that has these bytes.
  template <class Use>
  void for_each_equal(std::uint64_t bytes, Use use) const {
    const std::uint64_t hash = mixed(bytes);
    // The filter is a quarter of the slots' size: most misses end in the processor's cache.
    if ((filter_[hash >> shift_] & filter_bit(hash)) == 0) return;
    for (std::size_t slot = hash >> shift_; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1))
      if (const Window& window = windows_[slots_[slot] - 1]; window.bytes == bytes) use(window);
  }

 private:
  void enter(std::uint32_t window);
  /// From bits of the hash that do not choose the slot.
  static std::uint8_t filter_bit(std::uint64_t hash) { return static_cast<std::uint8_t>(1U << (hash & 7U)); }

  std::vector<Window> windows_;
  std::vector<std::uint32_t> slots_;  // linear probing: number in windows_ + 1, 0 is a free slot
  std::vector<std::uint8_t> filter_;  // a byte for each slot: which windows begin to be looked for there
  unsigned shift_;
};

}  // namespace keycell::properties
