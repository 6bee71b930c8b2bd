#pragma once
// Reads the keys of one TOML table, and says where and how one is wrong.

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/document.h"
#include "scenarios/words.h"

namespace keycell::scenarios {

/// In the place of a default: the key must be there.
inline constexpr std::nullopt_t required = std::nullopt;

/// Each reading function takes a key and what holds when the file does not have it. All throw ScenarioError, at the
/// value, or at the table when a required key is missing. The document outlives its readers.
class TableReader {
 public:
  /// Refuses keys that are not in `keys`. `name` is what an error calls the table.
  TableReader(std::string_view file_name, const Table& table, std::string name,
              std::initializer_list<std::string_view> keys);

  std::string text(std::string_view key, std::optional<std::string> otherwise) const;
  std::vector<std::string> texts(std::string_view key) const;  ///< empty when the file has none
  std::uint64_t number(std::string_view key, std::optional<std::uint64_t> otherwise) const;
  std::uint32_t small_number(std::string_view key, std::optional<std::uint32_t> otherwise) const;
  std::uint64_t size(std::string_view key, std::optional<std::uint64_t> otherwise) const;
  std::uint64_t rate(std::string_view key, std::optional<std::uint64_t> otherwise) const;
  std::chrono::nanoseconds duration(std::string_view key, std::optional<std::chrono::nanoseconds> otherwise) const;
  /// A duration, or a word that stands for a value of its own.
  std::chrono::nanoseconds duration_or(std::string_view key, std::string_view word, std::chrono::nanoseconds meaning,
                                       std::chrono::nanoseconds otherwise) const;
  std::chrono::nanoseconds instant(std::string_view key, std::optional<std::chrono::nanoseconds> otherwise) const;
  std::optional<std::chrono::nanoseconds> instant_if_present(std::string_view key) const;
  std::optional<std::chrono::nanoseconds> duration_if_present(std::string_view key) const;
  std::chrono::nanoseconds time_of_day(std::string_view key, std::optional<std::chrono::nanoseconds> otherwise) const;
  std::uint32_t share(std::string_view key, std::optional<std::uint32_t> otherwise) const;
  std::uint32_t ratio(std::string_view key, std::optional<std::uint32_t> otherwise) const;
  bool has(std::string_view key) const { return table_->find(key) != nullptr; }

  template <class Choice>
  Choice choice(std::string_view key, std::span<const Word<Choice>> words, std::optional<Choice> otherwise) const {
    const Value* value = find(key, otherwise.has_value());
    if (value == nullptr) return *otherwise;
    const std::string chosen = text(key, required);
    for (const Word<Choice>& word : words) {
      if (word.text == chosen) return word.choice;
    }
    refuse_word(key, *value, chosen, texts_of(words));
  }

  /// An empty table when the file does not have it.
  TableReader table(std::string_view key, std::initializer_list<std::string_view> keys) const;
  /// The tables of a list, in order: [[key]].
  std::vector<TableReader> tables(std::string_view key, std::initializer_list<std::string_view> keys) const;

  /// For a key that has no place beside another one.
  void refuse_if_present(std::string_view key, std::string_view why) const;

 private:
  const Value* find(std::string_view key, bool has_default) const;
  template <class Result, class Parse>
  Result quantity(std::string_view key, std::optional<Result> otherwise, Parse parse, std::string_view kind,
                  std::string_view example) const;
  std::uint64_t whole_number(std::string_view key, const Value& value, std::uint64_t largest) const;
  [[noreturn]] void refuse(Position at, std::string_view key, std::string_view why) const;
  [[noreturn]] void refuse_word(std::string_view key, const Value& value, std::string_view chosen,
                                const std::vector<std::string>& valid_words) const;

  std::string file_name_;
  const Table* table_;
  std::string name_;
};

}  // namespace keycell::scenarios
