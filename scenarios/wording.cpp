#include "scenarios/wording.h"

#include <algorithm>
#include <array>
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

/// What would change how the rest of the line looks.
struct Unprintable {
  std::string_view bytes;
  std::string_view escape;
};
constexpr std::array unprintables{Unprintable{"\xD8\x9C", "\\u061C"},     Unprintable{"\xE2\x80\x8E", "\\u200E"},
                                  Unprintable{"\xE2\x80\x8F", "\\u200F"}, Unprintable{"\xE2\x80\xA8", "\\u2028"},
                                  Unprintable{"\xE2\x80\xA9", "\\u2029"}, Unprintable{"\xE2\x80\xAA", "\\u202A"},
                                  Unprintable{"\xE2\x80\xAB", "\\u202B"}, Unprintable{"\xE2\x80\xAC", "\\u202C"},
                                  Unprintable{"\xE2\x80\xAD", "\\u202D"}, Unprintable{"\xE2\x80\xAE", "\\u202E"},
                                  Unprintable{"\xE2\x81\xA6", "\\u2066"}, Unprintable{"\xE2\x81\xA7", "\\u2067"},
                                  Unprintable{"\xE2\x81\xA8", "\\u2068"}, Unprintable{"\xE2\x81\xA9", "\\u2069"}};

const Unprintable* unprintable_at(std::string_view text) {
  const auto found =
      std::ranges::find_if(unprintables, [&](const Unprintable& one) { return text.starts_with(one.bytes); });
  return found == unprintables.end() ? nullptr : &*found;
}

}  // namespace

std::string as_utf8(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte < 0x80U   ? 1
                               : byte < 0xC2U ? 0
                               : byte < 0xE0U ? 2
                               : byte < 0xF0U ? 3
                               : byte < 0xF5U ? 4
                                              : 0;
    bool whole = length > 0 && i + length <= text.size();
    for (std::size_t k = 1; whole && k < length; ++k) whole = continues_a_character(text[i + k]);
    if (whole) {
      out += text.substr(i, length);
      i += length;
    } else {
      out += "\\x";
      out += digits[byte >> 4U];
      out += digits[byte & 0x0FU];
      ++i;
    }
  }
  return out;
}

std::string one_line(std::string_view raw_text) {
  const std::string whole = as_utf8(raw_text);
  const std::string_view text = whole;
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string line;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (const Unprintable* found = unprintable_at(text.substr(i)); found != nullptr) {
      line += found->escape;
      i += found->bytes.size() - 1;
    } else if (byte == 0xC2U && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0U) {
      const auto control = static_cast<unsigned char>(text[++i]);
      line += "\\u00";
      line += digits[control >> 4U];
      line += digits[control & 0x0FU];
    } else if (c == '\n') {
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
