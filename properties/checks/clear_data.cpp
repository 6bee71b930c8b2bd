#include "properties/checks/clear_data.h"

#include "sim/random.h"

namespace keycell::properties {

void ClearData::on(const model::Event& event) {
  if (const auto* crossing = std::get_if<model::Crossing>(&event.body)) {
    if (!generations_.empty()) mark_exercised();
    for (const Generation& generation : generations_) look(event, *crossing, generation);
  } else if (const auto* read = std::get_if<model::ChunkRead>(&event.body)) {
    remember({read->archive_file, read->chunk}, read->plain);
  } else if (const auto* restored = std::get_if<model::ChunkRestored>(&event.body)) {
    remember({restored->archive_file, restored->chunk}, restored->plain);
  }
}

void ClearData::remember(const Chunk& chunk, View plain) {
  if (plain.size() < windowBytes) return;  // so few bytes are found anywhere
  if (generations_.empty() || generations_.back().chunks.size() == chunksRemembered) {
    if (generations_.size() == 2) generations_.erase(generations_.begin());
    generations_.emplace_back();
  }
  // One that came back from a restore is known, unless it is about to be forgotten.
  Generation& newest = generations_.back();
  if (!newest.known.insert(sim::stable_hash(text_of(plain))).second) return;
  newest.chunks.push_back(chunk);
  newest.windows.add(plain, Windows::sixteenth);
}

void ClearData::look(const model::Event& event, const model::Crossing& crossing, const Generation& generation) {
  std::set<std::uint32_t> told;
  for (const Sighting& sighting : generation.windows.scan(crossing.bytes)) {
    if (!told.insert(sighting.needle).second) continue;
    const Chunk& chunk = generation.chunks[sighting.needle];
    violated(event, {.place = crossing.place},
             "plaintext of chunk " + std::to_string(chunk.chunk) + " of archive file " +
                 std::to_string(chunk.archive_file) + " in clear at " + std::string(name_of(crossing.place)) + " (" +
                 std::string(crossing.what) + "), from byte " + std::to_string(sighting.offset));
  }
}

}  // namespace keycell::properties
