#pragma once
// The forms in which the watch knows a secret again. A find can be in several at once: reversed, in hex, in UTF-16.

#include <array>
#include <bitset>
#include <initializer_list>
#include <string>
#include <string_view>

namespace keycell::properties {

enum class Form {
  reversed,   ///< the last byte first, as little-endian numbers lie in memory
  limbs,      ///< of RSA numbers: the bytes of each word of 8 or of 4 reversed, the words in order
  hex,        ///< in both cases, also with separators
  base64,     ///< the standard and the URL alphabet, at any alignment, also folded
  utf16,      ///< a zero byte before or after each byte
  scrambled,  ///< under a repeating XOR pad of at most 16 bytes that nobody told the watch
  crc32,      ///< only the CRC32 of the key, beside a wrap of it
};

inline constexpr std::array allForms{Form::reversed, Form::limbs,     Form::hex,  Form::base64,
                                     Form::utf16,    Form::scrambled, Form::crc32};

constexpr std::string_view name_of(Form form) {
  switch (form) {
    case Form::reversed: return "reversed";
    case Form::limbs: return "words reversed";
    case Form::hex: return "hex";
    case Form::base64: return "base64";
    case Form::utf16: return "UTF-16";
    case Form::scrambled: return "scrambled";
    case Form::crc32: return "CRC32";
  }
  return "unknown";
}

/// No form is the bytes as they are.
class Forms {
 public:
  constexpr Forms() = default;
  Forms(std::initializer_list<Form> forms) {
    for (const Form form : forms) set_.set(static_cast<std::size_t>(form));
  }
  static Forms all() {
    Forms forms;
    forms.set_.set();
    return forms;
  }

  bool has(Form form) const { return set_.test(static_cast<std::size_t>(form)); }
  bool are_the_bytes_themselves() const { return set_.none(); }
  Forms with(Form form) const {
    Forms more = *this;
    more.set_.set(static_cast<std::size_t>(form));
    return more;
  }
  Forms without(Form form) const {
    Forms fewer = *this;
    fewer.set_.reset(static_cast<std::size_t>(form));
    return fewer;
  }
  Forms with(const Forms& others) const {
    Forms more = *this;
    more.set_ |= others.set_;
    return more;
  }
  bool operator==(const Forms&) const = default;

 private:
  std::bitset<allForms.size()> set_;
};

/// "reversed, hex"; empty for the bytes as they are.
std::string name_of(const Forms& forms);

}  // namespace keycell::properties
