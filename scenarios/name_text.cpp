#include "scenarios/name_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

using Character = std::uint32_t;  // a code point

struct CharacterRange {
  Character first;
  Character last;
};

template <std::size_t Count>
constexpr bool is_in(const std::array<CharacterRange, Count>& ranges, Character c) {
  return std::ranges::any_of(ranges, [c](const CharacterRange& range) { return range.first <= c && c <= range.last; });
}

constexpr std::array controls{CharacterRange{0x00, 0x1F}, CharacterRange{0x7F, 0x9F}, CharacterRange{0x2028, 0x2029}};
constexpr std::array directions{CharacterRange{0x061C, 0x061C}, CharacterRange{0x200E, 0x200F},
                                CharacterRange{0x202A, 0x202E}, CharacterRange{0x2066, 0x2069}};
/// But for the joiners, which some scripts are written with.
constexpr std::array invisible{
    CharacterRange{0x00AD, 0x00AD}, CharacterRange{0x034F, 0x034F},  CharacterRange{0x180E, 0x180E},
    CharacterRange{0x200B, 0x200B}, CharacterRange{0x2060, 0x2065},  CharacterRange{0x206A, 0x206F},
    CharacterRange{0x3164, 0x3164}, CharacterRange{0xFE00, 0xFE0F},  CharacterRange{0xFEFF, 0xFEFF},
    CharacterRange{0xFFF9, 0xFFFB}, CharacterRange{0xE0000, 0xE0FFF}};
constexpr std::array blanks{CharacterRange{0x20, 0x20},     CharacterRange{0xA0, 0xA0},
                            CharacterRange{0x1680, 0x1680}, CharacterRange{0x2000, 0x200A},
                            CharacterRange{0x202F, 0x202F}, CharacterRange{0x205F, 0x205F},
                            CharacterRange{0x3000, 0x3000}};
constexpr std::array marks{
    CharacterRange{0x0300, 0x036F}, CharacterRange{0x0483, 0x0489}, CharacterRange{0x0591, 0x05BD},
    CharacterRange{0x064B, 0x065F}, CharacterRange{0x1AB0, 0x1AFF}, CharacterRange{0x1DC0, 0x1DFF},
    CharacterRange{0x200C, 0x200D}, CharacterRange{0x20D0, 0x20FF}, CharacterRange{0xFE20, 0xFE2F}};

/// Takes the first character; nothing for what is no UTF-8: too short, longer than it needs to be, a surrogate, none.
std::optional<Character> take_character(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || text.size() < length) return std::nullopt;
  Character c = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues_a_character(text[i])) return std::nullopt;
    c = c << 6U | (byte(i) & 0x3FU);
  }
  constexpr std::array<Character, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (c < smallest[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return std::nullopt;
  text.remove_prefix(length);
  return c;
}

void append_character(std::string& text, Character c) {
  const auto byte = [&](Character value) { text += static_cast<char>(value); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xC0U | c >> 6U);
  } else if (c < 0x10000) {
    byte(0xE0U | c >> 12U);
    byte(0x80U | (c >> 6U & 0x3FU));
  } else {
    byte(0xF0U | c >> 18U);
    byte(0x80U | (c >> 12U & 0x3FU));
    byte(0x80U | (c >> 6U & 0x3FU));
  }
  byte(0x80U | (c & 0x3FU));
}

std::string code_of(Character c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (; c != 0 || text.size() < 4; c >>= 4U) text.insert(text.begin(), digits[c & 0xFU]);
  return "U+" + text;
}

/// The small letter of a capital.
Character small_letter_of(Character c) {
  struct Capitals {
    Character first;
    Character last;
    Character step;   ///< from one capital to the next
    Character small;  ///< of the first
  };
  // From Unicode's CaseFolding.txt, statuses C and S.
  static constexpr std::array all{
      Capitals{'A', 'Z', 1, 'a'},          Capitals{0xC0, 0xD6, 1, 0xE0},       Capitals{0xD8, 0xDE, 1, 0xF8},
      Capitals{0x100, 0x12E, 2, 0x101},    Capitals{0x132, 0x136, 2, 0x133},    Capitals{0x139, 0x147, 2, 0x13A},
      Capitals{0x14A, 0x176, 2, 0x14B},    Capitals{0x178, 0x178, 1, 0xFF},     Capitals{0x179, 0x17D, 2, 0x17A},
      Capitals{0x17F, 0x17F, 1, 's'},      Capitals{0x218, 0x21E, 2, 0x219},    Capitals{0x386, 0x386, 1, 0x3AC},
      Capitals{0x388, 0x38A, 1, 0x3AD},    Capitals{0x38C, 0x38C, 1, 0x3CC},    Capitals{0x38E, 0x38F, 1, 0x3CD},
      Capitals{0x391, 0x3A1, 1, 0x3B1},    Capitals{0x3A3, 0x3AB, 1, 0x3C3},    Capitals{0x3C2, 0x3C2, 1, 0x3C3},
      Capitals{0x400, 0x40F, 1, 0x450},    Capitals{0x410, 0x42F, 1, 0x430},    Capitals{0x460, 0x480, 2, 0x461},
      Capitals{0x48A, 0x4BE, 2, 0x48B},    Capitals{0x4C1, 0x4CD, 2, 0x4C2},    Capitals{0x4D0, 0x52E, 2, 0x4D1},
      Capitals{0x531, 0x556, 1, 0x561},    Capitals{0x1E00, 0x1E94, 2, 0x1E01}, Capitals{0x1E9E, 0x1E9E, 1, 0xDF},
      Capitals{0x1EA0, 0x1EFE, 2, 0x1EA1}, Capitals{0x212A, 0x212A, 1, 'k'},    Capitals{0x212B, 0x212B, 1, 0xE5},
      Capitals{0xFF21, 0xFF3A, 1, 0xFF41}};
  for (const Capitals& capitals : all)
    if (capitals.first <= c && c <= capitals.last && (c - capitals.first) % capitals.step == 0)
      return capitals.small + (c - capitals.first);
  return c;
}

}  // namespace

std::string no_name_because(std::string_view text) {
  bool is_first = true;
  bool ends_with_blank = false;
  while (!text.empty()) {
    const auto c = take_character(text);
    if (!c) return "is no UTF-8; expected printable text";
    const auto has = [&](const char* what) {
      return std::string("has ") + what + " (" + code_of(*c) + "); expected printable text";
    };
    if (is_in(controls, *c)) return has("a control character");
    if (is_in(directions, *c)) return has("a character that changes the direction of text");
    if (is_in(invisible, *c) || (*c & 0xFFFEU) == 0xFFFE || (*c >= 0xFDD0 && *c <= 0xFDEF))
      return has("a character that cannot be seen");
    if (is_first && is_in(marks, *c)) return has("a mark without a letter before it");
    ends_with_blank = is_in(blanks, *c);
    if (is_first && ends_with_blank) return "begins with a blank; expected none at its ends";
    is_first = false;
  }
  return ends_with_blank ? "ends with a blank; expected none at its ends" : "";
}

std::string without_case(std::string_view name) {
  std::string folded;
  while (!name.empty()) {
    const auto c = take_character(name);
    if (!c) return folded.append(name);
    append_character(folded, small_letter_of(*c));
  }
  return folded;
}

std::string taken(std::string_view name, std::string_view as, std::string_view what) {
  if (name == as) return quoted(name) + " is the name of " + std::string(what) + " already";
  return quoted(name) + " differs from " + quoted(as) + ", the name of " + std::string(what) + ", by case only";
}

}  // namespace keycell::scenarios
