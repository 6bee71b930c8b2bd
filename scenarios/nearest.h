#pragma once
// The valid word that somebody most likely meant.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace keycell::scenarios {

/// By edit distance (insert, delete, replace, swap of neighbours); a letter in the wrong case costs half an edit. Of
/// equally near words the first. Nothing when no word is near: more than a third of the letters, and one, would change.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> valid_words);

}  // namespace keycell::scenarios
