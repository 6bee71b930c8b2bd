#include "reports/scenario_schema.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "scenarios/description.h"
#include "scenarios/fault_kinds.h"
#include "scenarios/units.h"
#include "scenarios/validate.h"
#include "scenarios/versions.h"

namespace keycell::reports {
namespace {

using Json = nlohmann::ordered_json;
using scenarios::KeyDescription;
using scenarios::Kind;
using scenarios::TableDescription;

Json json_of(const scenarios::Written& value) {
  if (const auto* table = std::get_if<scenarios::WrittenTable>(&value)) {
    Json texts = Json::object();
    for (const auto& [key, text] : table->texts) texts[key] = text;
    return texts;
  }
  return std::visit(
      [](const auto& plain) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(plain)>, scenarios::WrittenTable>) {
          return {};
        } else {
          return plain;
        }
      },
      value);
}

/// A decimal number and a unit, as the loader takes them.
std::string quantity(const KeyDescription& key, const std::vector<std::string>& units) {
  const std::string number = key.positive ? "(0*[1-9][0-9]*(\\.[0-9]+)?|0+\\.0*[1-9][0-9]*)" : "[0-9]+(\\.[0-9]+)?";
  return fmt::format("{} ?({})", number, fmt::join(units, "|"));
}

std::string pattern_of(const KeyDescription& key) {
  switch (key.kind) {
    case Kind::text: return {};
    case Kind::name: return {};
    case Kind::reference: return {};
    case Kind::number: return {};
    case Kind::size: return quantity(key, scenarios::size_units());
    case Kind::rate: return quantity(key, scenarios::rate_units());
    case Kind::duration: return quantity(key, scenarios::duration_units());
    case Kind::instant:
      return quantity(key, scenarios::duration_units()) +
             "|day [1-9][0-9]{0,5} ([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?";
    case Kind::timeOfDay: return "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?";
    case Kind::share: return "[0-9]+(\\.[0-9]+)? ?%";
    case Kind::ratio: return "[0-9]+(\\.[0-9]+)?:1";
    case Kind::retention: return "[0-9]+ days?, 0*[1-9][0-9]* cycles?";
    case Kind::choice: return {};
    case Kind::choices: return {};
    case Kind::texts: return {};
    case Kind::before: return {};
    case Kind::flag: return {};
    case Kind::date: return "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
  }
  return {};
}

Json examples_of(Kind kind) {
  switch (kind) {
    case Kind::size: return {"600 GB", "4 TiB"};
    case Kind::rate: return {"10 Gbit/s", "200 MB/s"};
    case Kind::duration: return {"8 h", "200 us"};
    case Kind::instant: return {"1 h", "day 2 22:15"};
    case Kind::timeOfDay: return {"22:00"};
    case Kind::share: return {"3 %"};
    case Kind::ratio: return {"2:1"};
    case Kind::retention: return {"30 days, 2 cycles"};
    case Kind::date: return {"2026-06-01"};
    default: return {};
  }
}

std::string description_of(const KeyDescription& key) {
  std::string text = key.meaning;
  for (std::size_t i = 0; i < key.words_mean.size(); ++i)
    text += fmt::format("{}\"{}\": {}", i == 0 ? " (" : "; ", key.words[i], key.words_mean[i]);
  if (!key.words_mean.empty()) text += ")";
  if (!key.absent.empty()) text += fmt::format(" (without it: {})", key.absent);
  return text;
}

