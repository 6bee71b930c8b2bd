#pragma once
// Rows: kinds of one sort of thing (faults, actions of an operator) that differ in what they can be told. A row is a
// word, a sentence and typed keys; loader, writer, schema, pages, validation, draws and shrinker follow from it.
//
//   {.word = "kms-down", .sentence = "...", .keys = {row_key("target", kmsServers, "the KMS").needed(), ...}}
//
// A part of a scenario that has rows keeps what a file says of it in its member `values`.

#include <algorithm>

#include "scenarios/keys.h"
#include "scenarios/things.h"

namespace keycell::scenarios {

using model::Said;
using model::Values;

/// What is wrong with what a key says, beyond what its form and the things that it names can see; empty: nothing.
using Objection = std::string (*)(const Scenario&, const Values&);

struct RowKey {
  std::string name;
  Form<Said> form;
  std::string meaning;                  ///< one sentence without its full stop
  bool (*fits)(const Said&) = nullptr;  ///< whether it is of the form's type
  const Things* names = nullptr;        ///< what a reference names
  bool is_needed = false;
  bool is_positive = false;
  std::string otherwise{};    ///< what holds without the key
  std::string comes_after{};  ///< of an instant: the key that is earlier
  Objection objection = nullptr;
  std::vector<std::string> instead{};  ///< exactly one of it and these is said, where it is needed

  RowKey needed() && {
    return with([](RowKey& key) { key.is_needed = true; });
  }
  RowKey positive() && {
    return with([](RowKey& key) { key.is_positive = true; });
  }
  RowKey absent(std::string what) && {
    return with([&](RowKey& key) { key.otherwise = std::move(what); });
  }
  RowKey after(std::string earlier) && {
    return with([&](RowKey& key) { key.comes_after = std::move(earlier); });
  }
  RowKey or_else(std::vector<std::string> others) && {
    return with([&](RowKey& key) { key.instead = std::move(others); });
  }
  RowKey unless(Objection what) && {
    return with([&](RowKey& key) { key.objection = what; });
  }

 private:
  template <class Change>
  RowKey with(Change change) {
    change(*this);
    return std::move(*this);
  }
};

/// How a value of a form is kept: smaller numbers as the largest.
template <class T>
using Kept = std::conditional_t<std::is_integral_v<T>, std::uint64_t, T>;

template <class T>
RowKey row_key(std::string name, Form<T> form, std::string meaning) {
  return {
      .name = std::move(name),
      .form = {.kind = form.kind,
               .read = [read = std::move(form.read)](const TableReader& table,
                                                     std::string_view key) { return Said(Kept<T>(read(table, key))); },
               .write = [write = std::move(form.write)](
                            const Said& value) { return write(static_cast<T>(std::get<Kept<T>>(value))); },
               .words = std::move(form.words),
               .smallest = form.smallest,
               .largest = form.largest},
      .meaning = std::move(meaning),
      .fits = [](const Said& value) { return std::holds_alternative<Kept<T>>(value); }};
}

/// The name of one of some things.
RowKey row_key(std::string name, const Things& names, std::string meaning);

struct Row {
  std::string word;
  std::string sentence;      ///< what happens, without its full stop
  std::vector<RowKey> keys;  ///< in the order in which a file has them

  const RowKey* find(std::string_view key) const;
};

/// Whether a value that is said names this thing.
bool name_of_thing_is_said(const Row& row, const Values& values, Sort sort, std::string_view name);

// ---- rows as the keys of a table

template <class Rows>
std::vector<std::string> words_of_rows(const Rows& rows) {
  std::vector<std::string> words;
  for (const Row& row : rows) words.push_back(row.word);
  return words;
}

/// Null for a word that no row has.
template <class Rows>
auto find_row(const Rows& rows, std::string_view word) {
  const auto found = std::ranges::find(rows, word, &Row::word);
  return found == rows.end() ? nullptr : &*found;
}

/// All that the rows say of the key of this name, as one key of the table.
KeyDescription facts_of_rows(const std::vector<const Row*>& rows, const std::string& key);
/// How the row of this word has this key. Throws std::logic_error when it has none.
const Form<Said>& form_in(const std::vector<const Row*>& rows, std::string_view word, std::string_view key);
/// The names of the rows' keys, in the order in which they are met.
std::vector<std::string> keys_of_rows(const std::vector<const Row*>& rows);

template <class Rows>
std::vector<std::string> sentences_of_rows(const Rows& rows) {
  std::vector<std::string> sentences;
  for (const Row& row : rows) sentences.push_back(row.sentence);
  return sentences;
}

/// The keys of all rows; `word` says which row a part is of. The rows stay where they are for as long as the keys.
template <class Part, class Rows>
std::vector<PartKey<Part>> keys_of_all(const Rows& kinds, std::string Part::*word) {
  std::vector<const Row*> rows;
  for (const Row& row : kinds) rows.push_back(&row);
  std::vector<PartKey<Part>> keys;
  for (const std::string& name : keys_of_rows(rows)) {
    const auto form = [rows, word, name](const Part& part) -> const Form<Said>& {
      return form_in(rows, part.*word, name);
    };
    keys.push_back(
        {.facts = facts_of_rows(rows, name),
         .read = [=](const TableReader& table, Part& part) { part.values.say(name, form(part).read(table, name)); },
         .written = [=](const Part& part) -> std::optional<Written> {
           const Said* value = part.values.find(name);
           return value == nullptr ? std::nullopt : std::optional(form(part).write(*value));
         }});
  }
  return keys;
}

/// The key that says which row a part is of, and after it the keys of all rows.
template <class Part, class Rows>
std::vector<PartKey<Part>> keys_by_row(const Rows& kinds, std::string selector, std::string Part::*word,
                                       std::string meaning) {
  std::vector<PartKey<Part>> keys;
  keys.push_back(key(std::move(selector), word, one_of_words(words_of_rows(kinds)), std::move(meaning))
                     .words_mean(sentences_of_rows(kinds))
                     .required());
  for (PartKey<Part>& of_rows : keys_of_all(kinds, word)) keys.push_back(std::move(of_rows));
  return keys;
}

}  // namespace keycell::scenarios
