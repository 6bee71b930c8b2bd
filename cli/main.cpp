#include "cli/main.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/calibrate.h"
#include "cli/check.h"
#include "cli/compare.h"
#include "cli/exit_codes.h"
#include "cli/explain.h"
#include "cli/interrupt.h"
#include "cli/run.h"
#include "cli/sabotage.h"
#include "cli/scenario_command.h"
#include "cli/usage.h"
#include "scenarios/load.h"

namespace keycell {
namespace {

struct Subcommand {
  std::string_view name;
  std::function<int()> (*add)(CLI::App&);
};

/// In the order of the help.
constexpr std::array subcommands{Subcommand{"run", cli::add_run},          Subcommand{"check", cli::add_check},
                                 Subcommand{"compare", cli::add_compare},  Subcommand{"scenario", cli::add_scenario},
                                 Subcommand{"explain", cli::add_explain},  Subcommand{"calibrate", cli::add_calibrate},
                                 Subcommand{"sabotage", cli::add_sabotage}};

/// One line on standard error; the exit code is the caller's.
int complain(int code, const std::string& text) {
  std::cerr << text << "\n";
  return code;
}

/// What CLI11 does not like, in one line.
std::string usage_text(const CLI::App& program, const CLI::ParseError& error, int argc, char** argv) {
  const CLI::App* command = &program;
  std::string path = "keycell";
  int next = 1;
  for (; next < argc && argv[next][0] != '-'; ++next) {  // down to the innermost subcommand that is named
    std::vector<std::string> names;
    for (const CLI::App* each : command->get_subcommands({})) names.push_back(each->get_name());
    if (names.empty()) break;
    if (std::ranges::find(names, argv[next]) == names.end())
      return path + ": " + cli::unknown_word("subcommand", argv[next], names);
    command = command->get_subcommand(argv[next]);
    path += " " + command->get_name();
  }
  std::vector<std::string> options;
  for (const CLI::Option* option : command->get_options()) options.push_back(option->get_name());
  for (; next < argc; ++next) {
    const std::string word = std::string(argv[next]).substr(0, std::string(argv[next]).find('='));
    if (command != &program && word.starts_with("--") && std::ranges::find(options, word) == options.end())
      return path + ": " + cli::unknown_word("option", word, options);
  }
  std::string text = error.what();
  std::ranges::replace(text, '\n', ' ');
  return "keycell: " + text + " (" + path + " --help)";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program(
      "KeyCell simulates a CommCell in which real key-hierarchy code runs, and checks that keys never leave\n"
      "their protected boundaries unwrapped.\n\n"
      "  keycell run quickstart          a night of twenty clients, judged\n"
      "  keycell check --space documented --seeds 1..1000     random cells, judged",
      "keycell");
  program.require_subcommand(1);
  program.set_version_flag("--version", "keycell " KEYCELL_VERSION);
  std::map<std::string, std::function<int()>, std::less<>> work_of;
  for (const Subcommand& subcommand : subcommands) work_of.emplace(subcommand.name, subcommand.add(program));
  try {
    program.parse(argc, argv);
    const int code = work_of.at(program.get_subcommands().front()->get_name())();
    std::cout.flush();
    if (!std::cout || std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
      throw cli::InputOutputError("cannot write to the standard output");
    return code;
  } catch (const CLI::CallForVersion& version) {
    return program.exit(version);
  } catch (const CLI::CallForHelp& help) {
    return program.exit(help);
  } catch (const CLI::ParseError& error) {
    return complain(cli::exitUsage, usage_text(program, error, argc, argv));
  } catch (const cli::UsageError& error) {
    return complain(cli::exitUsage, std::string("keycell: ") + error.what());
  } catch (const scenarios::ScenarioError& error) {
    return complain(cli::exitBadScenario, error.what());
  } catch (const scenarios::ScenarioFileError& error) {
    return complain(cli::exitInputOutput, error.what());
  } catch (const cli::Interrupted& error) {
    return complain(cli::exitInterrupted, std::string("keycell: ") + error.what());
  } catch (const cli::InputOutputError& error) {
    return complain(cli::exitInputOutput, std::string("keycell: ") + error.what());
  } catch (const std::exception& error) {
    return complain(cli::exitInternal, std::string("keycell: internal error: ") + error.what());
  }
}

}  // namespace keycell
