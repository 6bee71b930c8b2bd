#pragma once
// SEC-13: backup data is in clear only where the setting says so.

#include <set>
#include <vector>

#include "properties/property.h"
#include "properties/watch/window_table.h"

namespace keycell::properties {

/// Looks at every crossing for any 23 consecutive bytes of the plaintext of a chunk. Today all data is encrypted at the
/// client, so whatever is seen is a violation. Memory is bounded: the newest 512 chunks at least are looked for, 1,024
/// at most; more than a cell has streams under way.
class ClearData final : public Property {
 public:
  static constexpr std::size_t chunksRemembered = 512;

  std::string_view name() const override { return "SEC-13"; }
  std::string_view statement() const override { return "backup data is in clear only where the setting says so"; }
  void on(const model::Event& event) override;

 private:
  struct Chunk {
    std::uint64_t archive_file;
    std::uint32_t chunk;
  };
  /// Chunks are the needles of the windows, by number.
  struct Generation {
    WindowTable windows;
    std::vector<Chunk> chunks;
    std::set<std::uint64_t> known;  // hashes of their plaintext
  };

  void remember(const Chunk& chunk, View plain);
  void look(const model::Event& event, const model::Crossing& crossing, const Generation& generation);

  std::vector<Generation> generations_;  // the newest last; at most two
};

}  // namespace keycell::properties
