#pragma once
// How an error speaks of words: in one line, with what was expected and the nearest valid word.

#include <span>
#include <string>
#include <string_view>

namespace keycell::scenarios {

/// In quotes; control characters escaped, so that it stays on one line, and what is too long for a line cut.
std::string quoted(std::string_view text);

/// Escaped what is no UTF-8, control characters, and what changes the direction of text; nothing cut.
std::string one_line(std::string_view text);

/// With each byte that belongs to no character of UTF-8 written "\xNN".
std::string as_utf8(std::string_view text);

/// As one_line, of each of its lines.
std::string visible_lines(std::string_view text);

/// e.g. `"fetch", "remote"`. A long list of words is only counted: "one of 20 words".
std::string listed(std::span<const std::string> words);

/// e.g. `"ma2" is no media agent; expected "ma1"; nearest: "ma1"`. Of a long list
/// only the nearest word is named; all are, within reason, when none is near.
std::string no_such(std::string_view word, std::string_view kind, std::span<const std::string> valid_words);

}  // namespace keycell::scenarios
