#include "reports/scenario_starter.h"

#include <fmt/format.h>

#include "scenarios/description.h"
#include "scenarios/versions.h"

namespace keycell::reports {

std::string starter(std::string_view text) {
  std::string file = fmt::format(
      "#:schema ./scenario.schema.json\n"
      "# Editors read that line; keycell scenario schema > scenario.schema.json makes the file.\n"
      "# Check this one with keycell scenario validate FILE, run it with keycell run FILE.\n\n{}\n"
      "# What else can be said, with the defaults. keycell scenario explain --key KEY says more.\n",
      scenarios::upgraded("a scenario to start from", text));
  for (const auto& table : scenarios::describe_scenario()) {
    if (!table.name.empty()) file += fmt::format("#\n# {}  # {}\n", table.title(), table.meaning);
    for (const auto& key : table.keys) {
      const std::string value = key.otherwise ? scenarios::toml_of(*key.otherwise) : "...";
      file += fmt::format("# {:<40}  # {}\n", key.name + " = " + value, key.meaning);
    }
  }
  return file;
}

}  // namespace keycell::reports
