#pragma once
// Reads and writes a calibration as a TOML file. Every key and unit: docs/reference/calibration.md.

#include <functional>
#include <string>
#include <string_view>

#include "scenarios/calibration.h"
#include "scenarios/problem.h"

namespace keycell::scenarios {

/// `file_name` is what errors call the text. Throws ScenarioError.
Calibration load_calibration_text(std::string_view file_name, std::string_view text);

/// Throws ScenarioError; ScenarioFileError when the file cannot be read or is too large.
Calibration load_calibration_file(const std::string& path);

/// `name` is one of shipped_calibration_names().
Calibration load_shipped_calibration(std::string_view name);

/// What a comment says beside a value; empty: there is none. A comment is one line.
using Remark = std::function<std::string(std::string_view table, std::string_view key)>;

/// For any calibration that `validate` accepts, with texts in UTF-8, load_calibration_text(to_toml(c, ...)) == c.
std::string to_toml(const Calibration& calibration, const Remark& remark);

}  // namespace keycell::scenarios
