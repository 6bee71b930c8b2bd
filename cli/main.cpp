#include "cli/main.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/calibrate.h"
#include "cli/check.h"
#include "cli/command_line.h"
#include "cli/compare.h"
#include "cli/completion.h"
#include "cli/exit_codes.h"
#include "cli/explain.h"
#include "cli/help_format.h"
#include "cli/interrupt.h"
#include "cli/run.h"
#include "cli/sabotage.h"
#include "cli/scenario_command.h"
#include "cli/schema.h"
#include "cli/terminal.h"
#include "cli/usage.h"
#include "cli/version.h"
#include "scenarios/load.h"
#include "scenarios/wording.h"

namespace keycell {
namespace {

struct Subcommand {
  std::string_view name;
  std::function<int()> (*add)(CLI::App&);
};

/// In the order of the help.
constexpr std::array subcommands{Subcommand{"run", cli::add_run},
                                 Subcommand{"check", cli::add_check},
                                 Subcommand{"compare", cli::add_compare},
                                 Subcommand{"scenario", cli::add_scenario},
                                 Subcommand{"explain", cli::add_explain},
                                 Subcommand{"schema", cli::add_schema},
                                 Subcommand{"calibrate", cli::add_calibrate},
                                 Subcommand{"sabotage", cli::add_sabotage},
                                 Subcommand{"completion", cli::add_completion}};

/// One line on standard error; the exit code is the caller's.
int complain(int code, const std::string& text) {
  cli::say(text);
  return code;
}

/// The exit code, if standard output took all that was to be read.
int if_printed(int code) {
  std::cout.flush();
  const bool is_printed = std::cout && std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  return is_printed ? code : complain(cli::exitInputOutput, "keycell: cannot write to the standard output");
}

/// Descriptors, processes, memory, room on a disk.
bool is_of_the_machine(const std::error_code& code) {
  constexpr std::array lacks{std::errc::too_many_files_open, std::errc::too_many_files_open_in_system,
                             std::errc::resource_unavailable_try_again, std::errc::not_enough_memory,
                             std::errc::no_space_on_device};
  return std::ranges::any_of(lacks, [&](std::errc lack) { return code == lack; });
}

constexpr const char* exitCodes =
    "Exit codes: 0 all held, 1 internal error, 2 usage, 3 bad scenario, 4 a file or\n"
    "folder, 11 a property is violated or an expectation not met, 13 nothing was\n"
    "looked at or a fault never acted, 14 a simulation crashed, hung or ran out of\n"
    "memory, 130 interrupted. Of several: 1, 3, 14, 11, 13.";

}  // namespace

int main(int argc, char** argv) {
  cli::open_standard_descriptors();
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of writing it, in simulations too
  CLI::App program(
      "KeyCell simulates a CommCell in which real key-hierarchy code runs, and checks that keys never leave\n"
      "their protected boundaries unwrapped.\n\n"
      "  keycell run quickstart          a night of twenty clients, judged\n"
      "  keycell check --space documented --seeds 1..1000     random cells, judged",
      "keycell");
  program.formatter(std::make_shared<cli::HelpFormat>(cli::screen_columns()));
  program.require_subcommand(1);
  program.footer(exitCodes);
  program.set_version_flag("--version", [] { return cli::version_text(); });
  std::string colour = "auto";
  program.add_option("--color", colour, "auto (on a terminal, unless NO_COLOR is set), always or never");
  std::map<std::string, std::function<int()>, std::less<>> work_of;
  for (const Subcommand& subcommand : subcommands) work_of.emplace(subcommand.name, subcommand.add(program));
  // --color after it too, but for what goes on to another program as it is.
  for (CLI::App* command : program.get_subcommands({}))
    if (!command->get_prefix_command()) command->fallthrough();
  const std::vector<std::string> words = cli::words_meant(argc, argv);
  try {
    if (const auto why = cli::no_subcommand(program, words)) throw cli::UsageError(*why);
    program.parse(std::vector<std::string>(words.rbegin(), words.rend()));
    cli::refuse_empty_values(program);
    cli::set_colour(colour);
    return if_printed(work_of.at(program.get_subcommands().front()->get_name())());
  } catch (const CLI::CallForVersion& version) {
    return if_printed(program.exit(version));
  } catch (const CLI::CallForHelp& help) {
    return if_printed(program.exit(help));
  } catch (const CLI::ParseError& error) {
    return complain(cli::exitUsage, cli::usage_text(program, error, words));
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
  } catch (const std::filesystem::filesystem_error& error) {
    return complain(cli::exitInputOutput,
                    fmt::format("keycell: {}: {}", error.path1().string(), error.code().message()));
  } catch (const std::system_error& error) {
    if (is_of_the_machine(error.code()))
      return complain(cli::exitInputOutput, fmt::format("keycell: this machine has not enough for it: {}; {}",
                                                        error.what(), "see ulimit -a, or try fewer --jobs"));
    return complain(cli::exitInternal, std::string("keycell: internal error: ") + error.what());
  } catch (const std::exception& error) {
    return complain(cli::exitInternal, std::string("keycell: internal error: ") + error.what());
  }
}

}  // namespace keycell
