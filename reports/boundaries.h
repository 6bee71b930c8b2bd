#pragma once
// A boundary policy as a person reads it, and what a run showed beside it.

#include <string>

#include "measures/results/listings.h"
#include "properties/boundaries/boundary_policy.h"
#include "properties/checks/what_crossed.h"
#include "reports/labelled_text.h"

namespace keycell::reports {

/// Key classes by places, then by roles of hosts; at most 80 columns.
std::string boundary_table(const properties::BoundaryPolicy& policy, std::string_view scenario);
/// Without the scenario.
measures::BoundariesTold boundaries_told(const properties::BoundaryPolicy& policy);

/// The lines under SEC-1's verdict: declared exposures, and where wraps were seen.
void draw_what_crossed(LabelledText& page, const properties::WhatCrossed& what);

}  // namespace keycell::reports
