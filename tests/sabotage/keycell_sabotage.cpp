// keycell-sabotage tests the checker: it plants faults in cells, one after the other. A program of its own, so that
// nothing that is shipped can plant one.

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "campaigns/random_cell.h"
#include "cli/exit_codes.h"
#include "cli/interrupt.h"
#include "cli/space_argument.h"
#include "cli/terminal.h"
#include "cli/usage.h"
#include "scenarios/load.h"
#include "tests/sabotage/kill_table.h"
#include "tests/sabotage/planted_faults.h"

namespace keycell::sabotage {
namespace {

using namespace cli;

struct Options {
  std::vector<std::string> faults;
  std::string space = "documented";
  std::string seeds = "1000";
  std::string clean = "0";
  std::string jobs;
  bool json = false;
};

std::vector<std::string> fault_names() {
  std::vector<std::string> names;
  for (const PlantedFault& fault : planted_faults()) names.emplace_back(fault.name);
  return names;
}

std::vector<PlantedFault> faults_of(const Options& options) {
  const std::vector<std::string> names = fault_names();
  for (const std::string& wanted : options.faults)
    if (std::ranges::find(names, wanted) == names.end())
      throw UsageError("sabotage: " + unknown_word("fault", wanted, names));
  std::vector<PlantedFault> faults;
  for (const PlantedFault& fault : planted_faults())
    if (options.faults.empty() || std::ranges::find(options.faults, fault.name) != options.faults.end())
      faults.push_back(fault);
  return faults;
}

std::string killers(const Kill& kill) {
  std::string text;
  for (const Failure& failure : kill.by)
    text += (text.empty() ? "" : "; ") + (failure.about.empty() ? failure.property : text_of(failure));
  return text.empty() ? "NOT FOUND" : text;
}

nlohmann::ordered_json row_of(std::string_view fault, const Kill& kill) {
  auto by = nlohmann::ordered_json::array();
  for (const Failure& failure : kill.by) by.push_back({{"property", failure.property}, {"about", failure.about}});
  return {
      {"fault", fault}, {"found", !kill.by.empty()}, {"seeds", kill.seeds}, {"by", by}, {"evidence", kill.evidence}};
}

int sabotage(const Options& options) {
  const std::vector<PlantedFault> faults = faults_of(options);
  const campaigns::Space space = load_space(options.space);
  const auto cell_of = [&](sim::Seed seed) { return campaigns::cell_of(space, seed.value); };
  const auto processors = static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  const std::uint64_t jobs = options.jobs.empty() ? processors : whole_number("sabotage: --jobs", options.jobs);
  const std::uint64_t seeds = whole_number("sabotage: --seeds", options.seeds);
  const std::uint64_t clean = whole_number("sabotage: --clean", options.clean);
  if (jobs == 0 || seeds == 0) throw UsageError("sabotage: --seeds and --jobs: expected at least 1");
  const NoteInterrupt interrupt;
  const auto stop = [&] { return interrupt.interrupted(); };
  auto table = nlohmann::ordered_json::array();
  bool all_found = true;
  bool falsely = false;
  const auto show = [&](std::string_view fault, const Kill& kill, const std::string& outcome) {
    table.push_back(row_of(fault, kill));
    if (options.json) return;
    std::cout << fmt::format("{:<22} {:>7}  {}\n", fault, kill.seeds, outcome) << std::flush;
  };
  if (!options.json) std::cout << fmt::format("{:<22} {:>7}  {}\n", "planted fault", "seeds", "found by") << std::flush;
  const auto try_one = [&](std::string_view name, const std::optional<sim::Parts>& parts, Search search,
                           std::uint64_t most) {
    const StatusLine line("planting " + std::string(name));
    return kill(parts, search, {.first = {1}, .seeds = most, .jobs = jobs, .stop_at = {}}, cell_of, {}, stop);
  };
  for (const PlantedFault& fault : faults) {
    if (stop()) break;
    const Search search = fault.found_by == determinism ? Search::comparing : Search::properties;
    const Kill kill = try_one(fault.name, fault.parts(), search, seeds);
    if (stop()) break;
    all_found = all_found && !kill.by.empty();
    show(fault.name, kill, killers(kill));
  }
  if (clean > 0 && !stop()) {
    const Kill none = try_one("none", std::nullopt, Search::properties, clean);
    falsely = !none.by.empty();
    if (!stop()) show("none", none, falsely ? "FALSE REPORT: " + killers(none) : "nothing, as it must be");
  }
  if (options.json) std::cout << table.dump(2) << "\n";
  if (stop()) {
    std::cerr << "keycell: interrupted: the table is not whole\n";
    return exitInterrupted;
  }
  return falsely ? exitViolated : all_found ? exitHeld : exitVacuous;
}

int run(int argc, char** argv) {
  CLI::App program(
      "Plants one fault after the other in cells and prints which property finds it, after how many random cells.",
      "keycell-sabotage");
  program.footer(
      "Examples:\n"
      "  keycell-sabotage                                 every fault, at most 1,000 cells each\n"
      "  keycell-sabotage reuse-iv plain-on-media         these two\n"
      "  keycell-sabotage --clean 20000                   and no fault: nothing may be found\n"
      "Exit codes: 0 every fault found and no false report, 11 a false report, 13 a fault that nothing found, 130\n"
      "interrupted.");
  Options options;
  program.add_option("FAULT", options.faults,
                     "which faults (default: all): " + fmt::format("{}", fmt::join(fault_names(), ", ")));
  program.add_option("--space", options.space, "where cells come from: \"documented\" (default) or a TOML file");
  program.add_option("--seeds", options.seeds, "cells that a fault may take (default 1000)");
  program.add_option("--clean", options.clean, "then cells without any fault (default none)");
  program.add_option("--jobs", options.jobs, "simulations at a time (default: as many as processors)");
  program.add_flag("--json", options.json, "print the table as JSON");
  try {
    program.parse(argc, argv);
    return sabotage(options);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? exitHeld : exitUsage;
  } catch (const UsageError& error) {
    std::cerr << "keycell-sabotage: " << error.what() << "\n";
    return exitUsage;
  } catch (const scenarios::ScenarioError& error) {
    std::cerr << error.what() << "\n";
    return exitBadScenario;
  } catch (const scenarios::ScenarioFileError& error) {
    std::cerr << error.what() << "\n";
    return exitInputOutput;
  }
}

}  // namespace
}  // namespace keycell::sabotage

int main(int argc, char** argv) {
  try {
    return keycell::sabotage::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "keycell-sabotage: internal error: " << error.what() << "\n";
    return keycell::cli::exitInternal;
  }
}
