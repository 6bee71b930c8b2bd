#pragma once
// A disk library as a MediaAgent reaches it: one file a chunk, durable when `write` returns. Several MediaAgents may
// reach one.

#include <optional>

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
  /// Of the disk, where its files are.
  static constexpr std::string_view folder = "library/";

  /// With a capacity it knows how full it is, by what lies there, whoever wrote it.
  Library(World& world, std::string name, std::optional<std::uint64_t> capacity_bytes);

  // All throw StorageFailed for a disk that fails or is full: then nothing is acknowledged.
  /// Writes or replaces a chunk's record, which stands for `stored_bytes`; 0 where there is no capacity. Throws
  /// LibraryFull when they do not fit: then nothing is written.
  void write(const ChunkPlace& place, View record, std::uint64_t stored_bytes);
  /// Throws RequestRefused for a chunk that is not there.
  Bytes read(const ChunkPlace& place);
  /// Deletes a chunk; one that is not there is no error.
  void remove(const ChunkPlace& place);

  /// The name of a chunk's file on the MediaAgent's disk.
  static std::string file_of(const ChunkPlace& place);

 private:
  void tell(std::uint64_t refused_bytes);
  [[noreturn]] void fail(DiskStatus status, std::string_view doing) const;

  World& world_;
  std::string name_;
  std::optional<std::uint64_t> capacity_bytes_;
};

}  // namespace keycell::model
