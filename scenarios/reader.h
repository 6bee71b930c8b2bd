#pragma once
// Reads the keys of one TOML table, and says where and how one is wrong.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/document.h"
#include "scenarios/words.h"

namespace keycell::scenarios {

/// Each reading function takes a key that is there. All throw ScenarioError, at the value, or at the table when a key
/// is missing. The document outlives its readers.
class TableReader {
 public:
  /// Refuses keys that are not in `keys`. `name` is what an error calls the table.
  TableReader(std::string_view file_name, const Table& table, std::string name, std::span<const std::string> keys);

  bool has(std::string_view key) const { return table_->find(key) != nullptr; }
  /// Whether the key has a text.
  bool is_text(std::string_view key) const;
  bool is_word(std::string_view key, std::string_view word) const;

  std::string text(std::string_view key) const;
  std::string reference(std::string_view key) const;  ///< a text that is not empty
  std::vector<std::string> texts(std::string_view key) const;
  /// One of these.
  std::string word(std::string_view key, const std::vector<std::string>& words) const;
  /// What fits into the type. The bounds are for what is said of a number that does not; validate() checks them.
  std::uint64_t number(std::string_view key, std::uint64_t smallest) const;
  bool flag(std::string_view key) const;
  std::uint32_t small_number(std::string_view key, std::uint32_t smallest, std::uint32_t largest) const;
  std::uint64_t size(std::string_view key) const;
  std::uint64_t rate(std::string_view key) const;
  std::chrono::nanoseconds duration(std::string_view key) const;
  std::chrono::nanoseconds instant(std::string_view key) const;
  std::chrono::nanoseconds time_of_day(std::string_view key) const;
  std::uint32_t share(std::string_view key) const;  ///< millionths
  std::uint32_t ratio(std::string_view key) const;  ///< thousandths
  model::Retention retention(std::string_view key) const;
  model::Date date(std::string_view key) const;
  std::uint32_t days_ago(std::string_view key) const;

  template <class Choice>
  Choice choice(std::string_view key, std::span<const Word<Choice>> words) const {
    const std::string chosen = text(key);
    for (const Word<Choice>& word : words) {
      if (word.text == chosen) return word.choice;
    }
    refuse_word(key, chosen, texts_of(words));
  }

  /// A list of words.
  template <class Choice>
  std::vector<Choice> choices(std::string_view key, std::span<const Word<Choice>> words) const {
    std::vector<Choice> result;
    for (const std::string& chosen : texts(key)) {
      const auto word = std::ranges::find(words, std::string_view(chosen), &Word<Choice>::text);
      if (word == words.end()) refuse_item(key, result.size(), chosen, texts_of(words));
      result.push_back(word->choice);
    }
    return result;
  }

  /// An empty table when the file does not have it.
  TableReader table(std::string_view key, std::span<const std::string> keys) const;
  /// The tables of a list, in order: [[key]].
  std::vector<TableReader> tables(std::string_view key, std::span<const std::string> keys) const;

  /// For a value that somebody else found wrong. The key is there.
  [[noreturn]] void refuse_value(std::string_view key, std::string_view why) const;
  /// `possible` are its valid words, if they are known.
  [[noreturn]] void refuse_missing(std::string_view key, std::span<const std::string> possible) const;
  /// For a key that has no place where `selector` says `selected`.
  [[noreturn]] void refuse_misplaced(std::string_view key, std::string_view selector, std::string_view selected,
                                     std::span<const std::string> keys) const;

 private:
  const Value& find(std::string_view key) const;
  template <class Parse>
  auto quantity(std::string_view key, Parse parse, std::string_view kind, std::string_view example) const;
  [[noreturn]] void refuse(Position at, std::string_view key, std::string_view why) const;
  [[noreturn]] void refuse_word(std::string_view key, std::string_view chosen,
                                const std::vector<std::string>& valid_words) const;
  [[noreturn]] void refuse_item(std::string_view key, std::size_t item, std::string_view chosen,
                                const std::vector<std::string>& valid_words) const;

  std::string file_name_;
  const Table* table_;
  std::string name_;
};

}  // namespace keycell::scenarios
