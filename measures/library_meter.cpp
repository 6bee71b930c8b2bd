#include "measures/library_meter.h"

#include <algorithm>

#include "measures/results/json.h"
#include "measures/seconds.h"

namespace keycell::measures {

void LibraryMeter::on(const model::Event& event) {
  const auto* fill = std::get_if<model::LibraryFill>(&event.body);
  if (fill == nullptr) return;
  Library& library = libraries_[std::string(fill->library)];
  library.capacity_bytes = fill->capacity_bytes;
  if (fill->refused_bytes > 0) {
    ++library.refused_chunks;
    library.full_at = library.full_at.value_or(event.time);
  }
  Day& day = library.days[event.time / std::chrono::days(1) + 1];
  day.most_bytes = std::max({day.most_bytes, library.bytes, fill->stored_bytes});
  library.bytes = day.last_bytes = fill->stored_bytes;
  if (library.bytes <= library.most_bytes) return;
  library.most_bytes = library.bytes;
  library.most_at = event.time;
}

Libraries LibraryMeter::libraries() const {
  Libraries told;
  for (const auto& [name, library] : libraries_) {
    const auto share = [&](std::uint64_t bytes) {
      return static_cast<double>(bytes) / static_cast<double>(library.capacity_bytes);
    };
    LibraryFilling& filling =
        told[name] = {.capacity_bytes = library.capacity_bytes,
                      .most_bytes = library.most_bytes,
                      .most_share = share(library.most_bytes),
                      .most_at_s = seconds(library.most_at),
                      .at_the_end_bytes = library.bytes,
                      .at_the_end_share = share(library.bytes),
                      .refused_chunks = library.refused_chunks,
                      .full_at_s = library.full_at ? std::optional(seconds(*library.full_at)) : std::nullopt};
    for (const auto& [number, day] : library.days) {
      if (filling.days.size() == mostListed) break;
      filling.days.push_back({.day = number, .most_bytes = day.most_bytes, .at_the_end_bytes = day.last_bytes});
    }
    filling.days_not_listed = library.days.size() - filling.days.size();
  }
  return told;
}

std::string LibraryMeter::result() const { return result_text(libraries()); }

}  // namespace keycell::measures
