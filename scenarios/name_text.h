#pragma once
// What a name of a part of the cell may be made of, and when two names are the same to a reader.

#include <string>
#include <string_view>

namespace keycell::scenarios {

/// Why a text is no name, however short it is: no UTF-8, not printable (control characters, characters that change the
/// direction of text or cannot be seen), blanks at its ends, a combining mark at its beginning. Empty for a name.
std::string no_name_because(std::string_view text);

/// Equal for names that differ by case only. One letter for one letter, as Unicode folds them simply, of the Latin,
/// Greek, Cyrillic and Armenian alphabets; letters with marks that are written as one character or as two are two
/// names.
std::string without_case(std::string_view name);

/// `"A" is the name of a pool already`, or that it differs from one by case only. `as` is the name that `what` has.
std::string taken(std::string_view name, std::string_view as, std::string_view what);

}  // namespace keycell::scenarios