Json schema_of(const KeyDescription& key) {
  Json schema{{"description", description_of(key)}};
  if (key.kind == Kind::number) {
    const Json number{{"type", "integer"}, {"minimum", key.smallest}, {"maximum", key.largest}};
    if (key.words.empty()) {
      schema.update(number);
    } else {
      schema["anyOf"] = {number, {{"enum", key.words}}};
    }
  } else if (key.kind == Kind::before) {
    const Json age{{"type", "string"}, {"pattern", "^[1-9][0-9]{0,3} days? ago$"}, {"examples", {"6 days ago"}}};
    schema["type"] = "object";
    schema["properties"] = {{"full", age}, {"incremental", age}};
    schema["required"] = {"full"};
    schema["additionalProperties"] = false;
  } else if (key.kind == Kind::flag) {
    schema["type"] = "boolean";
  } else if (key.kind == Kind::texts || key.kind == Kind::choices) {
    schema["type"] = "array";
    schema["items"] = {{"type", "string"}};
    if (key.kind == Kind::choices) schema["items"]["enum"] = key.words;
  } else {
    schema["type"] = "string";
  }
  if (key.kind == Kind::choice) schema["enum"] = key.words;
  if (key.kind == Kind::reference || key.kind == Kind::name) schema["minLength"] = 1;
  if (key.kind == Kind::name) schema["maxLength"] = scenarios::longestName;
  if (const std::string pattern = pattern_of(key); !pattern.empty()) {
    const std::string words = key.words.empty() ? "" : fmt::format("{}|", fmt::join(key.words, "|"));
    schema["pattern"] = "^(" + words + pattern + ")$";
  }
  if (key.otherwise) schema["default"] = json_of(*key.otherwise);
  if (Json examples = examples_of(key.kind); !examples.empty()) schema["examples"] = std::move(examples);
  return schema;
}

Json none_of(const std::vector<std::string>& keys) {
  Json any = Json::array();
  for (const std::string& key : keys) any.push_back({{"required", {key}}});
  return {{"anyOf", std::move(any)}};
}

/// One schema for each group of keys, which has them and none of the others'.
Json alternatives_of(const TableDescription& table) {
  Json groups = Json::array();
  for (const auto& group : table.alternatives) {
    std::vector<std::string> others;
    for (const auto& other : table.alternatives)
      if (other != group) others.insert(others.end(), other.begin(), other.end());
    groups.push_back({{"required", group}, {"not", none_of(others)}});
  }
  return groups;
}

/// Of a kind of fault: the keys of which exactly one is said; empty: there are none.
std::vector<std::string> one_of_these(const TableDescription& table, const std::string& word) {
  if (table.name != "fault") return {};
  for (const scenarios::RowKey& key : scenarios::find_fault_kind(word)->keys) {
    if (key.instead.empty()) continue;
    std::vector<std::string> all = key.instead;
    all.insert(all.begin(), key.name);
    return all;
  }
  return {};
}

/// One schema for each word of the selector.
Json cases_of(const TableDescription& table) {
  Json cases = Json::array();
  for (const std::string& word : table.find(table.selector)->words) {
    std::vector<std::string> needed, misplaced;
    for (const KeyDescription& key : table.keys) {
      if (!key.has_place_with(word)) misplaced.push_back(key.name);
      if (key.needed_beside(word)) needed.push_back(key.name);
    }
    Json one{{"properties", {{table.selector, {{"enum", {word}}}}}}, {"required", needed}};
    if (!misplaced.empty()) one["not"] = none_of(misplaced);
    for (const std::string& key : one_of_these(table, word)) one["oneOf"].push_back({{"required", {key}}});
    cases.push_back(std::move(one));
  }
  return cases;
}

/// The names that keys of a table had in earlier versions, which a file of such a version may have in place of those of
/// today.
void add_old_names(Json& schema, const TableDescription& table) {
  Json beside = Json::array();
  for (const scenarios::Renaming& renaming : scenarios::renamings()) {
    if (renaming.table != table.name) continue;
    const std::string was(renaming.was);
    Json old = schema_of(*table.find(renaming.is.front()));
    old["description"] = fmt::format("until version {}; since then {}, as keycell scenario upgrade writes",
                                     renaming.until, fmt::join(renaming.is, ", "));
    old.erase("default");
    schema["properties"][was] = std::move(old);
    for (const std::string_view is : renaming.is) beside.push_back({{"required", {was, is}}});
  }
  if (!beside.empty()) schema["not"] = {{"anyOf", std::move(beside)}};
}

