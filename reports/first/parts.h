#pragma once
// The first screen of a run, part by part: whether it passed, what was seen of keys, what is weak, what became of data
// and jobs. Each part is bounded, whatever the size of the cell.

#include <optional>

#include "measures/results/run.h"
#include "reports/labelled_text.h"
#include "reports/night/parts.h"

namespace keycell::reports {

/// Passed or not and why, the first evidence, and what to do about it.
void draw_outcome(LabelledText& page, const measures::RunSummary& summary);

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
