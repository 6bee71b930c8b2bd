#include "cli/schema.h"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/exit_codes.h"
#include "cli/usage.h"
#include "measures/results/json.h"
#include "measures/results/schemas.h"
#include "reports/event_schema.h"
#include "reports/scenario_schema.h"

namespace keycell::cli {
namespace {

struct SchemaOptions {
  std::string name;
  bool markdown = false;
};

std::string list_of_schemas() {
  std::string text = fmt::format("{:<14}{}\n{:<14}{}\n", "scenario", "a scenario file, as JSON has it", "events",
                                 "a line of events.jsonl");
  for (const measures::ResultSchema& schema : measures::result_schemas())
    text += fmt::format("{:<14}{}\n", schema.name, schema.title);
  return text;
}

int schema(const SchemaOptions& options) {
  if (options.name.empty()) {
    if (options.markdown) throw UsageError("schema: --markdown goes with events");
    std::cout << list_of_schemas();
    return exitHeld;
  }
  if (options.markdown) {
    if (options.name != "events") throw UsageError("schema: --markdown goes with events");
    std::cout << reports::event_table();
    return exitHeld;
  }
  if (options.name == "scenario") {
    std::cout << reports::scenario_schema();
    return exitHeld;
  }
  if (options.name == "events") {
    std::cout << measures::json_text(reports::event_schema());
    return exitHeld;
  }
  std::vector<std::string> names{"scenario", "events"};
  for (const measures::ResultSchema& known : measures::result_schemas()) names.emplace_back(known.name);
  if (std::ranges::find(names, options.name) == names.end())
    throw UsageError("schema: " + unknown_word("output", options.name, names));
  std::cout << measures::json_text(measures::result_schema(options.name));
  return exitHeld;
}

}  // namespace

std::function<int()> add_schema(CLI::App& program) {
  auto options = std::make_shared<SchemaOptions>();
  CLI::App& command = *program.add_subcommand("schema", "Print the JSON Schema of what KeyCell reads and writes");
  command.footer(
      "Examples:\n"
      "  keycell schema                  what there is\n"
      "  keycell schema run > run.schema.json\n"
      "  keycell schema events --markdown");
  command.add_option("NAME", options->name, "scenario, events, run, replications, campaign, ... (default: list them)");
  command.add_flag("--markdown", options->markdown, "for events: print the table of the reference page instead");
  return [options] { return schema(*options); };
}

}  // namespace keycell::cli
