#pragma once
// What OpenSSL's heap gives back, seen by standing in for its allocator from before main on.

#include <cstddef>
#include <vector>

#include "crypto/bytes.h"

namespace keycell::crypto::testing {

/// Whether the stand-in is in place; nothing else here means anything without it.
bool standing_in();

/// One block under observation, and what it was when it was freed.
struct WatchedBlock {
  const std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  int frees = 0;
  bool overwritten = false;
};
void watch(View block);
const WatchedBlock& watched();

/// Keeps a copy of every block that is freed in its lifetime, as it was. One at a time.
class FreedMemory {
 public:
  FreedMemory();
  ~FreedMemory();
  FreedMemory(const FreedMemory&) = delete;
  FreedMemory& operator=(const FreedMemory&) = delete;

  std::size_t blocks() const { return blocks_.size(); }
  /// In how many freed blocks `needle` stands, in its byte order or the opposite one.
  std::size_t holding(View needle) const;

 private:
  friend void keep_freed(View block);
  std::vector<Bytes> blocks_;
};

}  // namespace keycell::crypto::testing
