#pragma once
// A file under a name that nobody has, which takes what will have a name when it is whole.

#include <filesystem>
#include <optional>
#include <string>

namespace keycell::cli {

/// Its path: empty, and with the mode of any new file. Nothing, with errno set, when there can be none.
std::optional<std::string> new_file_in(const std::filesystem::path& folder);

/// What errno says.
std::string words_of_errno();

}  // namespace keycell::cli
