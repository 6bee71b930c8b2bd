#include <fmt/format.h>
#include <limits>

#include "reports/scenario_schema.h"
#include "scenarios/description.h"

namespace keycell::reports {
namespace {

using scenarios::KeyDescription;
using scenarios::Kind;
using scenarios::TableDescription;

std::string words_in_code(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += fmt::format("{}`\"{}\"`", text.empty() ? "" : ", ", word);
  return text;
}

std::string kind_in_cell(const KeyDescription& key) {
  switch (key.kind) {
    case Kind::text: return "text";
    case Kind::name:
    case Kind::reference: return "name";
    case Kind::number: {
      const std::string from = key.smallest == 0 ? "number" : fmt::format("number from {}", key.smallest);
      // Where it is not merely what fits.
      return key.largest < std::numeric_limits<std::uint32_t>::max() ? fmt::format("{} to {}", from, key.largest)
                                                                     : from;
    }
    case Kind::size: return "size";
    case Kind::rate: return "rate";
    case Kind::duration: return key.words.empty() ? "duration" : "duration, " + words_in_code(key.words);
    case Kind::instant: return "instant";
    case Kind::timeOfDay: return "time of day";
    case Kind::share: return "share";
    case Kind::ratio: return "ratio";
    case Kind::retention: return "retention";
    case Kind::choice: return words_in_code(key.words);
    case Kind::choices: return "list of " + words_in_code(key.words);
    case Kind::texts: return "list of texts";
    case Kind::before: return "table: `full`, `incremental`, as `\"6 days ago\"`";
    case Kind::date: return "date";
    case Kind::flag: return "`true` or `false`";
  }
  return {};
}

std::string value_in_cell(const scenarios::Written& value) { return "`" + scenarios::toml_of(value) + "`"; }

std::string default_in_cell(const KeyDescription& key) {
  if (key.required) return "*required*";
  if (!key.needed_with.empty()) return fmt::format("*required with* {}", words_in_code(key.needed_with));
  if (key.otherwise) return value_in_cell(*key.otherwise);
  return key.absent;
}

std::string meaning_in_cell(const KeyDescription& key) {
  std::string text = key.meaning;
  for (std::size_t i = 0; i < key.words_mean.size(); ++i)
    text += fmt::format("{}`{}`: {}", i == 0 ? " (" : "; ", key.words[i], key.words_mean[i]);
  if (!key.words_mean.empty()) text += ")";
  if (!key.only_with.empty() && key.needed_with.empty())
    text += fmt::format("; only with {}", words_in_code(key.only_with));
  const bool always_more = key.kind == Kind::size || key.kind == Kind::rate;
  return text + (key.positive && !always_more ? "; more than zero" : "");
}

}  // namespace

std::string scenario_keys_markdown() {
  std::string text = "| key | kind | default | meaning |\n|---|---|---|---|\n";
  for (const TableDescription& table : scenarios::describe_scenario()) {
    if (!table.name.empty())
      text +=
          fmt::format("| **`{}`** | | {} | {} |\n", table.title(), table.needed ? "*at least one*" : "", table.meaning);
    for (const KeyDescription& key : table.keys)
      text += fmt::format("| `{}` | {} | {} | {} |\n", key.name, kind_in_cell(key), default_in_cell(key),
                          meaning_in_cell(key));
  }
  return text;
}

}  // namespace keycell::reports
