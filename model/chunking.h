#pragma once
// How an archive file divides into chunks: all of `chunk_bytes` but the last.

#include <algorithm>
#include <cstdint>

namespace keycell::model {

struct Chunking {
  std::uint64_t front_end_bytes;
  std::uint64_t chunk_bytes;

  std::uint32_t count() const { return static_cast<std::uint32_t>((front_end_bytes + chunk_bytes - 1) / chunk_bytes); }
  std::uint64_t size_of(std::uint32_t chunk) const {
    return std::min(chunk_bytes, front_end_bytes - std::uint64_t{chunk} * chunk_bytes);
  }
};

}  // namespace keycell::model
