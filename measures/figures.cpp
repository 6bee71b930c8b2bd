#include "measures/figures.h"

#include <algorithm>
#include <array>
#include <optional>

namespace keycell::measures {
namespace {

/// A number of a result and the figure that it is. Of results that have names, `*` stands for the name in id and label.
template <class Result>
struct Source {
  std::optional<double> (*number)(const Result&);
  const char* id;
  const char* label;
  Unit unit;
};

template <class Value>
constexpr bool isOptional = false;
template <class Value>
constexpr bool isOptional<std::optional<Value>> = true;

/// Reads a member, or a member of one; nothing where an optional on the way is empty.
template <auto... Members, class Value>
std::optional<double> number(const Value& value) {
  if constexpr (isOptional<Value>) {
    return value ? number<Members...>(*value) : std::nullopt;
  } else if constexpr (sizeof...(Members) == 0) {
    return static_cast<double>(value);
  } else {
    return [&]<auto First, auto... Others>() { return number<Others...>(value.*First); }
    .template operator()<Members...>();
  }
}

std::optional<double> the_count_itself(const std::uint64_t& count) { return static_cast<double>(count); }

constexpr std::array ofKindsOfJobs{
    Source<JobsOfKind>{number<&JobsOfKind::count>, "*.jobs", "* jobs", Unit::count},
    Source<JobsOfKind>{number<&JobsOfKind::completed>, "*.completed", "* completed", Unit::count},
    Source<JobsOfKind>{number<&JobsOfKind::completed_with_errors>, "*.completed_with_errors", "* completed with errors",
                       Unit::count},
    Source<JobsOfKind>{number<&JobsOfKind::failed>, "*.failed", "* failed", Unit::count},
    Source<JobsOfKind>{number<&JobsOfKind::killed>, "*.killed", "* killed", Unit::count},
    Source<JobsOfKind>{number<&JobsOfKind::unfinished>, "*.unfinished", "* unfinished", Unit::count},
    Source<JobsOfKind>{number<&JobsOfKind::restarts>, "*.restarts", "* restarts", Unit::count},
    Source<JobsOfKind>{number<&JobsOfKind::first_start_s>, "*.first_start_s", "* first start", Unit::moment},
    Source<JobsOfKind>{number<&JobsOfKind::last_end_s>, "*.last_end_s", "* last end", Unit::moment},
    Source<JobsOfKind>{number<&JobsOfKind::window_s>, "*.window_s", "* window", Unit::seconds},
    Source<JobsOfKind>{number<&JobsOfKind::durations, &JobDurations::done, &Durations::p50_s>, "*.p50_s", "* median",
                       Unit::seconds},
    Source<JobsOfKind>{number<&JobsOfKind::durations, &JobDurations::done, &Durations::p95_s>, "*.p95_s",
                       "* 95th percentile", Unit::seconds},
    Source<JobsOfKind>{number<&JobsOfKind::durations, &JobDurations::done, &Durations::longest_s>, "*.longest_s",
                       "* longest done", Unit::seconds},
    Source<JobsOfKind>{number<&JobsOfKind::durations, &JobDurations::not_done, &Durations::longest_s>,
                       "*.longest_not_done_s", "* longest not done", Unit::seconds},
    Source<JobsOfKind>{number<&JobsOfKind::longest_run_s>, "*.longest_run_s", "* longest at work", Unit::seconds},
    Source<JobsOfKind>{number<&JobsOfKind::waited_s>, "*.waited_s", "* waited for streams", Unit::seconds},
};

constexpr std::array ofCell{
    Source<CellCounts>{number<&CellCounts::data, &DataCounts::front_end_bytes>, "data.front_end_bytes",
                       "data backed up", Unit::bytes},
    Source<CellCounts>{number<&CellCounts::data, &DataCounts::chunks_backed_up>, "data.chunks_backed_up",
                       "chunks backed up", Unit::count},
    Source<CellCounts>{number<&CellCounts::data, &DataCounts::chunks_restored>, "data.chunks_restored",
                       "chunks restored", Unit::count},
    Source<CellCounts>{number<&CellCounts::data, &DataCounts::wire_bytes>, "data.wire_bytes", "data moved",
                       Unit::bytes},
    Source<CellCounts>{number<&CellCounts::key_operations, &WrapCounts::wraps>, "key_operations.wraps", "wraps",
                       Unit::count},
    Source<CellCounts>{number<&CellCounts::key_operations, &WrapCounts::unwraps>, "key_operations.unwraps", "unwraps",
                       Unit::count},
    Source<CellCounts>{number<&CellCounts::reboots>, "reboots", "reboots", Unit::count},
};

constexpr std::array ofRun{
    Source<RunSummary>{number<&RunSummary::simulated_s>, "simulated_s", "simulated time", Unit::seconds},
    Source<RunSummary>{number<&RunSummary::events>, "events", "events", Unit::count},
};

constexpr std::array ofLibraries{
    Source<LibraryFilling>{number<&LibraryFilling::most_bytes>, "library.*.most_bytes", "library of *, at most",
                           Unit::bytes},
    Source<LibraryFilling>{number<&LibraryFilling::refused_chunks>, "library.*.refused_chunks",
                           "library of *, chunks that did not fit", Unit::count},
};

constexpr std::array ofKeyOperations{
    Source<KeyCost>{number<&KeyCost::cpu_s>, "key_work.*.cpu_s", "CPU of *", Unit::seconds},
};

constexpr std::array ofBulk{
    Source<BulkCosts>{number<&BulkCosts::encrypted_by_clients, &BulkCost::cpu_s>, "bulk.encrypted_by_clients.cpu_s",
                      "CPU of data encrypted_by_clients", Unit::seconds},
    Source<BulkCosts>{number<&BulkCosts::decrypted_by_clients, &BulkCost::cpu_s>, "bulk.decrypted_by_clients.cpu_s",
                      "CPU of data decrypted_by_clients", Unit::seconds},
    Source<BulkCosts>{number<&BulkCosts::encrypted_again_by_media_agents, &BulkCost::cpu_s>,
                      "bulk.encrypted_again_by_media_agents.cpu_s", "CPU of data encrypted_again_by_media_agents",
                      Unit::seconds},
};

constexpr std::array ofKms{
    Source<KmsLoad>{number<&KmsLoad::requests>, "kms.*.requests", "requests to *", Unit::count},
    Source<KmsLoad>{number<&KmsLoad::peak_per_minute>, "kms.*.peak_per_minute", "* peak a minute", Unit::count},
};

constexpr std::array ofKeys{
    Source<std::uint64_t>{the_count_itself, "keys.*", "keys: *", Unit::count},
};

constexpr std::array ofKmsRequests{
    Source<KmsRequestCounts>{number<&KmsRequestCounts::count>, "kms.*.count", "KMS * requests", Unit::count},
    Source<KmsRequestCounts>{number<&KmsRequestCounts::failed>, "kms.*.failed", "KMS * failed", Unit::count},
    Source<KmsRequestCounts>{number<&KmsRequestCounts::longest_s>, "kms.*.longest_s", "KMS * longest", Unit::seconds},
};

constexpr std::array ofCrossings{
    Source<CrossingCounts>{number<&CrossingCounts::count>, "crossed.*.count", "* crossings", Unit::count},
    Source<CrossingCounts>{number<&CrossingCounts::bytes>, "crossed.*.bytes", "* crossed", Unit::bytes},
};

std::string with_name(std::string pattern, std::string_view name) {
  return pattern.replace(pattern.find('*'), 1, name);
}

std::string_view text_of_name(const std::string& name) { return name; }
std::string_view text_of_name(crypto::KeyClass name) { return name_of(name); }
std::string_view text_of_name(crypto::KeyOperation name) { return name_of(name); }
std::string_view text_of_name(model::Place name) { return name_of(name); }

class Collector {
 public:
  void take(const auto& sources, const auto& result) {
    for (const auto& source : sources)
      if (const auto value = source.number(result))
        figures_.push_back({.id = source.id, .label = source.label, .unit = source.unit, .value = *value});
  }
  void take_each(const auto& sources, const auto& results) {
    for (const auto& source : sources)
      for (const auto& [name, result] : results)
        if (const auto value = source.number(result))
          figures_.push_back({.id = with_name(source.id, text_of_name(name)),
                              .label = with_name(source.label, text_of_name(name)),
                              .unit = source.unit,
                              .value = *value});
  }
  std::vector<Figure> figures() { return std::move(figures_); }

