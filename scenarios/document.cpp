#include "scenarios/document.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <sstream>

#include "scenarios/wording.h"

// toml++ 3.3.0 asserts on some wrong texts, e.g. "[=" (and in release builds assumes that there are none), so its
// assertions become errors here, in every build. Only this file compiles toml++, so no other code sees it built
// differently.
namespace {
struct TomlAssertion {};
[[noreturn]] void fail_toml_assertion() { throw TomlAssertion(); }
}  // namespace
#undef NDEBUG
#define TOML_ASSERT(expression) ((expression) ? void() : fail_toml_assertion())
// A scenario nests three deep. Dotted keys nest without counting here; longestLine keeps those from exhausting the
// stack.
#define TOML_MAX_NESTED_VALUES 8
#include <toml++/toml.h>

namespace keycell::scenarios {
namespace {

constexpr std::size_t longestLine = 4096;  // four names in one pair of braces, and more
constexpr int deepestNesting = 8;

Position position_of(const toml::source_region& region) { return {region.begin.line, region.begin.column}; }
Position end_of(const toml::source_region& region) { return {region.end.line, region.end.column}; }

struct NestedTooDeep {
  Position at;
};

Table to_table(const toml::table& source, int depth);
Array to_array(const toml::array& source, int depth);

template <class Node>
std::string as_it_reads(const Node& node) {
  std::ostringstream text;
  text << node;
  return text.str();
}

Value to_value(const toml::node& node, int depth) {
  Value value{.at = position_of(node.source()), .content = false, .end = end_of(node.source())};
  if (depth > deepestNesting) throw NestedTooDeep{value.at};
  node.visit([&]<class Node>(const Node& typed) {
    if constexpr (toml::is_table<Node>) {
      value.content = to_table(typed, depth);
    } else if constexpr (toml::is_array<Node>) {
      value.content = to_array(typed, depth);
    } else if constexpr (toml::is_string<Node> || toml::is_integer<Node> || toml::is_boolean<Node>) {
      value.content = typed.get();
    } else {
      value.content = OtherValue{as_it_reads(typed)};
    }
  });
  return value;
}

Array to_array(const toml::array& source, int depth) {
  Array array;
  array.reserve(source.size());
  for (const toml::node& node : source) array.push_back(to_value(node, depth + 1));
  return array;
}

Table to_table(const toml::table& source, int depth) {
  Table table{.at = position_of(source.source()), .entries = {}};
  for (const auto& [key, node] : source) {
    table.entries.push_back({.key = std::string(key.str()),
                             .at = position_of(key.source()),
                             .value = to_value(node, depth + 1),
                             .key_end = end_of(key.source())});
  }
  std::ranges::sort(table.entries, {}, &Entry::at);
  return table;
}

/// Where the character behind `c` stands.
Position after(Position at, char c) {
  if (c == '\n') return {at.line + 1, 1};
  return continues_a_character(c) ? at : Position{at.line, at.column + 1};
}

void refuse_what_no_scenario_is(std::string_view file_name, std::string_view text) {
  const auto refuse = [&](Position at, const std::string& why) {
    throw ScenarioError({std::string(file_name), at.line, at.column, why});
  };
  Position at;
  for (const char c : text) {
    if (c == '\0') refuse(at, "there is a zero byte; a scenario is plain text");
    at = after(at, c);
    if (at.column > longestLine) {
      refuse({at.line, 1}, "the line is too long; a line has at most " + std::to_string(longestLine) + " characters");
    }
  }
}

Position position_of(std::string_view text, std::size_t index) {
  Position at;
  for (const char c : text.substr(0, index)) at = after(at, c);
  return at;
}

bool fails_assertion(std::string_view text) {
  try {
    const toml::table ignored = toml::parse(text);
  } catch (const toml::parse_error&) {
  } catch (const TomlAssertion&) {
    return true;
  }
  return false;
}

/// The last character of the shortest beginning of the text that fails: the parser looks at nothing behind it.
Position position_of_failure(std::string_view text) {
  std::size_t passes = 0;
  std::size_t fails = text.size();
  while (fails - passes > 1) {
    const std::size_t middle = passes + (fails - passes) / 2;
    (fails_assertion(text.substr(0, middle)) ? fails : passes) = middle;
  }
  return position_of(text, fails - 1);
}

std::size_t index_of(std::string_view text, Position wanted) {
  std::size_t i = 0;
  for (Position at; i < text.size() && at < wanted; ++i) at = after(at, text[i]);
  return i;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(blanks)));
  return text.substr(0, text.find_last_not_of(blanks) + 1);  // npos + 1: nothing
}

/// Of a text that the parser gave up at: a value that lacks its quotes there, which is what people forget most.
std::optional<Problem> value_without_quotes(std::string_view file_name, std::string_view text, Position at) {
  const std::size_t here = index_of(text, at);
  if (here == 0) return std::nullopt;
  const std::size_t line = text.rfind('\n', here - 1) + 1;  // npos + 1: the first
  const std::string_view before = text.substr(line, here - line);
  const std::size_t equals = before.rfind('=');
  const std::size_t opened = before.find_last_of("=,[{\"'#");
  if (equals == std::string_view::npos || std::string_view("=,[{").find(before[opened]) == std::string_view::npos)
    return std::nullopt;
  const std::string_view rest = text.substr(line + opened + 1);
  const std::size_t end = std::min(rest.size(), rest.find_first_of(",[]{}=\"'#\n"));
  const std::string_view word = trimmed(rest.substr(0, end));
  const bool is_number = word.find_first_not_of("0123456789+-._") == std::string_view::npos;  // too large a one
  const bool is_plain = std::ranges::all_of(word, [](char c) { return c >= ' ' && c <= '~'; });
  if (is_number || !is_plain || (end < rest.size() && rest[end] == '=')) return std::nullopt;
  const Position place = position_of(text, static_cast<std::size_t>(word.data() - text.data()));
  std::string_view key = before.substr(0, equals);
  key.remove_prefix(key.find_last_of("{,[") + 1);  // npos + 1: nothing
  return Problem{std::string(file_name), place.line, place.column,
                 one_line(trimmed(key)) + ": is neither a number nor a text in quotes; expected " + quoted(word)};
}

}  // namespace

const Value* Table::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found == entries.end() ? nullptr : &found->value;
}

std::string description(const Value& value) {
  struct Describe {
    std::string operator()(const std::string& text) const { return quoted(text); }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(const OtherValue& other) const { return other.text; }
    std::string operator()(const Array&) const { return "a list"; }
    std::string operator()(const Table&) const { return "a table"; }
  };
  return std::visit(Describe{}, value.content);
}

Table parse_document(std::string_view file_name, std::string_view text) {
  const auto problem = [&](Position at, std::string_view why) {
    return ScenarioError({std::string(file_name), at.line, at.column, "this cannot be read: " + std::string(why)});
  };
  refuse_what_no_scenario_is(file_name, text);
  try {
    return to_table(toml::parse(text), 0);
  } catch (const toml::parse_error& error) {
    const Position at = position_of(error.source());
    if (auto found = value_without_quotes(file_name, text, at)) throw ScenarioError(std::move(*found));
    throw problem(at, error.description());
  } catch (const TomlAssertion&) {
    throw problem(position_of_failure(text), "this character cannot stand here");
  } catch (const NestedTooDeep& error) {
    throw problem(error.at, "tables and lists nest too deep");
  }
}

}  // namespace keycell::scenarios
