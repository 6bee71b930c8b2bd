#pragma once
// Runs of one scenario with many seeds (campaigns/replications.h), as a screen and as a table.

#include <string>

#include "measures/results/study.h"
#include "reports/screen.h"

namespace keycell::reports {

/// One row a run, one column a figure; an empty field where a run has none. RFC 4180 with line feeds.
std::string replications_csv(const measures::StudySummary& study);

/// Lines of at most `columns` characters where words allow (80 or more for the table).
std::string replications_screen(const measures::StudySummary& study, Colour colour, std::size_t columns);

}  // namespace keycell::reports
