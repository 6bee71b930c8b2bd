#include "scenarios/characters.h"

#include <utf8proc.h>

#include <array>

namespace keycell::scenarios {
namespace {

utf8proc_int32_t code_point(char32_t c) { return static_cast<utf8proc_int32_t>(c); }

constexpr char32_t nonJoiner = 0x200C;
constexpr char32_t joiner = 0x200D;
constexpr char32_t emptyBraille = 0x2800;  // to Unicode a symbol

bool turns_text(const utf8proc_property_t& properties) {
  switch (properties.bidi_class) {
    case UTF8PROC_BIDI_CLASS_BN:
    case UTF8PROC_BIDI_CLASS_ON:
    case UTF8PROC_BIDI_CLASS_AN: return false;
    default: return true;
  }
}

}  // namespace

std::optional<char32_t> take_character(std::string_view& text) {
  utf8proc_int32_t c = 0;
  const utf8proc_ssize_t length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                   static_cast<utf8proc_ssize_t>(text.size()), &c);
  if (length <= 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(length));
  return static_cast<char32_t>(c);
}

void append_character(std::string& text, char32_t c) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const utf8proc_ssize_t length = utf8proc_encode_char(code_point(c), bytes.data());
  text.append(bytes.begin(), bytes.begin() + length);
}

Look look_of(char32_t c) {
  const utf8proc_property_t& properties = *utf8proc_get_property(code_point(c));
  if (c == nonJoiner || c == joiner) return Look::mark;
  switch (properties.category) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return Look::control;
    case UTF8PROC_CATEGORY_CF: return turns_text(properties) ? Look::direction : Look::unseen;
    case UTF8PROC_CATEGORY_ZS: return Look::blank;
    default: break;
  }
  if (properties.ignorable != 0) return Look::unseen;
  switch (properties.category) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS: return Look::unknown;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME: return Look::mark;
    default: return c == emptyBraille ? Look::blank : Look::seen;
  }
}

std::string code_of(char32_t c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (; c != 0 || text.size() < 4; c >>= 4U) text.insert(text.begin(), digits[c & 0xFU]);
  return "U+" + text;
}

// Small letters alone would leave the two that the capital sigma has.
char32_t without_case(char32_t c) { return static_cast<char32_t>(utf8proc_tolower(utf8proc_toupper(code_point(c)))); }

}  // namespace keycell::scenarios
