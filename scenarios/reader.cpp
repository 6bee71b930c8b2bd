#include "scenarios/reader.h"

#include <algorithm>
#include <limits>

#include "scenarios/units.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

template <class Content>
const Content* as(const Value& value) {
  return std::get_if<Content>(&value.content);
}

const Table& empty_table() {
  static const Table table;
  return table;
}

/// Where one text is expected.
std::string no_text(const Value& value) {
  const std::string what = description(value) + " is no text; expected ";
  const Array* array = as<Array>(value);
  if (array == nullptr) return what + "a text in quotes";
  const std::string* only = array->size() == 1 ? as<std::string>(array->front()) : nullptr;
  return what + (only == nullptr ? "one text in quotes, without [ ]" : quoted(*only) + " without [ ]");
}

bool is_number(const Value& value) { return as<std::int64_t>(value) != nullptr || as<OtherValue>(value) != nullptr; }

bool is_ratio(const std::string& text) {
  try {
    parse_ratio(text);
    return true;
  } catch (const UnitError&) {
    return false;
  }
}

bool is_table_or_tables(const Value& value) {
  const Array* array = as<Array>(value);
  return as<Table>(value) != nullptr || (array != nullptr && !array->empty() && as<Table>(array->front()) != nullptr);
}

}  // namespace

TableReader::TableReader(std::string_view file_name, const Table& table, std::string name,
                         std::span<const std::string> keys)
    : file_name_(file_name), table_(&table), name_(std::move(name)) {
  for (const Entry& entry : table.entries) {
    if (std::ranges::find(keys, entry.key) != keys.end()) continue;
    const std::string what = is_table_or_tables(entry.value) ? "table" : "key";
    refuse(entry.at, entry.key, no_such(entry.key, what + " of " + name_, keys));
  }
}

void TableReader::refuse(Position at, std::string_view key, std::string_view why) const {
  throw ScenarioError({file_name_, at.line, at.column, one_line(key) + ": " + std::string(why)});
}

void TableReader::refuse_word(std::string_view key, std::string_view chosen,
                              const std::vector<std::string>& valid_words) const {
  refuse(find(key).at, key, no_such(chosen, key, valid_words));
}

void TableReader::refuse_item(std::string_view key, std::size_t item, std::string_view chosen,
                              const std::vector<std::string>& valid_words) const {
  refuse((*as<Array>(find(key)))[item].at, key, no_such(chosen, "word of " + quoted(key), valid_words));
}

void TableReader::refuse_value(std::string_view key, std::string_view why) const { refuse(find(key).at, key, why); }

void TableReader::refuse_missing(std::string_view key, std::span<const std::string> possible) const {
  std::string why = "is missing; " + name_ + " must have it";
  if (!possible.empty()) why += "; expected " + listed(possible);
  refuse(table_->at, key, why);
}

void TableReader::refuse_misplaced(std::string_view key, std::string_view selector, std::string_view selected,
                                   std::span<const std::string> keys) const {
  const std::string what = std::string(selector) + " " + quoted(selected);
  refuse(find(key).at, key, what + " has no " + quoted(key) + "; expected " + listed(keys));
}

const Value& TableReader::find(std::string_view key) const {
  const Value* value = table_->find(key);
  if (value == nullptr) refuse_missing(key, {});
  return *value;
}

bool TableReader::is_text(std::string_view key) const { return as<std::string>(find(key)) != nullptr; }

bool TableReader::is_word(std::string_view key, std::string_view word) const {
  const std::string* text = as<std::string>(find(key));
  return text != nullptr && *text == word;
}

std::string TableReader::text(std::string_view key) const {
  const Value& value = find(key);
  const std::string* text = as<std::string>(value);
  if (text == nullptr) refuse(value.at, key, no_text(value));
  return *text;
}

std::string TableReader::word(std::string_view key, const std::vector<std::string>& words) const {
  std::string chosen = text(key);
  if (std::ranges::find(words, chosen) == words.end()) refuse_word(key, chosen, words);
  return chosen;
}

std::string TableReader::reference(std::string_view key) const {
  std::string name = text(key);
  if (name.empty()) refuse(find(key).at, key, "is empty; expected a name, or no such key");
  return name;
}

std::vector<std::string> TableReader::texts(std::string_view key) const {
  const Value& value = find(key);
  const Array* array = as<Array>(value);
  if (array == nullptr) {
    const bool is_text = as<std::string>(value) != nullptr;
    refuse(value.at, key,
           description(value) + " is no list; expected " + (is_text ? "[" + description(value) + "]" : "texts in [ ]"));
  }
  std::vector<std::string> texts;
  for (const Value& item : *array) {
    const std::string* text = as<std::string>(item);
    if (text == nullptr) refuse(item.at, key, description(item) + " is no text; expected a text in quotes");
    texts.push_back(*text);
  }
  return texts;
}

