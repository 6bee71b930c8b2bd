#pragma once
// How an archive file divides into chunks: all of `chunk_bytes` but the last.

#include <algorithm>
#include <cstdint>

namespace keycell::model {

struct Chunking {
  static constexpr std::uint32_t mostChunks = 1'000'000;
  std::uint64_t front_end_bytes;
  std::uint64_t chunk_bytes;

  /// Whether there are chunks of this size, and no more than anybody has.
  bool is_possible() const { return chunk_bytes > 0 && whole_count() <= mostChunks; }
  std::uint32_t count() const { return static_cast<std::uint32_t>(whole_count()); }
  std::uint64_t size_of(std::uint32_t chunk) const {
    return std::min(chunk_bytes, front_end_bytes - std::uint64_t{chunk} * chunk_bytes);
  }

 private:
  std::uint64_t whole_count() const {
    return front_end_bytes / chunk_bytes + (front_end_bytes % chunk_bytes > 0 ? 1 : 0);
  }
};

}  // namespace keycell::model
