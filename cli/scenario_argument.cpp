#include "cli/scenario_argument.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "cli/terminal.h"
#include "cli/usage.h"
#include "properties/catalogue.h"
#include "scenarios/catalogue.h"
#include "scenarios/load.h"

namespace keycell::cli {

namespace {

const scenarios::CatalogueEntry* meant_in_catalogue(std::string name) {
  if (name.ends_with(".toml")) name.resize(name.size() - 5);
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return scenarios::find_in_catalogue(name);
}

}  // namespace

scenarios::Scenario load_scenario(const std::string& subcommand, const std::string& name) {
  std::vector<std::string> ignored;
  return load_scenario(subcommand, name, ignored);
}

scenarios::Scenario load_scenario(const std::string& subcommand, const std::string& name,
                                  std::vector<std::string>& files_read) {
  const scenarios::Vocabulary vocabulary{.property_ids = properties::property_ids(),
                                         .on_old_name = [](const scenarios::Problem& old) { say(old.str()); },
                                         .on_other_file = [&](const std::string& path) { files_read.push_back(path); }};
  if (name == "-") return scenarios::load_stream("standard input", std::cin, vocabulary);
  if (const auto* entry = scenarios::find_in_catalogue(name))
    return scenarios::load_text(name + ".toml", entry->text, vocabulary);
  // QUICKSTART and quickstart.toml are quickstart, unless a file has that name.
  if (const auto* entry = std::filesystem::exists(name) ? nullptr : meant_in_catalogue(name))
    return scenarios::load_text(std::string(entry->name) + ".toml", entry->text, vocabulary);
  const bool looks_like_a_name = name.find('/') == std::string::npos && !name.ends_with(".toml");
  if (looks_like_a_name && !std::filesystem::exists(name)) {
    std::vector<std::string> names;
    for (const auto& entry : scenarios::catalogue()) names.emplace_back(entry.name);
    throw UsageError(subcommand + ": " + unknown_word("scenario of the catalogue and no file", name, names));
  }
  files_read.push_back(name);
  return scenarios::load_file(name, vocabulary);
}

std::string text_of_scenario(const std::string& name) {
  if (name == "-" || scenarios::find_in_catalogue(name) != nullptr) return {};
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(name, ignored)) return {};  // a pipe gives its text once
  std::ifstream file(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void expect_nothing_unsaid(scenarios::Scenario& scenario) {
  if (!scenario.expect.is_said()) scenario.expect.violated.emplace();
}

}  // namespace keycell::cli