std::uint64_t TableReader::number(std::string_view key, std::uint64_t smallest) const {
  const Value& value = find(key);
  const std::int64_t* number = as<std::int64_t>(value);
  if (number == nullptr) refuse(value.at, key, description(value) + " is no whole number; write for example 10");
  if (*number < 0)
    refuse(value.at, key, description(value) + " is too small; expected at least " + std::to_string(smallest));
  return static_cast<std::uint64_t>(*number);
}

bool TableReader::flag(std::string_view key) const {
  const Value& value = find(key);
  const bool* flag = as<bool>(value);
  if (flag == nullptr) refuse(value.at, key, description(value) + " is neither true nor false; expected one of them");
  return *flag;
}

std::uint32_t TableReader::small_number(std::string_view key, std::uint32_t smallest, std::uint32_t largest) const {
  const std::uint64_t whole = number(key, smallest);
  if (whole > std::numeric_limits<std::uint32_t>::max())
    refuse(find(key).at, key, std::to_string(whole) + " is too large; expected at most " + std::to_string(largest));
  return static_cast<std::uint32_t>(whole);
}

template <class Parse>
auto TableReader::quantity(std::string_view key, Parse parse, std::string_view kind, std::string_view example) const {
  const Value& value = find(key);
  const std::string* text = as<std::string>(value);
  if (text == nullptr) {
    const std::string why = is_number(value) ? " has no unit; " : " is no " + std::string(kind) + "; ";
    refuse(value.at, key, description(value) + why + std::string(example));
  }
  try {
    return parse(*text);
  } catch (const UnitError& error) {
    refuse(value.at, key, error.what());
  }
}

std::uint64_t TableReader::size(std::string_view key) const { return quantity(key, parse_size, "size", sizeExample); }

std::uint64_t TableReader::rate(std::string_view key) const { return quantity(key, parse_rate, "rate", rateExample); }

std::chrono::nanoseconds TableReader::duration(std::string_view key) const {
  return quantity(key, parse_duration, "duration", durationExample);
}

std::chrono::nanoseconds TableReader::instant(std::string_view key) const {
  return quantity(key, parse_instant, "instant", instantExample);
}

std::chrono::nanoseconds TableReader::time_of_day(std::string_view key) const {
  return quantity(key, parse_time_of_day, "time of day", timeOfDayExample);
}

std::uint32_t TableReader::share(std::string_view key) const {
  return static_cast<std::uint32_t>(quantity(key, parse_share, "share", shareExample));
}

std::uint32_t TableReader::ratio(std::string_view key) const {
  const Value& value = find(key);
  const std::string meant = description(value) + ":1";
  if (is_number(value) && is_ratio(meant))
    refuse(value.at, key, description(value) + " is no ratio; expected " + quoted(meant));
  return static_cast<std::uint32_t>(quantity(key, parse_ratio, "ratio", ratioExample));
}

model::Retention TableReader::retention(std::string_view key) const {
  return quantity(key, parse_retention, "retention", retentionExample);
}

model::Date TableReader::date(std::string_view key) const {
  const Value& value = find(key);
  // TOML has dates without quotes.
  if (as<OtherValue>(value) != nullptr)
    refuse(value.at, key, description(value) + " is no text; expected a date in quotes, as " + quoted("2026-06-01"));
  return quantity(key, parse_date, "date", dateExample);
}

std::uint32_t TableReader::days_ago(std::string_view key) const {
  return quantity(key, parse_days_ago, "number of days ago", daysAgoExample);
}

TableReader TableReader::table(std::string_view key, std::span<const std::string> keys) const {
  const std::string name = std::string("[").append(key).append("]");
  const Value* value = table_->find(key);
  if (value == nullptr) return {file_name_, empty_table(), name, keys};
  const Table* inner = as<Table>(*value);
  if (inner == nullptr) refuse(value->at, key, description(*value) + " is no table; expected " + name);
  return {file_name_, *inner, name, keys};
}

std::vector<TableReader> TableReader::tables(std::string_view key, std::span<const std::string> keys) const {
  const std::string name = std::string("[[").append(key).append("]]");
  const Value* value = table_->find(key);
  if (value == nullptr) return {};
  const Array* array = as<Array>(*value);
  if (array == nullptr) refuse(value->at, key, description(*value) + " is no list of tables; expected " + name);
  std::vector<TableReader> readers;
  for (const Value& item : *array) {
    const Table* inner = as<Table>(item);
    if (inner == nullptr) refuse(item.at, key, description(item) + " is no table; expected " + name);
    readers.emplace_back(file_name_, *inner, name, keys);
  }
  return readers;
}

}  // namespace keycell::scenarios
