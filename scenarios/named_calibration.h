#pragma once
// The calibration that a scenario's [costs] names: one that is shipped, or a file.

#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>

#include "scenarios/calibration.h"
#include "scenarios/reader.h"

namespace keycell::scenarios {

inline constexpr std::string_view calibrationKey = "calibration";

/// Of the key `calibration`; the usual one when the table does not have it. A file is looked for from `folder`, that
/// of the scenario's file; a scenario without one names shipped calibrations only. Throws ScenarioError, at the name
/// or, for what is wrong in the calibration's file, in that file.
/// `on_file`, if there is one, is told of the calibration's file.
Calibration named_calibration(const TableReader& costs, const std::optional<std::filesystem::path>& folder,
                              const std::function<void(const std::string& path)>& on_file = {});

}  // namespace keycell::scenarios
