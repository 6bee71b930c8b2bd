#pragma once
// Finds secrets under a repeating XOR pad that nobody knows. Where T is a secret K under a pad of period p,
// T[i] ^ T[i + p] = K[i] ^ K[i + p]: the pad is out of it, and what remains is compared.

#include <cstdint>
#include <map>
#include <vector>

#include "crypto/bytes.h"
#include "properties/watch/window_index.h"
#include "properties/watch/window_table.h"

namespace keycell::properties {

/// Finds a secret that is there whole. One of 24 bytes and more is found under every period up to 16, a shorter one of
/// n bytes up to n - 8, so that there are 8 bytes to compare, which chance does not make equal. What has period p also
/// has period 2p, so only those above half of the longest are tried. Few places of a buffer are looked at: a secret has
/// the more windows, the longer it is, and one of them lies at each multiple of their number.
class PadTable {
 public:
  static constexpr std::size_t longestPeriod = 16;

  /// Numbers secrets in the order in which they are added, from 0. One that is too short is never found.
  void add(View secret);

  /// A secret is found once for each period that fits it. `length` is on how many bytes the pad was seen.
  std::vector<Sighting> scan(View buffer) const;

 private:
  struct OfPeriod {
    WindowIndex differences;
    std::size_t stride = mostWindows;
  };
  static constexpr std::size_t mostWindows = 16;

  void sight(View buffer, std::size_t at, std::size_t period, const Window& window,
             std::vector<Sighting>& of_period) const;
  Sighting whole_run(View buffer, std::size_t at, std::size_t period, const Window& window) const;

  std::map<std::size_t, OfPeriod> by_period_;
  std::vector<Bytes> secrets_;
};

}  // namespace keycell::properties
