#pragma once
// FID-1: restored bytes equal backed-up bytes.

#include <map>

#include "properties/property.h"

namespace keycell::properties {

/// Compares every restored chunk with what the client read when it was backed up, by hash of the bytes; a chunk that
/// did not open, an archive file of which only a part came back, and a restore that failed are violations.
class RestoredBytes final : public Property {
 public:
  std::string_view name() const override { return "FID-1"; }
  std::string_view statement() const override { return "restored bytes equal backed-up bytes"; }
  void on(const model::Event& event) override;

 private:
  struct Chunk {
    std::uint64_t hash = 0;
    bool restored = false;
  };
  using ArchiveFile = std::map<std::uint32_t, Chunk>;

  void compare(const model::Event& event, const model::ChunkRestored& restored);
  void look_for_missing(const model::Event& event);

  std::map<std::uint64_t, ArchiveFile> archive_files_;
};

}  // namespace keycell::properties
