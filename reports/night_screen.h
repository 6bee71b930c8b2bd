#pragma once
// The part of the screen that tells what a cell did: its jobs and windows, what bound them, its keys.

#include <nlohmann/json_fwd.hpp>

#include "reports/labelled_text.h"

namespace keycell::reports {

/// Of a run's summary (summary.h); what a run did not bring is left out.
void draw_night(LabelledText& page, const nlohmann::ordered_json& summary);

}  // namespace keycell::reports
