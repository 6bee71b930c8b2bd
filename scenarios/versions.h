#pragma once
// What a scenario file was called by earlier versions of scenarios: a file says its version (`version = 2`), and one of
// an earlier version loads with the words of that version. A version is counted up when a key gets another name; a key
// that is new changes nothing for files that do not have it.
//
// A file that does not say its version is of version 1: that is what files were before they could say one.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/document.h"

namespace keycell::scenarios {

inline constexpr std::uint64_t firstVersion = 1;
inline constexpr std::uint64_t currentVersion = 2;
inline constexpr std::string_view versionKey = "version";

/// A key that had another name until some version. What it said is said by each of its names of today.
struct Renaming {
  std::uint64_t until;     ///< the last version that had the name
  std::string_view table;  ///< in which it is; empty: of the file itself
  std::string_view was;
  std::vector<std::string_view> is;
};

std::span<const Renaming> renamings();

/// A key of a file that has its name of an earlier version.
struct OldName {
  Position at;
  const Renaming* renaming;

  /// `key_operation: is called "aes_wrap", ... since version 2; ...`, for who has to know.
  Problem told(std::string_view file_name) const;
};

/// The version that the file says. Throws ScenarioError for one that is none, or that this program does not know yet.
std::uint64_t version_of(std::string_view file_name, const Table& document);

/// Puts the names of today in place of those that the file's version had, with the places that they had, and returns
/// those. Throws ScenarioError for an earlier name in a file of a version that has it no more, and for one beside a
/// name of today.
std::vector<OldName> use_names_of_today(std::string_view file_name, Table& document);

/// The text of the same scenario in the version of today: names in place of names, and nothing else changed but the
/// version. The text must load. Throws ScenarioError as the two above.
std::string upgraded(std::string_view file_name, std::string_view text);

}  // namespace keycell::scenarios
