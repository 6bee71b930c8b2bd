#include "reports/figures.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <stdexcept>

namespace keycell::reports {
namespace {

using Json = nlohmann::ordered_json;

/// A number of the summary and the figure that it is.
struct Source {
  const char* pointer;
  const char* id;
  const char* label;
  Unit unit;
};

constexpr std::array sources{
    Source{"/cell/data/front_end_bytes", "data.front_end_bytes", "data backed up", Unit::bytes},
    Source{"/cell/data/chunks_backed_up", "data.chunks_backed_up", "chunks backed up", Unit::count},
    Source{"/cell/data/chunks_restored", "data.chunks_restored", "chunks restored", Unit::count},
    Source{"/cell/data/wire_bytes", "data.wire_bytes", "data moved", Unit::bytes},
    Source{"/cell/key_operations/wraps", "key_operations.wraps", "wraps", Unit::count},
    Source{"/cell/key_operations/unwraps", "key_operations.unwraps", "unwraps", Unit::count},
    Source{"/cell/reboots", "reboots", "reboots", Unit::count},
    Source{"/simulated_s", "simulated_s", "simulated time", Unit::seconds},
    Source{"/events", "events", "events", Unit::count},
};

/// A number of each member of an object, as the count of each KMS operation.
struct FamilySource {
  const char* pointer;
  const char* number;  ///< of the member; empty when the member is the number
  const char* id;      ///< what stands before and after the member's name, `*`
  const char* label;
  Unit unit;
};

constexpr std::array families{
    FamilySource{"/cell/keys", "", "keys.*", "keys: *", Unit::count},
    FamilySource{"/cell/kms_requests", "count", "kms.*.count", "KMS * requests", Unit::count},
    FamilySource{"/cell/kms_requests", "failed", "kms.*.failed", "KMS * failed", Unit::count},
    FamilySource{"/cell/kms_requests", "longest_s", "kms.*.longest_s", "KMS * longest", Unit::seconds},
    FamilySource{"/cell/crossings", "count", "crossed.*.count", "* crossings", Unit::count},
    FamilySource{"/cell/crossings", "bytes", "crossed.*.bytes", "* crossed", Unit::bytes},
};

std::string with_name(std::string pattern, const std::string& name) {
  return pattern.replace(pattern.find('*'), 1, name);
}

const Json* at(const Json& summary, const char* pointer) {
  const Json::json_pointer path(pointer);
  return summary.contains(path) ? &summary.at(path) : nullptr;
}

class Collector {
 public:
  void add(std::string id, std::string label, Unit unit, double value) {
    figures_.push_back({.id = std::move(id), .label = std::move(label), .unit = unit, .value = value});
  }
  void add(std::string id, std::string label, Unit unit, const Json* value) {
    if (value != nullptr && value->is_number()) add(std::move(id), std::move(label), unit, value->get<double>());
  }
  std::vector<Figure> take() { return std::move(figures_); }

 private:
  std::vector<Figure> figures_;
};

struct Jobs {
  std::uint64_t count = 0;
  std::uint64_t completed = 0;
  std::uint64_t failed = 0;
  std::uint64_t restarts = 0;
  std::optional<double> first_start;
  double last_end = 0;
  std::vector<double> durations;
};

void add_jobs(Collector& collector, const Json& jobs) {
  std::map<std::string, Jobs> kinds;
  for (const Json& job : jobs) {
    Jobs& kind = kinds[job.at("kind").get<std::string>()];
    const std::string state = job.at("state");
    ++kind.count;
    kind.completed += state == "Completed" ? 1 : 0;
    kind.failed += state == "Failed" ? 1 : 0;
    kind.restarts += job.at("restarts").get<std::uint64_t>();
    const double started = job.at("started_s");
    const double ended = job.at("ended_s");
    kind.first_start = std::min(kind.first_start.value_or(started), started);
    kind.last_end = std::max(kind.last_end, ended);
    kind.durations.push_back(ended - started);
  }
  for (const auto& [name, kind] : kinds) {
    const auto count = [&](const char* id, const char* label, std::uint64_t value) {
      collector.add(name + "." + id, name + " " + label, Unit::count, static_cast<double>(value));
    };
    const auto seconds = [&](const char* id, const char* label, double value) {
      collector.add(name + "." + id, name + " " + label, Unit::seconds, value);
    };
    count("jobs", "jobs", kind.count);
    count("completed", "completed", kind.completed);
    count("failed", "failed", kind.failed);
    count("unfinished", "unfinished", kind.count - kind.completed - kind.failed);
    count("restarts", "restarts", kind.restarts);
    seconds("first_start_s", "first start", *kind.first_start);
    seconds("last_end_s", "last end", kind.last_end);
    seconds("window_s", "window", kind.last_end - *kind.first_start);
    seconds("longest_s", "longest job", std::ranges::max(kind.durations));
  }
}

}  // namespace

Unit unit_of(std::string_view name) {
  for (const Unit unit : {Unit::count, Unit::seconds, Unit::bytes})
    if (name == name_of(unit)) return unit;
  throw std::invalid_argument("\"" + std::string(name) + "\" is no unit of a figure");
}

std::vector<Figure> figures_of(const Json& summary) {
  Collector collector;
  if (const Json* jobs = at(summary, "/cell/jobs")) add_jobs(collector, *jobs);
  for (const Source& source : sources) collector.add(source.id, source.label, source.unit, at(summary, source.pointer));
  for (const FamilySource& family : families) {
    const Json* members = at(summary, family.pointer);
    if (members == nullptr || !members->is_object()) continue;
    for (const auto& [name, member] : members->items()) {
      const bool is_number = *family.number == '\0';
      if (!is_number && !member.contains(family.number)) continue;
      collector.add(with_name(family.id, name), with_name(family.label, name), family.unit,
                    is_number ? &member : &member.at(family.number));
    }
  }
  return collector.take();
}

bool matters(std::string_view figure_id) {
  constexpr std::array endings{".window_s", ".longest_s", ".failed", ".unfinished", ".restarts"};
  const bool of_kms = figure_id.starts_with("kms.");
  return !of_kms && std::ranges::any_of(endings, [&](const char* ending) { return figure_id.ends_with(ending); });
}

}  // namespace keycell::reports
