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

bool is_table_or_tables(const Value& value) {
  const Array* array = as<Array>(value);
  return as<Table>(value) != nullptr || (array != nullptr && !array->empty() && as<Table>(array->front()) != nullptr);
}

}  // namespace

TableReader::TableReader(std::string_view file_name, const Table& table, std::string name,
                         std::initializer_list<std::string_view> keys)
    : file_name_(file_name), table_(&table), name_(std::move(name)) {
  for (const Entry& entry : table.entries) {
    if (std::ranges::find(keys, std::string_view(entry.key)) != keys.end()) continue;
    const std::vector<std::string> valid_words(keys.begin(), keys.end());
    const std::string what = is_table_or_tables(entry.value) ? "table" : "key";
    refuse(entry.at, entry.key, no_such(entry.key, what + " of " + name_, valid_words));
  }
}

void TableReader::refuse(Position at, std::string_view key, std::string_view why) const {
  throw ScenarioError({file_name_, at.line, at.column, one_line(key) + ": " + std::string(why)});
}

void TableReader::refuse_word(std::string_view key, const Value& value, std::string_view chosen,
                              const std::vector<std::string>& valid_words) const {
  refuse(value.at, key, no_such(chosen, key, valid_words));
}

void TableReader::refuse_if_present(std::string_view key, std::string_view why) const {
  if (const Value* value = table_->find(key)) refuse(value->at, key, why);
}

const Value* TableReader::find(std::string_view key, bool has_default) const {
  const Value* value = table_->find(key);
  if (value == nullptr && !has_default) refuse(table_->at, key, "is missing; " + name_ + " must have it");
  return value;
}

std::string TableReader::text(std::string_view key, std::optional<std::string> otherwise) const {
  const Value* value = find(key, otherwise.has_value());
  if (value == nullptr) return *otherwise;
  const std::string* text = as<std::string>(*value);
  if (text == nullptr) refuse(value->at, key, description(*value) + " is no text; expected a text in quotes");
  return *text;
}

std::vector<std::string> TableReader::texts(std::string_view key) const {
  const Value* value = table_->find(key);
  if (value == nullptr) return {};
  const Array* array = as<Array>(*value);
  if (array == nullptr) refuse(value->at, key, description(*value) + " is no list; expected texts in [ ]");
  std::vector<std::string> texts;
  for (const Value& item : *array) {
    const std::string* text = as<std::string>(item);
    if (text == nullptr) refuse(item.at, key, description(item) + " is no text; expected a text in quotes");
    texts.push_back(*text);
  }
  return texts;
}

std::uint64_t TableReader::whole_number(std::string_view key, const Value& value, std::uint64_t largest) const {
  const std::int64_t* number = as<std::int64_t>(value);
  if (number == nullptr) refuse(value.at, key, description(value) + " is no whole number; write for example 10");
  if (*number < 0) refuse(value.at, key, description(value) + " is negative; expected 0 or more");
  const auto whole = static_cast<std::uint64_t>(*number);
  if (whole > largest) refuse(value.at, key, description(value) + " is more than " + std::to_string(largest));
  return whole;
}

std::uint64_t TableReader::number(std::string_view key, std::optional<std::uint64_t> otherwise) const {
  const Value* value = find(key, otherwise.has_value());
  return value == nullptr ? *otherwise : whole_number(key, *value, std::numeric_limits<std::uint64_t>::max());
}

std::uint32_t TableReader::small_number(std::string_view key, std::optional<std::uint32_t> otherwise) const {
  const Value* value = find(key, otherwise.has_value());
  if (value == nullptr) return *otherwise;
  return static_cast<std::uint32_t>(whole_number(key, *value, std::numeric_limits<std::uint32_t>::max()));
}

template <class Result, class Parse>
Result TableReader::quantity(std::string_view key, std::optional<Result> otherwise, Parse parse, std::string_view kind,
                             std::string_view example) const {
  const Value* value = find(key, otherwise.has_value());
  if (value == nullptr) return *otherwise;
  const std::string* text = as<std::string>(*value);
  if (text == nullptr) {
    const bool bare_number = as<std::int64_t>(*value) != nullptr || as<OtherValue>(*value) != nullptr;
    const std::string why = bare_number ? " has no unit; " : " is no " + std::string(kind) + "; ";
    refuse(value->at, key, description(*value) + why + std::string(example));
  }
  try {
    return parse(*text);
  } catch (const UnitError& error) {
    refuse(value->at, key, error.what());
  }
}

std::uint64_t TableReader::size(std::string_view key, std::optional<std::uint64_t> otherwise) const {
  return quantity(key, otherwise, parse_size, "size", sizeExample);
}

std::uint64_t TableReader::rate(std::string_view key, std::optional<std::uint64_t> otherwise) const {
  return quantity(key, otherwise, parse_rate, "rate", rateExample);
}

std::chrono::nanoseconds TableReader::duration(std::string_view key,
                                               std::optional<std::chrono::nanoseconds> otherwise) const {
  return quantity(key, otherwise, parse_duration, "duration", durationExample);
}

std::chrono::nanoseconds TableReader::duration_or(std::string_view key, std::string_view word,
                                                  std::chrono::nanoseconds meaning,
                                                  std::chrono::nanoseconds otherwise) const {
  const Value* value = find(key, true);
  if (value == nullptr) return otherwise;
  const std::string* text = as<std::string>(*value);
  return text != nullptr && *text == word ? meaning : duration(key, otherwise);
}

std::chrono::nanoseconds TableReader::instant(std::string_view key,
                                              std::optional<std::chrono::nanoseconds> otherwise) const {
  return quantity(key, otherwise, parse_instant, "instant", instantExample);
}

std::optional<std::chrono::nanoseconds> TableReader::instant_if_present(std::string_view key) const {
  return find(key, true) == nullptr ? std::nullopt : std::optional(instant(key, required));
}

std::optional<std::chrono::nanoseconds> TableReader::duration_if_present(std::string_view key) const {
  return find(key, true) == nullptr ? std::nullopt : std::optional(duration(key, required));
}

std::chrono::nanoseconds TableReader::time_of_day(std::string_view key,
                                                  std::optional<std::chrono::nanoseconds> otherwise) const {
  return quantity(key, otherwise, parse_time_of_day, "time of day", timeOfDayExample);
}

std::uint32_t TableReader::share(std::string_view key, std::optional<std::uint32_t> otherwise) const {
  return quantity(
      key, otherwise, [](std::string_view text) { return static_cast<std::uint32_t>(parse_share(text)); }, "share",
      shareExample);
}

std::uint32_t TableReader::ratio(std::string_view key, std::optional<std::uint32_t> otherwise) const {
  return quantity(
      key, otherwise, [](std::string_view text) { return static_cast<std::uint32_t>(parse_ratio(text)); }, "ratio",
      ratioExample);
}

TableReader TableReader::table(std::string_view key, std::initializer_list<std::string_view> keys) const {
  const std::string name = std::string("[").append(key).append("]");
  const Value* value = table_->find(key);
  if (value == nullptr) return {file_name_, empty_table(), name, keys};
  const Table* inner = as<Table>(*value);
  if (inner == nullptr) refuse(value->at, key, description(*value) + " is no table; expected " + name);
  return {file_name_, *inner, name, keys};
}

std::vector<TableReader> TableReader::tables(std::string_view key, std::initializer_list<std::string_view> keys) const {
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
