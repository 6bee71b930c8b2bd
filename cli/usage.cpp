#include "cli/usage.h"

#include <fmt/format.h>

#include <charconv>

#include "scenarios/nearest.h"

namespace keycell::cli {

std::uint64_t whole_number(const std::string& option, const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    throw UsageError(fmt::format("{}: \"{}\" is no whole number from 0 to 18446744073709551615", option, text));
  return value;
}

std::string unknown_word(const std::string& what, const std::string& word, const std::vector<std::string>& valid) {
  std::string text = fmt::format("\"{}\" is no {}; expected one of: {}", word, what, fmt::join(valid, ", "));
  if (const auto near = scenarios::nearest(word, valid)) text += fmt::format("; nearest: \"{}\"", *near);
  return text;
}

std::string unknown_key(const std::string& key, const std::vector<std::string>& valid) {
  std::string text = fmt::format("\"{}\" is no key of a scenario", key);
  if (const auto near = scenarios::nearest(key, valid)) return text + fmt::format("; nearest: \"{}\"", *near);
  std::vector<std::string> same;  // in some table
  for (const std::string& word : valid)
    if (word.ends_with("." + key)) same.push_back(word);
  return text + (same.empty() ? "; keycell scenario schema --markdown lists all"
                              : fmt::format("; expected one of: {}", fmt::join(same, ", ")));
}

}  // namespace keycell::cli
