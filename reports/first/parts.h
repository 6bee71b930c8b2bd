#pragma once
// The first screen of a run, part by part: whether it passed, what was seen of keys, what is weak, what became of data
// and jobs. Each part is bounded, whatever the size of the cell.

#include <algorithm>
#include <optional>
#include <string_view>

#include "measures/results/run.h"
#include "reports/labelled_text.h"
#include "reports/night/parts.h"

namespace keycell::reports {

/// Null for one that was not judged.
inline const measures::VerdictTold* verdict_of(const measures::RunSummary& summary, std::string_view id) {
  const auto found = std::ranges::find(summary.verdicts, id, &measures::VerdictTold::id);
  return found == summary.verdicts.end() ? nullptr : &*found;
}

/// Passed or not and why, the first evidence, and what to do about it.
void draw_outcome(LabelledText& page, const measures::RunSummary& summary);

/// What was acknowledged and does not open any more, if there is such a thing.
void draw_lost(LabelledText& page, const measures::RunSummary& summary, const Start& start);

void draw_keys_seen(LabelledText& page, const measures::RunSummary& summary);
void draw_weaknesses(LabelledText& page, const measures::RunSummary& summary);
/// Whether it comes back, and whether its keys were durable before it was acknowledged.
void draw_data_kept(LabelledText& page, const measures::RunSummary& summary);

/// A row for each kind of job, and of operation that somebody asked for after set-up.
void draw_job_table(LabelledText& page, const measures::RunSummary& summary);
/// What did not go well: jobs that are not done and why, operations, faults, warnings.
void draw_troubles(LabelledText& page, const measures::RunSummary& summary, const Start& start);
void draw_load(LabelledText& page, const measures::RunSummary& summary);

/// What the verdicts rest on and speak of, and how to repeat the run.
void draw_foundations(LabelledText& page, const measures::RunSummary& summary, std::size_t columns);

}  // namespace keycell::reports
