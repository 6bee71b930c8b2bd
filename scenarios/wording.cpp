#include "scenarios/wording.h"

#include <cstddef>
#include <optional>

#include "scenarios/nearest.h"

namespace keycell::scenarios {
namespace {

constexpr std::size_t longestQuote = 72;
constexpr std::size_t shortList = 12;    // which is listed beside the nearest word
constexpr std::size_t longestList = 40;  // which is listed when no word is near

std::string all(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + quoted(word);
  return text;
}

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

std::string listed(std::span<const std::string> words) {
  return words.size() > shortList ? "one of " + std::to_string(words.size()) + " words" : all(words);
}

std::string no_such(std::string_view word, std::string_view kind, std::span<const std::string> valid_words) {
  const std::string text = quoted(word) + " is no " + std::string(kind);
  if (valid_words.empty()) return text + "; there is none";
  const std::optional<std::string> near = nearest(word, valid_words);
  if (!near) return text + "; expected " + (valid_words.size() <= longestList ? all(valid_words) : listed(valid_words));
  if (valid_words.size() > shortList) return text + "; nearest: " + quoted(*near) + ", " + listed(valid_words);
  return text + "; expected " + listed(valid_words) + "; nearest: " + quoted(*near);
}

}  // namespace keycell::scenarios
