#include "scenarios/rows.h"

#include <stdexcept>

namespace keycell::scenarios {
namespace {

/// "a MediaAgent", or, where the rows differ, "for `bit-rot` a MediaAgent; for ...".
std::string meaning_in_rows(const std::vector<const Row*>& rows, const std::string& key) {
  std::vector<std::pair<std::string, std::string>> meanings;  // and for which rows
  for (const Row* row : rows) {
    const RowKey* found = row->find(key);
    if (found == nullptr) continue;
    const auto same = std::ranges::find(meanings, found->meaning, &std::pair<std::string, std::string>::first);
    if (same == meanings.end()) {
      meanings.emplace_back(found->meaning, row->word);
    } else {
      same->second += ", " + row->word;
    }
  }
  if (meanings.size() == 1) return meanings.front().first;
  std::string text;
  for (const auto& [meaning, words] : meanings) text += (text.empty() ? "for " : "; for ") + words + " " + meaning;
  return text;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : between).append(word);
  return text;
}

}  // namespace

RowKey row_key(std::string name, const Things& names, std::string meaning) {
  RowKey key = row_key(std::move(name), names.sort == Sort::keyOwner ? owner_path() : reference(), std::move(meaning));
  key.names = &names;
  return key;
}

const RowKey* Row::find(std::string_view key) const {
  const auto found = std::ranges::find(keys, key, &RowKey::name);
  return found == keys.end() ? nullptr : &*found;
}

bool name_of_thing_is_said(const Row& row, const Values& values, Sort sort, std::string_view name) {
  return std::ranges::any_of(row.keys, [&](const RowKey& key) {
    return key.names != nullptr && key.names->sort == sort && values.text(key.name) == name;
  });
}

std::vector<std::string> keys_of_rows(const std::vector<const Row*>& rows) {
  std::vector<std::string> names;
  for (const Row* row : rows)
    for (const RowKey& key : row->keys)
      if (std::ranges::find(names, key.name) == names.end()) names.push_back(key.name);
  return names;
}

const Form<Said>& form_in(const std::vector<const Row*>& rows, std::string_view word, std::string_view key) {
  for (const Row* row : rows) {
    const RowKey* found = row->word == word ? row->find(key) : nullptr;
    if (found != nullptr) return found->form;
  }
  throw std::logic_error("no \"" + std::string(key) + "\" of \"" + std::string(word) + "\"");
}

KeyDescription facts_of_rows(const std::vector<const Row*>& rows, const std::string& key) {
  KeyDescription facts;
  std::vector<std::string> has, needs;
  const Things* names = nullptr;
  bool all_name_the_same = true;
  for (const Row* row : rows) {
    const RowKey* found = row->find(key);
    if (found == nullptr) continue;
    if (has.empty()) facts = facts_of(key, found->form, {});
    const bool counts = found->is_needed || found->names != nullptr;  // of names that may be missing
    if (counts && names == nullptr) names = found->names;
    has.push_back(row->word);
    if (found->is_needed && found->instead.empty()) needs.push_back(row->word);
    if (found->is_needed && !found->instead.empty())
      facts.absent = "one of `" + joined(found->instead, "`, `") + "` is said";
    if (!found->otherwise.empty()) facts.absent = found->otherwise;
    facts.positive = facts.positive || found->is_positive;
    all_name_the_same = all_name_the_same && (!counts || found->names == names);
  }
  facts.meaning = meaning_in_rows(rows, key);
  facts.required = needs.size() == rows.size();
  if (has.size() < rows.size()) facts.only_with = has;
  if (!facts.required) facts.needed_with = needs;
  if (names != nullptr && all_name_the_same) facts.possible = names->names;
  return facts;
}

}  // namespace keycell::scenarios
