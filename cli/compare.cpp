#include "cli/compare.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <variant>

#include "cli/ending.h"
#include "cli/replay_command.h"
#include "cli/scenario_argument.h"
#include "cli/terminal.h"
#include "cli/usage.h"
#include "measures/judged_folds.h"
#include "measures/results/json.h"
#include "measures/summary.h"
#include "reports/comparison.h"
#include "scenarios/catalogue.h"
#include "scenarios/write.h"
#include "sim/fork_server.h"

namespace keycell::cli {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

struct CompareOptions {
  std::string a;
  std::string b;
  std::string seed = "1";
  bool json = false;
};

reports::Report report_in(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || fs::is_directory(path)) throw InputOutputError("compare: cannot read " + path.string());
  const Json report = Json::parse(file, nullptr, false);
  if (!report.is_object() || !report.contains("schema") || !report.contains("scenario"))
    throw InputOutputError("compare: " + path.string() +
                           ": expected a summary.json or replications.json that \"keycell run --out\" wrote");
  const int schema = report.contains("runs") ? measures::studySchema : measures::summarySchema;
  if (report.at("schema") != schema)
    throw InputOutputError(fmt::format("compare: {}: it has the schema {}, and this version reads {}; run it again",
                                       path.string(), report.at("schema").dump(), schema));
  try {
    if (report.contains("runs")) return measures::study_in(report);
    return measures::run_in(report);
  } catch (const measures::ResultError& error) {
    throw InputOutputError(fmt::format("compare: {}: it is not what \"keycell run --out\" of this version writes: {}",
                                       path.string(), error.what()));
  }
}

/// A file that `run --out` wrote, with the scenario beside it.
reports::Side from_file(const std::string& name, const fs::path& path) {
  reports::Side side{.name = name, .report = report_in(path), .scenario_toml = {}};
  const fs::path scenario = path.parent_path() / "scenario.toml";
  if (fs::exists(scenario)) side.scenario_toml = scenarios::to_toml(load_scenario("compare", scenario.string()));
  return side;
}

reports::Side from_folder(const std::string& name) {
  for (const char* file : {"replications.json", "summary.json"})
    if (const fs::path path = fs::path(name) / file; fs::exists(path)) return from_file(name, path);
  throw InputOutputError(
      "compare: " + name +
      ": has neither summary.json nor replications.json; expected a folder of \"keycell run --out\"");
}

reports::Side simulated(const std::string& name, const scenarios::Scenario& scenario, sim::Seed seed) {
  const StatusLine status(fmt::format("simulating {} with seed {}", name, seed.value));
  const sim::Limits limits;
  sim::Run run = sim::run_forked(scenario, seed, measures::judged_folds(scenario), limits, {.folds_beside = true});
  run.detail = ending_detail(run, limits);
  return {.name = name,
          .report = measures::summarize({.name = name,
                                         .scenario = &scenario,
                                         .seed = seed,
                                         .wall_seconds = 0,
                                         .replay = replay_command(name, seed, "")},
                                        run, properties::judge(run, scenario)),
          .scenario_toml = scenarios::to_toml(scenario)};
}

/// What is there already, or a scenario that is still to be run.
using Source = std::variant<reports::Side, scenarios::Scenario>;

Source source_of(const std::string& name) {
  if (scenarios::find_in_catalogue(name) != nullptr) return load_scenario("compare", name);
  if (fs::is_directory(name)) return from_folder(name);
  if (name.ends_with(".json")) return from_file(name, name);
  return load_scenario("compare", name);
}

reports::Side side_of(const std::string& name, const Source& source, sim::Seed seed) {
  if (const auto* scenario = std::get_if<scenarios::Scenario>(&source)) return simulated(name, *scenario, seed);
  return std::get<reports::Side>(source);
}

int compare(const CompareOptions& options) {
  const sim::Seed seed{whole_number("compare: --seed", options.seed)};
  const Source source_a = source_of(options.a);
  const Source source_b = source_of(options.b);
  const reports::Side a = side_of(options.a, source_a, seed);
  const reports::Side b = side_of(options.b, source_b, seed);
  const measures::Comparison comparison = [&] {
    try {
      return reports::compare(a, b);
    } catch (const std::invalid_argument& error) {
      throw UsageError(std::string("compare: ") + error.what());
    }
  }();
  std::cout << (options.json ? measures::json_text(to_json(comparison))
                             : reports::comparison_screen(comparison, screen_colour(), screen_columns()));
  return comparison.exit_code;
}

}  // namespace

std::function<int()> add_compare(CLI::App& program) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App& command = *program.add_subcommand("compare", "Show what differs between two runs or two sets of runs");
  command.footer(
      "Examples:\n"
      "  keycell compare one-backup one-backup-remote\n"
      "  keycell compare before after           two folders of keycell run --out\n"
      "  keycell compare before my-cell.toml --seed 7");
  const char* what = "a folder of run --out, its summary.json or replications.json, or a scenario, which is run";
  command.add_option("A", options->a, what)->required();
  command.add_option("B", options->b, what)->required();
  command.add_option("--seed", options->seed, "of a scenario's run (default 1)");
  command.add_flag("--json", options->json, "print the comparison as JSON");
  return [options] { return compare(*options); };
}

}  // namespace keycell::cli
