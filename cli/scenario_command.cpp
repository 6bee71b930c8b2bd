#include "cli/scenario_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/exit_codes.h"
#include "cli/replay_command.h"
#include "cli/scenario_argument.h"
#include "cli/scenario_upgrade.h"
#include "cli/terminal.h"
#include "cli/usage.h"
#include "measures/results/json.h"
#include "reports/scenario_schema.h"
#include "reports/scenario_starter.h"
#include "reports/scenario_story.h"
#include "scenarios/catalogue.h"
#include "scenarios/problem.h"
#include "scenarios/wording.h"

namespace keycell::cli {
namespace {

constexpr std::string_view startFrom = "quickstart";

struct ScenarioOptions {
  bool json = false;
  std::vector<std::string> files;
  bool faults = false;
  bool markdown = false;
  std::string scenario;
  std::string key;
  std::string key_alone;
  std::string from{startFrom};
  std::string out;
  UpgradeOptions upgrade;
};

int list(const ScenarioOptions& options) {
  measures::CatalogueTold told{.made_by = measures::made_by_this()};
  std::size_t widest = 0;
  for (const auto& entry : scenarios::catalogue()) {
    const std::string name(entry.name);
    const scenarios::Scenario scenario = load_scenario("scenario list", name);
    told.scenarios.push_back({.name = name,
                              .title = scenario.title,
                              .shows = std::string(scenarios::what_it_shows(entry)),
                              .clients = reports::clients_in(scenario),
                              .nights = reports::nights_of(scenario)});
    widest = std::max(widest, name.size());
  }
  if (options.json) {
    std::cout << measures::json_text(to_json(told));
    return exitHeld;
  }
  std::cout << fmt::format("{:<{}}  {:>7}  {:>6}  shows\n", "name", widest, "clients", "nights");
  for (const measures::ScenarioOfCatalogue& scenario : told.scenarios)
    std::cout << fmt::format("{:<{}}  {:>7}  {:>6}  {}\n{:{}}  {}\n", scenario.name, widest, scenario.clients,
                             scenario.nights, scenario.title, "", widest + 17, scenario.shows);
  return exitHeld;
}

/// One line a file: on standard output if it is well, else on standard error.
int validate(const ScenarioOptions& options) {
  bool bad = false, unknown = false, unreadable = false;
  for (const std::string& file : options.files) {
    try {
      const std::string what = reports::in_one_line(load_scenario("scenario validate", file));
      std::cout << scenarios::one_line(file + ": ok: " + what) << std::endl;
    } catch (const scenarios::ScenarioError& error) {
      say(error.what());
      bad = true;
    } catch (const UsageError& error) {
      say(std::string("keycell: ") + error.what());
      unknown = true;
    } catch (const scenarios::ScenarioFileError& error) {
      say(error.what());
      unreadable = true;
    }
  }
  if (bad) return exitBadScenario;
  if (unknown) return exitUsage;
  return unreadable ? exitInputOutput : exitHeld;
}

int schema(const ScenarioOptions& options) {
  if (options.faults) {
    std::cout << (options.markdown ? reports::fault_kinds_markdown() : reports::fault_kinds_text());
  } else if (options.markdown) {
    std::cout << reports::scenario_keys_markdown();
  } else {
    std::cout << reports::scenario_schema();
  }
  return exitHeld;
}

std::string explained(const std::string& key, const scenarios::Scenario* scenario) {
  if (auto text = reports::explain_key(key, scenario)) return *text;
  std::string why = fmt::format("scenario explain: {}", unknown_key(key, reports::explained_keys()));
  throw UsageError(why);
}

int explain(const ScenarioOptions& options) {
  if (!options.key_alone.empty()) {
    if (!options.scenario.empty()) throw UsageError("scenario explain: --key KEY stands alone; expected no scenario");
    std::cout << explained(options.key_alone, nullptr);
    return exitHeld;
  }
  if (options.scenario.empty())
    throw UsageError("scenario explain: there is no scenario; expected a name, a file or --key KEY");
  const scenarios::Scenario scenario = load_scenario("scenario explain", options.scenario);
  std::cout << scenarios::visible_lines(options.key.empty() ? reports::story_of(scenario)
                                                            : explained(options.key, &scenario));
  return exitHeld;
}

/// Throws InputOutputError; an existing file is left as it is.
void write_new_file(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wbx");
  if (file == nullptr) {
    if (errno == EEXIST) throw InputOutputError("scenario init: " + path + " is there already; expected a new file");
    throw InputOutputError("scenario init: cannot write " + path + ": " + std::strerror(errno));
  }
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) == 0 && written) return;
  std::remove(path.c_str());
  throw InputOutputError("scenario init: cannot write " + path);
}

