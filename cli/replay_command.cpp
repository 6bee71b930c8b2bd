#include "cli/replay_command.h"

#include <fmt/format.h>

#include <cstdlib>

namespace keycell::cli {

std::string quoted(const std::string& word) {
  const bool plain = !word.empty() && word.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789-_./+=:,@%") == std::string::npos;
  if (plain) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string program_name() {
  const char* name = std::getenv("KEYCELL_COMMAND");
  return name != nullptr && *name != '\0' ? name : "keycell";
}

std::string replay_command(const std::string& scenario, sim::Seed seed, const std::string& policy) {
  return fmt::format("{} run {} --seed {}{}", program_name(), quoted(scenario), seed.value,
                     policy.empty() ? "" : " --policy " + quoted(policy));
}

}  // namespace keycell::cli
