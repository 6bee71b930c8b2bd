#include "measures/library_meter.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "measures/seconds.h"

namespace keycell::measures {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

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

std::string LibraryMeter::result() const {
  Json json = Json::object();
  for (const auto& [name, library] : libraries_) {
    const auto share = [&](std::uint64_t bytes) {
      return static_cast<double>(bytes) / static_cast<double>(library.capacity_bytes);
    };
    Json& told = json[name] = {{"capacity_bytes", library.capacity_bytes},
                               {"most_bytes", library.most_bytes},
                               {"most_share", share(library.most_bytes)},
                               {"most_at_s", seconds(library.most_at)},
                               {"at_the_end_bytes", library.bytes},
                               {"at_the_end_share", share(library.bytes)},
                               {"refused_chunks", library.refused_chunks},
                               {"full_at_s", library.full_at ? Json(seconds(*library.full_at)) : Json()}};
    auto& days = told["days"] = Json::array();
    for (const auto& [number, day] : library.days) {
      if (days.size() == mostListed) break;
      days.push_back({{"day", number}, {"most_bytes", day.most_bytes}, {"at_the_end_bytes", day.last_bytes}});
    }
    told["days_not_listed"] = library.days.size() - days.size();
  }
  return json.dump();
}

}  // namespace keycell::measures
