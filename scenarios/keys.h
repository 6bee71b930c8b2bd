#pragma once
// The language that keys_of_scenario.cpp is written in: a key is a name, the member it sets, a form and a sentence.
//
//   key("latency", &Network::latency, duration(), "one way, between any two hosts")

#include <limits>
#include <utility>

#include "scenarios/description.h"
#include "scenarios/units.h"

namespace keycell::scenarios {

/// How one kind of value is read from a table and written.
template <class T>
struct Form {
  Kind kind;
  std::function<T(const TableReader&, std::string_view)> read;
  std::function<Written(const T&)> write;
  std::vector<std::string> words{};
  std::uint64_t smallest = 0;
  std::uint64_t largest = 0;
};

Form<std::string> text();
Form<std::string> name();
Form<std::string> reference();
Form<std::string> owner_path();  ///< of a pool or copy with keys of its own, kept as model/path.h writes it
Form<std::string> word_of(std::vector<std::string> words);       ///< which validate() checks
Form<std::string> one_of_words(std::vector<std::string> words);  ///< which the reader checks
Form<std::vector<std::string>> texts();
Form<bool> flag();
Form<std::uint64_t> number(std::uint64_t smallest);
/// A number from `smallest` on, or a word that stands for a value of its own, beyond all that a file can say.
Form<std::uint64_t> number_or(std::vector<std::pair<std::string, std::uint64_t>> words, std::uint64_t smallest);
Form<std::uint32_t> small_number(std::uint32_t smallest, std::uint32_t largest);
Form<std::uint64_t> size();
Form<std::uint64_t> network_rate();  ///< written in bits
Form<std::uint64_t> rate();          ///< written in bytes
Form<Nanos> duration();
/// A duration, or a word that stands for a value of its own.
Form<Nanos> duration_or(std::string_view word, Nanos value);
Form<Nanos> instant();
Form<Nanos> time_of_day();
Form<std::uint32_t> share();  ///< millionths
Form<std::uint32_t> ratio();  ///< thousandths
Form<model::Retention> retention();

Form<model::Date> date();
Form<Before> before();

/// Some of the words.
template <class Choice>
Form<std::vector<Choice>> choices(std::span<const Word<Choice>> words) {
  return {.kind = Kind::choices,
          .read = [words](const TableReader& table, std::string_view key) { return table.choices(key, words); },
          .write =
              [words](const std::vector<Choice>& values) {
                std::vector<std::string> texts;
                for (const Choice& value : values) texts.push_back(text_of(words, value));
                return Written(std::move(texts));
              },
          .words = texts_of(words)};
}

template <class Choice>
Form<Choice> choice(std::span<const Word<Choice>> words) {
  return {.kind = Kind::choice,
          .read = [words](const TableReader& table, std::string_view key) { return table.choice(key, words); },
          .write = [words](const Choice& value) { return Written(text_of(words, value)); },
          .words = texts_of(words)};
}

/// A key of a Part, before it is known where in the scenario the part is.
template <class Part>
struct PartKey {
  KeyDescription facts;
  std::function<void(const TableReader&, Part&)> read;
  std::function<std::optional<Written>(const Part&)> written;

  PartKey required() && {
    return with([](KeyDescription& key) { key.required = true; });
  }
  PartKey positive() && {
    return with([](KeyDescription& key) { key.positive = true; });
  }
  /// Says what holds without the key.
  PartKey absent(std::string what) && {
    return with([&](KeyDescription& key) { key.absent = std::move(what); });
  }
  /// The same, where what holds depends on the rest of the scenario: there is no default.
  PartKey worked_out(std::string what) && {
    return with([&](KeyDescription& key) {
      key.absent = std::move(what);
      key.has_default = false;
    });
  }
  /// One sentence for each word of a choice.
  PartKey words_mean(std::vector<std::string> sentences) && {
    return with([&](KeyDescription& key) { key.words_mean = std::move(sentences); });
  }
  /// Needed with these words of the selector, and without a place with others.
  PartKey needed_with(std::vector<std::string> selected) && {
    return with([&](KeyDescription& key) { key.only_with = key.needed_with = std::move(selected); });
  }
  PartKey only_with(std::vector<std::string> selected) && {
    return with([&](KeyDescription& key) { key.only_with = std::move(selected); });
  }
  PartKey possible(std::function<std::vector<std::string>(const Scenario&)> words) && {
    return with([&](KeyDescription& key) { key.possible = std::move(words); });
  }

