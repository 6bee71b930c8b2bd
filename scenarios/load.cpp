#include "scenarios/load.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "scenarios/description.h"
#include "scenarios/reader.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

std::vector<std::string> possible_now(const KeyDescription& key, const Scenario& s) {
  if (!key.possible) return {};
  try {
    return key.possible(s);
  } catch (const std::exception&) {  // another key that validate() will refuse, as a profile that nobody has
    return {};
  }
}

std::vector<std::string> keys_beside(const TableDescription& table, const std::string& selected) {
  std::vector<std::string> names;
  for (const KeyDescription& key : table.keys)
    if (key.has_place_with(selected)) names.push_back(key.name);
  return names;
}

void read_part(const TableDescription& table, const TableReader& reader, Scenario& s, std::size_t index) {
  const auto read = [&](const KeyDescription& key, bool needed) {
    if (reader.has(key.name)) {
      key.read(reader, s, index);
    } else if (needed) {
      reader.refuse_missing(key.name, possible_now(key, s));
    }
  };
  std::string selected;
  if (!table.selector.empty()) {
    read(*table.find(table.selector), true);
    selected = table.selected(s, index);
    for (const KeyDescription& key : table.keys) {
      if (key.has_place_with(selected) || !reader.has(key.name)) continue;
      reader.refuse_misplaced(key.name, table.selector, selected, keys_beside(table, selected));
    }
  }
  for (const KeyDescription& key : table.keys)
    if (key.has_place_with(selected)) read(key, key.needed_beside(selected));
}

std::vector<std::string> names_of(const std::vector<KeyDescription>& keys) {
  std::vector<std::string> names;
  for (const KeyDescription& key : keys) names.push_back(key.name);
  return names;
}

Scenario read_scenario(std::string_view file_name, const Table& document) {
  const std::vector<TableDescription> tables = describe_scenario();
  std::vector<std::string> words;
  for (const TableDescription& table : tables) {
    if (table.name.empty()) {
      words = names_of(table.keys);
    } else {
      words.push_back(table.name);
    }
  }
  const TableReader root(file_name, document, "a scenario", words);
  Scenario s;
  for (const TableDescription& table : tables) {
    if (table.name.empty()) {
      read_part(table, root, s, 0);
    } else if (table.is_list) {
      for (const TableReader& part : root.tables(table.name, names_of(table.keys))) {
        table.add(s);
        read_part(table, part, s, table.count(s) - 1);
      }
    } else {
      read_part(table, root.table(table.name, names_of(table.keys)), s, 0);
    }
  }
  return s;
}

/// Where the value stands, or the nearest thing around it that the file has.
Position locate(const Table& document, const Where& where) {
  const Table* table = &document;
  Position at = document.at;
  if (!where.table.empty()) {
    const Value* value = document.find(where.table);
    if (value == nullptr) return at;
    if (const Array* array = std::get_if<Array>(&value->content)) value = &array->at(where.index);
    table = &std::get<Table>(value->content);
    at = table->at;
  }
  const Value* value = table->find(where.key);
  if (value == nullptr) return at;
  const Array* items = std::get_if<Array>(&value->content);
  return items != nullptr && where.item < items->size() ? (*items)[where.item].at : value->at;
}

}  // namespace

Scenario load_text(std::string_view file_name, std::string_view text, const Vocabulary& vocabulary) {
  const Table document = parse_document(file_name, text);
  Scenario scenario = read_scenario(file_name, document);
  try {
    validate(scenario, vocabulary);
  } catch (const InvalidScenario& error) {
    const Position at = locate(document, error.where());
    throw ScenarioError({std::string(file_name), at.line, at.column, error.what()});
  }
  return scenario;
}

namespace {

constexpr std::string_view cannotBeRead = ": cannot be read: ";

/// At most one byte more than a scenario has. Throws ScenarioFileError.
std::string read_text(const std::string& name, std::istream& stream) {
  std::string text(largestFile + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) throw ScenarioFileError(name + std::string(cannotBeRead) + std::strerror(errno));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

[[noreturn]] void refuse_length(const std::string& name, const std::string& bytes) {
  throw ScenarioFileError(name + ": has " + bytes + " bytes; a scenario file has at most " +
                          std::to_string(largestFile) + " (4 MiB)");
}

}  // namespace

Scenario load_stream(std::string_view name, std::istream& stream, const Vocabulary& vocabulary) {
  const std::string text = read_text(one_line(name), stream);
  if (text.size() > largestFile) refuse_length(one_line(name), "more than " + std::to_string(largestFile));
  return load_text(name, text, vocabulary);
}

Scenario load_file(const std::string& path, const Vocabulary& vocabulary) {
  const std::string name = one_line(path);
  std::error_code ignored;  // what cannot be asked is found out by opening it
  if (std::filesystem::is_directory(path, ignored))
    throw ScenarioFileError(name + ": is a directory; expected a scenario file");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw ScenarioFileError(name + std::string(cannotBeRead) + std::strerror(errno));
  const std::string text = read_text(name, file);
  if (text.size() > largestFile) {
    const std::uintmax_t size = std::filesystem::file_size(path, ignored);
    refuse_length(name, ignored ? "more than " + std::to_string(largestFile) : std::to_string(size));
  }
  return load_text(path, text, vocabulary);
}

}  // namespace keycell::scenarios
