#include "model/csdb/data_key_scope.h"

#include <charconv>

#include "model/csdb/database.h"
#include "model/path.h"

namespace keycell::model {
namespace {

constexpr std::string_view separator = ", ";
constexpr std::string_view clientWord = "client ";
constexpr std::string_view protectionWord = "protection ";
constexpr std::string_view copyWord = "copy ";
constexpr std::string_view fileWord = "archive file ";

/// The number behind the word that `part` begins with; nothing when it begins otherwise.
std::optional<std::int64_t> number_behind(std::string_view word, std::string_view part) {
  if (!part.starts_with(word)) return std::nullopt;
  part.remove_prefix(word.size());
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
  if (error != std::errc{} || end != part.data() + part.size()) return std::nullopt;
  return number;
}

}  // namespace

std::string scope_of(const DataKeySubject& subject) {
  std::string scope;
  const auto add = [&scope](std::string_view word, const std::string& value) {
    if (!scope.empty()) scope += separator;
    scope.append(word).append(value);
  };
  const bool is_of_one_file = subject.client.empty();
  if (is_of_one_file) add(fileWord, std::to_string(subject.archive_file));
  if (!is_of_one_file) add(clientWord, path_of(subject.client));
  if (subject.protection) add(protectionWord, std::to_string(subject.protection->value));
  if (subject.copy) add(copyWord, std::to_string(subject.copy->value));
  if (!is_of_one_file && subject.archive_file != 0) add(fileWord, std::to_string(subject.archive_file));
  return scope;
}

DataKeySubject subject_in(std::string_view scope, const std::string& client) {
  DataKeySubject subject;
  std::string_view rest = scope;
  const std::string own = std::string(clientWord) + path_of(client) + std::string(separator);
  if (rest.starts_with(own)) {
    subject.client = client;
    rest.remove_prefix(own.size());
  }
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(separator));
    rest.remove_prefix(std::min(rest.size(), part.size() + separator.size()));
    if (const auto protection = number_behind(protectionWord, part)) {
      subject.protection = ProtectionId{*protection};
    } else if (const auto copy = number_behind(copyWord, part)) {
      subject.copy = CopyId{*copy};
    } else if (const auto file = number_behind(fileWord, part)) {
      subject.archive_file = *file;
    } else {
      break;
    }
  }
  if (scope_of(subject) != scope) throw DatabaseError("no data key of " + client + " is for: " + std::string(scope));
  return subject;
}

}  // namespace keycell::model