/// What a file says that has a name which its version has no more.
Json outdated() {
  Json files = Json::array();
  for (const TableDescription& table : scenarios::describe_scenario())
    for (const scenarios::Renaming& renaming : scenarios::renamings()) {
      if (renaming.table != table.name) continue;
      Json file{{"required", {scenarios::versionKey}},
                {"properties", {{scenarios::versionKey, {{"minimum", renaming.until + 1}}}}}};
      const Json has_it{{"required", {renaming.was}}};
      if (table.name.empty()) {
        file["required"].push_back(renaming.was);
      } else {
        file["required"].push_back(table.name);
        file["properties"][table.name] = table.is_list ? Json{{"contains", has_it}} : has_it;
      }
      files.push_back(std::move(file));
    }
  return files;
}

Json schema_of(const TableDescription& table) {
  Json schema{{"description", table.meaning},
              {"type", "object"},
              {"additionalProperties", false},
              {"properties", Json::object()}};
  Json needed = Json::array();
  for (const KeyDescription& key : table.keys) {
    schema["properties"][key.name] = schema_of(key);
    if (key.required) needed.push_back(key.name);
  }
  if (!needed.empty()) schema["required"] = std::move(needed);
  if (!table.selector.empty()) schema["anyOf"] = cases_of(table);
  if (!table.alternatives.empty()) schema["anyOf"] = alternatives_of(table);
  add_old_names(schema, table);
  return schema;
}

Json list_of(const TableDescription& table) {
  Json schema{{"description", table.meaning}, {"type", "array"}};
  if (table.needed) schema["minItems"] = 1;
  schema["items"] = schema_of(table);
  return schema;
}

}  // namespace

std::string scenario_schema() {
  Json root;
  for (const TableDescription& table : scenarios::describe_scenario()) {
    if (table.name.empty()) {
      root = {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "KeyCell scenario"}};
      root.update(schema_of(table));
      if (!table.at_least_one_of.empty()) root.update(none_of(table.at_least_one_of));
      continue;
    }
    root["properties"][table.name] = table.is_list ? list_of(table) : schema_of(table);
    if (table.needed) root["required"].push_back(table.name);
  }
  if (Json files = outdated(); !files.empty()) root["allOf"].push_back({{"not", {{"anyOf", std::move(files)}}}});
  return root.dump(2) + "\n";
}

std::string fault_kinds_text() {
  std::string text;
  for (const scenarios::FaultKind& kind : scenarios::fault_kinds()) {
    text += fmt::format("{}: {}\n", kind.word, kind.sentence);
    for (const scenarios::RowKey& key : kind.keys)
      text += fmt::format("  {:<10} {}{}\n", key.name, key.meaning,
                          key.is_needed ? "" : fmt::format(" (else {})", key.otherwise));
  }
  return text;
}

std::string fault_kinds_markdown() {
  const auto heals = [](scenarios::Heals how) {
    switch (how) {
      case scenarios::Heals::never: return "never";
      case scenarios::Heals::byItself: return "by itself";
      case scenarios::Heals::asSaid: return "as said";
    }
    return "";
  };
  std::string text = "| kind | what happens | what a healthy cell does | heals | says |\n|---|---|---|---|---|\n";
  for (const scenarios::FaultKind& kind : scenarios::fault_kinds()) {
    std::string keys;
    for (const scenarios::RowKey& key : kind.keys)
      keys += fmt::format("{}`{}`: {}{}", keys.empty() ? "" : "; ", key.name, key.meaning,
                          key.is_needed ? "" : fmt::format(" (else {})", key.otherwise));
    text +=
        fmt::format("| `{}` | {} | {} | {} | {} |\n", kind.word, kind.sentence, kind.healthy, heals(kind.heals), keys);
  }
  return text;
}

}  // namespace keycell::reports
