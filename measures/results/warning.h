#pragma once
// What a user should not overlook although no property speaks of it. No warning changes the exit code.

#include <string>
#include <string_view>

namespace keycell::measures {

enum class WarningOf {
  nothingToDo,         ///< the scenario asks for nothing
  jobsNotCompleted,    ///< told with their causes too
  olderThanAsked,      ///< restores that brought older data
  overlappingBackups,  ///< of one client
  operationsNotDone,   ///< told one by one too
  backlog,             ///< jobs in work at the horizon
  logged,              ///< by a part of the cell
};

constexpr std::string_view name_of(WarningOf about) {
  switch (about) {
    case WarningOf::nothingToDo: return "nothing-to-do";
    case WarningOf::jobsNotCompleted: return "jobs-not-completed";
    case WarningOf::olderThanAsked: return "older-than-asked";
    case WarningOf::overlappingBackups: return "overlapping-backups";
    case WarningOf::operationsNotDone: return "operations-not-done";
    case WarningOf::backlog: return "backlog";
    case WarningOf::logged: return "logged";
  }
  return "unknown";
}

struct Warning {
  WarningOf about{};
  std::string text{};
  bool operator==(const Warning&) const = default;
};

}  // namespace keycell::measures
