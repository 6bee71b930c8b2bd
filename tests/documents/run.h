#pragma once
// Runs a cell and keeps what tests here ask about.

#include <gtest/gtest.h>

#include <algorithm>

#include "measures/cell_meter.h"
#include "measures/job_meter.h"
#include "properties/catalogue.h"
#include "properties/documented_weaknesses.h"
#include "reports/kms_console.h"
#include "sim/fork_server.h"
#include "tests/documents/trace.h"

namespace keycell::documents {

/// With every property, the meter, the consoles and the trace.
inline sim::Run run_of(const scenarios::Scenario& cell) {
  sim::Run run = sim::run_forked(cell, sim::Seed{1},
                                 [&] {
                                   sim::Folds folds;
                                   for (auto& property : properties::properties_of(cell))
                                     folds.push_back(std::move(property));
                                   folds.push_back(std::make_unique<measures::CellMeter>());
                                   folds.push_back(std::make_unique<measures::JobMeter>(cell));
                                   folds.push_back(std::make_unique<reports::KmsConsole>());
                                   folds.push_back(std::make_unique<Tracer>());
                                   return folds;
                                 },
                                 {});
  EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
  return run;
}

inline Trace trace_of_run(const scenarios::Scenario& cell) { return trace_of(run_of(cell).result_of("trace")); }

/// Whether every property of the cell held, and was exercised.
/// Whether everything held but what the documented profile violates by construction.
inline bool verdicts_are_documented(const sim::Run& run, const scenarios::Scenario& scenario) {
  const auto weaknesses = properties::documented_weaknesses(scenario);
  return std::ranges::all_of(properties::judgements_of(run), [&](const properties::Judgement& judgement) {
    const bool is_weakness = std::ranges::find(weaknesses, judgement.id) != weaknesses.end();
    return judgement.verdict == (is_weakness ? properties::Verdict::violated : properties::Verdict::held);
  });
}

inline std::size_t count(const Trace& trace, std::string_view host, std::string_view begins,
                         std::string_view ends = "") {
  return static_cast<std::size_t>(std::ranges::count_if(trace, [&](const Mark& mark) {
    return mark.host == host && mark.text.starts_with(begins) && mark.text.ends_with(ends);
  }));
}

}  // namespace keycell::documents
