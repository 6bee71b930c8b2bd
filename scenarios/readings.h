#pragma once
// The readings that a scenario is simulated under, in words: for reports and for the writer of scenarios.

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/scenario.h"

namespace keycell::scenarios {

/// How sure a default is. Sources: docs/reference/readings.md.
enum class ReadingTag {
  documented,  ///< a public page says so
  inferred,    ///< follows from what public pages say
  assumed,     ///< nobody says; the simplest behaviour
};

constexpr std::string_view name_of(ReadingTag tag) {
  switch (tag) {
    case ReadingTag::documented: return "documented";
    case ReadingTag::inferred: return "inferred";
    case ReadingTag::assumed: return "assumed";
  }
  return "unknown";
}

struct ReadingInForce {
  std::string name;
  std::string value;
  bool is_default;
  ReadingTag tag;  ///< of the default
};

/// All of them, in the order of the reference page.
std::vector<ReadingInForce> readings_in_force(const Scenario& scenario);

}  // namespace keycell::scenarios
