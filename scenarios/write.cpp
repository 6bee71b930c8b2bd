#include "scenarios/write.h"

#include "scenarios/description.h"

namespace keycell::scenarios {

std::string to_toml(const Scenario& scenario) {
  std::string text;
  for (const TableDescription& table : describe_scenario()) {
    for (std::size_t i = 0; i < table.count(scenario); ++i) {
      if (!table.name.empty()) text += "\n" + table.title() + "\n";
      for (const KeyDescription& key : table.keys) {
        if (const auto value = key.written(scenario, i)) text += key.name + " = " + toml_of(*value) + "\n";
      }
    }
  }
  return text;
}

}  // namespace keycell::scenarios
