#include "model/path.h"

#include <algorithm>

namespace keycell::model {
namespace {

constexpr char separator = '/';

bool is_bare(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || byte >= 0x80;
}

/// Takes a name in quotes from the front; nothing when they do not end.
std::optional<std::string> take_quoted(std::string_view& path) {
  const char quote = path.front();
  std::string name;
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (path[i] == quote) {
      path.remove_prefix(i + 1);
      return name;
    }
    if (quote == '"' && path[i] == '\\') {
      if (++i == path.size() || (path[i] != '"' && path[i] != '\\')) return std::nullopt;
    }
    name += path[i];
  }
  return std::nullopt;
}

}  // namespace

std::string path_of(std::string_view name) {
  if (!name.empty() && std::ranges::all_of(name, is_bare)) return std::string(name);
  std::string quoted(1, '"');
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted += '"';
}

std::string path_of(std::string_view policy, std::string_view copy) {
  return path_of(policy) + separator + path_of(copy);
}

std::optional<std::vector<std::string>> names_in_path(std::string_view path) {
  std::vector<std::string> names;
  for (;;) {
    if (path.empty()) return std::nullopt;
    if (path.front() == '"' || path.front() == '\'') {
      auto name = take_quoted(path);
      if (!name) return std::nullopt;
      names.push_back(std::move(*name));
    } else {
      const std::string_view name = path.substr(0, path.find(separator));
      if (name.empty()) return std::nullopt;
      names.emplace_back(name);
      path.remove_prefix(name.size());
    }
    if (path.empty()) return names;
    if (path.front() != separator) return std::nullopt;
    path.remove_prefix(1);
  }
}

}  // namespace keycell::model
