// Every figure is the number that its id names: of a run in which no two numbers are equal, one line a figure; one that
// is not in the table is found.

#include "measures/figures.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/measures/any_result.h"

namespace keycell::measures {
namespace {

/// Numbers that are all different, one of each.
struct Counting {
  static inline std::uint64_t last = 0;
  static std::size_t how_many() { return 1; }
  static bool perhaps() { return true; }
  template <class Value>
  static Value one() {
    if constexpr (std::same_as<Value, std::string>) {
      return "NAME";
    } else if constexpr (std::is_enum_v<Value> || std::same_as<Value, bool>) {
      return static_cast<Value>(1);
    } else {
      return static_cast<Value>(++last);
    }
  }
};

RunSummary run_of_unequal_numbers() {
  RunSummary run;
  Counting::last = 100;
  test::Filler<Counting>().fill(run);
  return run;
}

TEST(Figures, AreTheNumbersThatTheirIdsName) {
  const RunSummary run = run_of_unequal_numbers();
  const JobsOfKind& jobs = run.jobs->kinds.at("NAME");
  const Durations& done = *jobs.durations.done;
  const CellCounts& cell = *run.cell;
  const LibraryFilling& library = run.libraries->at("NAME");
  const KeyCosts& costs = run.key_work->costs;
  const auto [operation, cost] = *costs.operations.begin();
  const KmsLoad& kms = costs.kms.at("NAME");
  const KmsRequestCounts& requests = cell.kms_requests.at("NAME");
  const auto [key_class, keys] = *cell.keys.begin();
  const auto [place, crossings] = *cell.crossings.begin();
  const auto named = [](std::string_view before, std::string_view name, std::string_view behind) {
    return std::string(before).append(name).append(behind);
  };
  const auto number = [](auto value) { return static_cast<double>(value); };
  std::map<std::string, double> expected{
      {"NAME.jobs", number(jobs.count)},
      {"NAME.completed", number(jobs.completed)},
      {"NAME.completed_with_errors", number(jobs.completed_with_errors)},
      {"NAME.failed", number(jobs.failed)},
      {"NAME.killed", number(jobs.killed)},
      {"NAME.unfinished", number(jobs.unfinished)},
      {"NAME.restarts", number(jobs.restarts)},
      {"NAME.first_start_s", jobs.first_start_s},
      {"NAME.last_end_s", jobs.last_end_s},
      {"NAME.window_s", jobs.window_s},
      {"NAME.p50_s", *done.p50_s},
      {"NAME.p95_s", *done.p95_s},
      {"NAME.longest_s", done.longest_s},
      {"NAME.longest_not_done_s", jobs.durations.not_done->longest_s},
      {"NAME.longest_run_s", jobs.longest_run_s},
      {"NAME.waited_s", jobs.waited_s},
      {"data.front_end_bytes", number(cell.data.front_end_bytes)},
      {"data.chunks_backed_up", number(cell.data.chunks_backed_up)},
      {"data.chunks_restored", number(cell.data.chunks_restored)},
      {"data.wire_bytes", number(cell.data.wire_bytes)},
      {"key_operations.wraps", number(cell.key_operations.wraps)},
      {"key_operations.unwraps", number(cell.key_operations.unwraps)},
      {"reboots", number(cell.reboots)},
      {"simulated_s", run.simulated_s},
      {"events", number(run.events)},
      {"library.NAME.most_bytes", number(library.most_bytes)},
      {"library.NAME.refused_chunks", number(library.refused_chunks)},
      {named("key_work.", name_of(operation), ".cpu_s"), cost.cpu_s},
      {"bulk.encrypted_by_clients.cpu_s", costs.bulk.encrypted_by_clients.cpu_s},
      {"bulk.decrypted_by_clients.cpu_s", costs.bulk.decrypted_by_clients.cpu_s},
      {"bulk.encrypted_again_by_media_agents.cpu_s", costs.bulk.encrypted_again_by_media_agents.cpu_s},
      {"kms.NAME.requests", number(kms.requests)},
      {"kms.NAME.peak_per_minute", number(kms.peak_per_minute)},
      {named("keys.", name_of(key_class), ""), number(keys)},
      {"kms.NAME.count", number(requests.count)},
      {"kms.NAME.failed", number(requests.failed)},
      {"kms.NAME.longest_s", requests.longest_s},
      {named("crossed.", name_of(place), ".count"), number(crossings.count)},
      {named("crossed.", name_of(place), ".bytes"), number(crossings.bytes)}};
  for (const Figure& figure : figures_of(run)) {
    const auto found = expected.find(figure.id);
    if (found == expected.end()) {
      ADD_FAILURE() << figure.id << " is a figure that this test does not know";
      continue;
    }
    EXPECT_EQ(figure.value, found->second) << figure.id;
    expected.erase(found);
  }
  for (const auto& [id, value] : expected) ADD_FAILURE() << id << " is no figure any more";
}

TEST(Figures, HaveTheUnitThatTheirIdSays) {
  for (const Figure& figure : figures_of(run_of_unequal_numbers())) {
    const bool is_moment = figure.id.ends_with("first_start_s") || figure.id.ends_with("last_end_s");
    const Unit expected = is_moment                      ? Unit::moment
                          : figure.id.ends_with("_s")    ? Unit::seconds
                          : figure.id.ends_with("bytes") ? Unit::bytes
                                                         : Unit::count;
    EXPECT_EQ(figure.unit, expected) << figure.id;
  }
}

// A quantile that is not told, and a time of what never happened, is left out and not zero.
TEST(Figures, OfWhatIsNotToldThereIsNone) {
  RunSummary run = run_of_unequal_numbers();
  JobsOfKind& jobs = run.jobs->kinds.at("NAME");
  jobs.durations.done->p95_s.reset();
  jobs.durations.not_done.reset();
  std::size_t left = 0;
  for (const Figure& figure : figures_of(run)) {
    EXPECT_NE(figure.id, "NAME.p95_s");
    EXPECT_NE(figure.id, "NAME.longest_not_done_s");
    left += figure.id == "NAME.p50_s" ? 1 : 0;
  }
  EXPECT_EQ(left, 1U);
}

}  // namespace
}  // namespace keycell::measures
