#pragma once
// A disk library of a MediaAgent: one file a chunk, durable when `write` returns.

#include "model/world.h"

namespace keycell::model {

class Library {
 public:
  explicit Library(World& world) : world_(world) {}

  /// Writes or replaces a chunk's record.
  void write(std::uint64_t archive_file, std::uint32_t chunk, View record);
  /// Throws RequestRefused for a chunk that is not there.
  Bytes read(std::uint64_t archive_file, std::uint32_t chunk);

  /// The name of a chunk's file on the MediaAgent's disk.
  static std::string file_of(std::uint64_t archive_file, std::uint32_t chunk);

 private:
  World& world_;
};

}  // namespace keycell::model
