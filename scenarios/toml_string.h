#pragma once
// A text as a TOML basic string, for writers. Control characters are not its matter: what is written has none.

#include <string>
#include <string_view>

namespace keycell::scenarios {

inline std::string in_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace keycell::scenarios
