#include "scenarios/keys.h"

#include <algorithm>

#include "model/path.h"

namespace keycell::scenarios {
namespace {

Written as_is(const std::string& text) { return text; }

Form<std::string> text_of_kind(Kind kind, std::vector<std::string> words) {
  return {.kind = kind, .read = &TableReader::text, .write = as_is, .words = std::move(words)};
}

}  // namespace

Form<std::string> text() { return text_of_kind(Kind::text, {}); }
Form<std::string> name() { return text_of_kind(Kind::name, {}); }
Form<std::string> word_of(std::vector<std::string> words) { return text_of_kind(Kind::choice, std::move(words)); }

Form<std::string> one_of_words(std::vector<std::string> words) {
  return {.kind = Kind::choice,
          .read = [words](const TableReader& table, std::string_view key) { return table.word(key, words); },
          .write = as_is,
          .words = words};
}

Form<std::string> reference() { return {.kind = Kind::reference, .read = &TableReader::reference, .write = as_is}; }

Form<std::string> owner_path() {
  Form<std::string> form = reference();
  form.read = [](const TableReader& table, std::string_view key) {
    const std::string path = table.reference(key);
    const auto names = model::names_in_path(path);
    if (!names || names->size() > 2) return path;  // which nothing has
    return names->size() == 1 ? model::path_of(names->front()) : model::path_of(names->front(), names->back());
  };
  return form;
}

Form<std::vector<std::string>> texts() {
  return {.kind = Kind::texts, .read = &TableReader::texts, .write = [](const auto& list) { return Written(list); }};
}

Form<bool> flag() {
  return {.kind = Kind::flag, .read = &TableReader::flag, .write = [](bool value) { return Written(value); }};
}

Form<std::uint64_t> number(std::uint64_t smallest) {
  return {.kind = Kind::number,
          .read = [=](const TableReader& table, std::string_view key) { return table.number(key, smallest); },
          .write = [](std::uint64_t value) { return Written(value); },
          .smallest = smallest,
          .largest = largestQuantity};
}

Form<std::uint64_t> number_or(std::vector<std::pair<std::string, std::uint64_t>> words, std::uint64_t smallest) {
  using Meant = std::pair<std::string, std::uint64_t>;
  Form<std::uint64_t> form = number(smallest);
  for (const Meant& word : words) form.words.push_back(word.first);
  form.read = [=, texts = form.words](const TableReader& table, std::string_view key) {
    if (!table.is_text(key)) return table.number(key, smallest);
    return std::ranges::find(words, table.word(key, texts), &Meant::first)->second;
  };
  form.write = [words](std::uint64_t value) {
    const auto word = std::ranges::find(words, value, &Meant::second);
    return word == words.end() ? Written(value) : Written(word->first);
  };
  return form;
}

Form<std::uint32_t> small_number(std::uint32_t smallest, std::uint32_t largest) {
  return {.kind = Kind::number,
          .read = [=](const TableReader& table,
                      std::string_view key) { return table.small_number(key, smallest, largest); },
          .write = [](std::uint32_t value) { return Written(std::uint64_t{value}); },
          .smallest = smallest,
          .largest = largest};
}

Form<std::uint64_t> size() {
  return {.kind = Kind::size, .read = &TableReader::size, .write = [](std::uint64_t bytes) {
            return Written(size_text(bytes));
          }};
}

Form<std::uint64_t> network_rate() {
  return {.kind = Kind::rate, .read = &TableReader::rate, .write = [](std::uint64_t value) {
            return Written(rate_text(value, RateStyle::bits));
          }};
}

Form<std::uint64_t> rate() {
  return {.kind = Kind::rate, .read = &TableReader::rate, .write = [](std::uint64_t value) {
            return Written(rate_text(value, RateStyle::bytes));
          }};
}

Form<Nanos> duration() {
  return {.kind = Kind::duration, .read = &TableReader::duration, .write = [](Nanos time) {
            return Written(duration_text(time));
          }};
}

Form<Nanos> duration_or(std::string_view word, Nanos value) {
  return {.kind = Kind::duration,
          .read = [=](const TableReader& table,
                      std::string_view key) { return table.is_word(key, word) ? value : table.duration(key); },
          .write = [=](Nanos time) { return Written(time == value ? std::string(word) : duration_text(time)); },
          .words = {std::string(word)}};
}

Form<Nanos> time_of_day() {
  return {.kind = Kind::timeOfDay, .read = &TableReader::time_of_day, .write = [](Nanos time) {
            return Written(time_of_day_text(time));
          }};
}

Form<std::uint32_t> share() {
  return {.kind = Kind::share, .read = &TableReader::share, .write = [](std::uint32_t value) {
            return Written(share_text(value));
          }};
}

Form<std::uint32_t> ratio() {
  return {.kind = Kind::ratio, .read = &TableReader::ratio, .write = [](std::uint32_t value) {
            return Written(ratio_text(value));
          }};
}

Form<model::Retention> retention() {
  return {.kind = Kind::retention, .read = &TableReader::retention, .write = [](const model::Retention& value) {
            return Written(retention_text(value));
          }};
}

Form<Before> before() {
  static const std::vector<std::string> keys{"full", "incremental"};
  return {.kind = Kind::before,
          .read =
              [](const TableReader& outer, std::string_view key) {
                const TableReader table = outer.table(key, keys);
                Before before{.full_days = table.days_ago("full")};
                if (table.has("incremental")) before.incremental_days = table.days_ago("incremental");
                return before;
              },
          .write =
              [](const Before& before) {
                WrittenTable table{{{"full", days_ago_text(before.full_days)}}};
                if (before.incremental_days)
                  table.texts.emplace_back("incremental", days_ago_text(*before.incremental_days));
                return Written(std::move(table));
              }};
}

Form<model::Date> date() {
  return {.kind = Kind::date, .read = &TableReader::date, .write = [](model::Date date) {
            return Written(model::date_text(date));
          }};
}

Form<Nanos> instant() {
  return {.kind = Kind::instant, .read = &TableReader::instant, .write = [](Nanos time) {
            return Written(instant_text(time));
          }};
}

}  // namespace keycell::scenarios
