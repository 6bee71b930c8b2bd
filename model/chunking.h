#pragma once
// How an archive file divides into chunks: all of `chunk_bytes` but the last.

#include <algorithm>
#include <cstdint>

namespace keycell::model {

struct Chunking {
  static constexpr std::uint32_t mostChunks = 1'000'000;
  std::uint64_t bytes;
  std::uint64_t chunk_bytes;

  /// Whether there are chunks of this size, and no more than anybody has.
  bool is_possible() const { return chunk_bytes > 0 && whole_count() <= mostChunks; }
  std::uint32_t count() const { return static_cast<std::uint32_t>(whole_count()); }
  std::uint64_t size_of(std::uint32_t chunk) const {
    return std::min(chunk_bytes, bytes - std::uint64_t{chunk} * chunk_bytes);
  }
  /// The part of `amount` that belongs to this chunk; the parts of all chunks add up to it.
  std::uint64_t part_of(std::uint64_t amount, std::uint32_t chunk) const {
    const auto upto = [&](std::uint64_t chunks) {
      return static_cast<std::uint64_t>(static_cast<unsigned __int128>(amount) * std::min(chunks * chunk_bytes, bytes) /
                                        bytes);
    };
    return upto(std::uint64_t{chunk} + 1) - upto(chunk);
  }

 private:
  std::uint64_t whole_count() const { return bytes / chunk_bytes + (bytes % chunk_bytes > 0 ? 1 : 0); }
};

}  // namespace keycell::model
