#include "scenarios/versions.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>

#include "scenarios/characters.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

using Words = std::vector<std::string>;

Words names_of_today(const Renaming& renaming) { return {renaming.is.begin(), renaming.is.end()}; }

[[noreturn]] void refuse(std::string_view file_name, Position at, std::string_view key, const std::string& why) {
  throw ScenarioError({std::string(file_name), at.line, at.column, std::string(key) + ": " + why});
}

/// Calls `visit` with each table of this name: one, or those of a list.
template <class Visit>
void each_table(Table& document, std::string_view name, Visit visit) {
  if (name.empty()) return visit(document);
  const auto found = std::ranges::find(document.entries, name, &Entry::key);
  if (found == document.entries.end()) return;
  if (auto* table = std::get_if<Table>(&found->value.content)) return visit(*table);
  auto* parts = std::get_if<Array>(&found->value.content);
  if (parts == nullptr) return;  // the reader refuses it
  for (Value& part : *parts)
    if (auto* table = std::get_if<Table>(&part.content)) visit(*table);
}

struct Found {
  Entry entry;
  const Renaming* renaming;
};

/// Of a file whose version has them.
std::vector<Found> old_names_in(std::string_view file_name, Table& document) {
  const std::uint64_t version = version_of(file_name, document);
  std::vector<Found> found;
  for (const Renaming& renaming : renamings())
    each_table(document, renaming.table, [&](Table& table) {
      const auto old = std::ranges::find(table.entries, renaming.was, &Entry::key);
      if (old == table.entries.end()) return;
      if (version > renaming.until)
        refuse(file_name, old->at, old->key,
               "has had another name since version " + std::to_string(renaming.until + 1) + "; expected " +
                   listed(names_of_today(renaming)));
      for (const std::string_view name : renaming.is)
        if (const Value* beside = table.find(name); beside != nullptr)
          refuse(file_name, old->at, old->key,
                 "is there beside " + quoted(name) + ", its name of today; expected one of them");
      found.push_back({*old, &renaming});
    });
  std::ranges::sort(found, {}, [](const Found& old) { return old.entry.at; });
  return found;
}

// ---- texts

std::size_t byte_at(std::string_view text, Position wanted) {
  std::size_t i = 0;
  for (Position at; i < text.size() && at < wanted; ++i) {
    const char c = text[i];
    if (c == '\n') {
      at = {at.line + 1, 1};
    } else if (i + 1 == text.size() || !continues_a_character(text[i + 1])) {
      ++at.column;
    }
  }
  return i;
}

/// In place of the characters from `begin` to `end`.
struct Edit {
  std::size_t begin;
  std::size_t end;
  std::string text;
};

std::string edited(std::string_view text, std::vector<Edit> edits) {
  std::ranges::sort(edits, {}, &Edit::begin);
  std::string result;
  std::size_t at = 0;
  for (const Edit& each : edits) {
    result += text.substr(at, each.begin - at);
    result += each.text;
    at = each.end;
  }
  return result += text.substr(at);
}

std::size_t line_at(std::string_view text, std::size_t index) {
  return index == 0 ? 0 : text.rfind('\n', index - 1) + 1;  // npos + 1: the first
}

std::string_view line_end_of(std::string_view text, std::size_t line) {
  const std::size_t end = text.find('\n', line);
  return end != std::string_view::npos && end > line && text[end - 1] == '\r' ? "\r\n" : "\n";
}

/// The name alone, or, where it became several, the pair with each of them: on lines of their own, or one behind the
/// other where the table stands in braces.
Edit renamed(std::string_view text, const Found& old) {
  const std::size_t key = byte_at(text, old.entry.at);
  const std::size_t key_end = byte_at(text, old.entry.key_end);
  const std::size_t value_end = byte_at(text, old.entry.value.end);
  const Renaming& renaming = *old.renaming;
  if (renaming.is.size() == 1) return {key, key_end, std::string(renaming.is.front())};
  const std::size_t line = line_at(text, key);
  const std::string_view before = text.substr(line, key - line);
  const std::size_t brace = before.find_last_of("{,");
  const bool in_braces = brace != std::string_view::npos;
  const std::string_view way = in_braces ? before.substr(brace + 1) : before;  // "  ", or "costs."
  const std::string_view rest = text.substr(key_end, value_end - key_end);
  std::string pairs;
  for (const std::string_view name : renaming.is) {
    if (!pairs.empty()) {
      pairs += in_braces ? std::string_view(",") : line_end_of(text, line);
      pairs += in_braces && way.empty() ? std::string_view(" ") : way;
    }
    pairs.append(name).append(rest);
  }
  return {key, value_end, std::move(pairs)};
}

