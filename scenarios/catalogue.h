#pragma once
// The scenarios that come with KeyCell, built into the program: scenarios/catalogue/*.toml.

#include <span>
#include <string_view>

namespace keycell::scenarios {

struct CatalogueEntry {
  std::string_view name;  ///< of the file, without ".toml"
  std::string_view text;
};

/// In the order of scenarios/CMakeLists.txt.
std::span<const CatalogueEntry> catalogue();

/// Null when no entry has the name.
const CatalogueEntry* find_in_catalogue(std::string_view name);

/// The sentence that a file of the catalogue begins with, as a comment.
std::string_view what_it_shows(const CatalogueEntry& entry);

}  // namespace keycell::scenarios
