#include "scenarios/load.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "scenarios/description.h"
#include "scenarios/locate.h"
#include "scenarios/named_calibration.h"
#include "scenarios/reader.h"
#include "scenarios/versions.h"

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
    const KeyDescription& selector = *table.find(table.selector);
    read(selector, selector.required);
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

/// From where a scenario names files; none for a text that is in no file.
using Folder = std::optional<std::filesystem::path>;

Scenario read_scenario(std::string_view file_name, const Table& document, const Folder& folder,
                       const Vocabulary& vocabulary) {
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
      const TableReader part = root.table(table.name, names_of(table.keys));
      // What a calibration says is what the keys beside its name have as defaults.
      if (table.find(calibrationKey) != nullptr)
        s.costs = costs_of(named_calibration(part, folder, vocabulary.on_other_file), s.data_path.cipher);
      read_part(table, part, s, 0);
    }
  }
  if (!root.has("horizon")) s.horizon = std::min(longestTime, s.horizon + std::min(longestTime, last_time(s)));
  return s;
}

Scenario load(std::string_view file_name, std::string_view text, const Folder& folder, const Vocabulary& vocabulary) {
  Table document = parse_document(file_name, text);
  for (const OldName& old : use_names_of_today(file_name, document))
    if (vocabulary.on_old_name) vocabulary.on_old_name(old.told(file_name));
  Scenario scenario = read_scenario(file_name, document, folder, vocabulary);
  try {
    validate(scenario, vocabulary);
  } catch (const InvalidScenario& error) {
    const Position at = locate(document, error.where());
    throw ScenarioError({std::string(file_name), at.line, at.column, error.what()});
  }
  return scenario;
}

}  // namespace

Scenario load_text(std::string_view file_name, std::string_view text, const Vocabulary& vocabulary) {
  return load(file_name, text, std::nullopt, vocabulary);
}

Scenario load_stream(std::string_view name, std::istream& stream, const Vocabulary& vocabulary) {
  return load_text(name, read_text_stream(name, stream, "scenario file"), vocabulary);
}

Scenario load_text_of_file(const std::string& path, std::string_view text, const Vocabulary& vocabulary) {
  return load(path, text, std::filesystem::path(path).parent_path(), vocabulary);
}

Scenario load_file(const std::string& path, const Vocabulary& vocabulary) {
  return load_text_of_file(path, read_text_file(path, "scenario file"), vocabulary);
}

}  // namespace keycell::scenarios
