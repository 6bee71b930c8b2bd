#pragma once
// Wrong words on the command line: one line each, with the nearest valid word.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace keycell::cli {

class UsageError final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A folder or file of the user's that cannot be read or written.
class InputOutputError final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws UsageError that names `option`.
std::uint64_t whole_number(const std::string& option, const std::string& text);

/// `word` is none of `valid`: a sentence that says so and names the nearest.
std::string unknown_word(const std::string& what, const std::string& word, const std::vector<std::string>& valid);

/// As unknown_word, for long lists: of the valid words only the nearest is named.
std::string unknown_key(const std::string& key, const std::vector<std::string>& valid);

}  // namespace keycell::cli
