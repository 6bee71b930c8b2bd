#pragma once
// The smallest scenario text that is whole, and verbs to make it wrong.

#include <string>
#include <string_view>

#include "scenarios/load.h"

namespace keycell::scenarios::test {

inline Vocabulary vocabulary() { return {.property_ids = {"FID-1", "SEC-1", "SEC-6", "SEC-7"}}; }

/// Line 1 is the title.
inline constexpr std::string_view smallCell = R"(title = "small"
[[kms]]
name = "kms1"
[[media_agent]]
name = "ma1"
[[pool]]
name = "pool-a"
media_agent = "ma1"
kms = "kms1"
[[client]]
name = "fs"
pool = "pool-a"
front_end = "40 GB"
[[backup]]
at = "1 h"
clients = "fs"
)";

/// The small cell with one piece of its text replaced.
inline std::string with(std::string_view piece, std::string_view other) {
  std::string text(smallCell);
  return text.replace(text.find(piece), piece.size(), other);
}

inline std::string with_more(std::string_view more) { return std::string(smallCell) + std::string(more); }

inline Scenario load(std::string_view text) { return load_text("cell.toml", text, vocabulary()); }

/// The one line that says why the text is refused; empty when it is not.
inline std::string why_refused(std::string_view text) {
  try {
    load(text);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return {};
}

}  // namespace keycell::scenarios::test
