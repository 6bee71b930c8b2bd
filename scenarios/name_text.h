#pragma once
// What a name of a part of the cell may be made of, and when two names are the same to a reader.

#include <string>
#include <string_view>

namespace keycell::scenarios {

/// Why a text is no line to be shown, however short it is: no UTF-8, or not printable (control characters, characters
/// that change the direction of text or cannot be seen). Empty for a line.
std::string no_line_because(std::string_view text);

/// Why a text is no name: no line, characters that not everybody sees alike, blanks but the ordinary one or at its
/// ends, a combining mark at its beginning. Empty for a name.
std::string no_name_because(std::string_view text);

/// Equal for names that differ by case only, one letter for one letter; letters with marks that are written as one
/// character or as two are two names.
std::string without_case(std::string_view name);

/// `"A" is the name of a pool already`, or that it differs from one by case only. `as` is the name that `what` has.
std::string taken(std::string_view name, std::string_view as, std::string_view what);

}  // namespace keycell::scenarios
