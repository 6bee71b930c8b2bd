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
  WindowIndex();
  void insert(const Window& window);
  const std::vector<Window>& windows() const { return windows_; }

  /// Calls `use` with each window that has these bytes.
  template <class Use>
  void for_each_equal(std::uint64_t bytes, Use use) const {
    for (std::size_t slot = mixed(bytes) >> shift_; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1))
      if (const Window& window = windows_[slots_[slot] - 1]; window.bytes == bytes) use(window);
  }

 private:
  void enter(std::uint32_t window);

  std::vector<Window> windows_;
  std::vector<std::uint32_t> slots_;  // linear probing: number in windows_ + 1, 0 is a free slot
  unsigned shift_;
};

}  // namespace keycell::properties
