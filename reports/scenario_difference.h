#pragma once
// What differs between two scenarios, setting by setting.

#include <optional>
#include <string>
#include <vector>

namespace keycell::reports {

struct SettingDifference {
  std::string setting;  ///< "keys.unwrap", "client fs.count"; of a part that one side lacks, the part: "client fs"
  std::optional<std::string> a;  ///< as the file says it; nothing where the side lacks the setting
  std::optional<std::string> b;
};

/// Of texts that scenarios::to_toml wrote. Named parts are matched by name, others by their place among their kind.
std::vector<SettingDifference> scenario_difference(const std::string& a, const std::string& b);

}  // namespace keycell::reports
