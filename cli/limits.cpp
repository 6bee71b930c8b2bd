#include "cli/limits.h"

#include <fmt/format.h>

#include "cli/replay_command.h"
#include "cli/usage.h"
#include "scenarios/units.h"

namespace keycell::cli {
namespace {

/// What an option says, read by `parse`.
template <class Parse>
auto quantity(const std::string& subcommand, std::string_view option, const std::string& text, Parse parse) {
  try {
    return parse(text);
  } catch (const scenarios::UnitError& error) {
    throw UsageError(fmt::format("{}: {}: {}", subcommand, option, error.what()));
  }
}

}  // namespace

std::string limit_options(const std::string& deadline, const std::string& memory) {
  std::string options;
  if (deadline != usualDeadline) options += " --deadline " + quoted(deadline);
  if (memory != usualMemory) options += " --memory " + quoted(memory);
  return options;
}

sim::Limits limits_of(const std::string& subcommand, const std::string& deadline, const std::string& memory) {
  const auto most = quantity(subcommand, "--deadline", deadline,
                             [](std::string_view text) { return scenarios::parse_duration(text); });
  if (most <= std::chrono::nanoseconds::zero())
    throw UsageError(subcommand + ": --deadline: expected more than no time");
  return {.deadline = std::chrono::ceil<std::chrono::milliseconds>(most),
          .memory_bytes = quantity(subcommand, "--memory", memory,
                                   [](std::string_view text) { return scenarios::parse_size(text); })};
}

}  // namespace keycell::cli
