#pragma once
// FID-1: what was backed up comes back, byte for byte.

#include <map>
#include <set>
#include <string>
#include <utility>

#include "properties/property.h"

namespace keycell::properties {

/// Compares every restored chunk with what the client read when it was backed up, by hash of the bytes; a chunk that
/// did not open, an archive file of which only a part came back, a restore that failed or ran out of time, and one that
/// completed and brought nothing or only a part are violations; one that asked for a moment whose backups retention has
/// let go is none. Which archive files a restore should bring is not known
/// here: one that leaves out a whole file of several is not seen.
class RestoredBytes final : public Property {
 public:
  std::string_view name() const override { return "FID-1"; }
  std::string_view statement() const override { return "what was backed up comes back, byte for byte"; }
  void on(const model::Event& event) override;

 private:
  struct Chunk {
    std::uint64_t hash = 0;
    bool restored = false;
  };
  using ArchiveFile = std::map<std::uint32_t, Chunk>;

  /// What came back to a client since its first restore job of those that are under way.
  struct Restoring {
    std::set<std::uint64_t> jobs;
    std::map<std::uint64_t, std::set<std::uint32_t>> chunks;  // by archive file
  };

  void hear(const model::Event& event, const model::JobState& job);
  void look_for_parts(const model::Event& event, const model::JobState& job, const Restoring& restoring);
  void compare(const model::Event& event, const model::ChunkRestored& restored);
  void look_for_missing(const model::Event& event);

  std::map<std::uint64_t, ArchiveFile> archive_files_;
  std::map<std::uint64_t, std::string> owners_;              // of archive files: who read them first
  std::set<std::string, std::less<>> backed_up_;             // clients that have a backup which was reported as done
  std::set<std::pair<std::string, std::string>> aged_;       // client and copy, where retention has let something go
  std::set<std::uint64_t> over_;                             // restore jobs
  std::map<std::string, Restoring, std::less<>> restoring_;  // by client
};

}  // namespace keycell::properties
