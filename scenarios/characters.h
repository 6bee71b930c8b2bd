#pragma once
// The characters of a text, and what a reader sees of each: by Unicode's tables, as utf8proc has them.

#include <optional>
#include <string>
#include <string_view>

namespace keycell::scenarios {

/// A byte of UTF-8 that does not begin a character.
constexpr bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Takes the first character of a text that is not empty; nothing, and nothing taken, where there is no UTF-8: too
/// short, longer than it needs to be, a surrogate.
std::optional<char32_t> take_character(std::string_view& text);
void append_character(std::string& text, char32_t c);

enum class Look {
  seen,
  blank,      ///< of whatever width, the ordinary one too
  mark,       ///< changes the letter before it; joiners, which some scripts are written with, too
  control,    ///< of a terminal, or ends a line
  direction,  ///< changes the direction of text
  unseen,     ///< has no look of its own
  unknown,    ///< unassigned, or for private use: everybody sees something else
};
Look look_of(char32_t c);

/// "U+00E9"
std::string code_of(char32_t c);

/// Equal for the capital and the small letter of each pair: one letter for one letter.
char32_t without_case(char32_t c);

}  // namespace keycell::scenarios