int init(const ScenarioOptions& options) {
  const auto* entry = scenarios::find_in_catalogue(options.from);
  if (entry == nullptr) {
    std::vector<std::string> names;
    for (const auto& known : scenarios::catalogue()) names.emplace_back(known.name);
    throw UsageError("scenario init: " + unknown_word("scenario of the catalogue", options.from, names));
  }
  const std::string text = reports::starter(entry->text);
  if (options.out.empty()) {
    std::cout << text;
    return exitHeld;
  }
  write_new_file(options.out, text);
  say("keycell: wrote " + options.out + "; next: keycell scenario validate " + quoted(options.out));
  return exitHeld;
}

}  // namespace

std::function<int()> add_scenario(CLI::App& program) {
  auto options = std::make_shared<ScenarioOptions>();
  CLI::App& command = *program.add_subcommand("scenario", "Say what a scenario can say, and what one says");
  command.require_subcommand(1);
  command.footer(
      "Examples:\n"
      "  keycell scenario list\n"
      "  keycell scenario init --out my-cell.toml\n"
      "  keycell scenario validate my-cell.toml\n"
      "  keycell scenario explain quickstart\n"
      "  keycell scenario explain my-cell.toml jobs.restart_interval\n"
      "  keycell scenario upgrade --in-place my-cell.toml\n"
      "  keycell scenario schema > scenario.schema.json");
  CLI::App& listing = *command.add_subcommand("list", "List the scenarios that come with KeyCell");
  listing.add_flag("--json", options->json, "print the list as JSON");
  CLI::App& validation = *command.add_subcommand("validate", "Check scenario files without running them");
  validation.add_option("FILE", options->files, "files or names of the catalogue; - is standard input")->required();
  CLI::App& shape = *command.add_subcommand("schema", "Print the JSON Schema of a scenario file, for editors");
  shape.add_flag("--faults", options->faults, "print the kinds of faults with their keys instead");
  shape.add_flag("--markdown", options->markdown, "print the table of the reference page instead");
  CLI::App& explanation = *command.add_subcommand("explain", "Say in words what a scenario is, or what a key means");
  explanation.add_option("SCENARIO", options->scenario, "a name from the catalogue, a file, or - for standard input");
  explanation.add_option("KEY", options->key, "a key or table, as jobs.restart_interval or fault");
  explanation.add_option("--key", options->key_alone, "explain this key without a scenario");
  CLI::App& start = *command.add_subcommand("init", "Write a commented scenario file to start from");
  start.add_option("NAME", options->from, "the scenario of the catalogue to start from (default quickstart)");
  start.add_option("--out", options->out, "write this new file (default: standard output)");
  CLI::App& renewal = *command.add_subcommand("upgrade", "Write a scenario file of an earlier version as one of today");
  renewal.add_option("FILE", options->upgrade.file, "a file; - is standard input")->required();
  renewal.add_flag("--in-place", options->upgrade.in_place, "write the file itself (default: standard output)");
  return [options, &command] {
    if (command.got_subcommand("list")) return list(*options);
    if (command.got_subcommand("validate")) return validate(*options);
    if (command.got_subcommand("schema")) return schema(*options);
    if (command.got_subcommand("explain")) return explain(*options);
    if (command.got_subcommand("upgrade")) return upgrade(options->upgrade);
    return init(*options);
  };
}

}  // namespace keycell::cli
