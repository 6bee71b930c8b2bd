#pragma once
// The text of a scenario, changed as slips of the hand, editors and bad disks change it, and with values at and beyond
// the edges of what each key can say. Everything is drawn from dice, in an order that nothing else decides.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/description.h"
#include "scenarios/wording.h"

namespace keycell::fuzz {

/// What one call is drawn from: a function of the seed and the call's number, so that it can be repeated alone.
class Dice {
 public:
  Dice(std::uint64_t seed, std::uint64_t call) {
    std::seed_seq both{seed & 0xFFFFFFFFU, seed >> 32U, call & 0xFFFFFFFFU, call >> 32U};
    bits_.seed(both);
  }
  /// From 0 to n - 1.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits_() % n); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class List>
  const auto& of(const List& list) {
    return list[below(std::size(list))];
  }

 private:
  std::mt19937_64 bits_;
};

inline std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

inline std::string in_lines(const std::vector<std::string>& lines) { return fmt::format("{}", fmt::join(lines, "\n")); }

/// Names, paths and titles that a screen, a schema, a path or a comparison may trip over.
inline std::vector<std::string> odd_texts() {
  using namespace std::string_literals;
  std::vector<std::string> texts = split(
      "| |a|a b| "
      "a|no-such|commserve|COMMSERVE|console|FS1|fs1|ma1|Gold/Primary|a/b|\"a/b\"/c|../up|-|--|--help|%s%n|{}|"
      "é|e\u0301|İ|ſs|\u212A|日本語|\U0001F511|\U0010FFFF|\u00A0|\u1160|\u200B|\u00AD|\uFEFF|\u202Eabc|a\u2066b|"
      "\u061C|\u200F|\u2028|\u0085|\u009B31m|\x1B[31m|\a|\r|a\rb|a\nb|\t|\x7F|\x01|\xFF|\xC3|SEC-7|SEC-99|<&>|'|\"|\\",
      '|');
  texts.push_back("a\0b"s);
  for (const std::size_t length : {200U, 201U, 255U, 256U, 5000U}) texts.emplace_back(length, 'x');
  std::string letters;
  for (int i = 0; i < 90; ++i) letters += "é";
  texts.push_back(letters);
  return texts;
}

/// What quantities can say at their edges, and what they cannot, between bars.
inline std::string_view edges_of(scenarios::Kind kind) {
  using enum scenarios::Kind;
  static const std::map<scenarios::Kind, std::string_view> edges{
      {size,
       "0 B|1 B|31 B|32 B|64 KiB|1 GB|1.5 GB|1.5 B|9223372036854775807 B|9223372036854775808 B|-1 GB|1GB|1 gb|GB|1e3 B|"
       "0.000000001 PB|1,5 GB|1"},
      {rate,
       "0 MB/s|1 B/s|1 bit/s|8 bit/s|9 bit/s|1 Gbit/s|9223372036854775807 B/s|9223372036854775808 B/s|1.5 MB/s|-1 MB/s|"
       "1 GB|1 MB / s|1 Tbit/s|100000 Tbit/s"},
      {duration,
       "0 s|1 ns|0.5 ns|1 us|1 h 30 min|30 min 1 h|1 h 1 h|36525 days|36526 days|-1 s|1 day 24 h|1 h 30|unlimited|0.1 "
       "s|"
       "99999999999999999999 s|0 h 0 min|1.5 days"},
      {instant,
       "0 s|1 s|1 h|-1 h|day 1 00:00|day 0 00:00|day 1 24:00|day 1 00:60|day 2|day 2 22:15:30|day 36525 23:59:59|1.5 h|"
       "day 36526 00:00|day 99999999999 00:00|day -1 10:00|1 h ago|36525 days|day 1 12:00|day 3 12:00"},
      {timeOfDay, "00:00|24:00|23:59:59|23:59:60|7:00|22:60|-1:00|day 2 22:00|22:00:30.5|1 h"},
      {share, "0 %|100 %|100.0000001 %|-1 %|0.0000001 %|3%|3|50 %|1e1 %|99.9 %"},
      {ratio, "1:1|1000:1|1001:1|0:1|1:0|0.5:1|1.7:1|1:2|1:1:1|2|1.0000000000000000001:1"},
      {retention,
       "0 days, 1 cycle|36525 days, 1000 cycles|36526 days, 1 cycle|0 days, 0 cycles|1 cycle|-1 days, 1 cycle|"
       "1 day 1 cycle|1 day, 1 cycle|0 days, 1001 cycles|1 cycle, 1 day"}};
  const auto found = edges.find(kind);
  return found == edges.end() ? "" : found->second;
}

/// The same of what stands without quotes.
constexpr std::string_view bareEdges =
    "0|1|2|3|-1|-0|+1|7|1000000|4294967296|9223372036854775807|9223372036854775808|-9223372036854775808|"
    "18446744073709551615|1.5|1e3|0x10|0b1|1_000|nan|inf|-inf|true|false|TRUE|null|[]|[[]]|[1]|[\"\"]|[\"x\", "
    "\"x\"]|{}|"
    "[{}]|{ a = 1 }|2024-02-29|2026-02-29|0000-01-01|0001-01-01|9999-12-31|2026-13-01|2026-01-01T00:00:00Z|07:00:00|"
    "\"2026-01-01\"|{ full = \"1 day ago\" }|{ full = \"6 days ago\", incremental = \"1 day ago\" }|"
    "{ full = \"1 day ago\", incremental = \"2 days ago\" }|{ full = \"0 days ago\" }|{ full = \"36525 days ago\" }|"
    "{ full = \"\" }|[\"Mon\", \"Mon\"]|[\"Sun\"]|[\"SEC-7\"]|[\"FID-1\", "
    "\"SEC-7\"]|\"unclosed|'''x|\"\"\"|\"\\u0000\"|"
    "\"\\uD800\"|\"\\q\"|# nothing";

inline std::string quoted_toml(std::string_view text) {
  return scenarios::toml_of(scenarios::Written(std::string(text)));
}

/// "key = value  # why" of a table.
struct Said {
  std::size_t line;
  std::size_t header;  ///< the line of its table's, if it has one
  std::string table;
  std::string key;
  std::size_t from;  ///< where the value stands in the line
  std::string value;
};

inline std::vector<Said> said_in(const std::vector<std::string>& lines) {
  std::vector<Said> all;
  std::string table;
  std::size_t header = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    const std::size_t from = line.find(" = ") + 3;
    if (line.starts_with('[')) {
      table = line.substr(line.starts_with("[[") ? 2 : 1, line.find(']') - line.rfind('[') - 1);
      header = i;
    } else if (!line.starts_with('#') && from > 2) {
      std::size_t end = from;
      for (bool quoted = false; end < line.size() && (quoted || line[end] != '#'); ++end) quoted ^= line[end] == '"';
      const std::string path = (table.empty() ? "" : table + ".") + line.substr(0, from - 3);
      const std::size_t key = path.rfind('.') + 1;
      all.push_back({.line = i,
                     .header = header,
                     .table = path.substr(0, key == 0 ? 0 : key - 1),
                     .key = path.substr(key),
                     .from = from,
                     .value = line.substr(from, line.find_last_not_of(' ', end - 1) + 1 - from)});
    }
  }
  return all;
}

