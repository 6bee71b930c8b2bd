#include "model/synthetic_plan.h"

namespace keycell::model {

std::vector<TakenOver> synthetic_plan(std::uint32_t chunks, const std::vector<std::uint32_t>& chain) {
  struct Source {
    std::size_t backup;
    std::uint32_t chunk;
  };
  std::vector<Source> sources;
  sources.reserve(chunks);
  for (std::uint32_t chunk = 0; chunk < chunks; ++chunk) sources.push_back({0, chunk % chain.front()});
  std::uint64_t changed = 0;
  for (std::size_t backup = 1; backup < chain.size(); ++backup)
    for (std::uint32_t chunk = 0; chunk < chain[backup]; ++chunk) sources[changed++ % chunks] = {backup, chunk};
  std::vector<TakenOver> plan;
  for (const auto& [backup, chunk] : sources) {
    const bool goes_on =
        !plan.empty() && plan.back().backup == backup && plan.back().first_chunk + plan.back().chunks == chunk;
    if (goes_on) {
      ++plan.back().chunks;
    } else {
      plan.push_back({.backup = backup, .first_chunk = chunk, .chunks = 1});
    }
  }
  return plan;
}

}  // namespace keycell::model
