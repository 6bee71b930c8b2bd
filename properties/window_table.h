#pragma once
// Finds any 8 consecutive bytes of any of many secrets in a stream of buffers.

#include <cstdint>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/witness.h"

namespace keycell::properties {

/// A run of a secret's bytes found in a buffer.
struct Sighting {
  crypto::SecretId secret;
  std::size_t offset;         ///< in the buffer
  std::size_t secret_offset;  ///< in the secret
  std::size_t length;
};

/// Windows of 8 bytes with fewer than 6 distinct values are left out: they occur in honest data. A secret shorter than
/// 8 bytes is matched whole. A growing set: adding costs time in proportion to the secret's length.
class WindowTable {
 public:
  static constexpr std::size_t windowBytes = 8;

  WindowTable();
  void add(crypto::SecretId secret, View bytes);
  /// In the order of offsets; runs are reported once, whole.
  std::vector<Sighting> scan(View buffer) const;

 private:
  struct Window {
    std::uint64_t bytes;
    crypto::SecretId secret;
    std::uint32_t offset;
  };
  struct ShortSecret {
    crypto::SecretId secret;
    Bytes bytes;
  };

  void insert(const Window& window);
  void pass_filter(const Window& window);
  void enter_index(std::uint32_t window);
  bool passes(std::uint64_t hash_of_gram) const;
  bool passes_whole(std::uint64_t window) const;
  void look_closely(View buffer, std::size_t place, std::vector<Sighting>& sightings) const;
  void sight(std::uint64_t bytes, std::size_t at, std::vector<Sighting>& sightings) const;
  bool extends_a_run(const Window& window, std::size_t at, std::vector<Sighting>& sightings) const;

  // First a filter, which rules out nearly every place of a buffer while it stays in the processor's cache; then an
  // index of the windows themselves. In the filter each gram of a window has two bits of one word.
  std::vector<std::uint64_t> filter_;  // as many words as a power of 2
  unsigned filter_shift_ = 0;
  std::vector<Window> windows_;
  std::vector<std::uint32_t> index_;  // hash table with linear probing: number in windows_ + 1, 0 is a free slot
  unsigned index_shift_ = 0;
  std::vector<ShortSecret> short_secrets_;
  std::size_t longest_ = 0;  // secret, in bytes
};

}  // namespace keycell::properties