 private:
  std::vector<Figure> figures_;
};

}  // namespace

std::vector<Figure> figures_of(const RunSummary& summary) {
  Collector collector;
  if (summary.jobs) collector.take_each(ofKindsOfJobs, summary.jobs->kinds);
  if (summary.cell) collector.take(ofCell, *summary.cell);
  collector.take(ofRun, summary);
  if (summary.libraries) collector.take_each(ofLibraries, *summary.libraries);
  if (summary.key_work) {
    const KeyCosts& costs = summary.key_work->costs;
    collector.take_each(ofKeyOperations, costs.operations);
    collector.take(ofBulk, costs.bulk);
    collector.take_each(ofKms, costs.kms);
  }
  if (summary.cell) {
    collector.take_each(ofKeys, summary.cell->keys);
    collector.take_each(ofKmsRequests, summary.cell->kms_requests);
    collector.take_each(ofCrossings, summary.cell->crossings);
  }
  return collector.figures();
}

bool matters(std::string_view figure_id) {
  constexpr std::array endings{".window_s", ".longest_s", ".failed", ".unfinished", ".restarts"};
  const bool of_kms = figure_id.starts_with("kms.");
  return !of_kms && std::ranges::any_of(endings, [&](const char* ending) { return figure_id.ends_with(ending); });
}

}  // namespace keycell::measures
