#pragma once
// A boundary policy as a person reads it, and what a run showed beside it.

#include <nlohmann/json.hpp>
#include <string>

#include "properties/boundaries/boundary_policy.h"
#include "properties/checks/what_crossed.h"
#include "reports/labelled_text.h"

namespace keycell::reports {

/// Key classes by places, then by roles of hosts; at most 80 columns.
std::string boundary_table(const properties::BoundaryPolicy& policy, std::string_view scenario);
nlohmann::ordered_json boundary_json(const properties::BoundaryPolicy& policy);

/// The lines under SEC-1's verdict: declared exposures, and where wraps were seen.
void draw_what_crossed(LabelledText& page, const properties::WhatCrossed& what);

}  // namespace keycell::reports
