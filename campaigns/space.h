#pragma once
// A space of cells: for each thing that may differ between cells, the values that it may have. A seed picks one cell of
// it (random_cell.h). What it does not name is as in a scenario that does not name it. Every key:
// docs/reference/spaces.md.
//
// A seed switches a random half of what varies off: those keys have the first value of their list then. Bugs that need
// something to be absent, or one feature to be busy alone, are found that way (Groce et al., "Swarm testing", ISSTA
// 2012).

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/scenario.h"

namespace keycell::campaigns {

/// What a key of a space's own tables may be. Each value is a number; which, is said behind it.
enum class Dimension {
  kms,           ///< how many KMSs
  kmsKind,       ///< of each
  mediaAgents,   ///< how many
  pools,         ///< how many
  groups,        ///< how many groups of clients
  clients,       ///< of each group
  frontEnd,      ///< bytes that each client backs up
  before,        ///< days before day 1 of a full backup of each group; 0: it has none
  backedUpTo,    ///< by each group: BackedUpTo
  secondary,     ///< of each policy: SecondaryCopy
  retention,     ///< of each copy of a policy: number_of() a retention; 0: it keeps all
  library,       ///< of each library: LibraryCapacity
  libraries,     ///< of the MediaAgents, where there are several: Libraries
  backups,       ///< of each group, beside those of a schedule
  level,         ///< of each backup and schedule: BackupLevel
  nights,        ///< of a schedule of each group; 0: none
  every,         ///< of each schedule: nanoseconds; 0: once a day
  on,            ///< of each schedule: DaysOfWeek
  rotations,     ///< of the cell
  lateBackups,   ///< while restores go on
  restores,      ///< of each group
  restoreFrom,   ///< RestoreFrom
  asOf,          ///< of each restore: AsOf
  restoreCount,  ///< of jobs of each restore; 0: one of each client
  priority,      ///< of each restore
  suspensions,   ///< of jobs by an operator, each resumed later
  faults,        ///< of the cell
  faultKind,     ///< its place in scenarios::fault_kinds()
  faultLasts,    ///< nanoseconds
  streams,       ///< of a backup or restore of each client
};

enum class BackedUpTo : std::uint64_t { pool, policy, ownKeys };
enum class SecondaryCopy : std::uint64_t { none, preserve, reEncrypt };
enum class Libraries : std::uint64_t { own, shared };
enum class LibraryCapacity : std::uint64_t { unlimited, justEnough };
enum class DaysOfWeek : std::uint64_t { all, some };
enum class RestoreFrom : std::uint64_t { primary, secondary };
enum class AsOf : std::uint64_t { latest, earlier };

/// A key of a space's own tables, and all that is known of it.
struct DimensionDescription {
  Dimension dimension;
  std::string_view table;
  std::string_view key;
  std::string_view meaning;
  enum class Form { number, size, duration, word, retention } form;
  std::uint64_t smallest = 0;             ///< of a number, and of a duration
  std::uint64_t largest = 0;              ///< 0: any duration
  std::string_view none{};                ///< a word for 0, which is to have none; empty: there is no such word
  std::vector<std::string_view> words{};  ///< of a word; its value is its place here
  std::uint64_t otherwise = 0;            ///< the value of a space that does not name it
};

/// A retention as the value of a dimension, which is more than 0, and back.
std::uint64_t number_of(const model::Retention& retention);
model::Retention retention_of(std::uint64_t number);

/// In the order of the file.
std::span<const DimensionDescription> dimensions();

/// A key of one of a scenario's tables of settings, with what it may say.
struct Setting {
  std::string table;
  std::string key;
  std::vector<std::function<void(scenarios::Scenario&)>> values;
};

struct Space {
  std::string name;  ///< of the shipped space or of the file
  std::string title;
  std::vector<Setting> settings;
  std::map<Dimension, std::vector<std::uint64_t>> dimensions;
  bool draws_every_fault = false;   ///< no seed switches off what it says of faults
  bool switches_kinds_off = false;  ///< but a random half of their kinds

  /// At least one value.
  const std::vector<std::uint64_t>& values_of(Dimension dimension) const { return dimensions.at(dimension); }
};

/// Tables of a scenario whose keys a space may list values of.
std::vector<std::string> setting_tables();

/// `file_name` is what errors call the text. Throws scenarios::ScenarioError for what no space says, with line and
/// column, and when no cell of the space is a valid scenario, with what is wrong with the one that was tried last.
Space load_space(std::string_view file_name, std::string_view text);

/// A space that comes with KeyCell, built into the program: properties/spaces/*.toml.
struct ShippedSpace {
  std::string_view name;
  std::string_view text;
};

std::span<const ShippedSpace> shipped_spaces();

}  // namespace keycell::campaigns
