#include "scenarios/wording.h"

#include <cstddef>
#include <optional>

#include "scenarios/nearest.h"

namespace keycell::scenarios {
namespace {

constexpr std::size_t longestQuote = 72;
constexpr std::size_t longestList = 12;

}  // namespace

std::string one_line(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      line += "\\n";
    } else if (c == '\t') {
      line += "\\t";
    } else if (byte < 0x20U || byte == 0x7FU) {
      line += "\\x";
      line += digits[byte >> 4U];
      line += digits[byte & 0x0FU];
    } else {
      line += c;
    }
  }
  return line;
}

std::string quoted(std::string_view text) {
  std::size_t end = text.size();
  if (end > longestQuote) {
    end = longestQuote;
    while (end > 0 && continues_a_character(text[end])) --end;
  }
  return '"' + one_line(text.substr(0, end)) + (end < text.size() ? "..." : "") + '"';
}

std::string no_such(std::string_view word, std::string_view kind, std::span<const std::string> valid_words) {
  std::string text = quoted(word) + " is no " + std::string(kind);
  if (valid_words.empty()) return text + "; there is none";
  if (valid_words.size() <= longestList) {
    text += "; expected ";
    for (std::size_t i = 0; i < valid_words.size(); ++i) text += (i == 0 ? "" : ", ") + quoted(valid_words[i]);
  } else {
    text += "; expected one of " + std::to_string(valid_words.size()) + " words";
  }
  if (const std::optional<std::string> near = nearest(word, valid_words)) text += "; nearest: " + quoted(*near);
  return text;
}

}  // namespace keycell::scenarios
