#include "sim/determinism.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "model/event_fields.h"
#include "sim/event_hash.h"
#include "sim/process.h"

namespace keycell::sim {
namespace {

/// The mark of every event, eight bytes each.
class Marks final : public model::Fold {
 public:
  std::string_view name() const override { return "marks"; }
  void on(const model::Event& event) override {
    const std::uint64_t mark = hasher_.mark(event);
    char bytes[sizeof mark];
    std::memcpy(bytes, &mark, sizeof mark);
    marks_.append(bytes, sizeof mark);
  }
  std::string result() const override { return marks_; }

 private:
  EventHasher hasher_;
  std::string marks_;
};

/// One chosen event in words.
class InWords final : public model::Fold {
 public:
  explicit InWords(std::uint64_t ordinal) : ordinal_(ordinal) {}
  std::string_view name() const override { return "in-words"; }
  void on(const model::Event& event) override {
    if (event.ordinal == ordinal_) words_ = describe(event);
  }
  std::string result() const override { return words_; }

 private:
  std::uint64_t ordinal_;
  std::string words_ = "no event";
};

template <class Fold, class... Arguments>
FoldFactory only(Arguments... arguments) {
  return [=] {
    Folds folds;
    folds.push_back(std::make_unique<Fold>(arguments...));
    return folds;
  };
}

/// Leaves a heap whose free blocks lie elsewhere: what depends on addresses shows.
void perturb_heap() {
  std::vector<void*> kept;
  std::uint32_t state = 12345;
  for (int i = 0; i < 4000; ++i) {
    state = state * 1664525U + 1013904223U;
    void* block = std::malloc(16 + (state >> 20));
    if ((state >> 8) % 3 == 0) {
      std::free(block);
    } else {
      kept.push_back(block);
    }
  }
  for (std::size_t i = 0; i < kept.size(); i += 2) std::free(kept[i]);
}

}  // namespace

namespace {

/// Names of folds that told something else, or that only one of the runs has.
std::vector<std::string> folds_that_differ(const Run& first, const Run& second) {
  std::vector<std::string> names;
  for (const FoldResult& told : first.results)
    if (told.json != second.result_of(told.name)) names.push_back(told.name);
  for (const FoldResult& told : second.results)
    if (std::ranges::find(first.results, told.name, &FoldResult::name) == first.results.end())
      names.push_back(told.name);
  return names;
}

}  // namespace

Determinism compare_runs(const std::function<Run(const FoldFactory&)>& first,
                         const std::function<Run(const FoldFactory&)>& second, const FoldFactory& folds) {
  const FoldFactory marked = [&folds] {
    Folds made = folds ? folds() : Folds();
    made.push_back(std::make_unique<Marks>());
    return made;
  };
  Determinism result{
      .first = first(marked), .second = second(marked), .difference = std::nullopt, .folds_that_differ = {}};
  const std::string_view a = result.first.result_of("marks");
  const std::string_view b = result.second.result_of("marks");
  if (a == b && result.first.ending == result.second.ending) {
    result.folds_that_differ = folds_that_differ(result.first, result.second);
    return result;
  }
  const auto common = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  const std::uint64_t event = common / sizeof(std::uint64_t);
  result.difference = {.event = event,
                       .first_run = std::string(first(only<InWords>(event)).result_of("in-words")),
                       .second_run = std::string(second(only<InWords>(event)).result_of("in-words"))};
  return result;
}

Determinism check_determinism(const scenarios::Scenario& scenario, Seed seed, const FoldFactory& folds,
                              const Limits& limits, const Parts& parts) {
  process();
  const auto in_line = [&](const FoldFactory& made_of) {
    return run_forked(scenario, seed, made_of, limits, {.parts = parts});
  };
  const auto on_a_thread = [&](const FoldFactory& made_of) {
    return in_child(
        [&] {
          perturb_heap();
          const Folds made = made_of();
          return simulate(scenario, seed, made, {.folds_beside = true, .parts = parts});
        },
        limits);
  };
  return compare_runs(in_line, on_a_thread, folds);
}

}  // namespace keycell::sim
