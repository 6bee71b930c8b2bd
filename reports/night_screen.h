#pragma once
// The part of the screen that tells what a cell did: its jobs and windows, what bound them, its keys. It is made of the
// parts in night/.

#include "measures/results/run.h"
#include "reports/labelled_text.h"

namespace keycell::reports {

/// What a run did not bring is left out.
void draw_night(LabelledText& page, const measures::RunSummary& summary);

}  // namespace keycell::reports
