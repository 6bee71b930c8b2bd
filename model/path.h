#pragma once
// Names in a path: "Gold/Secondary" is the copy Secondary of the policy Gold, "pool-a" a pool. A name with other
// characters than letters, digits, '-', '_' and '.' stands in quotes there, as in TOML: "\"Day & night\"/Primary".
// Whatever names there are, no two paths are the same text; and what stands beside a part (blanks, commas) is no part
// of it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace keycell::model {

/// One name. Letters are those of ASCII, and every character beyond it.
std::string path_of(std::string_view name);
/// Of a copy.
std::string path_of(std::string_view policy, std::string_view copy);

/// Takes more than the two above write: any name without a slash that does not begin with a quote needs none, and '...'
/// is a name as it stands. Nothing for a text that is no path.
std::optional<std::vector<std::string>> names_in_path(std::string_view path);

}  // namespace keycell::model
