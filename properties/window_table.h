#pragma once
// Finds any 8 consecutive bytes of any of many secrets in a stream of buffers.

#include <functional>
#include <map>
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

/// Windows of 8 bytes with fewer than 6 distinct values are left out: they occur in honest data. A secret shorter than 8
/// bytes is matched whole. A growing set: adding costs time in proportion to the secret's length.
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
  void rebuild(std::size_t bits);
  std::size_t filter_index(std::uint64_t window) const { return static_cast<std::size_t>(mixed(window) >> filter_shift_); }
  static std::uint64_t mixed(std::uint64_t window) { return window * 0x9e3779b97f4a7c15U; }

  // First a bit per hash value, which rules out nearly every offset of a buffer; then the windows themselves.
  std::vector<std::uint64_t> filter_;
  unsigned filter_shift_;
  std::multimap<std::uint64_t, Window> windows_;
  std::vector<ShortSecret> short_secrets_;
};

}  // namespace keycell::properties
