#pragma once
// The calibrations that come with KeyCell, built into the program: scenarios/calibration/*.toml.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace keycell::scenarios {

struct ShippedCalibration {
  std::string_view name;  ///< of the file, without ".toml"
  std::string_view text;
};

/// What a scenario has that names none.
inline constexpr std::string_view usualCalibrationName = "epyc-2021";

/// In the order of scenarios/CMakeLists.txt.
std::span<const ShippedCalibration> shipped_calibrations();
std::vector<std::string> shipped_calibration_names();

/// Null when none has the name.
const ShippedCalibration* find_shipped_calibration(std::string_view name);

}  // namespace keycell::scenarios
