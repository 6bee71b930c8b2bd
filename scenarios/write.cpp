#include "scenarios/write.h"

#include "scenarios/description.h"
#include "scenarios/toml_string.h"

namespace keycell::scenarios {
namespace {

/// As toml_of, on one line.
std::string short_toml_of(const Written& value) {
  const auto* texts = std::get_if<std::vector<std::string>>(&value);
  if (texts == nullptr) return toml_of(value);
  std::string list;
  for (const std::string& text : *texts) list += (list.empty() ? "" : ", ") + in_quotes(text);
  return "[" + list + "]";
}

/// What a file that says nothing else gets.
Scenario unsaid(const Scenario& scenario) {
  Scenario usual;
  usual.horizon += last_time(scenario);
  usual.costs = costs_of(usual_calibration(), scenario.data_path.cipher);
  return usual;
}

/// `key = value` for each that a file must say; empty when there is none.
std::vector<std::string> said(const TableDescription& table, const Scenario& scenario, std::size_t index,
                              const Scenario& usual) {
  std::vector<std::string> pairs;
  for (const KeyDescription& key : table.keys) {
    const auto value = key.written(scenario, index);
    if (!value) continue;
    const auto otherwise = table.is_list ? key.otherwise : key.written(usual, 0);
    if (key.required || key.always_said || value != otherwise)
      pairs.push_back(key.name + " = " + short_toml_of(*value));
  }
  return pairs;
}

std::string inline_table(const std::vector<std::string>& pairs) {
  std::string text;
  for (const std::string& pair : pairs) text += (text.empty() ? "" : ", ") + pair;
  return "{ " + text + " }";
}

}  // namespace

std::string to_toml(const Scenario& scenario) {
  std::string text;
  for (const TableDescription& table : describe_scenario()) {
    for (std::size_t i = 0; i < table.count(scenario); ++i) {
      if (!table.name.empty()) text += "\n" + table.title() + "\n";
      for (const KeyDescription& key : table.keys) {
        if (const auto value = key.written(scenario, i)) text += key.name + " = " + toml_of(*value) + "\n";
      }
    }
  }
  return text;
}

std::string to_short_toml(const Scenario& scenario) {
  const Scenario usual = unsaid(scenario);
  std::string text;
  for (const TableDescription& table : describe_scenario()) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < table.count(scenario); ++i) {
      const auto pairs = said(table, scenario, i, usual);
      if (table.name.empty()) {
        for (const std::string& pair : pairs) text += pair + "\n";
      } else if (!pairs.empty()) {
        parts.push_back(inline_table(pairs));
      }
    }
    if (parts.empty()) continue;
    text += table.name + " = ";
    if (!table.is_list) {
      text += parts.front() + "\n";
    } else if (parts.size() == 1) {
      text += "[" + parts.front() + "]\n";
    } else {
      text += "[\n";
      for (const std::string& part : parts) text += "  " + part + ",\n";
      text += "]\n";
    }
  }
  return text;
}

}  // namespace keycell::scenarios
