#pragma once
// A TOML text as plain values that know where they stand. The one place that sees toml++.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scenarios/problem.h"

namespace keycell::scenarios {

struct Entry;
struct Value;

/// Entries in the order of the file.
struct Table {
  Position at;
  std::vector<Entry> entries;
  const Value* find(std::string_view key) const;
};

using Array = std::vector<Value>;

/// What no key of a scenario takes (a decimal number, a date, a time), as it reads.
struct OtherValue {
  std::string text;
};

struct Value {
  Position at;
  std::variant<std::string, std::int64_t, bool, OtherValue, Array, Table> content;
  Position end{};  ///< behind its last character
};

struct Entry {
  std::string key;
  Position at;
  Value value;
  Position key_end{};  ///< behind the last character of the key
};

/// The value in the words of an error: `"abc"`, `600`, `a list`, `a table`.
std::string description(const Value& value);

/// Throws ScenarioError: a syntax error, a zero byte, text that is not UTF-8, a line or a nesting beyond all use.
Table parse_document(std::string_view file_name, std::string_view text);

}  // namespace keycell::scenarios