/// As TOML writes it: any value of any kind.
inline std::string any_value(Dice& dice) {
  if (dice.one_in(3)) return dice.of(split(bareEdges, '|'));
  if (dice.one_in(3)) return '"' + dice.of(odd_texts()) + '"';  // as it is, also where TOML wants an escape
  if (dice.one_in(2)) return quoted_toml(dice.of(odd_texts()));
  const auto kind = static_cast<scenarios::Kind>(dice.below(static_cast<std::size_t>(scenarios::Kind::flag) + 1));
  return quoted_toml(dice.of(split(edges_of(kind), '|')));
}

/// As TOML writes it: a value of the key's kind, at an edge of what it can say or just beyond; of a name, often one
/// that the text has in such a place.
inline std::string value_for(Dice& dice, const scenarios::KeyDescription& key, const std::vector<Said>& said) {
  using enum scenarios::Kind;
  if (!key.words.empty() && !dice.one_in(4)) {
    const std::string word = quoted_toml(dice.of(key.words));
    return key.kind == choices ? "[" + word + "]" : word;
  }
  if (const auto edges = edges_of(key.kind); !edges.empty()) return quoted_toml(dice.of(split(edges, '|')));
  if (key.kind == flag) return dice.one_in(2) ? "true" : "false";
  if (key.kind == number && !dice.one_in(3))
    return std::to_string(
        dice.of(std::array{key.smallest, key.smallest - 1, key.smallest + 1, key.largest, key.largest + 1}));
  if (key.kind == number || key.kind == date || key.kind == before) return dice.of(split(bareEdges, '|'));
  std::vector<std::string> names;
  for (const Said& each : said)
    if (each.value.starts_with('"') &&
        (each.key == key.name || (each.key == "name" && key.name.starts_with(each.table))))
      names.push_back(each.value);
  const std::string value = names.empty() || dice.one_in(4) ? quoted_toml(dice.of(odd_texts())) : dice.of(names);
  return key.kind == texts || key.kind == choices ? "[" + value + "]" : value;
}

inline const std::vector<scenarios::TableDescription>& described_tables() {
  static const std::vector<scenarios::TableDescription> tables = scenarios::describe_scenario();
  return tables;
}

