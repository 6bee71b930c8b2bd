#pragma once
// Finds any 8 consecutive bytes of any of many needles in a stream of buffers.

#include <cstdint>
#include <vector>

#include "crypto/bytes.h"
#include "properties/watch/window_index.h"

namespace keycell::properties {

/// A run of a needle's bytes found in a buffer; as long as buffer and needle agree on both sides.
struct Sighting {
  std::uint32_t needle;  ///< in the order in which they were added, from 0
  std::size_t offset;    ///< in the buffer
  std::size_t needle_offset;
  std::size_t length;
};

/// Which windows of a needle are looked for. The fewer, the less it costs to add one.
enum class Windows {
  all,        ///< any 8 consecutive bytes are found
  eighth,     ///< those at every eighth offset: any 15 consecutive bytes are found
  sixteenth,  ///< those at every sixteenth offset: any 23 consecutive bytes are found
};

/// Windows of 8 bytes with fewer than 6 distinct values are left out: they occur in honest data. A needle shorter than
/// 8 bytes is matched whole. A growing set: adding costs time in proportion to the number of windows.
class WindowTable {
 public:
  WindowTable();
  void add(View needle, Windows which = Windows::all);
  /// Nearly in the order of offsets; each run once, whole. A window that several needles share is seen as each of them.
  std::vector<Sighting> scan(View buffer) const;
  /// Of the needles that are matched whole; 0 when there is none.
  std::size_t shortest() const { return shortest_; }

 private:
  struct Needle {
    std::size_t begin;  // in bytes_
    std::size_t size;
  };

  void insert(const Window& window);
  void pass_filter(const Window& window);
  bool passes(std::uint64_t hash_of_gram) const;
  bool passes_whole(std::uint64_t window) const;
  void look_closely(View buffer, std::size_t place, std::vector<Sighting>& sightings) const;
  void sight(View buffer, std::size_t at, std::vector<Sighting>& sightings) const;
  bool is_part_of_a_run(const Window& window, std::size_t at, const std::vector<Sighting>& sightings) const;
  Sighting whole_run(View buffer, std::size_t at, const Window& window) const;
  void scan_in_batches(View buffer, std::vector<Sighting>& sightings) const;
  void look_for_short_ones(View buffer, std::vector<Sighting>& sightings) const;

  // First a filter, which rules out nearly every place of a buffer while it stays in the processor's cache; then an
  // index of the windows themselves. In the filter each gram of a window has two bits of one word.
  std::vector<std::uint64_t> filter_;  // as many words as a power of 2
  unsigned filter_shift_ = 0;
  WindowIndex index_;
  Bytes bytes_;  // of all needles, one behind the other
  std::vector<Needle> needles_;
  std::vector<std::uint32_t> short_needles_;
  std::size_t shortest_ = 0;
  std::size_t longest_ = 0;
};

}  // namespace keycell::properties