/// Before the first line that says something, which is of the file itself.
Edit version_added(std::string_view text) {
  std::size_t line = 0;
  for (;;) {
    const std::size_t first = text.find_first_not_of(" \t\r", line);
    if (first == std::string_view::npos || (text[first] != '#' && text[first] != '\n')) break;
    const std::size_t end = text.find('\n', first);
    if (end == std::string_view::npos) break;
    line = end + 1;
  }
  return {line, line,
          std::string(versionKey) + " = " + std::to_string(currentVersion) + std::string(line_end_of(text, line))};
}

}  // namespace

std::span<const Renaming> renamings() {
  // A name that was given up is never given to something else in its table.
  static const std::array all{
      // It was the cost of any wrap or unwrap, until the four kinds of them had costs of their own.
      Renaming{.until = 1,
               .table = "costs",
               .was = "key_operation",
               .is = {"aes_wrap", "aes_unwrap", "rsa_public", "rsa_private"}}};
  return all;
}

Problem OldName::told(std::string_view file_name) const {
  const Words names = names_of_today(*renaming);
  return {std::string(file_name), at.line, at.column,
          std::string(renaming->was) + ": is " + listed(names) + " since version " +
              std::to_string(renaming->until + 1) + "; keycell scenario upgrade writes the file so"};
}

std::uint64_t version_of(std::string_view file_name, const Table& document) {
  const auto entry = std::ranges::find(document.entries, versionKey, &Entry::key);
  if (entry == document.entries.end()) return firstVersion;
  const Position at = entry->value.at;
  const auto* number = std::get_if<std::int64_t>(&entry->value.content);
  if (number == nullptr)
    refuse(file_name, at, versionKey,
           description(entry->value) + " is no version; write for example " + std::to_string(currentVersion));
  if (*number < static_cast<std::int64_t>(firstVersion))
    refuse(file_name, at, versionKey,
           std::to_string(*number) + " is too small; expected at least " + std::to_string(firstVersion));
  if (*number > static_cast<std::int64_t>(currentVersion))
    refuse(file_name, at, versionKey,
           std::to_string(*number) + " is newer than this program, which knows scenarios up to version " +
               std::to_string(currentVersion) + "; expected a newer KeyCell");
  return static_cast<std::uint64_t>(*number);
}

std::vector<OldName> use_names_of_today(std::string_view file_name, Table& document) {
  std::vector<OldName> told;
  for (const Found& old : old_names_in(file_name, document)) told.push_back({old.entry.at, old.renaming});
  for (const Renaming& renaming : renamings())
    each_table(document, renaming.table, [&](Table& table) {
      const auto old = std::ranges::find(table.entries, renaming.was, &Entry::key);
      if (old == table.entries.end()) return;
      std::vector<Entry> today;
      for (const std::string_view name : renaming.is) {
        today.push_back(*old);
        today.back().key = name;
      }
      const auto place = table.entries.erase(old);
      table.entries.insert(place, today.begin(), today.end());
    });
  return told;
}

std::string upgraded(std::string_view file_name, std::string_view text) {
  constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
  const bool is_marked = text.starts_with(byteOrderMark);
  if (is_marked) text.remove_prefix(byteOrderMark.size());
  Table document = parse_document(file_name, text);
  std::vector<Edit> edits;
  for (const Found& old : old_names_in(file_name, document)) edits.push_back(renamed(text, old));
  const Value* version = document.find(versionKey);
  if (version == nullptr) {
    edits.push_back(version_added(text));
  } else if (version_of(file_name, document) != currentVersion) {
    edits.push_back({byte_at(text, version->at), byte_at(text, version->end), std::to_string(currentVersion)});
  }
  return (is_marked ? std::string(byteOrderMark) : std::string()) + edited(text, std::move(edits));
}

}  // namespace keycell::scenarios