/// How far changes go: bold ones mostly leave nothing that loads.
enum class Boldness { values, anything };

/// Makes one change and says which; nothing where there is nothing to change.
inline std::string change(Dice& dice, std::string& text, Boldness boldness) {
  std::vector<std::string> lines = split(text, '\n');
  const auto with = [&](const std::string& what) {
    text = in_lines(lines);
    return what;
  };
  const auto at = [&](std::size_t which) { return lines.begin() + static_cast<std::ptrdiff_t>(which); };
  const std::size_t line = dice.below(lines.size());
  const std::vector<Said> said = said_in(lines);
  if (said.empty()) return "";
  const Said& one = dice.of(said);
  const auto say = [&](const Said& where, const std::string& value) {
    lines[where.line].replace(where.from, where.value.size(), value);
    return with(fmt::format("{} = {}", where.key, value));
  };
  const auto table_of = [&](const std::string& name) {
    return std::ranges::find(described_tables(), name, &scenarios::TableDescription::name);
  };
  constexpr std::size_t ofValues = 8;
  switch (dice.below(boldness == Boldness::values ? ofValues : ofValues + 11)) {
    case 0: {
      const auto named = std::ranges::find_if(
          said, [&](const Said& each) { return each.line >= line && each.key == "name" && each.value.size() > 2; });
      if (named == said.end()) return "";
      const std::string is = quoted_toml(dice.of(odd_texts()));
      for (std::size_t from = 0; (from = text.find(named->value, from)) != std::string::npos; from += is.size())
        text.replace(from, named->value.size(), is);
      return named->value + " is now " + is;
    }
    case 1:
    case 2:
    case 3: {  // one more key, of a table that is there or that is there once at most
      const bool is_there = dice.one_in(2);
      const auto table =
          is_there ? table_of(one.table)
                   : described_tables().begin() + static_cast<std::ptrdiff_t>(dice.below(described_tables().size()));
      if (table == described_tables().end() || (!is_there && table->is_list)) return "";
      const auto& key = dice.of(table->keys);
      const std::string value = value_for(dice, key, said);
      const auto same = std::ranges::find_if(said, [&](const Said& each) {
        return each.table == table->name && each.key == key.name && (!table->is_list || each.header == one.header);
      });
      if (same != said.end()) return say(*same, value);
      const auto header = table->is_list ? at(one.header) : std::ranges::find(lines, table->title());
      const std::string more = key.name + " = " + value;
      if (table->name.empty())
        lines.insert(lines.begin(), more);
      else if (header == lines.end())
        lines.insert(lines.end(), {table->title(), more});
      else
        lines.insert(header + 1, more);
      return with(table->title() + " " + more);
    }
    case 4:
    case 5:
    case 6:
    case 7: {
      const auto table = table_of(one.table);
      const auto* key = table == described_tables().end() ? nullptr : table->find(one.key);
      return say(one, key == nullptr ? any_value(dice) : value_for(dice, *key, said));
    }
    case 8: lines.erase(at(line)); return with(fmt::format("line {} gone", line + 1));
    case 9: lines.insert(at(line), lines[line]); return with(fmt::format("line {} twice", line + 1));
    case 10: {
      const std::size_t other = dice.below(lines.size());
      std::iter_swap(at(line), at(other));
      return with(fmt::format("lines {} and {} swapped", line + 1, other + 1));
    }
    case 11: {
      const Said& other = dice.of(said);
      if (one.line == other.line) return "";
      return say(one, other.value) + ", " + say(other, one.value);
    }
    case 12: return say(one, any_value(dice));
    case 13: return say(one, quoted_toml("no-such"));
    case 14:
    case 15: {  // from the header to the next one
      const auto is_header = [](const std::string& each) { return each.starts_with('['); };
      const auto first = at(one.header);
      const std::vector<std::string> table(first, std::find_if(first + 1, lines.end(), is_header));
      if (dice.one_in(2)) return lines.erase(first, first + std::ssize(table)), with(table.front() + " gone");
      lines.insert(dice.one_in(2) ? lines.end() : at(line), table.begin(), table.end());
      return with(table.front() + " twice");
    }
    case 16: text = fmt::format("{}", fmt::join(lines, "\r\n")); return "CRLF";
    case 17:
      if (dice.one_in(3)) return text.insert(0, "\uFEFF"), "byte order mark";
      text.resize(dice.below(text.size() + 1));
      return fmt::format("cut to {} bytes", text.size());
    default: {
      const std::size_t where = dice.below(text.size() + 1);
      const std::string odd =
          dice.one_in(3) ? std::string(1, static_cast<char>(dice.below(256))) : dice.of(odd_texts());
      text.insert(where, odd);
      return fmt::format("{} at byte {}", scenarios::quoted(odd), where);
    }
  }
}

}  // namespace keycell::fuzz
