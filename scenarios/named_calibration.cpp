#include "scenarios/named_calibration.h"

#include "scenarios/calibration_file.h"
#include "scenarios/shipped_calibrations.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {

Calibration named_calibration(const TableReader& costs, const std::optional<std::filesystem::path>& folder,
                              const std::function<void(const std::string& path)>& on_file) {
  const std::string_view key = calibrationKey;
  if (!costs.has(key)) return usual_calibration();
  const std::string name = costs.text(key);
  if (find_shipped_calibration(name) != nullptr) return load_shipped_calibration(name);
  const bool is_file = name.find('/') != std::string::npos || name.ends_with(".toml");
  const std::string why = no_such(name, "shipped calibration", shipped_calibration_names());
  if (!is_file) costs.refuse_value(key, why + " (a file ends with .toml)");
  if (!folder) costs.refuse_value(key, why + " (this scenario is in no file, so it names none)");
  std::string unreadable;
  try {
    const std::string path = (*folder / name).string();
    if (on_file) on_file(path);
    return load_calibration_file(path);
  } catch (const ScenarioFileError& error) {
    unreadable = error.what();
  }
  costs.refuse_value(key, unreadable);
}

}  // namespace keycell::scenarios
