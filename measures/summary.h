#pragma once
// A run as data: what --json prints, summary.json holds and the screen is drawn from.

#include <nlohmann/json.hpp>

#include "properties/judge.h"
#include "scenarios/scenario.h"
#include "sim/run.h"

namespace keycell::measures {

inline constexpr int summarySchema = 4;

using properties::Verdicts;

struct Subject {
  std::string name;  ///< as on the command line
  const scenarios::Scenario* scenario;
  sim::Seed seed;
  double wall_seconds;
  std::string replay;  ///< the command that repeats this run
};

nlohmann::ordered_json summarize(const Subject& subject, const sim::Run& run, const Verdicts& verdicts);

/// What the verdicts speak of, in a sentence.
std::string scope_of(const scenarios::Scenario& scenario);

/// What the figures rest on, beside the readings: one sentence each.
std::vector<std::string> assumptions_of(const scenarios::Scenario& scenario);

/// Indented, with a line end. Names of files may be no UTF-8: what is none is replaced.
std::string json_text(const nlohmann::ordered_json& json);

/// Sixteen hexadecimal digits.
std::string hash_text(std::uint64_t hash);

}  // namespace keycell::measures
