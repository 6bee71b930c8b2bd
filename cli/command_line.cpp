#include "cli/command_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/usage.h"

namespace keycell::cli {
namespace {

/// The innermost subcommand that is named, and the words after it.
struct Named {
  const CLI::App* command;
  std::string path;               ///< "keycell scenario"
  std::size_t next;               ///< of the words
  std::optional<std::string> no;  ///< why the next word is no subcommand
};

Named named_in(const CLI::App& program, const std::vector<std::string>& words) {
  Named named{.command = &program, .path = "keycell", .next = 0, .no = {}};
  for (; named.next < words.size() && !words[named.next].starts_with('-'); ++named.next) {
    std::vector<std::string> names;
    for (const CLI::App* each : named.command->get_subcommands({})) names.push_back(each->get_name());
    if (names.empty()) break;
    const std::string& word = words[named.next];
    if (std::ranges::find(names, word) == names.end()) {
      named.no = named.path + ": " + unknown_word("subcommand", word, names);
      break;
    }
    named.command = named.command->get_subcommand(word);
    named.path += " " + word;
  }
  return named;
}

}  // namespace

std::vector<std::string> words_meant(int argc, char** argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  return words;
}

std::optional<std::string> no_subcommand(const CLI::App& program, const std::vector<std::string>& words) {
  return named_in(program, words).no;
}

void refuse_empty_values(const CLI::App& program) {
  for (const CLI::App* command : program.get_subcommands()) {
    for (const CLI::Option* option : command->get_options())
      if (option->get_expected_min() > 0 && std::ranges::count(option->results(), "") > 0)
        throw UsageError(fmt::format("{}: {}: it is empty; expected a value", command->get_name(), option->get_name()));
    refuse_empty_values(*command);
  }
}

std::string usage_text(const CLI::App& program, const CLI::ParseError& error, const std::vector<std::string>& words) {
  const Named named = named_in(program, words);
  if (named.no) return *named.no;
  std::vector<std::string> options;
  for (const CLI::App* command : {named.command, &program})
    for (const CLI::Option* option : command->get_options())
      for (const std::string& name : option->get_lnames())
        if (std::ranges::find(options, "--" + name) == options.end()) options.push_back("--" + name);
  for (std::size_t i = named.next; i < words.size(); ++i) {
    const std::string word = words[i].substr(0, words[i].find('='));
    if (named.command != &program && word.starts_with("--") && std::ranges::find(options, word) == options.end())
      return named.path + ": " + unknown_word("option", word, options);
  }
  if (named.next < words.size() && !named.command->get_subcommands({}).empty()) {
    const std::string word = words[named.next].substr(0, words[named.next].find('='));
    if (word != "-h" && std::ranges::find(options, word) == options.end())
      return named.path + ": " + unknown_word("option", words[named.next], options) + "; a subcommand comes first";
  }
  std::string text = error.what();
  std::ranges::replace(text, '\n', ' ');
  return "keycell: " + text + " (" + named.path + " --help)";
}

}  // namespace keycell::cli
