#pragma once
// What a scenario file can say: each table and key with its kind, its default, its meaning and the value that it sets.
// The loader, the writer, the JSON Schema, the reference page and `keycell scenario explain` read this and nothing
// else, so a new key is one line in keys_of_scenario.cpp. Only what keys say of each other is elsewhere: validate.h.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scenarios/reader.h"
#include "scenarios/scenario.h"

namespace keycell::scenarios {

enum class Kind {
  text,
  name,       ///< of a part of the cell
  reference,  ///< the name of another part
  number,
  size,
  rate,
  duration,
  instant,
  timeOfDay,
  share,
  ratio,
  retention,
  choice,
  choices,
  texts,
  date,
  before,  ///< the age of backups of before day 1
  flag,    ///< true or false
};

/// The kind in a sentence: `a duration, as "8 h"`.
std::string_view name_of(Kind kind);

/// What stands right of "=".
struct WrittenTable {
  std::vector<std::pair<std::string, std::string>> texts;  ///< by key
  bool operator==(const WrittenTable&) const = default;
};
using Written = std::variant<std::string, std::uint64_t, std::vector<std::string>, WrittenTable, bool>;

struct KeyDescription {
  std::string name;
  Kind kind{};
  std::vector<std::string> words{};       ///< all of a choice; of other kinds, words that may stand in place of a value
  std::vector<std::string> words_mean{};  ///< one sentence a word, or none
  std::string meaning{};                  ///< one sentence without its full stop
  bool required = false;
  bool has_default = true;  ///< of one that is not required
  bool positive = false;  ///< a quantity that must be more than zero
  std::uint64_t smallest = 0;
  std::uint64_t largest = 0;
  std::string absent{};                    ///< what holds without the key, where no value says so
  bool always_said = false;                 ///< by whoever writes a short file, whatever holds without it
  std::vector<std::string> only_with{};    ///< words of the table's selector; empty: it has a place with each
  std::vector<std::string> needed_with{};  ///< those of them that need it

  /// Sets the value of the index-th part; the key is there.
  std::function<void(const TableReader&, Scenario&, std::size_t)> read{};
  /// Nothing where a file need not say it: no text, no instant.
  std::function<std::optional<Written>(const Scenario&, std::size_t)> written{};
  /// The words that a scenario read so far has for it; empty when nothing lists them.
  std::function<std::vector<std::string>(const Scenario&)> possible{};
  std::optional<Written> otherwise{};  ///< of a part that nobody described

  bool has_place_with(std::string_view selected) const;
  bool needed_beside(std::string_view selected) const;
};

/// Of one shape of a table; the file itself is the table without a name.
struct TableDescription {
  std::string name;
  std::string meaning;
  bool is_list = false;    ///< [[name]]
  bool needed = false;     ///< a list with at least one
  std::string selector{};  ///< the key whose word says which others have a place; empty: none
  std::vector<std::vector<std::string>> alternatives{};  ///< exactly one of these groups of keys must be there
  std::vector<std::string> at_least_one_of{};            ///< lists, of which one must have a part
  std::vector<KeyDescription> keys{};

  std::function<std::size_t(const Scenario&)> count{};
  std::function<void(Scenario&)> add{};  ///< one more part; does nothing unless it is a list

  std::string title() const;  ///< "[keys]", "[[kms]]", "a scenario"
  const KeyDescription* find(std::string_view key) const;
  /// The word of the selector in the index-th part; empty without a selector.
  std::string selected(const Scenario& scenario, std::size_t index) const;
};

/// In the order of the file. Made anew at each call: a program can add a profile.
std::vector<TableDescription> describe_scenario();

/// As TOML writes it; a list has one text a line, because lines have a limit and lists have none.
std::string toml_of(const Written& value);
/// As a person says it: without quotes.
std::string words_of(const Written& value);

}  // namespace keycell::scenarios