 private:
  template <class Change>
  PartKey with(Change change) {
    change(facts);
    return std::move(*this);
  }
};

template <class T>
KeyDescription facts_of(std::string name, const Form<T>& form, std::string meaning) {
  const bool always_more_than_zero = form.kind == Kind::size || form.kind == Kind::rate;
  return {.name = std::move(name),
          .kind = form.kind,
          .words = form.words,
          .meaning = std::move(meaning),
          .positive = always_more_than_zero,
          .smallest = form.smallest,
          .largest = form.largest};
}

constexpr bool is_no_text(const Written& value) {
  const std::string* text = std::get_if<std::string>(&value);
  return text != nullptr && text->empty();
}

template <class Part, class T>
PartKey<Part> key(std::string name, T Part::*member, Form<T> form, std::string meaning) {
  return {.facts = facts_of(name, form, std::move(meaning)),
          .read = [=](const TableReader& table, Part& part) { part.*member = form.read(table, name); },
          .written = [=](const Part& part) -> std::optional<Written> {
            Written value = form.write(part.*member);
            return is_no_text(value) ? std::nullopt : std::optional(std::move(value));
          }};
}

template <class Part, class T>
PartKey<Part> key(std::string name, std::optional<T> Part::*member, Form<T> form, std::string meaning) {
  return {.facts = facts_of(name, form, std::move(meaning)),
          .read = [=](const TableReader& table, Part& part) { part.*member = form.read(table, name); },
          .written = [=](const Part& part) -> std::optional<Written> {
            return part.*member ? std::optional(form.write(*(part.*member))) : std::nullopt;
          }};
}

/// `at(scenario, index)` is the part, const or not.
template <class Part, class At>
std::vector<KeyDescription> placed(std::vector<PartKey<Part>> keys, At at) {
  std::vector<KeyDescription> described;
  for (PartKey<Part>& key : keys) {
    KeyDescription facts = std::move(key.facts);
    if (!facts.required && facts.has_default) facts.otherwise = key.written(Part{});
    facts.read = [read = std::move(key.read), at](const TableReader& table, Scenario& s, std::size_t i) {
      read(table, at(s, i));
    };
    facts.written = [written = std::move(key.written), at](const Scenario& s, std::size_t i) {
      return written(at(s, i));
    };
    described.push_back(std::move(facts));
  }
  return described;
}

inline TableDescription single(std::string name, std::string meaning, std::vector<KeyDescription> keys) {
  return {.name = std::move(name),
          .meaning = std::move(meaning),
          .keys = std::move(keys),
          .count = [](const Scenario&) { return std::size_t{1}; },
          .add = [](Scenario&) {}};
}

/// Keys of the scenario itself.
inline TableDescription table(std::string name, std::string meaning, std::vector<PartKey<Scenario>> keys) {
  return single(std::move(name), std::move(meaning),
                placed(
                    std::move(keys), [](auto& s, std::size_t) -> auto& { return s; }));
}

template <class Part>
TableDescription table(std::string name, std::string meaning, Part Scenario::*member, std::vector<PartKey<Part>> keys) {
  return single(std::move(name), std::move(meaning),
                placed(
                    std::move(keys), [member](auto& s, std::size_t) -> auto& { return s.*member; }));
}

template <class Part>
TableDescription list(std::string name, std::string meaning, std::vector<Part> Scenario::*member,
                      std::vector<PartKey<Part>> keys) {
  return {.name = std::move(name),
          .meaning = std::move(meaning),
          .is_list = true,
          .keys = placed(
              std::move(keys), [member](auto& s, std::size_t i) -> auto& { return (s.*member)[i]; }),
          .count = [member](const Scenario& s) { return (s.*member).size(); },
          .add = [member](Scenario& s) { (s.*member).emplace_back(); }};
}

}  // namespace keycell::scenarios
