#pragma once
// What a synthetic full backup takes over from which backup, chunk for chunk.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace keycell::model {

/// A run of chunks of one backup.
struct TakenOver {
  std::size_t backup;  ///< its place among the backups
  std::uint32_t first_chunk;
  std::uint32_t chunks;
  bool operator==(const TakenOver&) const = default;
};

/// A full backup of `chunks` chunks from a chain: a full backup of `chain[0]` chunks and the incremental ones after it,
/// oldest first. Which blocks of a client change is not simulated; each incremental backup is taken to have changed the
/// blocks that follow those of the one before it, from the first one again after the last. Every chunk is of the latest
/// backup that has it. The runs are in the order of the new chunks; none is empty.
std::vector<TakenOver> synthetic_plan(std::uint32_t chunks, const std::vector<std::uint32_t>& chain);

}  // namespace keycell::model
