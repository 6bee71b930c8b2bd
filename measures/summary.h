#pragma once
// A run as data: from what its folds told and how it was judged.

#include <string>
#include <vector>

#include "measures/results/checks.h"
#include "measures/results/run.h"
#include "properties/judge.h"
#include "scenarios/scenario.h"
#include "sim/run.h"

namespace keycell::measures {

using properties::Verdicts;

struct Subject {
  std::string name;  ///< as on the command line
  const scenarios::Scenario* scenario;
  sim::Seed seed;
  double wall_seconds;
  std::string replay;  ///< the command that repeats this run
};

RunSummary summarize(const Subject& subject, const sim::Run& run, const Verdicts& verdicts);

/// What the verdicts speak of, in a sentence.
std::string scope_of(const scenarios::Scenario& scenario);

/// What the figures rest on, beside the readings: one sentence each.
std::vector<std::string> assumptions_of(const scenarios::Scenario& scenario);

/// Of the effective scenario, as scenario.toml has it; hexadecimal.
std::string sha256_of(const scenarios::Scenario& scenario);

/// `name` is that of the command line.
CheckedScenario checked_scenario(const std::string& name, const scenarios::Scenario& scenario);

/// Sixteen hexadecimal digits.
std::string hash_text(std::uint64_t hash);

}  // namespace keycell::measures
