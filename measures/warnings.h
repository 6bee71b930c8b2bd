#pragma once
// What a run did that its user should not overlook although no property speaks of it: jobs that did not complete,
// backups that overlapped, operators who came for nothing. No warning changes the exit code.

#include <optional>
#include <vector>

#include "measures/results/cell.h"
#include "measures/results/jobs.h"
#include "measures/results/operations.h"
#include "measures/results/warning.h"
#include "scenarios/scenario.h"

namespace keycell::measures {

/// What can be seen without a run; empty when there is nothing.
std::vector<Warning> warnings_of(const scenarios::Scenario& scenario);

/// The same, and what is seen in what a run told of its jobs and its cell, if it did.
std::vector<Warning> warnings_of(const scenarios::Scenario& scenario, const std::optional<Jobs>& jobs,
                                 const std::optional<CellCounts>& cell,
                                 const std::optional<Operations>& operations = std::nullopt);

}  // namespace keycell::measures
