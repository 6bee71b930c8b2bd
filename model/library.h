#pragma once
// A disk library of a MediaAgent: one file a chunk, durable when `write` returns.

#include "model/world.h"

namespace keycell::model {

/// Where a chunk lies: an archive file can be in several copies.
struct ChunkPlace {
  std::uint64_t copy;
  std::uint64_t archive_file;
  std::uint32_t chunk;
};

class Library {
 public:
  explicit Library(World& world) : world_(world) {}

  /// Writes or replaces a chunk's record.
  void write(const ChunkPlace& place, View record);
  /// Throws RequestRefused for a chunk that is not there.
  Bytes read(const ChunkPlace& place);
  /// Deletes a chunk; one that is not there is no error.
  void remove(const ChunkPlace& place);

  /// The name of a chunk's file on the MediaAgent's disk.
  static std::string file_of(const ChunkPlace& place);

 private:
  World& world_;
};

}  // namespace keycell::model
