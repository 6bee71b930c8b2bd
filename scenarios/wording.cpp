#include "scenarios/wording.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "scenarios/characters.h"
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

constexpr std::string_view hexDigits = "0123456789ABCDEF";

void append_byte(std::string& text, char c) {
  const auto byte = static_cast<unsigned char>(c);
  text += "\\x";
  text += {hexDigits[byte >> 4U], hexDigits[byte & 0x0FU]};
}

/// As JSON may have it too.
void append_code(std::string& text, char32_t c) {
  text += "\\u";
  text += code_of(c).substr(2);
}

void append_visible(std::string& line, char32_t c) {
  if (c == U'\n') {
    line += "\\n";
  } else if (c == U'\t') {
    line += "\\t";
  } else if (c < 0x20U || c == 0x7FU) {
    append_byte(line, static_cast<char>(c));
  } else if (const Look look = look_of(c); look == Look::control || look == Look::direction) {
    append_code(line, c);
  } else {
    append_character(line, c);
  }
}

bool is_plain(char c) { return c >= ' ' && c <= '~'; }

}  // namespace

std::string as_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (const auto c = take_character(text)) {
      append_character(out, *c);
    } else {
      append_byte(out, text.front());
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string one_line(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    if (const std::size_t plain = static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
        plain > 0) {
      line += text.substr(0, plain);
      text.remove_prefix(plain);
    } else if (const auto c = take_character(text)) {
      append_visible(line, *c);
    } else {
      append_byte(line, text.front());
      text.remove_prefix(1);
    }
  }
  return line;
}

std::string visible_lines(std::string_view text) {
  std::string lines;
  for (;;) {
    const std::size_t end = text.find('\n');
    lines += one_line(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    lines += '\n';
    text.remove_prefix(end + 1);
  }
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
