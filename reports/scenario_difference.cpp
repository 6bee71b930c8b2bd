#include "reports/scenario_difference.h"

#include <algorithm>
#include <map>
#include <sstream>

namespace keycell::reports {
namespace {

struct Setting {
  std::string key;
  std::string value;
};

/// A table, or one of a list of tables.
struct Part {
  std::string name;  // empty for what stands before the first table
  std::vector<Setting> settings;
};

std::string without_quotes(const std::string& value) {
  return value.size() >= 2 && value.front() == '"' ? value.substr(1, value.size() - 2) : value;
}

const Setting* find(const Part& part, const std::string& key) {
  const auto found = std::ranges::find(part.settings, key, &Setting::key);
  return found == part.settings.end() ? nullptr : &*found;
}

/// "client fs", "copy Gold/Secondary", "backup 2".
std::string name_of(const std::string& kind, const Part& part, std::size_t place) {
  const Setting* name = find(part, "name");
  if (name == nullptr) return kind + " " + std::to_string(place);
  const Setting* policy = find(part, "policy");
  const bool is_copy = policy != nullptr && kind == "copy";
  return kind + " " + (is_copy ? without_quotes(policy->value) + "/" : "") + without_quotes(name->value);
}

/// A list with one value a line, up to its end, as one line.
std::string the_rest_of_list(std::istringstream& lines) {
  std::string values;
  for (std::string line; std::getline(lines, line) && line != "]";) {
    const std::size_t start = std::min(line.find_first_not_of(' '), line.size());
    values += (values.empty() ? "" : ", ") + line.substr(start, line.find_last_of(',') - start);
  }
  return "[" + values + "]";
}

std::vector<Part> parts_of(const std::string& toml) {
  std::vector<Part> parts(1);
  std::vector<std::string> kinds(1);  // of list tables; empty for others
  std::istringstream lines(toml);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("[[")) {
      parts.emplace_back();
      kinds.push_back(line.substr(2, line.size() - 4));
    } else if (line.starts_with("[")) {
      parts.push_back({.name = line.substr(1, line.size() - 2), .settings = {}});
      kinds.emplace_back();
    } else if (const std::size_t equals = line.find(" = "); equals != std::string::npos && !line.starts_with(" ")) {
      std::string value = line.substr(equals + 3);
      if (value == "[") value = the_rest_of_list(lines);
      parts.back().settings.push_back({.key = line.substr(0, equals), .value = value});
    }
  }
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (!kinds[i].empty()) parts[i].name = name_of(kinds[i], parts[i], ++places[kinds[i]]);
  return parts;
}

const Part* find(const std::vector<Part>& parts, const std::string& name) {
  const auto found = std::ranges::find(parts, name, &Part::name);
  return found == parts.end() ? nullptr : &*found;
}

std::string in_words(const Part& part) {
  std::string words;
  for (const Setting& setting : part.settings)
    words += (words.empty() ? "" : ", ") + setting.key + " = " + setting.value;
  return words;
}

void add_differences(const Part& a, const Part& b, std::vector<SettingDifference>& all) {
  const std::string prefix = a.name.empty() ? "" : a.name + ".";
  for (const Setting& setting : a.settings) {
    const Setting* other = find(b, setting.key);
    if (other == nullptr) all.push_back({.setting = prefix + setting.key, .a = setting.value, .b = {}});
    if (other != nullptr && other->value != setting.value)
      all.push_back({.setting = prefix + setting.key, .a = setting.value, .b = other->value});
  }
  for (const Setting& setting : b.settings)
    if (find(a, setting.key) == nullptr) all.push_back({.setting = prefix + setting.key, .a = {}, .b = setting.value});
}

}  // namespace

std::vector<SettingDifference> scenario_difference(const std::string& a, const std::string& b) {
  const std::vector<Part> parts_a = parts_of(a);
  const std::vector<Part> parts_b = parts_of(b);
  std::vector<SettingDifference> all;
  for (const Part& part : parts_a) {
    if (const Part* other = find(parts_b, part.name)) {
      add_differences(part, *other, all);
    } else {
      all.push_back({.setting = part.name, .a = in_words(part), .b = {}});
    }
  }
  for (const Part& part : parts_b)
    if (find(parts_a, part.name) == nullptr) all.push_back({.setting = part.name, .a = {}, .b = in_words(part)});
  return all;
}

}  // namespace keycell::reports
