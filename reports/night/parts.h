#pragma once
// The parts of what the screen tells of a run, each of what its meter told.

#include <optional>

#include "measures/results/run.h"
#include "model/calendar.h"
#include "reports/labelled_text.h"

namespace keycell::reports {

/// The date of day 1.
using Start = std::optional<model::Date>;

void draw_jobs(LabelledText& page, const measures::Jobs& jobs);
/// Every night of a few; of many the longest, the shortest and the last.
void draw_windows(LabelledText& page, const std::vector<measures::BackupNight>& nights, const Start& start);
/// Of a cell that was not done at its horizon (`at_horizon`), or is left further behind each night.
void draw_backlog(LabelledText& page, const measures::Backlog& backlog, bool at_horizon);

/// What was moved, and what jobs waited for and were bound by; `cell` is told.
void draw_data(LabelledText& page, const measures::RunSummary& summary);
void draw_ageing(LabelledText& page, const measures::Ageing& ageing);
/// The fullest of those that have a capacity.
void draw_libraries(LabelledText& page, const measures::Libraries& libraries);

void draw_inventory(LabelledText& page, const measures::CellCounts& cell);
/// Whether revoked master keys, or what only they open, went on being used: those that did (`used`), or those that did
/// not.
void draw_revoked(LabelledText& page, const measures::RevokedKeys& keys, bool used, const Start& start);
void draw_key_work(LabelledText& page, const measures::KeyCosts& costs);
/// Counts of all operations, and how long the most frequent one took.
void draw_kms(LabelledText& page, const std::map<std::string, measures::KmsLoad>& kms, const Start& start);
/// What each KMS was as a queue.
void draw_queues(LabelledText& page, const measures::KmsQueues& queues);
void draw_custody(LabelledText& page, const measures::KeyWork& work);

void draw_crossings(LabelledText& page, const measures::CellCounts& cell);
void draw_faults(LabelledText& page, const measures::CellCounts& cell, const std::vector<std::string>& never_acted);

}  // namespace keycell::reports
