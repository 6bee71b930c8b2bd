#include "scenarios/description.h"

#include <algorithm>

#include "scenarios/toml_string.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::text: return "a text";
    case Kind::name: return "a name";
    case Kind::reference: return "the name of a part";
    case Kind::number: return "a whole number";
    case Kind::size: return "a size, as \"600 GB\"";
    case Kind::rate: return "a rate, as \"10 Gbit/s\"";
    case Kind::duration: return "a duration, as \"8 h\"";
    case Kind::instant: return "an instant, as \"1 h\" or \"day 2 22:15\"";
    case Kind::timeOfDay: return "a time of day, as \"22:00\"";
    case Kind::share: return "a share, as \"3 %\"";
    case Kind::ratio: return "a ratio, as \"2:1\"";
    case Kind::retention: return "a retention, as \"30 days, 2 cycles\"";
    case Kind::choice: return "one of some words";
    case Kind::choices: return "a list of some words";
    case Kind::texts: return "a list of texts";
    case Kind::before: return "a table with the ages of backups, as { full = \"6 days ago\" }";
    case Kind::date: return "a date, as \"2026-06-01\"";
    case Kind::flag: return "true or false";
  }
  return "unknown";
}

bool KeyDescription::has_place_with(std::string_view selected) const {
  return only_with.empty() || has(only_with, selected);
}

bool KeyDescription::needed_beside(std::string_view selected) const { return required || has(needed_with, selected); }

std::string TableDescription::title() const {
  if (name.empty()) return "a scenario";
  return is_list ? "[[" + name + "]]" : "[" + name + "]";
}

const KeyDescription* TableDescription::find(std::string_view key) const {
  const auto found = std::ranges::find(keys, key, &KeyDescription::name);
  return found == keys.end() ? nullptr : &*found;
}

std::string TableDescription::selected(const Scenario& scenario, std::size_t index) const {
  return selector.empty() ? "" : words_of(find(selector)->written(scenario, index).value());
}

std::string toml_of(const Written& value) {
  struct Toml {
    std::string operator()(const std::string& text) const { return in_quotes(text); }
    std::string operator()(std::uint64_t number) const { return std::to_string(number); }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(const std::vector<std::string>& texts) const {
      if (texts.empty()) return "[]";
      std::string list = "[\n";
      for (const std::string& text : texts) list += "  " + in_quotes(text) + ",\n";
      return list + "]";
    }
    std::string operator()(const WrittenTable& table) const {
      std::string pairs;
      for (const auto& [key, text] : table.texts) pairs += (pairs.empty() ? "" : ", ") + key + " = " + in_quotes(text);
      return "{ " + pairs + " }";
    }
  };
  return std::visit(Toml{}, value);
}

std::string words_of(const Written& value) {
  struct Words {
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(std::uint64_t number) const { return std::to_string(number); }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(const std::vector<std::string>& texts) const {
      std::string list;
      for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + text;
      return list.empty() ? "none" : list;
    }
    std::string operator()(const WrittenTable& table) const {
      std::string list;
      for (const auto& [key, text] : table.texts) list += (list.empty() ? "" : " and ") + key + " " + text;
      return list;
    }
  };
  return std::visit(Words{}, value);
}

}  // namespace keycell::scenarios
