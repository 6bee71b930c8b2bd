#include "cli/completion.h"

#include <fmt/format.h>

#include <iostream>

#include "cli/exit_codes.h"
#include "cli/usage.h"
#include "scenarios/catalogue.h"

namespace keycell::cli {
namespace {

/// "run": "--seed --reps ... quickstart ...", for each subcommand and theirs.
void collect(const CLI::App& command, const std::string& path, std::vector<std::pair<std::string, std::string>>& all) {
  std::string words;
  const auto add = [&](std::string_view word) { words += (words.empty() ? "" : " ") + std::string(word); };
  for (const CLI::App* each : command.get_subcommands({})) add(each->get_name());
  bool takes_a_scenario = false;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) add("--" + name);
    const std::string what = option->get_positional() ? option->get_name(true) : "";
    takes_a_scenario = takes_a_scenario || what == "SCENARIO" || what == "FILE" || what == "A" || what == "NAME";
  }
  if (takes_a_scenario)
    for (const auto& entry : scenarios::catalogue()) add(entry.name);
  all.emplace_back(path, words);
  for (const CLI::App* each : command.get_subcommands({}))
    collect(*each, (path.empty() ? "" : path + " ") + each->get_name(), all);
}

/// For bash, and for zsh by its bashcompinit.
std::string script_for(const CLI::App& program) {
  std::vector<std::pair<std::string, std::string>> all;
  collect(program, "", all);
  std::string paths;
  std::string cases;
  for (const auto& [path, words] : all) {
    if (!path.empty()) paths += (paths.empty() ? "" : " | ") + fmt::format("'{}'", path);
    cases += fmt::format("    '{}') words='{}' ;;\n", path, words);
  }
  return fmt::format(
      "_keycell() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} path= next words= i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    next=\"${{path:+$path }}${{COMP_WORDS[i]}}\"\n"
      "    case $next in\n"
      "    {}) path=$next ;;\n"
      "    esac\n"
      "  done\n"
      "  case $path in\n"
      "{}"
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\") $(compgen -f -- \"$word\"))\n"
      "}}\n"
      "complete -o filenames -F _keycell keycell ./keycell\n",
      paths, cases);
}

}  // namespace

std::function<int()> add_completion(CLI::App& program) {
  auto shell = std::make_shared<std::string>();
  CLI::App& command = *program.add_subcommand("completion", "Print what bash or zsh needs to complete words");
  command.footer(
      "Examples:\n"
      "  source <(keycell completion bash)     in ~/.bashrc\n"
      "  source <(keycell completion zsh)      in ~/.zshrc, after compinit");
  command.add_option("SHELL", *shell, "bash or zsh")->required();
  return [&program, shell] {
    if (*shell != "bash" && *shell != "zsh")
      throw UsageError("completion: " + unknown_word("shell", *shell, {"bash", "zsh"}));
    if (*shell == "zsh") std::cout << "autoload -U +X bashcompinit && bashcompinit\n";
    std::cout << script_for(program);
    return exitHeld;
  };
}

}  // namespace keycell::cli
