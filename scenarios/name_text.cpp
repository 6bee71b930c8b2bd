#include "scenarios/name_text.h"

#include "scenarios/characters.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

constexpr const char* notUtf8 = "is no UTF-8; expected printable text";

std::string has(std::string_view what, char32_t c) {
  return "has " + std::string(what) + " (" + code_of(c) + "); expected printable text";
}

/// Empty when it may stand in a line.
std::string not_shown_because(char32_t c, Look look) {
  switch (look) {
    case Look::control: return has("a control character", c);
    case Look::direction: return has("a character that changes the direction of text", c);
    case Look::unseen: return has("a character that cannot be seen", c);
    case Look::seen:
    case Look::blank:
    case Look::mark:
    case Look::unknown: return {};
  }
  return {};
}

}  // namespace

std::string no_line_because(std::string_view text) {
  while (!text.empty()) {
    const auto c = take_character(text);
    if (!c) return notUtf8;
    if (const std::string why = not_shown_because(*c, look_of(*c)); !why.empty()) return why;
  }
  return {};
}

std::string no_name_because(std::string_view text) {
  bool is_first = true;
  bool ends_with_blank = false;
  while (!text.empty()) {
    const auto c = take_character(text);
    if (!c) return notUtf8;
    const Look look = look_of(*c);
    if (const std::string why = not_shown_because(*c, look); !why.empty()) return why;
    if (look == Look::unknown) return has("a character that not everybody sees alike", *c);
    if (is_first && look == Look::mark) return has("a mark without a letter before it", *c);
    ends_with_blank = look == Look::blank;
    if (is_first && ends_with_blank) return "begins with a blank; expected none at its ends";
    if (ends_with_blank && *c != U' ' && !text.empty())
      return "has a blank that looks like another (" + code_of(*c) + "); expected an ordinary one";
    is_first = false;
  }
  return ends_with_blank ? "ends with a blank; expected none at its ends" : "";
}

std::string without_case(std::string_view name) {
  std::string folded;
  while (!name.empty()) {
    const auto c = take_character(name);
    if (!c) return folded.append(name);
    append_character(folded, without_case(*c));
  }
  return folded;
}

std::string taken(std::string_view name, std::string_view as, std::string_view what) {
  if (name == as) return quoted(name) + " is the name of " + std::string(what) + " already";
  return quoted(name) + " differs from " + quoted(as) + ", the name of " + std::string(what) + ", by case only";
}

}  // namespace keycell::scenarios
