#pragma once
// A run as data: what --json prints, summary.json holds and the screen is drawn from.

#include <nlohmann/json.hpp>

#include "properties/property.h"
#include "scenarios/scenario.h"
#include "sim/run.h"

namespace keycell::reports {

inline constexpr int summarySchema = 3;

/// How a run is judged as a whole; the numbers are the program's exit codes.
enum class Outcome { held = 0, violated = 11, vacuous = 13, brokenRun = 14 };

struct Subject {
  std::string name;  ///< as on the command line
  const scenarios::Scenario* scenario;
  sim::Seed seed;
  double wall_seconds;
  std::string replay;  ///< the command that repeats this run
};

/// What a surprise is: a violation that the scenario does not expect, or an expected one that did not happen.
struct Verdicts {
  std::vector<properties::Judgement> judgements;
  std::vector<std::string> not_applicable;
  std::vector<std::string> not_judged;  ///< because the run brought no results
  std::vector<std::string> unexpected;
  std::vector<std::string> missing;
  Outcome outcome = Outcome::held;
};

Verdicts judge(const sim::Run& run, const scenarios::Scenario& scenario);

nlohmann::ordered_json summarize(const Subject& subject, const sim::Run& run, const Verdicts& verdicts);

/// What the verdicts speak of, in a sentence.
std::string scope_of(const scenarios::Scenario& scenario);

/// Sixteen hexadecimal digits.
/// What the figures rest on, beside the readings: one sentence each.
std::vector<std::string> assumptions_of(const scenarios::Scenario& scenario);

std::string hash_text(std::uint64_t hash);

}  // namespace keycell::reports
