#include "measures/figures.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace keycell::measures {
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
    FamilySource{"/jobs/kinds", "count", "*.jobs", "* jobs", Unit::count},
    FamilySource{"/jobs/kinds", "completed", "*.completed", "* completed", Unit::count},
    FamilySource{"/jobs/kinds", "completed_with_errors", "*.completed_with_errors", "* completed with errors",
                 Unit::count},
    FamilySource{"/jobs/kinds", "failed", "*.failed", "* failed", Unit::count},
    FamilySource{"/jobs/kinds", "killed", "*.killed", "* killed", Unit::count},
    FamilySource{"/jobs/kinds", "unfinished", "*.unfinished", "* unfinished", Unit::count},
    FamilySource{"/jobs/kinds", "restarts", "*.restarts", "* restarts", Unit::count},
    FamilySource{"/jobs/kinds", "first_start_s", "*.first_start_s", "* first start", Unit::moment},
    FamilySource{"/jobs/kinds", "last_end_s", "*.last_end_s", "* last end", Unit::moment},
    FamilySource{"/jobs/kinds", "window_s", "*.window_s", "* window", Unit::seconds},
    FamilySource{"/jobs/kinds", "p50_s", "*.p50_s", "* median", Unit::seconds},
    FamilySource{"/jobs/kinds", "p95_s", "*.p95_s", "* 95th percentile", Unit::seconds},
    FamilySource{"/jobs/kinds", "longest_s", "*.longest_s", "* longest job", Unit::seconds},
    FamilySource{"/jobs/kinds", "longest_run_s", "*.longest_run_s", "* longest at work", Unit::seconds},
    FamilySource{"/jobs/kinds", "waited_s", "*.waited_s", "* waited for streams", Unit::seconds},
    FamilySource{"/libraries", "most_bytes", "library.*.most_bytes", "library of *, at most", Unit::bytes},
    FamilySource{"/libraries", "refused_chunks", "library.*.refused_chunks", "library of *, chunks that did not fit",
                 Unit::count},
    FamilySource{"/key_work/operations", "cpu_s", "key_work.*.cpu_s", "CPU of *", Unit::seconds},
    FamilySource{"/key_work/bulk", "cpu_s", "bulk.*.cpu_s", "CPU of data *", Unit::seconds},
    FamilySource{"/key_work/kms", "requests", "kms.*.requests", "requests to *", Unit::count},
    FamilySource{"/key_work/kms", "peak_per_minute", "kms.*.peak_per_minute", "* peak a minute", Unit::count},
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

}  // namespace

Unit unit_of(std::string_view name) {
  for (const Unit unit : {Unit::count, Unit::seconds, Unit::bytes, Unit::moment})
    if (name == name_of(unit)) return unit;
  throw std::invalid_argument("\"" + std::string(name) + "\" is no unit of a figure");
}

std::vector<Figure> figures_of(const Json& summary) {
  Collector collector;
  const auto is_of_jobs = [](const FamilySource& family) { return std::string_view(family.pointer) == "/jobs/kinds"; };
  const auto jobs_end = std::ranges::find_if_not(families, is_of_jobs);
  for (auto next = families.begin(); next != families.end(); ++next) {
    // Jobs come first, then single numbers, then the other families.
    if (next == jobs_end)
      for (const Source& source : sources)
        collector.add(source.id, source.label, source.unit, at(summary, source.pointer));
    const FamilySource& family = *next;
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

}  // namespace keycell::measures
